/* marc_make.h - library records for tests, out of lines as cataloguers write them. */
#ifndef MARC_MAKE_H
#define MARC_MAKE_H

#include "catalogue/marc_fields.h"
#include "catalogue/table.h"

/* A record in ISO 2709. `kind` is what stands at 05 to 09 of the leader ("nam a": a new book in UTF-8); a line of `fields` is
 * tag, space, text of a control field, or tag, space, indicators, subfields: "245 10$aEmma :$ba novel". */
str marc_make(struct arena *a, const char *kind, const char *fields);

/* The same in MARCXML, without anything around it. `prefix` of the elements: "" or "marc:". */
str marcxml_make(struct arena *a, const char *kind, const char *fields, const char *prefix);

/* A file that comes in pieces. */
struct marc_file {
	str left;
	size_t piece; /* at most so much at a time */
	bool fails;   /* at the end, in place of ending */
};
table_source marc_from_file;

/* An entry as "title|authors|publisher|language|series|year|pages|ISBNs". */
void marc_put_entry(struct buf *b, const struct entry *e);

/* All that a file's reading comes to, a line each: "N entry", "N again entry" for the book's script, "N -reason" skipped,
 * "N !reason" refused, "N ^reason" broken. */
str marc_read_all(struct arena *a, str file, size_t piece);
str marcxml_read_all(struct arena *a, str file, size_t piece);

#endif
