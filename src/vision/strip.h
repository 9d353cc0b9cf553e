/* strip.h - a line of text as a strip: a centre, a direction, a length along it and a height across. Two strips are
 * compared in the first one's frame; "along" and "across" are its directions. Lengths in pixels. */
#ifndef STRIP_H
#define STRIP_H

#include "vision/image.h"

struct strip {
	struct quad quad;
	struct point centre,
		u; /* u: unit vector along, pointing right, or down where that is steeper */
	float length, height;
};

struct strip strip_make(const struct quad *q);

bool strip_steep(const struct strip *s); /* runs more down than across */
bool strip_parallel(const struct strip *a, const struct strip *b, float min_cos);

/* Where b begins and ends along a, from a's centre. */
struct interval {
	float from, to;
};
struct interval strip_along(const struct strip *a, const struct strip *b);

/* The same across a, for b's whole quad; positive is clockwise of u. */
struct interval strip_across(const struct strip *a, const struct strip *b);

/* What lies between them along a: length is negative when they pass each other. */
struct strip_gap {
	float from, to, length;
};
struct strip_gap strip_between(const struct strip *a, const struct strip *b);

/* Distance of their centre lines, across the mean of their directions. */
float strip_side(const struct strip *a, const struct strip *b);

/* The point at (along, across) of the frame. */
struct point strip_at(const struct strip *s, float along, float across);

#endif
