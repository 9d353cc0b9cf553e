/* spines.h - from lines of text to the spines they stand on.
 *
 * Lines that run the same way and lie in one strip belong together, unless the picture shows a border between them
 * (border.h). A spine reaches to its borders at the sides and at its ends. */
#ifndef SPINES_H
#define SPINES_H

#include "vision/vision.h"

/* Group *shelf's lines, which are reordered so that each spine's follow each other, and fill its spines. `photo` is the
 * decoded picture; its pixels times `scale` are the shelf's. */
void spines_find(struct ctx *cx, const struct image *photo, float scale,
		 struct vision_shelf *shelf);

#endif
