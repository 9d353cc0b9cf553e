/* min_rect.c - see min_rect.h. The rectangle of least area has a side on the convex hull (Freeman and Shapira, 1975). */
#include "vision/min_rect.h"

#include <math.h>
#include <stdlib.h>

static int by_x(const void *a, const void *b)
{
	const struct point *p = a, *q = b;

	if (p->x != q->x)
		return p->x < q->x ? -1 : 1;
	return (p->y > q->y) - (p->y < q->y);
}

static float turn(struct point a, struct point b, struct point c)
{
	return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

/* Andrew's monotone chain; the hull is left in out, which has room for 2n points. */
static int hull(struct point *p, int n, struct point *out)
{
	int k = 0, lower;

	qsort(p, (size_t)n, sizeof *p, by_x);
	for (int i = 0; i < n; i++) {
		while (k >= 2 && turn(out[k - 2], out[k - 1], p[i]) <= 0)
			k--;
		out[k++] = p[i];
	}
	lower = k + 1;
	for (int i = n - 2; i >= 0; i--) {
		while (k >= lower && turn(out[k - 2], out[k - 1], p[i]) <= 0)
			k--;
		out[k++] = p[i];
	}
	return k > 1 ? k - 1 : k;
}

struct extent {
	float u0, u1, v0, v1, area;
};

/* How far the hull reaches along (c, s) and across it. */
static struct extent measure(const struct point *h, int n, float c, float s)
{
	struct extent e = { INFINITY, -INFINITY, INFINITY, -INFINITY, 0 };

	for (int i = 0; i < n; i++) {
		float u = h[i].x * c + h[i].y * s, v = -h[i].x * s + h[i].y * c;

		e.u0 = fminf(e.u0, u);
		e.u1 = fmaxf(e.u1, u);
		e.v0 = fminf(e.v0, v);
		e.v1 = fmaxf(e.v1, v);
	}
	e.area = (e.u1 - e.u0) * (e.v1 - e.v0);
	return e;
}

static struct point place(float u, float v, float c, float s)
{
	return (struct point){ u * c - v * s, u * s + v * c };
}

static struct quad corners(struct extent e, float c, float s)
{
	return (struct quad){ { place(e.u0, e.v0, c, s), place(e.u1, e.v0, c, s),
				place(e.u1, e.v1, c, s), place(e.u0, e.v1, c, s) } };
}

struct quad min_rect(struct point *p, int n)
{
	struct point *h = xmalloc(((size_t)n * 2 + 1) * sizeof *h);
	int m = hull(p, n, h);
	struct extent best = measure(h, m, 1, 0);
	float bc = 1, bs = 0;

	for (int i = 0; i < m; i++) {
		struct point a = h[i], b = h[(i + 1) % m];
		float length = hypotf(b.x - a.x, b.y - a.y), c, s;
		struct extent e;

		if (length < 1e-3f)
			continue;
		c = (b.x - a.x) / length;
		s = (b.y - a.y) / length;
		e = measure(h, m, c, s);
		if (e.area < best.area) {
			best = e;
			bc = c;
			bs = s;
		}
	}
	if (best.u1 - best.u0 < best.v1 - best.v0) { /* the longer side leads */
		float c = -bs, s = bc;

		bc = c, bs = s;
		best = measure(h, m, bc, bs);
	}
	if (bc < -1e-6f || (fabsf(bc) <= 1e-6f && bs < 0)) {
		bc = -bc, bs = -bs;
		best = measure(h, m, bc, bs);
	}
	free(h);
	return corners(best, bc, bs);
}

struct quad rect_grow(const struct quad *q, float d)
{
	float w = fmaxf(quad_width(q), 1e-3f), h = fmaxf(quad_height(q), 1e-3f);
	struct point u = { (q->p[1].x - q->p[0].x) / w * d, (q->p[1].y - q->p[0].y) / w * d };
	struct point v = { (q->p[3].x - q->p[0].x) / h * d, (q->p[3].y - q->p[0].y) / h * d };
	static const int su[4] = { -1, 1, 1, -1 }, sv[4] = { -1, -1, 1, 1 };
	struct quad out = *q;

	for (int i = 0; i < 4; i++) {
		out.p[i].x += (float)su[i] * u.x + (float)sv[i] * v.x;
		out.p[i].y += (float)su[i] * u.y + (float)sv[i] * v.y;
	}
	return out;
}
