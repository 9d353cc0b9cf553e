/* typed.h - how well one book matches what a person typed: whole words, beginnings of words, small typos. */
#ifndef TYPED_H
#define TYPED_H

#include "catalogue/fit.h"

struct typed {
	float score;  /* 0–1: the whole without the work's fame */
	float title;  /* 0–1: how much of the main title was typed */
	float author; /* 0–1: how much of what was typed names the authors */
	float words;  /* 0–1: how much of what was typed stands in the book */
	bool exact;   /* the title, or the main title, as it is */
};

/* The text typed, by fold_exact: at least one letter. */
struct typed typed_match(const struct fold *query, str title, str authors);

#endif
