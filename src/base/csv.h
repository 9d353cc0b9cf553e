/* csv.h - rows out of text with separators (RFC 4180, and what people's programs make of it), in whatever encoding it came.
 *
 * Quotes are undone where a comma or a semicolon separates; text with tabs has none (a quote there is a quote). A stray quote is
 * text: one in the middle of a field, and one that is never closed. No row is lost. Limits: CSV_FIELDS_MAX fields a row,
 * CSV_FIELD_BYTES_MAX bytes a field. */
#ifndef CSV_H
#define CSV_H

#include "base/ctx.h"

enum { CSV_FIELDS_MAX = 256, CSV_FIELD_BYTES_MAX = 1 << 20 };

/* Any of UTF-8, UTF-16 with a byte order mark, Windows-1252 (Latin-1), as UTF-8 without a mark. Where most is UTF-8, the bytes
 * that are not are taken as Windows-1252: nothing is replaced. ERR_INVALID for a NUL and broken UTF-16: not a text. */
enum err csv_text(struct ctx *cx, str bytes, str *out) NODISCARD;

struct csv {
	str rest;       /* UTF-8 */
	char separator; /* a tab, a comma, a semicolon: the one the first row has most of */
	int64_t line;   /* where `rest` begins, from 1 */
};

struct csv_row {
	str fields[CSV_FIELDS_MAX]; /* in the arena or in the text; not trimmed */
	size_t n;
	int64_t line;    /* where it begins, from 1 */
	bool cut_fields; /* it had more than CSV_FIELDS_MAX */
	bool cut_text;   /* a field was longer than CSV_FIELD_BYTES_MAX */
};

/* A first line "sep=;" says the separator. */
struct csv csv_begin(str utf8);

/* False at the end. Empty lines are no rows. */
bool csv_next(struct ctx *cx, struct csv *c, struct csv_row *out);

#endif
