/* import_judge.h - what becomes of one row of an imported file. Used by imports.c. */
#ifndef IMPORT_JUDGE_H
#define IMPORT_JUDGE_H

#include "library/books.h"
#include "store/imports.h"

struct verdict {
	enum import_outcome outcome; /* not ROW_WAITING */
	str reason;                  /* for people; empty where the outcome says all */
	struct book_entry entry;     /* of a matched or created row: what to add */
	struct book have;            /* of a duplicate: the copy that is there */
};

/* A different book is never claimed: an ISBN counts only where the titles agree, else the person is asked. */
enum err import_judge(struct ctx *cx, const struct book_entry *row, struct verdict *out) NODISCARD;

/* What a duplicate may fill in the copy that is there: the person's own state where there is none. False: nothing. */
bool import_fills(const struct book *have, const struct book_entry *row, struct book_change *out);

/* The catalogue's book with this ISBN-13. */
enum err import_by_isbn(struct ctx *cx, str isbn13, struct catalogue_book *out,
			bool *found) NODISCARD;

/* The rows of a file that would be created, to tell a later one that repeats them: for previews, which write nothing. */
struct import_seen;
struct import_seen *import_seen_make(struct arena *a, int64_t rows);
/* The number of the earlier row that is the same book; 0: none, and this one is remembered. */
int64_t import_seen_before(struct ctx *cx, struct import_seen *s, const struct edition *about,
			   int64_t number);

#endif
