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

/* A new image: turned by so many quarters counter-clockwise (0–3). */
struct image image_turn(const struct image *im, int quarters);

/* A new image of the given size: area averaging downwards, bilinear upwards. */
struct image image_resize(const struct image *im, int w, int h);

/* The part under the quad, straightened to w × h: p[0] becomes the top left corner. Bilinear over
 * a box filter when it shrinks; outside the image the border repeats. Floats 0–255, RGB hwc, into out[w * h * 3]. */
void image_warp(const struct image *im, const struct quad *q, int w, int h, float *out);

/* Where a point of an image turned by so many quarters counter-clockwise was before; w and h of the one
 * before. */
struct point image_unturn(struct point p, int quarters, int w, int h);

float quad_width(const struct quad *q);  /* mean length of the sides along the reading direction */
float quad_height(const struct quad *q); /* of the other two */
struct point quad_centre(const struct quad *q);
struct quad quad_scale(const struct quad *q, float by);
struct quad quad_flip(const struct quad *q); /* the same corners, read from the other end */

/* Area of the intersection of two convex quads, and of one. */
float quad_overlap(const struct quad *a, const struct quad *b);
float quad_area(const struct quad *q);

#endif
