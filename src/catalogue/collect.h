/* collect.h - records out of tables: an imported file, or the starter catalogue in the program. */
#ifndef COLLECT_H
#define COLLECT_H

#include "catalogue/catalogue.h"
#include "catalogue/records.h"
#include "catalogue/table.h"

/* Add every row that can be taken; counts rows, added, known and refused into *report, on top of what is there.
 * `each`, if given, is called after some rows. ERR_IO: the source failed; ERR_INVALID: the header. */
enum err collect_table(struct ctx *cx, table_source *source, void *arg, struct records *into,
		       void (*each)(void *arg), struct catalogue_report *report) NODISCARD;

/* The starter catalogue. */
enum err collect_starter(struct ctx *cx, struct records *into) NODISCARD;

/* The year in what people write: "1813", "c1987", "May 4th 1999", "-700"; 0: none in it. */
int collect_year(str s);

#endif
