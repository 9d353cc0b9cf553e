/* identify.c - which book a spine's text is: rough candidates from the index, then each looked at closely. */
#include "catalogue/candidates.h"
#include "catalogue/handle.h"
#include "catalogue/hits.h"

enum { LOOKED_AT = 100 };

static const struct candidates_limits limits = { .budget = 1000000, .max = LOOKED_AT };

/* Added to a close look's score: the index's own, as a share of its best; and how well known the work is. */
#define WEIGHT_INDEX 0.25f
#define WEIGHT_PRIOR 0.05f

static void look(const struct file *f, const struct rank_query *q, struct candidate c, float best,
		 struct hit *out)
{
	struct file_text t = file_text(f, c.book);
	float prior = (float)f->books[c.book].prior / 255;

	*out = (struct hit){ .book = c.book,
			     .rank = rank_book(q, t.title, t.authors, t.publisher) };
	out->score = (out->rank.score + WEIGHT_INDEX * c.score / best + WEIGHT_PRIOR * prior) /
		     (1 + WEIGHT_INDEX + WEIGHT_PRIOR);
}

static struct catalogue_hits identify(struct ctx *cx, const struct file *f, str text, size_t max)
{
	struct candidate found[LOOKED_AT];
	struct hit hits[LOOKED_AT];
	struct rank_query q;
	size_t n;

	rank_prepare(text, &q);
	n = candidates_find(cx, f, &q.fold, &limits, found);
	for (size_t i = 0; i < n; i++)
		look(f, &q, found[i], found[0].score, &hits[i]);
	return hits_make(cx, f, hits, n, max);
}

enum err catalogue_identify(struct ctx *cx, struct catalogue *c, str spine_text, size_t max,
			    struct catalogue_hits *out)
{
	struct view *v;
	enum err e;

	CHECK(max >= 1 && max <= CATALOGUE_MAX_HITS);
	if ((e = view_get(cx, c, &v)))
		return e;
	*out = identify(cx, &v->file, spine_text, max);
	view_put(c, v);
	return OK;
}
