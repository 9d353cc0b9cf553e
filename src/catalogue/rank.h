/* rank.h - how well one book explains what was read on a spine. */
#ifndef RANK_H
#define RANK_H

#include "catalogue/callnumber.h"
#include "catalogue/fit.h"
#include "catalogue/volume.h"

/* A spine's text, prepared for many books. */
struct rank_query {
	struct fold fold;
	struct fit_text text;
	bool known
		[FOLD_UNITS]; /* letters that belong to a publisher, to praise or to a call number */
	struct callnumber call;
	struct fold mark; /* of the call number */
	struct volume volume;
};

/* A book as it is looked at. */
struct rank_book {
	str title, authors, publisher;
	float index; /* the index's score, as a share of its best */
	float prior; /* how well known the work is */
};

enum rank_part {
#define PART(name, weight, common, what) RANK_##name,
#include "catalogue/rank.def"
#undef PART
	RANK__PARTS
};

/* Every part is 0–1, VOLUME -1–1. */
struct rank {
	float score; /* the whole: weights in rank.def; a little above 1 for a book that has more than any must */
	float title;     /* how much of the title stands in the text */
	float author;    /* how well the authors do */
	float explained; /* the share of the text's letters that the book explains */
	float part[RANK__PARTS];
};

void rank_prepare(str text, struct rank_query *out);

/* The query has at least one letter. */
struct rank rank_book(const struct rank_query *q, const struct rank_book *b);

/* The share of the text's letters that are known whatever book it is. */
float rank_common(const struct rank_query *q);

/* Whether the call number's letters are the book's: 0–1; -1: they are another's; 0: there are none. */
float rank_mark(const struct rank_query *q, str title, str authors);

#endif
