/* scan.c - see scan.h. */
#include "library/scan.h"

#include "base/clock.h"
#include "library/own_books.h"

#include <string.h>

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

/* Identification may cut a spine in two: the limit holds all the same. The least confident go, the rest keep their order. */
static void keep_within(struct identified_shelf *shelf, size_t max)
{
	while (shelf->n > max) {
		struct identified_spine *least = shelf->spines, *end = shelf->spines + shelf->n--;

		for (struct identified_spine *s = least; s < end; s++)
			if (s->confidence < least->confidence)
				least = s;
		memmove(least, least + 1, (size_t)(end - least - 1) * sizeof *least);
	}
}

/* With the person's own books, as they are when the photo has been read; without, while the database is away. */
static struct catalogue *known_books(struct ctx *cx)
{
	struct catalogue *c = cx->app->catalogue;
	bool lent = cx->db != NULL, later;

	if (!cx->app->own_books || !cx->actor.user_id.n)
		return c;
	if (db_lend(cx, cx->app->dbs) || own_books_catalogue(cx, false, &later, &c)) {
		ctx_forgive(cx);
		c = cx->app->catalogue;
	}
	if (!lent)
		db_give_back(cx, cx->app->dbs);
	return c;
}

enum err library_scan(struct ctx *cx, str photo, struct scan_limits limits, struct scan *out)
{
	int64_t start_us = clock_ticks_us(), read_us;
	enum err e;

	*out = (struct scan){ 0 };
	if ((e = library_detect(cx, photo, limits, &out->read)))
		return e;
	read_us = clock_ticks_us();
	e = library_identify(cx, known_books(cx), &out->read, (size_t)limits.max_candidates,
			     &out->found);
	if (!e)
		keep_within(&out->found, (size_t)limits.max_spines);
	out->identify_ms = (double)(clock_ticks_us() - read_us) / 1000;
	out->total_ms = (double)(clock_ticks_us() - start_us) / 1000;
	return e;
}
