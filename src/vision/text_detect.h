/* text_detect.h - where text is: differentiable binarisation (DB; Liao and others, arXiv 1911.08947) as PP-OCR's
 * detectors do it. */
#ifndef TEXT_DETECT_H
#define TEXT_DETECT_H

#include "vision/image.h"
#include "vision/onnx.h"

struct text_box {
	struct quad
		quad; /* in pixels of the image given; text runs from p[0] to p[1] as far as shapes tell */
	float score; /* 0–1: mean probability of text within */
};

struct text_boxes {
	struct text_box *items; /* xmalloc'd; text_boxes_free */
	int n;
};

/* The boxes of one image, found at its own resolution, in overlapping tiles side by side on `threads` threads (0: all
 * processors). False: the model failed. */
bool text_detect(struct onnx_model *m, int threads, const struct image *im,
		 struct text_boxes *out) NODISCARD;
void text_boxes_free(struct text_boxes *b);

/* The boxes in a map of probabilities, h × w, 0–1 (a stage of its own for tests). */
void text_boxes_of_map(const float *map, int w, int h, struct text_boxes *out);

#endif
