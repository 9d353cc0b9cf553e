/* decode_webp.c - WebP by libwebp; the only file that includes it. What is transparent becomes white. */
#include "vision/decode.h"

#include <webp/decode.h>

static void over_white(const uint8_t *rgba, struct image *im)
{
	size_t n = (size_t)im->w * (size_t)im->h;

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < 3; k++) {
			int a = rgba[i * 4 + 3], c = rgba[i * 4 + k];

			im->px[i * 3 + k] = (uint8_t)((c * a + 255 * (255 - a)) / 255);
		}
}

enum err decode_webp(struct ctx *cx, str file, int64_t max_pixels, struct image *out,
		     struct point *full)
{
	const uint8_t *bytes = (const uint8_t *)file.p;
	WebPBitstreamFeatures f;
	enum err e;
	bool ok;

	if (WebPGetFeatures(bytes, file.n, &f) != VP8_STATUS_OK || f.has_animation)
		return decode_broken(cx, "WebP");
	if ((e = decode_size(cx, f.width, f.height, max_pixels)))
		return e;
	*out = image_make(f.width, f.height);
	*full = (struct point){ (float)f.width, (float)f.height };
	if (f.has_alpha) {
		uint8_t *rgba = WebPDecodeRGBA(bytes, file.n, NULL, NULL);

		if ((ok = rgba != NULL))
			over_white(rgba, out);
		WebPFree(rgba);
	} else {
		ok = WebPDecodeRGBInto(bytes, file.n, out->px,
				       (size_t)f.width * (size_t)f.height * 3, f.width * 3);
	}
	if (ok)
		return OK;
	image_free(out);
	return decode_broken(cx, "WebP");
}
