/* choices.h - what a person makes of the spines of a scan. Recorded by books.c in the transaction that saves the book. */
#ifndef CHOICES_H
#define CHOICES_H

#include "library/books.h"
#include "store/scans.h"

/* Where an entry's book was found, looked up before anything is written. A scan that is gone keeps no book from being saved: then
 * *found is false. ERR_INVALID_FIELD: a candidate that the spine doesn't have. */
enum err choice_find(struct ctx *cx, const struct book_origin *o, struct scan_choice *before,
		     bool *found) NODISCARD;

/* Inside the work of a library_write: the spine's book is `saved`. */
enum err choice_record(struct ctx *cx, const struct book_origin *o,
		       const struct scan_choice *before, const struct book_saved *saved) NODISCARD;

/* On which spines of which scans a copy was found. ERR_NOT_FOUND: no copy of the actor's. */
enum err library_book_origins(struct ctx *cx, str book_id, struct origin_list *out) NODISCARD;

/* No book, or nothing decided yet. ERR_NOT_FOUND. */
enum err library_choice_set(struct ctx *cx, str scan_id, int64_t spine, bool dismissed) NODISCARD;

#endif
