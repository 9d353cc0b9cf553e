/* import_cells.h - a row of any file as names and texts: what other parts of an import read, and what is kept of the row. */
#ifndef IMPORT_CELLS_H
#define IMPORT_CELLS_H

#include "base/csv.h"
#include "base/json_read.h"

struct cell {
	str name, text; /* the text is trimmed and never empty; of a list: an item a line */
	bool list;
};

struct cells {
	struct cell *items;
	size_t n;
};

/* The fields that hold something, under the names of the first row ("column 7" where that has none). */
struct cells cells_of_csv(struct ctx *cx, const struct csv_row *names, const struct csv_row *row);

/* The members of an object that hold something: numbers and truth written out; lists, and objects as LibraryThing has them in
 * place of lists, as lists; of an object in a list its name or its text. */
struct cells cells_of_json(struct ctx *cx, const struct jval *obj);

/* As a JSON object; a list is a list of texts. The second cell of a name is called "name (2)". Empty for
 * a row that is longer than any program's. */
str cells_write(struct ctx *cx, const struct cells *c);

#endif
