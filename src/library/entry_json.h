/* entry_json.h - a book entry as JSON and back, without loss: how entries wait in the database. The API has its own words for
 * books (api/book_read.c); these are of this program only. */
#ifndef ENTRY_JSON_H
#define ENTRY_JSON_H

#include "base/json_read.h"
#include "base/json_write.h"
#include "library/books.h"

void entry_put(struct json *j, const char *key, const struct book_entry *e);

/* What is absent or of another kind says nothing. */
struct book_entry entry_read(const struct jval *obj);

#endif
