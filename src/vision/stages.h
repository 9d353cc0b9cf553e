/* stages.h - the stages of vision_read one by one, for tests and `bookshelf debug scan`. */
#ifndef STAGES_H
#define STAGES_H

#include "vision/vision.h"

struct stage_boxes {
	struct quad *quads; /* in pixels of the decoded photo; in the arena */
	size_t n;
};

/* Where text is. */
enum err stage_detect(struct ctx *cx, struct vision *v, const struct image *photo,
		      struct stage_boxes *out) NODISCARD;

/* What it says: fills out->lines, in pixels of the decoded photo. Turns the boxes the right way up. */
enum err stage_recognise(struct ctx *cx, struct vision *v, const struct image *photo,
			 const struct stage_boxes *boxes, struct vision_shelf *out) NODISCARD;

#endif
