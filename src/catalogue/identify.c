/* identify.c - which book a spine's text is: rough candidates from the index, then each looked at closely. */
#include "catalogue/candidates.h"
#include "catalogue/handle.h"
#include "catalogue/hits.h"

#include <math.h>

/* All that are kept, where the first ones leave doubts: the right one is beyond them once in a hundred times. */
enum { FIRST = 100, LOOKED_AT = CANDIDATES_MAX, PUBLISHERS = 3 };

/* With fame: of a title that hundreds of books have, the famous one is among those that are looked at. */
static const struct candidates_limits limits = { .budget = 750000, .max = LOOKED_AT, .fame = 0.5f };

/* A book that fits so well leaves none. */
#define SOLID_TITLE 0.9f
#define SOLID_EXPLAINED 0.8f

/* What else stands on a spine: the series, and who published it, of up to some of its editions. */
static str beside_title(struct ctx *cx, struct record r)
{
	struct buf b = buf_make(&cx->arena, 800);
	struct record_edition e;
	str publisher = S(""), series = S("");

	for (int n = 0; n < PUBLISHERS && record_next(&r, &e);) {
		if (e.series.n && !str_eq(e.series, series)) {
			buf_add(&b, series = e.series);
			buf_addc(&b, ' ');
		}
		if (!e.publisher.n || str_eq(e.publisher, publisher))
			continue;
		buf_add(&b, publisher = e.publisher);
		buf_addc(&b, ' ');
		n++;
	}
	return buf_str(&b);
}

static float fame_of(const struct view *v, struct candidate c)
{
	return (float)v->files[c.file].titles[c.title].prior / 255;
}

/* The index's score without the fame that it was found with: that has a part of its own in the rank. */
static float likeness(const struct view *v, struct candidate c)
{
	return c.score / (1 + limits.fame * fame_of(v, c));
}

static float best_likeness(const struct view *v, const struct candidate *found, size_t n)
{
	float best = 0;

	for (size_t i = 0; i < n; i++)
		best = fmaxf(best, likeness(v, found[i]));
	return best;
}

static struct hit look(struct ctx *cx, const struct view *v, const struct rank_query *q,
		       struct candidate c, float best)
{
	const struct file *f = &v->files[c.file];
	struct arena_mark mark = arena_mark(&cx->arena);
	struct record r = file_record(f, c.title);
	struct rank_book b = { .title = r.title,
			       .authors = r.authors,
			       .publisher = beside_title(cx, r),
			       .index = likeness(v, c) / best,
			       .prior = fame_of(v, c) };
	struct hit h = { .file = c.file, .title = c.title, .rank = rank_book(q, &b) };

	h.score = h.rank.score;
	arena_rewind(&cx->arena, mark);
	return h;
}

static bool solid(const struct rank *r)
{
	return r->title >= SOLID_TITLE && r->explained >= SOLID_EXPLAINED;
}

static struct catalogue_hits identify(struct ctx *cx, const struct view *v, str text, size_t max)
{
	struct candidate found[LOOKED_AT];
	struct hit *hits = arena_new(&cx->arena, struct hit, LOOKED_AT);
	struct catalogue_hits out;
	struct rank_query q;
	bool sure = false;
	size_t n, looked = 0;
	float best;

	rank_prepare(text, &q);
	n = candidates_find(cx, v->files, v->n, &q.fold, &limits, found);
	best = best_likeness(v, found, n);
	for (size_t i = 0; i < n && !(sure && looked >= FIRST); i++) {
		if (view_gone(v, found[i].file, found[i].title))
			continue;
		hits[looked] = look(cx, v, &q, found[i], best);
		sure |= solid(&hits[looked++].rank);
	}
	out = hits_make(cx, v, hits, looked, NULL, 0, max);
	out.common = rank_common(&q);
	for (size_t i = 0; i < out.n; i++)
		out.items[i].mark = rank_mark(&q, out.items[i].book.title,
					      out.items[i].book.authors);
	return out;
}

enum err catalogue_identify(struct ctx *cx, struct catalogue *c, str spine_text, size_t max,
			    struct catalogue_hits *out)
{
	struct view *v;
	enum err e;

	CHECK(max >= 1 && max <= CATALOGUE_MAX_HITS);
	if ((e = view_get(cx, c, &v)))
		return e;
	*out = identify(cx, v, spine_text, max);
	view_put(c, v);
	return OK;
}
