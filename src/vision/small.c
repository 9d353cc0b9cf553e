/* small.c - see vision_small and vision_sizes in vision.h. */
#include "vision/decode.h"
#include "vision/vision.h"

/* Looked at in a list, not read. */
enum { SMALL_QUALITY = 82 };

static enum err encode_small(struct ctx *cx, const struct image *im, int width_px, str *out)
{
	struct image small;
	enum err e;
	int h;

	if (im->w <= width_px)
		return encode_jpeg(cx, im, SMALL_QUALITY, out);
	h = (int)((int64_t)im->h * width_px / im->w);
	small = image_resize(im, width_px, h ? h : 1);
	e = encode_jpeg(cx, &small, SMALL_QUALITY, out);
	image_free(&small);
	return e;
}

enum err vision_sizes(struct ctx *cx, const struct conf *conf, str file, const int *widths_px,
		      size_t n, str *out, struct point *full)
{
	struct image im;
	enum err e;

	if ((e = vision_decode(cx, conf, file, &im, full)))
		return e;
	for (size_t i = 0; i < n && !e; i++)
		e = encode_small(cx, &im, widths_px[i], &out[i]);
	image_free(&im);
	return e;
}

enum err vision_small(struct ctx *cx, const struct conf *conf, str file, int width_px, str *out)
{
	struct point full;

	return vision_sizes(cx, conf, file, &width_px, 1, out, &full);
}
