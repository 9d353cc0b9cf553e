/* group.h - which lines of text are one spine's. */
#ifndef GROUP_H
#define GROUP_H

#include "vision/strip.h"

/* A line of text in the frame of the books around it: words set across a standing spine are turned, so that its strip
 * runs along the spine. */
struct piece {
	struct strip s;
	float size; /* height of the letters */
	int row;    /* rows.h */
	bool turned;
	int parent; /* of the union of lines that are one spine's; groups_find fills it */
};

struct group {
	struct strip frame;            /* of its longest line, in the direction of its spine */
	struct interval along, across; /* its text, in the frame */
	struct interval outer_along, outer_across; /* its spine; outline.h */
	struct interval row_along;                 /* its row's text; outline.h */
	float size;                                /* of its largest letters */
	bool turned;                               /* words across it */
	int row, first, n;                         /* its pieces: order[first .. first + n) */
	int parent; /* itself, or the group that took it in; outline.h */
};

/* Fill n pieces, their row and direction, from the quads of lines. */
void pieces_make(const struct quad *lines, int n, struct piece *out);

/* Join the pieces, fill groups (room for n) and order (room for n); returns how many groups. */
int groups_find(const struct image *photo, struct piece *p, int n, int *order, struct group *out);

/* Does the picture show a border between two lines side by side? (A stage of its own for tests.) */
bool group_border_between(const struct image *photo, const struct strip *a, const struct strip *b);

#endif
