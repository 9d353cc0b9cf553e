/* candidates.h - which titles share the rarest grams with a text: the index's first, rough answer. */
#ifndef CANDIDATES_H
#define CANDIDATES_H

#include "catalogue/file.h"
#include "catalogue/fold.h"

struct candidate {
	uint32_t file, title;
	float score; /* sum of the grams' rarity over the square root of the title's length */
};

enum {
	CANDIDATES_MAX = 256,
	CANDIDATES_LISTS = 128, /* grams of one text that are looked up */
};

struct candidates_limits {
	uint64_t
		budget; /* go through the lists of the rarest grams until they hold so many titles together (but through
			  * three at least) */
	size_t max; /* 1–CANDIDATES_MAX: how many to keep */
	float fame; /* 0 and up: the best known works count 1 + fame times */
};

/* The best titles for the text in all the files, best first; returns how many. How rare a gram is is counted over all of them, so that scores of
 * different files compare. */
size_t candidates_find(struct ctx *cx, const struct file *files, size_t n, const struct fold *text,
		       const struct candidates_limits *limits, struct candidate *out);

#endif
