/* outline.h - how far the spine around a group of lines reaches, and what else is on it. */
#ifndef OUTLINE_H
#define OUTLINE_H

#include "vision/group.h"

/* Fill the outer intervals of n groups: sides and ends at edges that the picture shows, or guessed from the text around. */
void outline_all(const struct image *photo, const struct piece *p, int pieces, struct group *g,
		 int n);

/* Smaller groups that lie within the outline of a larger one, or above or below it in its row, get it as their parent, whose ends
 * are found anew. */
void outline_adopt(const struct image *photo, struct group *g, int n);

struct quad outline_text(const struct group *g); /* around its text */
struct quad outline_quad(const struct group *g); /* around its spine */

#endif
