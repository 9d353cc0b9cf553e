/* rank.h - how well one book explains what was read on a spine. */
#ifndef RANK_H
#define RANK_H

#include "catalogue/fit.h"

/* A spine's text, prepared for many books. */
struct rank_query {
	struct fold fold;
	struct fit_text text;
	bool known[FOLD_UNITS]; /* letters that belong to a publisher or to praise */
};

/* Every part is 0–1. */
struct rank {
	float score;     /* the whole: weights in rank.c */
	float title;     /* how much of the title stands in the text */
	float author;    /* how well the authors do */
	float explained; /* the share of the text's letters that the book explains */
};

void rank_prepare(str text, struct rank_query *out);

/* The query has at least one letter. */
struct rank rank_book(const struct rank_query *q, str title, str authors, str publisher);

#endif
