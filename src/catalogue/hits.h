/* hits.h - from scored titles to answers: titles of what looks like one work become one, as its best edition, and texts are copied. */
#ifndef HITS_H
#define HITS_H

#include "catalogue/catalogue.h"
#include "catalogue/handle.h"
#include "catalogue/rank.h"

struct hit {
	uint32_t file, title;
	float score; /* the order; and what is told */
	struct rank rank;
};

/* The works from the `first`th on, at most max of them, of hits (which are reordered); editions that do not pass the filter, which may be NULL,
 * stand for none. */
struct catalogue_hits hits_make(struct ctx *cx, const struct view *v, struct hit *hits, size_t n,
				const struct catalogue_filter *filter, size_t first, size_t max);

/* An edition as the answer; no title when the file is damaged there. */
struct catalogue_book hits_book(struct ctx *cx, const struct view *v, uint32_t file, uint32_t title,
				const struct record_edition *e);

/* The edition of a title that says most; false: none passes the filter. */
bool hits_best_edition(struct record r, const struct catalogue_filter *filter,
		       struct record_edition *out);

#endif
