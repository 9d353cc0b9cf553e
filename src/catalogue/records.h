/* records.h - the books that are to become a catalogue file, each once, in memory. Belongs to one thread. */
#ifndef RECORDS_H
#define RECORDS_H

#include "base/str.h"

struct record {
	str title, authors, publisher, language; /* valid UTF-8; only the title is required */
	uint64_t isbn;                           /* 0: none */
	int year;                                /* 0: unknown; -32768 to 32767 */
	bool starter;                            /* of the built-in catalogue */
};

struct records;

struct records *records_open(void);
void records_close(struct records *r);

/* Keep a copy. Books are the same when their ISBNs are, or, without one, title, authors and year. Of the same book
 * the first stays, and what it lacks is filled in. True: it is a new one. */
bool records_add(struct records *r, const struct record *rec);

uint32_t records_n(const struct records *r);

/* By number, in the order they were added; the texts live until the next add. */
struct record records_get(const struct records *r, uint32_t i);

/* A book's text as the file holds it (file_text reads it). */
str records_text(const struct records *r, uint32_t i);

#endif
