/* read_lines.h - read all lines of a photo, each the right way up. */
#ifndef READ_LINES_H
#define READ_LINES_H

#include "vision/text_read.h"

/* Read what is under each of n quads into lines[i], side by side on `threads` threads. A quad that turns out to be upside down is flipped.
 * False: the model failed. */
bool read_lines(struct onnx_model *m, const struct alphabet *a, int threads,
		const struct image *photo, struct quad *quads, size_t n,
		struct text_line *lines) NODISCARD;

#endif
