/* crop.c - see vision_crop in vision.h. */
#include "vision/decode.h"
#include "vision/vision.h"

#include <math.h>
#include <stdlib.h>

enum { CROP_QUALITY = 85, CROP_LEAST = 4 };

/* How many quarters counter-clockwise what is straightened has to be turned to stand as it did in the photo. */
static int quarters_of(const struct quad *q)
{
	float dx = q->p[1].x - q->p[0].x, dy = q->p[1].y - q->p[0].y;

	if (fabsf(dy) <= fabsf(dx))
		return dx < 0 ? 2 : 0;
	return dy > 0 ? 3 : 1;
}

static struct image straighten(const struct image *im, const struct quad *q, int w, int h)
{
	struct image out = image_make(w, h);
	size_t n = (size_t)w * (size_t)h * 3;
	float *px = xmalloc(n * sizeof *px);

	image_warp(im, q, w, h, px);
	for (size_t i = 0; i < n; i++)
		out.px[i] = (uint8_t)fminf(fmaxf(px[i] + 0.5f, 0), 255);
	free(px);
	return out;
}

static enum err cut(struct ctx *cx, const struct image *im, const struct quad *q, int longest_px,
		    str *out)
{
	float w = quad_width(q), h = quad_height(q), by = (float)longest_px / fmaxf(w, h);
	struct image flat, upright;
	enum err e;

	if (!(w >= CROP_LEAST && h >= CROP_LEAST))
		return fail(cx, ERR_NOT_FOUND, "this spine is too small to be shown");
	by = fminf(by, 1);
	flat = straighten(im, q, (int)fmaxf(w * by, 1), (int)fmaxf(h * by, 1));
	upright = image_turn(&flat, quarters_of(q));
	e = encode_jpeg(cx, &upright, CROP_QUALITY, out);
	image_free(&upright);
	image_free(&flat);
	return e;
}

enum err vision_crop(struct ctx *cx, const struct conf *conf, str file, const struct quad *q,
		     int longest_px, str *out)
{
	struct point full;
	struct image im;
	struct quad here;
	enum err e;

	if ((e = vision_decode(cx, conf, file, &im, &full)))
		return e;
	here = quad_scale(q, (float)im.w / full.x);
	e = cut(cx, &im, &here, longest_px, out);
	image_free(&im);
	return e;
}
