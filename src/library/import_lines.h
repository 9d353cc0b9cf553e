/* import_lines.h - one row of an import: as it is stored, carried out, answered and taken back. Used by imports.c. */
#ifndef IMPORT_LINES_H
#define IMPORT_LINES_H

#include "library/import_read.h"
#include "library/imports.h"

/* To be stored, waiting. */
struct import_line import_line_of(struct ctx *cx, const struct import_row *row);

/* What it says. */
enum err import_line_entry(struct ctx *cx, const struct import_line *l,
			   struct book_entry *out) NODISCARD;
/* A verdict's reason with what could not be taken from the row; {NULL, 0}: neither. */
str import_line_reason(struct ctx *cx, const struct import_line *l, str reason);

/* Inside a write: judge it, write what follows, and note that in *l. */
enum err import_line_do(struct ctx *cx, struct import_line *l) NODISCARD;
enum err import_line_answer(struct ctx *cx, struct import_line *l, enum import_answer answer,
			    str title) NODISCARD;

#endif
