/* import_values.h - one value of an export file, as other programs write it. Pure functions of their text. */
#ifndef IMPORT_VALUES_H
#define IMPORT_VALUES_H

#include "base/ctx.h"

/* White space unified, trimmed: "David   Epstein" -> "David Epstein". */
str value_line(struct arena *a, str s);

/* "Kafka , Franz" -> "Franz Kafka"; what has no comma stays. A role behind the name, "(Translator)", goes. */
str value_name(struct arena *a, str s, bool family_first);

/* What another program wraps an ISBN in: ="…", […], dashes, a .0; the digits that are left, perhaps none. */
str value_isbn_bare(struct arena *a, str s);

/* 2020/08/23, 2020-08-23, 2020.08.23, [2007-04-16], 2007-04, 2007, an instant. *whole_day is false where the day is not
 * said: then it is the first. False: no date. */
bool value_date(str s, int64_t *ms, bool *whole_day);

/* The first of "4.5", "4,5", "4.5/5". False: no number. */
bool value_decimal(str s, double *out);

/* The first run of digits, at most nine; NUMBER_NONE when there is none. */
int64_t value_count(str s);

/* The first four digits that are a year, 1000–2999; NUMBER_NONE. */
int64_t value_year(str s);

/* Text out of the HTML of a review: line breaks and paragraphs are new lines, other tags go, entities are undone. */
str value_plain_text(struct arena *a, str s);

/* Out of a place, a publisher and a year in one: "Gallimard (1979), Poche", "Milano, BUR Rizzoli, 2013". */
str value_publisher(struct arena *a, str s);

#endif
