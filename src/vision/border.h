/* border.h - evidence in the picture: how strongly its colour changes across a straight line.
 *
 * The difference between the two sides is averaged with its sign along the line: an edge of a book keeps the sign, letters and
 * grain don't. In grey levels, 0–255, of the channel that shows most. */
#ifndef BORDER_H
#define BORDER_H

#include "vision/strip.h"

/* Of the line parallel to s (its frame) at `across`, from .. to along it; `step` is how far the two sides are looked at from each
 * other, in pixels. */
float border_along(const struct image *im, const struct strip *s, struct interval along, float across, float step);

/* The same for a line across s at `along`. */
float border_across(const struct image *im, const struct strip *s, struct interval across, float along, float step);

struct border {
	float at, strength;
};

/* The strongest between `from` and `to` (either may be the larger), the nearest to `from` of equals. */
struct border border_search_across(const struct image *im, const struct strip *s, struct interval along, float from, float to,
				   float step);
struct border border_search_along(const struct image *im, const struct strip *s, struct interval across, float from, float to,
				  float step);

#endif
