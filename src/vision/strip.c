/* strip.c - see strip.h. */
#include "vision/strip.h"

#include <math.h>

static struct point middle(struct point a, struct point b)
{
	return (struct point){ (a.x + b.x) / 2, (a.y + b.y) / 2 };
}

static float dot(struct point a, struct point b) { return a.x * b.x + a.y * b.y; }

static struct point minus(struct point a, struct point b)
{
	return (struct point){ a.x - b.x, a.y - b.y };
}

static struct point across_of(struct point u) { return (struct point){ -u.y, u.x }; }

struct strip strip_make(const struct quad *q)
{
	struct point a = middle(q->p[0], q->p[3]), b = middle(q->p[1], q->p[2]), d = minus(b, a);
	float length = fmaxf(hypotf(d.x, d.y), 1e-3f);
	struct point u = { d.x / length, d.y / length };
	bool steep = fabsf(u.y) > fabsf(u.x);

	if (steep ? u.y < 0 : u.x < 0)
		u = (struct point){ -u.x, -u.y };
	return (struct strip){ *q, middle(a, b), u, length, fmaxf(quad_height(q), 1) };
}

bool strip_steep(const struct strip *s) { return fabsf(s->u.y) > fabsf(s->u.x); }

bool strip_parallel(const struct strip *a, const struct strip *b, float min_cos)
{
	return fabsf(dot(a->u, b->u)) >= min_cos;
}

static struct interval project(const struct quad *q, struct point origin, struct point axis)
{
	struct interval i = { INFINITY, -INFINITY };

	for (int k = 0; k < 4; k++) {
		float t = dot(minus(q->p[k], origin), axis);

		i.from = fminf(i.from, t);
		i.to = fmaxf(i.to, t);
	}
	return i;
}

struct interval strip_along(const struct strip *a, const struct strip *b)
{
	return project(&b->quad, a->centre, a->u);
}

struct interval strip_across(const struct strip *a, const struct strip *b)
{
	return project(&b->quad, a->centre, across_of(a->u));
}

struct strip_gap strip_between(const struct strip *a, const struct strip *b)
{
	struct interval i = strip_along(a, a), k = strip_along(a, b);

	if (i.to <= k.from)
		return (struct strip_gap){ i.to, k.from, k.from - i.to };
	if (k.to <= i.from)
		return (struct strip_gap){ k.to, i.from, i.from - k.to };
	return (struct strip_gap){ fmaxf(i.from, k.from), fminf(i.to, k.to),
				   fmaxf(i.from, k.from) - fminf(i.to, k.to) };
}

float strip_side(const struct strip *a, const struct strip *b)
{
	struct point d = minus(b->centre, a->centre),
		     sum = { a->u.x * a->length + b->u.x * b->length,
			     a->u.y * a->length + b->u.y * b->length };
	float length = fmaxf(hypotf(sum.x, sum.y), 1e-3f);
	struct point v = across_of((struct point){ sum.x / length, sum.y / length });

	return fabsf(dot(d, v));
}

struct point strip_at(const struct strip *s, float along, float across)
{
	struct point v = across_of(s->u);

	return (struct point){ s->centre.x + along * s->u.x + across * v.x,
			       s->centre.y + along * s->u.y + across * v.y };
}
