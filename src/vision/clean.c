/* clean.c - see vision_clean in vision.h: which file needs what. The formats' parts are in clean_jpeg.c and clean_chunks.c. */
#include "vision/clean.h"

#include "vision/decode.h"
#include "vision/exif.h"

#include <string.h>

/* Of what is encoded anew: the spines' letters stay as they were. */
enum { JPEG_QUALITY = 92 };

static const struct {
	const char *magic;
	size_t at, n;
	enum photo_kind kind;
	cleaner *run; /* NULL: its pixels are encoded anew */
	bool turns;   /* it can be kept as it lies, with the turn in its EXIF */
} formats[] = {
	{ "\xff\xd8\xff", 0, 3, PHOTO_JPEG, clean_jpeg, true },
	{ "\x89PNG\r\n\x1a\n", 0, 8, PHOTO_PNG, clean_png, false },
	{ "WEBP", 8, 4, PHOTO_WEBP, clean_webp, false },
};

const char *photo_extension(enum photo_kind k)
{
	static const char *const names[PHOTO__MAX] = { "jpg", "png", "webp" };

	return names[k];
}

const char *photo_media_type(enum photo_kind k)
{
	static const char *const names[PHOTO__MAX] = { "image/jpeg", "image/png", "image/webp" };

	return names[k];
}

static enum err encode_anew(struct ctx *cx, const struct conf *conf, str file, struct photo *out)
{
	struct point full;
	struct image im;
	enum err e;

	if ((e = vision_decode(cx, conf, file, &im, &full)))
		return e;
	e = encode_jpeg(cx, &im, JPEG_QUALITY, &out->bytes);
	image_free(&im);
	return e;
}

enum err vision_clean(struct ctx *cx, const struct conf *conf, str file, struct photo *out)
{
	int orientation = exif_orientation(file);
	struct buf b;

	*out = (struct photo){ PHOTO_JPEG, { NULL, 0 } };
	for (size_t i = 0; i < countof(formats); i++) {
		if (file.n < formats[i].at + formats[i].n ||
		    memcmp(file.p + formats[i].at, formats[i].magic, formats[i].n) != 0)
			continue;
		if (orientation != 1 && !formats[i].turns)
			break;
		b = buf_make(&cx->arena, file.n + CLEAN_ROOM);
		if (!formats[i].run(file, orientation, &b) || b.full)
			break; /* decoders forgive more than that */
		*out = (struct photo){ formats[i].kind, buf_str(&b) };
		return OK;
	}
	return encode_anew(cx, conf, file, out);
}
