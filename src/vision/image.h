/* image.h - pixels, and quadrilaterals drawn over them. */
#ifndef IMAGE_H
#define IMAGE_H

#include "base/ctx.h"

/* 8-bit RGB, hwc: height × width × 3, rows without padding. Its memory is xmalloc'd
 * (photos are too big for an arena) and freed by image_free by who made it. */
struct image {
	int w, h;
	uint8_t *px;
};

struct point {
	float x, y;
};

/* Four corners, clockwise as seen, beginning at the corner where reading begins: p[0] to p[1]
 * runs along the reading direction, p[1] to p[2] from the top of the letters to their foot. */
struct quad {
	struct point p[4];
};

struct image image_make(int w, int h); /* zeroed */
void image_free(struct image *im);     /* leaves an empty one */

#endif
