/* candidates.h - which books share the rarest grams with a text: the index's first, rough answer. */
#ifndef CANDIDATES_H
#define CANDIDATES_H

#include "catalogue/file.h"
#include "catalogue/fold.h"

struct candidate {
	uint32_t book;
	float score; /* sum of the grams' rarity over the square root of the book's length */
};

enum {
	CANDIDATES_MAX = 256,
	CANDIDATES_LISTS = 128, /* grams of one text that are looked up */
};

struct candidates_limits {
	uint64_t
		budget; /* go through the lists of the rarest grams until they hold so many books together (but through
			  * three at least) */
	size_t max; /* 1–CANDIDATES_MAX: how many to keep */
	float fame; /* 0 and up: the best known works count 1 + fame times */
};

/* The best books for the text, best first; returns how many. */
size_t candidates_find(struct ctx *cx, const struct file *f, const struct fold *text,
		       const struct candidates_limits *limits, struct candidate *out);

#endif
