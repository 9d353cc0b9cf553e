/* border.c - see border.h. */
#include "vision/border.h"

#include <math.h>

enum { SAMPLES = 48, PLACES_MAX = 64 };

/* Grey levels that a place must change by, and that a line must on the mean to be sure of it. */
static const float level_min = 7, level_sure = 24;

static const float tilts[] = { 0, -0.012f, 0.012f, -0.024f, 0.024f };

static const uint8_t *pixel(const struct image *im, struct point p)
{
	int x = (int)lrintf(p.x), y = (int)lrintf(p.y);

	x = x < 0 ? 0 : x >= im->w ? im->w - 1 : x;
	y = y < 0 ? 0 : y >= im->h ? im->h - 1 : y;
	return &im->px[((size_t)y * (size_t)im->w + (size_t)x) * 3];
}

/* One line: along the frame (or across it) over `extent`, at `at` in its middle. */
struct probe {
	const struct image *im;
	const struct strip *s;
	bool across;
	struct interval extent;
	float step;
};

static struct point place(const struct probe *p, float t, float at)
{
	return p->across ? strip_at(p->s, at, t) : strip_at(p->s, t, at);
}

static struct border measure(const struct probe *p, float at, float tilt)
{
	struct border b = { .at = at, .tilt = tilt };
	float change[SAMPLES][3], mean[3] = { 0 }, norm;
	int agree = 0;

	for (int i = 0; i < SAMPLES; i++) {
		float f = ((float)i + 0.5f) / SAMPLES,
		      t = p->extent.from + (p->extent.to - p->extent.from) * f;
		float here = at + tilt * (f - 0.5f);
		const uint8_t *u = pixel(p->im, place(p, t, here - p->step / 2));
		const uint8_t *v = pixel(p->im, place(p, t, here + p->step / 2));

		for (int k = 0; k < 3; k++) {
			change[i][k] = (float)(v[k] - u[k]);
			mean[k] += change[i][k] / SAMPLES;
		}
	}
	norm = sqrtf(mean[0] * mean[0] + mean[1] * mean[1] + mean[2] * mean[2]);
	if (norm < 1)
		return b;
	for (int i = 0; i < SAMPLES; i++)
		agree += (change[i][0] * mean[0] + change[i][1] * mean[1] +
			  change[i][2] * mean[2]) /
				 norm >=
			 level_min;
	b.cover = (float)agree / SAMPLES;
	b.strength = norm;
	return b;
}

static float worth(const struct border *b) { return b->cover * fminf(b->strength / level_sure, 1); }

bool border_is_one(const struct border *b)
{
	return b->cover >= BORDER_COVER && b->strength >= level_min * 1.5f;
}

static struct border measure_tilted(const struct probe *p, float at)
{
	struct border best = { .at = at };

	for (size_t k = 0; k < countof(tilts); k++) {
		struct border b = measure(p, at, tilts[k] * (p->extent.to - p->extent.from));

		if (worth(&b) > worth(&best))
			best = b;
	}
	return best;
}

static int places(float from, float to)
{
	int n = (int)fabsf(to - from) + 1;

	return n > PLACES_MAX ? PLACES_MAX : n;
}

static struct border search(const struct probe *p, float from, float to, float outward)
{
	struct border best = { .at = from };
	float most = 0;
	int n = places(from, to);

	for (int i = 0; i < n; i++) {
		float f = n > 1 ? (float)i / (float)(n - 1) : 0;
		struct border b = measure_tilted(p, from + (to - from) * f);
		float w = worth(&b) * (1 - outward * (1 - f));

		if (w > most) {
			most = w;
			best = b;
		}
	}
	return best;
}

struct border border_best_along(const struct image *im, const struct strip *s,
				struct interval along, float from, float to, float step)
{
	const struct probe p = { im, s, false, along, step };

	return search(&p, from, to, 0);
}

struct border border_best_across(const struct image *im, const struct strip *s,
				 struct interval across, float from, float to, float step,
				 float outward)
{
	const struct probe p = { im, s, true, across, step };

	return search(&p, from, to, outward);
}

struct border border_first_along(const struct image *im, const struct strip *s,
				 struct interval along, float from, float to, float step,
				 float cover_min)
{
	const struct probe p = { im, s, false, along, step };
	struct border best = { .at = from };
	int n = places(from, to);

	for (int i = 0; i < n; i++) {
		float f = n > 1 ? (float)i / (float)(n - 1) : 0;
		struct border b = measure_tilted(&p, from + (to - from) * f);

		if (border_is_one(&b) && b.cover >= cover_min) {
			if (worth(&b) > worth(&best))
				best = b;
		} else if (best.cover > 0) {
			break;
		}
	}
	return best;
}

int border_all_across(const struct image *im, const struct strip *s, struct interval across,
		      float from, float to, struct border *out, int max)
{
	int places = (int)fminf(fabsf(to - from) / 1.5f + 1, 2 * PLACES_MAX), n = 0, last = -9;
	float spacing = fabsf(to - from) / (float)places;
	const struct probe p = { im, s, true, across, fmaxf(3, 2 * spacing) };

	for (int i = 0; i <= places; i++) {
		struct border b = measure_tilted(&p, from + (to - from) * (float)i / (float)places);

		if (!border_is_one(&b))
			continue;
		if (i - last > 2 && n < max)
			out[n++] = b;
		else if (i - last <= 2 && worth(&b) > worth(&out[n - 1]))
			out[n - 1] = b;
		else
			continue;
		last = i;
	}
	return n;
}
