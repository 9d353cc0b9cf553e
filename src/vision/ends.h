/* ends.h - where spines end: books of one row stand on one board, so the edges at their feet lie on a line. */
#ifndef ENDS_H
#define ENDS_H

#include "vision/group.h"

/* Move the ends of the groups (outer_along; those that are their own parent) to edges which their neighbours' edges confirm. */
void ends_align(const struct image *photo, struct group *g, int n);

#endif
