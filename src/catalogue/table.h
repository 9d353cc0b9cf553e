/* table.h - rows of books out of CSV (RFC 4180) or TSV (raw tabs, no quoting), as people export them.
 *
 * The first row names the columns, in any order and case; others than ours are passed over. Which of the two it is,
 * is seen from the first row (a semicolon does for a comma). A row that cannot be taken is told with its reason,
 * and reading goes on behind it. */
#ifndef TABLE_H
#define TABLE_H

#include "base/ctx.h"

enum {
	TABLE_ROW_BYTES = 64 << 10, /* the longest row */
	TABLE_BUFFER_BYTES = 1 << 20,
	TABLE_MAX_COLUMNS = 256,
};

/* The columns, and the longest value of each in bytes. "isbn" and "author" are taken for isbn13 and authors. */
enum table_column {
#define COLUMN(id, name, other, max_bytes) TABLE_##id,
#include "catalogue/table.def"
#undef COLUMN
	TABLE__MAX
};

/* More of the file: up to `room` (>= 1) bytes into `into`. 0: the end; -1: it cannot be read. */
typedef ptrdiff_t table_source(void *arg, char *into, size_t room);

struct table_row {
	str field
		[TABLE__MAX]; /* trimmed valid UTF-8; empty where the row has none; until the next call */
	const char *refused; /* why the row is not to be taken; NULL: it is fine */
	int64_t line;        /* of its beginning in the file, from 1 */
};

struct table {
	table_source *source;
	void *arg;
	char *data; /* TABLE_BUFFER_BYTES */
	size_t at, n;
	int64_t line;
	char separator;                          /* a tab, a comma, a semicolon */
	bool ended, broken;                      /* broken: the source failed */
	size_t columns;                          /* in the header */
	unsigned char column[TABLE_MAX_COLUMNS]; /* enum table_column; TABLE__MAX: not ours */
};

/* Reads the header. ERR_INVALID says what is wrong with it; ERR_IO: the source failed. */
enum err table_open(struct ctx *cx, table_source *source, void *arg, struct table *out) NODISCARD;

/* False at the end of the file, or when `broken`. Empty lines are no rows. */
bool table_next(struct table *t, struct table_row *out);

#endif
