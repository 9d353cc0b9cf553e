/* text_find.h - all the text of a photo: the detector looks at several views of it, and what they show is merged. */
#ifndef TEXT_FIND_H
#define TEXT_FIND_H

#include "vision/text_detect.h"

/* The boxes of all views in pixels of the photo, which no text has twice. False: the model failed. */
bool text_find(struct onnx_model *m, int threads, const struct image *photo,
	       struct text_boxes *out) NODISCARD;

/* Take what the coarse view shows into the boxes of the fine one (a stage of its own for tests): text that the fine one missed, and
 * letters higher than `large_px`, of which the fine one sees only pieces. */
void text_boxes_merge(struct text_boxes *fine, const struct text_boxes *coarse, float large_px);

#endif
