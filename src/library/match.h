/* match.h - when an entry and a copy are the same book, and what wins then. Used by books.c. */
#ifndef MATCH_H
#define MATCH_H

#include "library/books.h"

/* What an edition without Google id and ISBN is known by: folded title, first author, year; {NULL, 0} for others. */
str match_fold_key(struct ctx *cx, const struct edition *e);

/* The person's copy that the entry means. Where there is none, *edition is the shared edition that it means; empty: there is
 * none either. */
enum err match_find(struct ctx *cx, const struct book_entry *entry, struct book *out, bool *found,
		    str *edition) NODISCARD;

/* The order in which to put several into a library, as indices: by edition, those known by an id
 * first, the same edition in the order given. Two transactions that touch shared editions
 * in one order never wait for each other in a circle. */
const size_t *match_order(struct ctx *cx, const struct book_entry *entries, size_t n);

/* Both known and different in the year, the first author or an id: not the same edition. */
bool match_contradict(struct ctx *cx, const struct edition *a, const struct edition *b);

/* What of `says` is to be changed in `have`: with `newest` all that differs, else only what is
 * empty, and the marks (liked, reread) that are not set. False: nothing. */
bool match_merge(const struct book *have, const struct book_change *says, bool newest,
		 struct book_change *out);

#endif
