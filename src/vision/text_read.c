/* text_read.c - see text_read.h. */
#include "vision/text_read.h"

#include "base/utf8.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The models' input height; lines longer than this are squeezed. */
enum {
	HEIGHT = 48,
	WIDTH_MIN = 48,
	WIDTH_MAX = 1920,
	WIDTH_STEP = 16,
	CHARACTERS_MAX = 40000,
	FILE_BYTES = 1 << 20
};

struct character {
	char utf8[5];
	uint8_t n;
	bool common; /* of a script whose books stand on the shelves we know: see is_common */
};

struct alphabet {
	int n; /* classes: blank, the file's lines, space */
	struct character of[];
};

/* The lists hold 15,000 ideographs, and an ornament or a smudge becomes one of them. Latin, Greek and Cyrillic with their marks,
 * digits and punctuation are preferred; a line that is mostly of other scripts is kept as it is. */
static bool is_common(int32_t cp) { return cp < 0x530 || (cp >= 0x1e00 && cp < 0x2070); }

static struct character character_of(str line)
{
	struct character c = { .n = (uint8_t)(line.n < 4 ? line.n : 4) };
	str rest = line;

	memcpy(c.utf8, line.p, c.n);
	c.common = is_common(utf8_next(&rest));
	return c;
}

enum err alphabet_load(struct ctx *cx, const char *path, struct alphabet **out)
{
	struct alphabet *a = xmalloc(sizeof *a + (CHARACTERS_MAX + 2) * sizeof *a->of);
	char *text = arena_new(&cx->arena, char, FILE_BYTES);
	FILE *f = fopen(path, "rb");
	str rest = { text, 0 };

	if (f) {
		rest.n = fread(text, 1, FILE_BYTES, f);
		fclose(f);
	}
	a->n = 1;
	a->of[0] = (struct character){ .n = 0 };
	while (rest.n && a->n <= CHARACTERS_MAX) {
		str line = str_cut(&rest, '\n');

		if (line.n && line.p[line.n - 1] == '\r')
			line.n--;
		if (!utf8_valid(line))
			break;
		a->of[a->n++] = character_of(line);
	}
	a->of[a->n++] = (struct character){ .utf8 = " ", .n = 1, .common = true };
	if (rest.n || a->n < 10) {
		alphabet_free(a);
		return fail(
			cx, ERR_MODEL_UNAVAILABLE,
			"text recognition is not installed (the character list): run tools/bootstrap");
	}
	*out = a;
	return OK;
}

void alphabet_free(struct alphabet *a) { free(a); }

static int best_of(const struct alphabet *a, const float *p, int classes, bool common_only)
{
	int best = 0;

	for (int c = 1; c < classes; c++)
		if (p[c] > p[best] && (!common_only || a->of[c].common))
			best = c;
	return best;
}

/* How many of the characters decoded are not common. */
static int decode(const struct alphabet *a, const float *p, int steps, int classes,
		  bool common_only, struct text_line *out)
{
	int previous = 0, count = 0, strange = 0;
	float sum = 0;

	*out = (struct text_line){ .n = 0 };
	for (int t = 0; t < steps; t++, p += classes) {
		int best = best_of(a, p, classes, common_only);

		if (best != previous && best != 0 && out->n + 5 < TEXT_MAX) {
			memcpy(out->text + out->n, a->of[best].utf8, a->of[best].n);
			out->n += a->of[best].n;
			sum += p[best];
			count++;
			strange += !a->of[best].common;
		}
		previous = best;
	}
	out->confidence = count ? sum / (float)count : 0;
	return count && strange * 2 > count ? strange : 0;
}

void text_decode(const struct alphabet *a, const float *p, int steps, int classes,
		 struct text_line *out)
{
	str trimmed;

	if (classes > a->n)
		classes = a->n;
	if (decode(a, p, steps, classes, false, out) == 0)
		decode(a, p, steps, classes, true, out);
	trimmed = utf8_trim((str){ out->text, out->n });
	memmove(out->text, trimmed.p, trimmed.n);
	out->n = trimmed.n;
	if (!out->n)
		out->confidence = 0;
}

/* Planes blue, green, red of values −1 to 1. */
static void to_planes(const float *rgb, int w, float *in, int padded)
{
	size_t plane = (size_t)HEIGHT * (size_t)padded;

	memset(in, 0, plane * 3 * sizeof *in);
	for (int y = 0; y < HEIGHT; y++)
		for (int x = 0; x < w; x++)
			for (size_t k = 0; k < 3; k++)
				in[k * plane + (size_t)y * (size_t)padded + (size_t)x] =
					rgb[((size_t)y * (size_t)w + (size_t)x) * 3 + 2 - k] /
						127.5f -
					1;
}

bool text_read(struct onnx_model *m, const struct alphabet *a, const struct image *im,
	       const struct quad *q, struct text_line *out)
{
	float ratio = quad_width(q) / fmaxf(quad_height(q), 1);
	int w = (int)lrintf(fminf(ratio * HEIGHT, WIDTH_MAX));
	int padded = (w < WIDTH_MIN ? WIDTH_MIN : w + WIDTH_STEP - 1) / WIDTH_STEP * WIDTH_STEP;
	const int64_t shape[4] = { 1, 3, HEIGHT, padded };
	struct onnx_result r;
	float *rgb, *in;
	bool ok;

	w = w < 1 ? 1 : w;
	rgb = xmalloc((size_t)HEIGHT * (size_t)w * 3 * sizeof *rgb);
	in = xmalloc((size_t)HEIGHT * (size_t)padded * 3 * sizeof *in);
	image_warp(im, q, w, HEIGHT, rgb);
	to_planes(rgb, w, in, padded);
	free(rgb);
	ok = onnx_run(m, in, shape, &r);
	free(in);
	*out = (struct text_line){ .n = 0 };
	if (!ok)
		return false;
	if (r.shape[2] > 1 && r.shape[2] <= a->n)
		text_decode(a, r.data, (int)r.shape[1], (int)r.shape[2], out);
	onnx_release(m, &r);
	return true;
}
