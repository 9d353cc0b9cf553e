/* border.h - evidence in the picture: a straight line where colour changes the same way all along.
 *
 * An edge of a book keeps its change from end to end; letters and grain do so only here and there. So what counts is the share of
 * places along the line that change, by at least a few grey levels, as the line does on the whole. */
#ifndef BORDER_H
#define BORDER_H

#include "vision/strip.h"

struct border {
	float at; /* across (or along, for a line across) the frame, at its middle */
	float tilt; /* how much further it lies at the end of its extent than at the beginning, in pixels */
	float cover;    /* 0–1: the share of places */
	float strength; /* the mean change, 0–255 */
};

/* A border: found by trying on shelves of many kinds. The edge of a line of bold capitals reaches 0.7. */
#define BORDER_COVER 0.78f
bool border_is_one(const struct border *b);

/* The lines near the direction of s, over `along` of its frame, between the places `from` and `to` across it: the best of them, by cover and
 * strength. `step`: how far the two sides are looked at from each other, in pixels. */
struct border border_best_along(const struct image *im, const struct strip *s,
				struct interval along, float from, float to, float step);

/* The same for lines across s, over `across`, between two places along it. `outward`: 0–1, how much the far end is preferred. */
struct border border_best_across(const struct image *im, const struct strip *s,
				 struct interval across, float from, float to, float step,
				 float outward);

/* All borders across s between two places, the better of those that lie close together: at most `max`, in the order from `from`. Returns how
 * many. */
int border_all_across(const struct image *im, const struct strip *s, struct interval across,
		      float from, float to, struct border *out, int max);

/* The nearest to `from` that is a border with at least this cover, at its best place; cover 0 when there is none. */
struct border border_first_along(const struct image *im, const struct strip *s,
				 struct interval along, float from, float to, float step,
				 float cover_min);

#endif
