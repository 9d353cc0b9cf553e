/* image.c - see image.h. */
#include "vision/image.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 32 };

struct image image_make(int w, int h)
{
	struct image im = { w, h, NULL };
	size_t bytes;

	CHECK(w > 0 && h > 0);
	CHECK(!__builtin_mul_overflow((size_t)w * 3, (size_t)h, &bytes));
	im.px = xmalloc(bytes);
	memset(im.px, 0, bytes);
	return im;
}

void image_free(struct image *im)
{
	free(im->px);
	*im = (struct image){ 0, 0, NULL };
}

static uint8_t *pixel(const struct image *im, int x, int y)
{
	return &im->px[((size_t)y * (size_t)im->w + (size_t)x) * 3];
}

struct point image_unturn(struct point p, int quarters, int w, int h)
{
	switch (quarters & 3) {
	case 1: return (struct point){ (float)w - p.y, p.x };
	case 2: return (struct point){ (float)w - p.x, (float)h - p.y };
	case 3: return (struct point){ p.y, (float)h - p.x };
	default: return p;
	}
}

/* In blocks, so that both sides of the copy stay in the cache. */
struct image image_turn(const struct image *im, int quarters)
{
	bool odd = quarters & 1;
	struct image out = image_make(odd ? im->h : im->w, odd ? im->w : im->h);
	static const int dx_x[4] = { 1, 0, -1, 0 }, dy_x[4] = { 0, 1, 0, -1 };
	int q = quarters & 3, w = im->w, h = im->h;
	int x0 = q == 1 || q == 2 ? w - 1 : 0,
	    y0 = q >= 2 ? h - 1 : 0; /* where out's first pixel comes from */
	int dx_y = -dy_x[q], dy_y = dx_x[q];

	for (int by = 0; by < out.h; by += BLOCK)
		for (int bx = 0; bx < out.w; bx += BLOCK)
			for (int y = by; y < by + BLOCK && y < out.h; y++)
				for (int x = bx; x < bx + BLOCK && x < out.w; x++) {
					int sx = x0 + x * dx_x[q] + y * dx_y,
					    sy = y0 + x * dy_x[q] + y * dy_y;

					memcpy(pixel(&out, x, y), pixel(im, sx, sy), 3);
				}
	return out;
}

/* The colour at a place, its whole numbers being the centres of pixels. */
static void sample(const struct image *im, float x, float y, float out[3])
{
	int x0, y0, x1, y1;
	float fx, fy;
	const uint8_t *a, *b, *c, *d;

	x = x < 0 ? 0 : x > (float)(im->w - 1) ? (float)(im->w - 1) : x;
	y = y < 0 ? 0 : y > (float)(im->h - 1) ? (float)(im->h - 1) : y;
	x0 = (int)x;
	y0 = (int)y;
	x1 = x0 + 1 < im->w ? x0 + 1 : x0;
	y1 = y0 + 1 < im->h ? y0 + 1 : y0;
	fx = x - (float)x0;
	fy = y - (float)y0;
	a = &im->px[((size_t)y0 * (size_t)im->w + (size_t)x0) * 3];
	b = &im->px[((size_t)y0 * (size_t)im->w + (size_t)x1) * 3];
	c = &im->px[((size_t)y1 * (size_t)im->w + (size_t)x0) * 3];
	d = &im->px[((size_t)y1 * (size_t)im->w + (size_t)x1) * 3];
	for (int k = 0; k < 3; k++)
		out[k] = (1 - fy) * ((1 - fx) * a[k] + fx * b[k]) +
			 fy * ((1 - fx) * c[k] + fx * d[k]);
}

/* The mean over an n × n grid of places around (x, y), within the parallelogram that one pixel of
 * the result covers. */
static void sample_mean(const struct image *im, struct point at, struct point right,
			struct point down, int n, float out[3])
{
	float sum[3] = { 0 }, one[3];

	for (int j = 0; j < n; j++)
		for (int i = 0; i < n; i++) {
			float u = ((float)i + 0.5f) / (float)n - 0.5f,
			      v = ((float)j + 0.5f) / (float)n - 0.5f;

			sample(im, at.x + u * right.x + v * down.x, at.y + u * right.y + v * down.y,
			       one);
			for (int k = 0; k < 3; k++)
				sum[k] += one[k];
		}
	for (int k = 0; k < 3; k++)
		out[k] = sum[k] / (float)(n * n);
}

static struct point mix(struct point a, struct point b, float t)
{
	return (struct point){ a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t };
}

void image_warp(const struct image *im, const struct quad *q, int w, int h, float *out)
{
	float shrink = fmaxf(quad_width(q) / (float)w, quad_height(q) / (float)h);
	int n = shrink > 4 ? 4 : shrink > 1.2f ? (int)ceilf(shrink) : 1;

	for (int y = 0; y < h; y++) {
		float v = ((float)y + 0.5f) / (float)h;
		struct point l = mix(q->p[0], q->p[3], v), r = mix(q->p[1], q->p[2], v);

		for (int x = 0; x < w; x++) {
			float u = ((float)x + 0.5f) / (float)w;
			struct point at = mix(l, r, u), top = mix(q->p[0], q->p[1], u),
				     foot = mix(q->p[3], q->p[2], u);
			struct point right = { (r.x - l.x) / (float)w, (r.y - l.y) / (float)w };
			struct point down = { (foot.x - top.x) / (float)h,
					      (foot.y - top.y) / (float)h };

			at.x -= 0.5f;
			at.y -= 0.5f;
			sample_mean(im, at, right, down, n,
				    &out[((size_t)y * (size_t)w + (size_t)x) * 3]);
		}
	}
}

/* For each place of the result: which pixels of the source it is made of, and their shares. */
struct share {
	int from, n;
	float *weight; /* n of them, in one block that belongs to the first */
};

/* Downwards: the part of each pixel that the place covers; upwards: the two nearest by their distance. */
static struct share *shares(int source, int result)
{
	float scale = (float)source / (float)result, reach = fmaxf(scale, 1);
	int most = (int)ceilf(reach) + 2;
	struct share *out = xmalloc((size_t)result * sizeof *out);
	float *weights = xmalloc((size_t)result * (size_t)most * sizeof *weights);

	for (int i = 0; i < result; i++) {
		float centre = ((float)i + 0.5f) * scale, sum = 0;
		int first = (int)floorf(centre - reach / 2 - 0.5f), k = 0;
		struct share *s = &out[i];

		*s = (struct share){ first < 0 ? 0 : first, 0, &weights[(size_t)i * (size_t)most] };
		for (int j = s->from; j < source && k < most; j++) {
			float d = fabsf((float)j + 0.5f - centre);
			float w = scale > 1 ? fminf(1, (scale + 1) / 2 - d) : 1 - d;

			if (w <= 0 && k > 0)
				break;
			s->weight[k++] = fmaxf(w, 0);
			sum += fmaxf(w, 0);
		}
		s->n = k;
		for (int j = 0; j < k; j++)
			s->weight[j] /= sum;
	}
	return out;
}

static void shares_free(struct share *s)
{
	free(s[0].weight);
	free(s);
}

/* One row of the result, still as wide as the source. */
static void mix_rows(const struct image *im, const struct share *s, float *row)
{
	size_t n = (size_t)im->w * 3;

	memset(row, 0, n * sizeof *row);
	for (int k = 0; k < s->n; k++) {
		const uint8_t *from = pixel(im, 0, s->from + k);
		float w = s->weight[k];

		for (size_t i = 0; i < n; i++)
			row[i] += w * (float)from[i];
	}
}

static void mix_columns(const float *row, const struct share *s, int w, uint8_t *out)
{
	for (int x = 0; x < w; x++) {
		float sum[3] = { 0.5f, 0.5f, 0.5f };
		const float *from = &row[(size_t)s[x].from * 3];

		for (int k = 0; k < s[x].n; k++, from += 3)
			for (int c = 0; c < 3; c++)
				sum[c] += s[x].weight[k] * from[c];
		for (int c = 0; c < 3; c++)
			*out++ = (uint8_t)sum[c];
	}
}

struct image image_resize(const struct image *im, int w, int h)
{
	struct image out = image_make(w, h);
	struct share *columns = shares(im->w, w), *rows = shares(im->h, h);
	float *row = xmalloc((size_t)im->w * 3 * sizeof *row);

	for (int y = 0; y < h; y++) {
		mix_rows(im, &rows[y], row);
		mix_columns(row, columns, w, pixel(&out, 0, y));
	}
	free(row);
	shares_free(rows);
	shares_free(columns);
	return out;
}

static float distance(struct point a, struct point b) { return hypotf(a.x - b.x, a.y - b.y); }

float quad_width(const struct quad *q)
{
	return (distance(q->p[0], q->p[1]) + distance(q->p[3], q->p[2])) / 2;
}

float quad_height(const struct quad *q)
{
	return (distance(q->p[0], q->p[3]) + distance(q->p[1], q->p[2])) / 2;
}

struct point quad_centre(const struct quad *q)
{
	return (struct point){ (q->p[0].x + q->p[1].x + q->p[2].x + q->p[3].x) / 4,
			       (q->p[0].y + q->p[1].y + q->p[2].y + q->p[3].y) / 4 };
}

struct quad quad_scale(const struct quad *q, float by)
{
	struct quad out = *q;

	for (int i = 0; i < 4; i++) {
		out.p[i].x *= by;
		out.p[i].y *= by;
	}
	return out;
}

struct quad quad_flip(const struct quad *q)
{
	return (struct quad){ { q->p[2], q->p[3], q->p[0], q->p[1] } };
}

static float cross(struct point a, struct point b, struct point c)
{
	return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

static float polygon_area(const struct point *p, int n)
{
	float sum = 0;

	for (int i = 0; i < n; i++)
		sum += p[i].x * p[(i + 1) % n].y - p[(i + 1) % n].x * p[i].y;
	return fabsf(sum) / 2;
}

float quad_area(const struct quad *q) { return polygon_area(q->p, 4); }

/* Sutherland and Hodgman, 1974: keep what lies on the inner side of each edge. */
float quad_overlap(const struct quad *a, const struct quad *b)
{
	struct point in[16], out[16];
	float side = cross(b->p[0], b->p[1], quad_centre(b)) >= 0 ? 1 : -1;
	int n = 4, m;

	memcpy(in, a->p, sizeof a->p);
	for (int e = 0; e < 4 && n > 0; e++) {
		struct point u = b->p[e], v = b->p[(e + 1) % 4];

		m = 0;
		for (int i = 0; i < n; i++) {
			struct point p = in[i], q = in[(i + 1) % n];
			float dp = side * cross(u, v, p), dq = side * cross(u, v, q);

			if (dp >= 0)
				out[m++] = p;
			if ((dp > 0 && dq < 0) || (dp < 0 && dq > 0))
				out[m++] = mix(p, q, dp / (dp - dq));
		}
		memcpy(in, out, (size_t)m * sizeof *in);
		n = m;
	}
	return n < 3 ? 0 : polygon_area(in, n);
}
