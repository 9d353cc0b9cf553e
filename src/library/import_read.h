/* import_read.h - another program's export file as rows, each a book as its owner had it there.
 *
 * Reading only: what becomes of the rows is imports.h. No row is dropped: one that says nothing usable is a row with its
 * problems. Goodreads, StoryGraph and LibraryThing are told by their columns; any other table by what its columns are called,
 * or by a mapping. */
#ifndef IMPORT_READ_H
#define IMPORT_READ_H

#include "library/books.h"

enum { IMPORT_ROWS_MAX = 200000, IMPORT_MAPPING_MAX = 4096 };

struct import_row {
	int64_t number;          /* in the file, from 1, the header not counted */
	struct book_entry entry; /* what it says; without a title: nothing that can be used */
	str data; /* the row as it stands (cells_write): a JSON object of column names and texts */
	str problems; /* what could not be taken, for people, one a line; empty: all was */
};

struct import_file {
	const char *format; /* of import_formats.def: "goodreads", … */
	struct import_row *rows;
	size_t n;
};

/* `format` is one of import_formats.def, or "auto": told by the columns. `mapping` (may be empty) says which column is what,
 * "title=Titel,author=Autor". ERR_INVALID_FIELD "file": not such a file, and why; "format"; "mapping". */
enum err import_read(struct ctx *cx, str bytes, str format, str mapping,
		     struct import_file *out) NODISCARD;

#endif
