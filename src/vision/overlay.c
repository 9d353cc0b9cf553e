/* overlay.c - see overlay.h. */
#include "vision/overlay.h"

#include "vision/decode.h"

#include <math.h>

static void put_dot(struct image *im, float x, float y, float radius, const uint8_t rgb[3])
{
	for (int j = (int)floorf(y - radius); j <= (int)ceilf(y + radius); j++)
		for (int i = (int)floorf(x - radius); i <= (int)ceilf(x + radius); i++) {
			if (i < 0 || j < 0 || i >= im->w || j >= im->h ||
			    hypotf((float)i - x, (float)j - y) > radius + 0.5f)
				continue;
			for (size_t k = 0; k < 3; k++)
				im->px[((size_t)j * (size_t)im->w + (size_t)i) * 3 + k] = rgb[k];
		}
}

static float clamp(float v, float max) { return v < 0 ? 0 : v > max ? max : v; }

static void put_side(struct image *im, struct point a, struct point b, float radius,
		     const uint8_t rgb[3])
{
	float length;
	int steps;

	a = (struct point){ clamp(a.x, (float)im->w), clamp(a.y, (float)im->h) };
	b = (struct point){ clamp(b.x, (float)im->w), clamp(b.y, (float)im->h) };
	length = hypotf(b.x - a.x, b.y - a.y);
	steps = (int)(length / fmaxf(radius, 0.5f)) + 1;
	for (int i = 0; i <= steps; i++) {
		float t = (float)i / (float)steps;

		put_dot(im, a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t, radius, rgb);
	}
}

void overlay_quad(struct image *im, const struct quad *q, size_t n, float thick)
{
	static const uint8_t colours[][3] = { { 255, 48, 48 },  { 48, 255, 48 },  { 64, 128, 255 },
					      { 255, 255, 48 }, { 255, 48, 255 }, { 48, 255, 255 },
					      { 255, 144, 48 } };
	const uint8_t *rgb = colours[n % countof(colours)];

	for (int k = 0; k < 4; k++)
		put_side(im, q->p[k], q->p[(k + 1) & 3], k == 3 ? thick : thick / 2, rgb);
}

void overlay_shelf(struct image *im, const struct vision_shelf *shelf, float scale)
{
	float thick = fmaxf(2, (float)(im->w > im->h ? im->w : im->h) / 500);

	for (size_t i = 0; i < shelf->nspines; i++) {
		const struct vision_spine *s = &shelf->spines[i];
		struct quad q = quad_scale(&s->quad, 1 / scale);

		overlay_quad(im, &q, i, thick);
		for (size_t k = s->first; k < s->first + s->n; k++) {
			q = quad_scale(&shelf->lines[k].quad, 1 / scale);
			overlay_quad(im, &q, i, thick / 3);
		}
	}
}

enum err overlay_save(struct ctx *cx, const struct image *im, const char *path)
{
	return encode_png(cx, im, path);
}

enum err overlay_write(struct ctx *cx, const struct conf *conf, str photo,
		       const struct vision_shelf *shelf, const char *path)
{
	struct image im;
	struct point full;
	enum err e;

	if ((e = vision_decode(cx, conf, photo, &im, &full)))
		return e;
	overlay_shelf(&im, shelf, full.x / (float)im.w);
	e = overlay_save(cx, &im, path);
	image_free(&im);
	return e;
}
