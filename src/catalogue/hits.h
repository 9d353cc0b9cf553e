/* hits.h - from scored book numbers to answers: editions of one work become one, and texts are copied. */
#ifndef HITS_H
#define HITS_H

#include "catalogue/catalogue.h"
#include "catalogue/file.h"
#include "catalogue/rank.h"

struct hit {
	uint32_t book;
	float score; /* the order; and what is told */
	struct rank rank;
};

/* The best at most max works of hits (which are reordered), each as its best edition. */
struct catalogue_hits hits_make(struct ctx *cx, const struct file *f, struct hit *hits, size_t n,
				size_t max);

/* A book by number; no title when the file is damaged there. */
struct catalogue_book hits_book(struct ctx *cx, const struct file *f, uint32_t book);

#endif
