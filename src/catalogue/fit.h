/* fit.h - where a word fits best into a text, allowing for misread letters. */
#ifndef FIT_H
#define FIT_H

#include "catalogue/fold.h"

enum {
	FIT_PATTERN = 64, /* letters of a pattern that count: the rest is left out */
	FIT_PAIRS = 4096, /* different pairs of letters, about */
};

/* A text prepared for many fits. */
struct fit_text {
	size_t n;
	unsigned char
		letter[FOLD_UNITS]; /* a small number for each different letter; 0: fits nothing */
	unsigned char ascii[128];   /* letter -> its number; 0: not in the text */
	uint32_t other[256];        /* number -> a letter above 127 */
	size_t letters;
	uint64_t pairs[FIT_PAIRS / 64]; /* a bit for each two letters that follow each other */
};

void fit_prepare(const struct fold *f, struct fit_text *out);

struct fit {
	size_t n; /* letters of the pattern that were looked for: 1–FIT_PATTERN */
	size_t distance; /* fewest letters to change, add or drop so that it stands somewhere in the text: 0–n */
	size_t end; /* where that place ends, exclusive; the first of several */
};

/* Of n > 0 letters: G. Myers, "A fast bit-vector algorithm for approximate string matching" (1999), with the beginning
 * and the end of the text free. */
struct fit fit_find(const struct fit_text *t, const uint32_t *pattern, size_t n);

/* False: the pattern stands nowhere in the text with at most so many letters wrong. True says nothing: it is a quick look at its pairs of
 * letters, of which a wrong letter spoils two. */
bool fit_possible(const struct fit_text *t, const uint32_t *pattern, size_t n, size_t distance);

/* As much of the text as the fit took: it begins here. */
static inline size_t fit_begin(struct fit f) { return f.end > f.n ? f.end - f.n : 0; }

#endif
