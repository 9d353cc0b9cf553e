/* read_lines.c - see read_lines.h. */
#include "vision/read_lines.h"

#include "vision/parallel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A line read with less confidence than this is read the other way up too. */
static const float sure_of_direction = 0.92f;

/* A few long lines are read both ways first: the rest begins with the way that most of them stand, since a shelf's spines agree
 * and reading the wrong way is half the work. */
enum { SAMPLE = 12 };

struct reading {
	struct onnx_model *model;
	const struct alphabet *alphabet;
	const struct image *photo;
	struct quad *quads;
	struct text_line *lines;
	const int *order; /* longest first */
	int first;
	_Atomic bool failed;
};

static float worth(const struct text_line *l) { return l->confidence * sqrtf((float)l->n); }

/* The better of both ways up, by confidence and length. */
static void read_one(struct reading *r, int i, bool both)
{
	struct quad other = quad_flip(&r->quads[i]);
	struct text_line flipped, *line = &r->lines[i];

	if (r->failed || !text_read(r->model, r->alphabet, r->photo, &r->quads[i], line)) {
		r->failed = true;
		return;
	}
	if (!both && line->confidence >= sure_of_direction && line->n > 3)
		return;
	if (!text_read(r->model, r->alphabet, r->photo, &other, &flipped)) {
		r->failed = true;
		return;
	}
	if (worth(&flipped) > worth(line)) {
		*line = flipped;
		r->quads[i] = other;
	}
}

static void read_sample(void *arg, int i)
{
	struct reading *r = arg;

	read_one(r, r->order[i], true);
}

static void read_rest(void *arg, int i)
{
	struct reading *r = arg;

	read_one(r, r->order[r->first + i], false);
}

static bool steep(const struct quad *q)
{
	return fabsf(q->p[1].y - q->p[0].y) > fabsf(q->p[1].x - q->p[0].x);
}

/* Do the standing lines of the sample run downwards (+) or upwards (−)? */
static float direction(const struct reading *r, int n)
{
	float votes = 0;

	for (int i = 0; i < n; i++) {
		const struct quad *q = &r->quads[r->order[i]];

		if (steep(q))
			votes += copysignf(worth(&r->lines[r->order[i]]), q->p[1].y - q->p[0].y);
	}
	return votes;
}

struct length {
	float px;
	int i;
};

static int longest_first(const void *a, const void *b)
{
	const struct length *p = a, *q = b;

	if (p->px != q->px)
		return p->px > q->px ? -1 : 1;
	return p->i - q->i;
}

static int *order_by_length(const struct quad *quads, size_t n)
{
	struct length *l = xmalloc((n + 1) * sizeof *l);
	int *order = xmalloc((n + 1) * sizeof *order);

	for (size_t i = 0; i < n; i++)
		l[i] = (struct length){ quad_width(&quads[i]), (int)i };
	qsort(l, n, sizeof *l, longest_first);
	for (size_t i = 0; i < n; i++)
		order[i] = l[i].i;
	free(l);
	return order;
}

bool read_lines(struct onnx_model *m, const struct alphabet *a, int threads,
		const struct image *photo, struct quad *quads, size_t n, struct text_line *lines)
{
	struct reading r = {
		.model = m, .alphabet = a, .photo = photo, .quads = quads, .lines = lines
	};
	int *order = order_by_length(quads, n);
	float down;

	r.order = order;
	r.first = n < SAMPLE ? (int)n : SAMPLE;
	parallel_for(threads, r.first, read_sample, &r);
	down = direction(&r, r.first);
	for (int i = r.first; i < (int)n; i++) {
		struct quad *q = &quads[order[i]];

		if (steep(q) && (q->p[1].y - q->p[0].y) * down < 0)
			*q = quad_flip(q);
	}
	parallel_for(threads, (int)n - r.first, read_rest, &r);
	free(order);
	return !r.failed;
}
