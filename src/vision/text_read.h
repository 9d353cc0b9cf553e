/* text_read.h - what a line of text says: PP-OCR's recognisers with greedy CTC decoding (Graves and others, 2006). */
#ifndef TEXT_READ_H
#define TEXT_READ_H

#include "vision/image.h"
#include "vision/onnx.h"

/* The characters a model knows: one a line in its file; before them the blank, after them the space. */
struct alphabet;

enum err alphabet_load(struct ctx *cx, const char *path, struct alphabet **out) NODISCARD;
void alphabet_free(struct alphabet *a);

enum { TEXT_MAX = 512 };

struct text_line {
	char text[TEXT_MAX]; /* UTF-8 */
	size_t n;
	float confidence; /* 0–1, mean of the characters'; 0 for an empty line */
};

/* Read the part of the image under the quad, from p[0] to p[1]. False: the model failed. */
bool text_read(struct onnx_model *m, const struct alphabet *a, const struct image *im,
	       const struct quad *q, struct text_line *out) NODISCARD;

/* Greedy decoding of steps × classes probabilities (a stage of its own for tests). */
void text_decode(const struct alphabet *a, const float *p, int steps, int classes,
		 struct text_line *out);

#endif
