/* rows.h - which lines of text stand on one shelf board, or lie in one stack.
 *
 * Books side by side have text side by side; between two shelves there is none that passes from one to the other. */
#ifndef ROWS_H
#define ROWS_H

#include "vision/strip.h"

/* Give each of n strips a row: row[i] is the number of one of its members. */
void rows_find(const struct strip *s, int n, int *row);

/* From where to where along `frame` the text of its row reaches, among the nearest members: at least the given extent. `row` as filled
 * by rows_find; `mine`: the row meant. *members: how many were near. */
struct interval rows_extent(const struct strip *s, int n, const int *row, int mine,
			    const struct strip *frame, struct interval own, int *members);

#endif
