/* neighbours.h - what stands on the same shelf speaks for a candidate or against it. */
#ifndef NEIGHBOURS_H
#define NEIGHBOURS_H

#include "library/guess.h"

/* Of spines side by side, in the order of the shelf: settle those whose best hit is not sure. A hit gains where a sure neighbour is of the
 * same author or series, and where it stands between the names on both sides on a shelf that is sorted by name (by the letters of
 * its call numbers, or by its sure authors); it loses where it does not stand between them, and where a surer spine is that very
 * book: there are second copies, but they are rare. What is sure stays as it is. */
void neighbours_settle(struct guess *const *row, size_t n);

#endif
