/* border.c - see border.h. */
#include "vision/border.h"

#include <math.h>

enum { SAMPLES = 48, PLACES = 28 };

static const uint8_t *pixel(const struct image *im, struct point p)
{
	int x = (int)lrintf(p.x), y = (int)lrintf(p.y);

	x = x < 0 ? 0 : x >= im->w ? im->w - 1 : x;
	y = y < 0 ? 0 : y >= im->h ? im->h - 1 : y;
	return &im->px[((size_t)y * (size_t)im->w + (size_t)x) * 3];
}

static float strongest(const float sum[3])
{
	float best = 0;

	for (int k = 0; k < 3; k++)
		best = fmaxf(best, fabsf(sum[k]) / SAMPLES);
	return best;
}

float border_along(const struct image *im, const struct strip *s, struct interval along, float across, float step)
{
	float sum[3] = { 0 };

	for (int i = 0; i < SAMPLES; i++) {
		float t = along.from + (along.to - along.from) * ((float)i + 0.5f) / SAMPLES;
		const uint8_t *a = pixel(im, strip_at(s, t, across - step / 2));
		const uint8_t *b = pixel(im, strip_at(s, t, across + step / 2));

		for (int k = 0; k < 3; k++)
			sum[k] += (float)(b[k] - a[k]);
	}
	return strongest(sum);
}

float border_across(const struct image *im, const struct strip *s, struct interval across, float along, float step)
{
	float sum[3] = { 0 };

	for (int i = 0; i < SAMPLES; i++) {
		float t = across.from + (across.to - across.from) * ((float)i + 0.5f) / SAMPLES;
		const uint8_t *a = pixel(im, strip_at(s, along - step / 2, t));
		const uint8_t *b = pixel(im, strip_at(s, along + step / 2, t));

		for (int k = 0; k < 3; k++)
			sum[k] += (float)(b[k] - a[k]);
	}
	return strongest(sum);
}

typedef float measure(const struct image *, const struct strip *, struct interval, float, float);

static struct border search(const struct image *im, const struct strip *s, struct interval extent, float from, float to,
			    float step, measure *strength)
{
	struct border best = { from, 0 };

	for (int i = 0; i < PLACES; i++) {
		float at = from + (to - from) * (float)i / (PLACES - 1);
		float v = strength(im, s, extent, at, step);

		if (v > best.strength)
			best = (struct border){ at, v };
	}
	return best;
}

struct border border_search_across(const struct image *im, const struct strip *s, struct interval along, float from, float to,
				   float step)
{
	return search(im, s, along, from, to, step, border_along);
}

struct border border_search_along(const struct image *im, const struct strip *s, struct interval across, float from, float to,
				  float step)
{
	return search(im, s, across, from, to, step, border_across);
}
