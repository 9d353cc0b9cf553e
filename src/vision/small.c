/* small.c - see vision_small in vision.h. */
#include "vision/decode.h"
#include "vision/vision.h"

/* Looked at in a list, not read. */
enum { SMALL_QUALITY = 82 };

enum err vision_small(struct ctx *cx, const struct conf *conf, str file, int width_px, str *out)
{
	struct point full;
	struct image im, small;
	enum err e;
	int h;

	if ((e = vision_decode(cx, conf, file, &im, &full)))
		return e;
	if (im.w <= width_px) {
		e = encode_jpeg(cx, &im, SMALL_QUALITY, out);
	} else {
		h = (int)((int64_t)im.h * width_px / im.w);
		small = image_resize(&im, width_px, h ? h : 1);
		e = encode_jpeg(cx, &small, SMALL_QUALITY, out);
		image_free(&small);
	}
	image_free(&im);
	return e;
}
