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

/* The best at most max (1–CANDIDATES_MAX) books for the text, best first; returns how many. Goes through the lists of
 * the rarest grams until they hold `budget` books together (three lists at least). */
size_t candidates_find(struct ctx *cx, const struct file *f, const struct fold *text, uint64_t budget, size_t max,
		       struct candidate *out);

#endif
