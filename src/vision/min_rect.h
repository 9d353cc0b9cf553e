/* min_rect.h - the smallest rectangle, turned as need be, around points. */
#ifndef MIN_RECT_H
#define MIN_RECT_H

#include "vision/image.h"

/* Of n points (at least 1), which are reordered. The longer side becomes p[0] to p[1], pointing right (or down when
 * upright). */
struct quad min_rect(struct point *p, int n);

/* Every side moved outwards by d. */
struct quad rect_grow(const struct quad *q, float d);

#endif
