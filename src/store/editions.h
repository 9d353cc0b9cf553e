/* editions.h - what everybody shares of a book: filled where empty, never overwritten by a person's request. */
#ifndef STORE_EDITIONS_H
#define STORE_EDITIONS_H

#include "store/store.h"

/* Texts are {NULL, 0} and numbers NUMBER_NONE where nothing is known. */
struct edition {
#define TEXT_FIELD(name) str name;
#define NUMBER_FIELD(name) int64_t name;
#include "store/book_fields.def"
#undef TEXT_FIELD
#undef NUMBER_FIELD
};

struct edition edition_make(void); /* nothing known */

/* The id of the edition with this Google id, ISBN-13 or fold key, in this order; empty when there is none.
 * Keys that are {NULL, 0} are not asked for. */
enum err store_edition_find(struct ctx *cx, str google_books_id, str isbn13, str fold_key,
			    str *id) NODISCARD;
/* *added is false, and nothing changed, when a key is taken. */
enum err store_edition_add(struct ctx *cx, str id, str fold_key, const struct edition *e,
			   bool *added) NODISCARD;
/* Fill what is empty. Keys that another edition has stay with it. *filled: whether there was anything to fill. */
enum err store_edition_fill(struct ctx *cx, str id, const struct edition *e,
			    bool *filled) NODISCARD;

extern const struct sql_set store_edition_sql;

#endif
