/* table_entry.c - see table_entry.h. */
#include "catalogue/table_entry.h"

#include "catalogue/isbn.h"
#include "catalogue/year.h"

struct entry table_entry(const struct table_row *row)
{
	struct entry e = {
		.title = row->field[TABLE_TITLE],
		.authors = row->field[TABLE_AUTHORS],
		.publisher = row->field[TABLE_PUBLISHER],
		.language = row->field[TABLE_LANGUAGE],
		.series = row->field[TABLE_SERIES],
		.year = year_read(row->field[TABLE_YEAR]),
	};
	uint64_t isbn = isbn_read(row->field[TABLE_ISBN13]);

	if (!isbn)
		isbn = isbn_read(row->field[TABLE_ISBN10]);
	if (isbn)
		e.isbn[e.nisbns++] = isbn;
	return e;
}
