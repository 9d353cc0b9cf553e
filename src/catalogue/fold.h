/* fold.h - text as the index sees it: letters that a text recogniser confuses are one letter, spaces are gone.
 *
 * Lower case, no accents (utf8_plain), then classes of look-alikes: 0/o, 1/i/l/|/!, 5/s/$, 8/b, q/g, rn/m, vv/w.
 * Without spaces a glued or torn word is still the same run of letters; where the words were is kept beside it.
 * Grams of four letters are what the index files; of scripts written without spaces (Han, kana), grams of two. */
#ifndef FOLD_H
#define FOLD_H

#include "base/str.h"

enum {
	FOLD_UNITS = 512,
	FOLD_WORDS = 128,
	FOLD_GRAMS = FOLD_UNITS + FOLD_WORDS, /* at most so many from one fold */
	FOLD_BITS_MAX = 21,
};

/* At most FOLD_UNITS letters and FOLD_WORDS words; what comes after them is left out. */
struct fold {
	size_t n, words;
	uint32_t unit[FOLD_UNITS];                   /* letters, one after the other */
	uint16_t start[FOLD_WORDS], end[FOLD_WORDS]; /* of each word in unit[], end exclusive */
};

/* Of valid UTF-8. */
void fold_text(str s, struct fold *out);

/* The same with look-alikes left different: what people type is not misread. */
void fold_exact(str s, struct fold *out);

/* The grams of the letters as bucket numbers below 2^bits, in any order, repeats included; returns how many.
 * A text of less than four letters is one gram. */
size_t fold_grams(const struct fold *f, int bits, uint32_t out[FOLD_GRAMS]);

/* The same for a question: also each word of less than four letters alone, as whole titles are so short. */
size_t fold_query_grams(const struct fold *f, int bits, uint32_t out[FOLD_GRAMS]);

/* A letter of a script written without spaces: Han, kana. (Hangul is taken apart into letters, and has spaces.) */
bool fold_spaceless(uint32_t letter);

/* Sort and drop repeats; returns how many are left. */
size_t fold_unique(uint32_t *grams, size_t n);

/* A 64-bit hash of some letters, the same on every machine and in every version: it is stored. */
uint64_t fold_hash(uint64_t seed, const uint32_t *unit, size_t n);

#endif
