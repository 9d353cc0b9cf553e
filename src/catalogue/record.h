/* record.h - a title of the catalogue with its editions, as the file holds it.
 *
 * A title is a work under one of its names, in one language: "Der Zauberberg" and "The Magic Mountain" are two titles of
 * one work. It is what the index files; its editions follow it. */
#ifndef RECORD_H
#define RECORD_H

#include "catalogue/bytes.h"
#include "catalogue/entry.h"

struct record {
	str title, authors;
	str also;       /* other names of the authors, separated by "; " */
	bool starter;   /* of the built-in catalogue */
	uint32_t cover; /* of the work; 0: none */
	size_t editions;
	struct unpack rest; /* the editions not yet read */
};

struct record_edition {
	str title, authors; /* as this edition has them */
	str publisher, language, series;
	uint64_t isbn[ENTRY_ISBNS];
	size_t nisbns;
	int year;
	uint32_t edition, cover, pages;
};

void record_begin(struct bytes *b, const struct record *r); /* `editions` of them have to follow */
void record_add(struct bytes *b, const struct record *r, const struct record_edition *e);

/* Slices of what lies between p and end. A damaged record has no title. */
struct record record_read(const unsigned char *p, const unsigned char *end);

/* The next edition; false at the end, or where the record is damaged. */
bool record_next(struct record *r, struct record_edition *out);

#endif
