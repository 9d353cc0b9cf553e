/* import_read.h - another program's export file as rows, each a book as its owner had it there.
 *
 * Reading only: what becomes of the rows is imports.h. No row is dropped: one that says nothing usable is a row with its
 * problems. Goodreads, StoryGraph and LibraryThing are told by their columns; any other table by what its columns are called,
 * or by a mapping. */
#ifndef IMPORT_READ_H
#define IMPORT_READ_H

#include "library/books.h"
#include "library/import_fields.h"

enum { IMPORT_ROWS_MAX = 200000, IMPORT_MAPPING_MAX = 4096 };

enum import_format {
#define FORMAT(id, about, column, other) IMPORT_FORMAT_##id,
#define COLUMN(format, column, field)
#define WORD(column, field)
#include "library/import_formats.def"
#undef FORMAT
#undef COLUMN
#undef WORD
	IMPORT_FORMAT__MAX
};
extern const char *const import_format_names[IMPORT_FORMAT__MAX];

struct import_row {
	int64_t number;          /* in the file, from 1, the header not counted */
	struct book_entry entry; /* what it says; without a title: nothing that can be used */
	str data;                /* the row as it stands (cells_write) */
	str problems; /* what could not be taken, for people, one a line; empty: all was */
};

/* How a file's columns are understood. Names that were looked up are kept. */
struct import_reader {
	enum import_format format;
	struct cell mapping[CSV_FIELDS_MAX]; /* name: the column, text: the field's word */
	size_t nmapping;
	struct {
		str name;
		enum import_field field;
	} known[CSV_FIELDS_MAX];
	size_t nknown;
};

/* `mapping`, which may be empty, says which column is what: "title=Titel,author=Autor". ERR_INVALID_FIELD "mapping". */
enum err import_reader_make(struct ctx *cx, enum import_format format, str mapping,
			    struct import_reader *out) NODISCARD;

/* What one row says. */
void import_row_read(struct ctx *cx, struct import_reader *r, const struct cells *cells,
		     struct import_row *out);

/* Each row of a file, in order; `each` gets it once, and may end the walk with an error. */
typedef enum err import_each(struct ctx *cx, const struct import_row *row, void *arg);

struct import_file {
	enum import_format format; /* told, where it was not given */
	int64_t rows;
};

/* `format` is one of import_format_names, or "auto". ERR_INVALID_FIELD "file": it is no such file, and why; "format";
 * "mapping". */
enum err import_read(struct ctx *cx, str bytes, str format, str mapping, import_each *each,
		     void *arg, struct import_file *out) NODISCARD;

#endif
