/* overlay.h - what was found, drawn over the photo. */
#ifndef OVERLAY_H
#define OVERLAY_H

#include "vision/vision.h"

/* The quad's outline, `thick` pixels wide, in the n-th of a few colours that stand out from each other; the side where reading
 * begins is drawn twice as thick. What lies outside the image is left out. */
void overlay_quad(struct image *im, const struct quad *q, size_t n, float thick);

/* Each spine, and thinner, in its colour, its lines. The quads are in pixels of the image times `scale`. */
void overlay_shelf(struct image *im, const struct vision_shelf *shelf, float scale);

/* Write the image as a PNG file; ERR_IO. */
enum err overlay_save(struct ctx *cx, const struct image *im, const char *path) NODISCARD;

/* All of it: decode the photo once more, draw, save. */
enum err overlay_write(struct ctx *cx, const struct conf *conf, str photo,
		       const struct vision_shelf *shelf, const char *path) NODISCARD;

#endif
