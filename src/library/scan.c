/* scan.c - see scan.h. */
#include "library/scan.h"

#include "base/clock.h"

#include <stdlib.h>

struct scan_limits scan_limits_make(void)
{
	return (struct scan_limits){ .min_area_px = 250, .max_spines = 50, .max_candidates = 3 };
}

enum err library_detect(struct ctx *cx, str photo, struct scan_limits limits,
			struct vision_shelf *out)
{
	struct vision_limits seen = { .max_spines = limits.max_spines,
				      .min_area_px = limits.min_area_px };

	if (!cx->app->conf.scan_enabled)
		return fail(cx, ERR_SCAN_DISABLED, "scanning is switched off on this server");
	return vision_read(cx, cx->app->vision, photo, seen, out);
}

static int most_confident(const void *a, const void *b)
{
	const struct identified_spine *s = a, *t = b;

	return (s->confidence < t->confidence) - (s->confidence > t->confidence);
}

/* Identification may cut a spine in two: the limit holds all the same. */
static void keep_within(struct identified_shelf *shelf, int max)
{
	if (shelf->n <= (size_t)max)
		return;
	qsort(shelf->spines, shelf->n, sizeof *shelf->spines, most_confident);
	shelf->n = (size_t)max;
}

enum err library_scan(struct ctx *cx, str photo, struct scan_limits limits, struct scan *out)
{
	int64_t start_us = clock_ticks_us(), read_us;
	enum err e;

	*out = (struct scan){ 0 };
	if ((e = library_detect(cx, photo, limits, &out->read)))
		return e;
	read_us = clock_ticks_us();
	e = library_identify(cx, cx->app->catalogue, &out->read, (size_t)limits.max_candidates,
			     &out->found);
	if (!e)
		keep_within(&out->found, limits.max_spines);
	out->identify_ms = (double)(clock_ticks_us() - read_us) / 1000;
	out->total_ms = (double)(clock_ticks_us() - start_us) / 1000;
	return e;
}
