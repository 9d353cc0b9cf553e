/* decode.c - which format a file is, its limits, and which way up. */
#include "vision/decode.h"

#include "vision/exif.h"
#include "vision/vision.h"

#include <string.h>

enum { SIDE_MIN = 16, SIDE_MAX = 65535 };

static const struct {
	const char *magic;
	size_t at, n;
	decoder *decode;
} formats[] = {
	{ "\xff\xd8\xff", 0, 3, decode_jpeg },
	{ "\x89PNG\r\n\x1a\n", 0, 8, decode_png },
	{ "WEBP", 8, 4, decode_webp },
	{ "ftyp", 4, 4, decode_heic },
};

enum err decode_size(struct ctx *cx, int64_t w, int64_t h, int64_t max_pixels)
{
	if (w < SIDE_MIN || h < SIDE_MIN || w > SIDE_MAX || h > SIDE_MAX)
		return fail(cx, ERR_INVALID_IMAGE, "a photo must be %d to %d pixels wide and high",
			    SIDE_MIN, SIDE_MAX);
	if (w * h > max_pixels)
		return fail(cx, ERR_INVALID_IMAGE,
			    "the photo has %lld megapixels; at most %lld are read",
			    (long long)(w * h / 1000000), (long long)(max_pixels / 1000000));
	return OK;
}

enum err decode_broken(struct ctx *cx, const char *format)
{
	return fail(cx, ERR_INVALID_IMAGE, "the %s file is broken or not complete", format);
}

enum err vision_decode(struct ctx *cx, const struct conf *conf, str bytes, struct image *out,
		       struct point *full)
{
	int64_t max = conf->max_photo_megapixels * 1000000;
	int orientation = exif_orientation(bytes);
	enum err e;

	for (size_t i = 0; i < countof(formats); i++) {
		if (bytes.n < formats[i].at + formats[i].n ||
		    memcmp(bytes.p + formats[i].at, formats[i].magic, formats[i].n) != 0)
			continue;
		if ((e = formats[i].decode(cx, bytes, max, out, full)))
			return e;
		exif_apply(out, orientation);
		if (orientation >= 5)
			*full = (struct point){ full->y, full->x };
		return OK;
	}
	return fail(cx, ERR_INVALID_IMAGE, "the file is no JPEG, PNG, WebP or HEIC photo");
}
