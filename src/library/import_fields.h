/* import_fields.h - the cells of a row as what they say of a book. */
#ifndef IMPORT_FIELDS_H
#define IMPORT_FIELDS_H

#include "library/books.h"
#include "library/import_cells.h"

enum import_field {
#define FIELD(id, word, about) IMPORT_##id,
#include "library/import_fields.def"
#undef FIELD
	IMPORT_FIELD__MAX
};

/* The field with this word; IMPORT_FIELD__MAX: none. */
enum import_field import_field_named(str word);

/* What the cells say; field[i] is what items[i] is, IMPORT_FIELD__MAX for a column nobody knows. What cannot be taken is told in
 * *problems, a line each, for people; nothing else of a row goes unsaid but the columns that import_fields.def keeps for
 * the report. `own`: the file is this program's. */
void import_fields_take(struct ctx *cx, const struct cells *cells, const enum import_field *field,
			bool own, struct book_entry *out, str *problems);

#endif
