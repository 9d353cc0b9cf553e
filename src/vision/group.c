/* group.c - see group.h. Lengths are in heights of the smaller of two lines, unless they say otherwise. Found by trying on
 * shelves of many kinds; none is critical: halving or doubling one changes single spines. */
#include "vision/group.h"

#include "vision/border.h"
#include "vision/rows.h"

#include <math.h>
#include <stdlib.h>

static const float collinear_offset = 0.55f; /* centre lines of one printed line apart at most */
static const float side_gap = 0.9f;          /* space between the lines of one title at most */
static const float size_ratio = 2.6f; /* letters side by side on one spine differ less than this */
static const float column_gap =
	3.5f; /* space between words set across a spine at most, in letters */
static const float breadth_max = 0.4f;    /* of a standing spine, in lengths of its row's text */
static const float parallel_cos = 0.985f; /* about 10 degrees */

enum { ROW_MIN = 3 }; /* fewer lines than this make no row */

static int members(const struct piece *p, int n, int row)
{
	int count = 0;

	for (int i = 0; i < n; i++)
		count += p[i].row == row;
	return count;
}

/* The nearest line of the other direction: the spines among which `f` may be a word across. -1: none. */
static int nearest_crossing(const struct piece *p, int n, int f)
{
	float least = INFINITY;
	int best = -1;

	for (int i = 0; i < n; i++) {
		struct interval along, own;
		float outside, d;

		if (strip_steep(&p[i].s) == strip_steep(&p[f].s) ||
		    p[i].s.length < 3 * p[i].s.height)
			continue;
		along = strip_along(&p[i].s, &p[f].s);
		own = strip_along(&p[i].s, &p[i].s);
		outside = fmaxf(0, fmaxf(own.from - along.to, along.from - own.to));
		d = strip_side(&p[i].s, &p[f].s) + outside;
		if (d < least && d < p[i].s.length) {
			least = d;
			best = i;
		}
	}
	return best;
}

static void turn(struct piece *f, const struct piece *like)
{
	const struct point *q = f->s.quad.p;
	struct quad turned = { { q[1], q[2], q[3], q[0] } };

	f->s = strip_make(&turned);
	f->s.u = like->s.u;
	f->row = like->row;
	f->turned = true;
}

/* Of a row, the lines longer than this. */
static int long_members(const struct piece *p, int n, int row, float px)
{
	int count = 0;

	for (int i = 0; i < n; i++)
		count += p[i].row == row && !p[i].turned && p[i].s.length > px;
	return count;
}

/* A short line across a row of books is a word on one of their spines; books that lie on each other have titles too long
 * for the breadth of a standing one. */
static void turn_crossing(struct piece *p, int n, const struct strip *strips, const int *row)
{
	for (int i = 0; i < n; i++) {
		struct interval own, reach;
		int k = nearest_crossing(p, n, i), near;
		float middle, breadth;

		if (k < 0 || p[k].turned || members(p, n, p[k].row) < ROW_MIN)
			continue;
		own = strip_along(&strips[k], &strips[k]);
		reach = rows_extent(strips, n, row, row[k], &strips[k], own, &near);
		breadth = breadth_max * (reach.to - reach.from);
		own = strip_along(&strips[k], &strips[i]);
		middle = (own.from + own.to) / 2;
		if (middle > reach.from && middle < reach.to && strips[i].length < breadth &&
		    long_members(p, n, row[i], breadth) < 2)
			turn(&p[i], &p[k]);
	}
}

void pieces_make(const struct quad *lines, int n, struct piece *out)
{
	struct strip *strips = xmalloc(((size_t)n + 1) * sizeof *strips);
	int *row = xmalloc(((size_t)n + 1) * sizeof *row);

	for (int i = 0; i < n; i++)
		strips[i] = strip_make(&lines[i]);
	rows_find(strips, n, row);
	for (int i = 0; i < n; i++)
		out[i] = (struct piece){
			.s = strips[i], .size = strips[i].height, .row = row[i], .parent = i
		};
	turn_crossing(out, n, strips, row);
	free(row);
	free(strips);
}

static int root_of(struct piece *p, int i)
{
	while (p[i].parent != i)
		i = p[i].parent = p[p[i].parent].parent;
	return i;
}

static bool one_printed_line(const struct piece *p, const struct piece *q)
{
	const struct strip *a = &p->s, *b = &q->s;
	float small = fminf(a->height, b->height), large = fmaxf(a->height, b->height),
	      longer = fmaxf(a->length, b->length);
	float gap = strip_between(a, b).length;

	if (strip_side(a, b) > collinear_offset * fmaxf(small, 0.6f * large) || gap < -small)
		return false;
	return gap < 2 * small || (p->row == q->row && gap < 1.6f * longer + 4 * small) ||
	       gap < 0.3f * longer;
}

bool group_border_between(const struct image *photo, const struct strip *s, const struct strip *t)
{
	struct interval i = strip_along(s, s), k = strip_along(s, t), mine = strip_across(s, s),
			theirs = strip_across(s, t);
	struct interval common = { fmaxf(i.from, k.from), fminf(i.to, k.to) };
	bool right = theirs.from + theirs.to > mine.from + mine.to;
	float from = right ? mine.to : mine.from, to = right ? theirs.from : theirs.to;
	float small = fminf(s->height, t->height),
	      inset = 0.12f * small; /* the boxes are larger than the letters */
	struct border b;

	if (common.to <= common.from)
		return false;
	from += right ? -inset : inset;
	to += right ? inset : -inset;
	b = border_best_along(photo, s, common, from, to, fmaxf(2, 0.12f * small));
	return border_is_one(&b);
}

static bool lines_of_one_title(const struct image *photo, const struct strip *a,
			       const struct strip *b)
{
	float small = fminf(a->height, b->height), large = fmaxf(a->height, b->height);
	float gap = strip_side(a, b) - (small + large) / 2;

	if (gap > side_gap * small || gap < -0.7f * small || large > size_ratio * small)
		return false;
	if (strip_between(a, b).length > -0.3f * fminf(a->length, b->length))
		return false;
	return !group_border_between(photo, a, b);
}

/* Words set one below the other across a spine, with no edge between them. */
static bool one_column(const struct image *photo, const struct piece *p, const struct piece *q)
{
	const struct strip *a = &p->s, *b = &q->s;
	struct interval i = strip_across(a, a), k = strip_across(a, b),
			common = { fmaxf(i.from, k.from), fminf(i.to, k.to) };
	struct strip_gap gap = strip_between(a, b);
	struct border edge;

	if (p->row != q->row || common.to - common.from < 0.6f * fminf(a->height, b->height) ||
	    gap.length > column_gap * fmaxf(p->size, q->size) ||
	    gap.length < -0.5f * fminf(p->size, q->size))
		return false;
	if (gap.length < 2)
		return true;
	edge = border_best_across(photo, a, common, gap.from, gap.to,
				  fmaxf(2, 0.1f * fminf(p->size, q->size)), 0);
	return !border_is_one(&edge);
}

static bool belong(const struct image *photo, const struct piece *p, const struct piece *q)
{
	if (p->turned != q->turned || strip_steep(&p->s) != strip_steep(&q->s) ||
	    !strip_parallel(&p->s, &q->s, parallel_cos))
		return false;
	if (p->turned)
		return one_column(photo, p, q);
	return one_printed_line(p, q) || lines_of_one_title(photo, &p->s, &q->s);
}

static void join(const struct image *photo, struct piece *p, int n)
{
	for (int i = 0; i < n; i++)
		for (int k = i + 1; k < n; k++)
			if (root_of(p, i) != root_of(p, k) && belong(photo, &p[i], &p[k]))
				p[root_of(p, i)].parent = root_of(p, k);
}

static struct interval hull(struct interval a, struct interval b)
{
	return (struct interval){ fminf(a.from, b.from), fmaxf(a.to, b.to) };
}

static void measure(struct group *g, const struct piece *p, const int *order)
{
	g->along = strip_along(&g->frame, &g->frame);
	g->across = strip_across(&g->frame, &g->frame);
	for (int k = g->first; k < g->first + g->n; k++) {
		const struct piece *q = &p[order[k]];

		g->along = hull(g->along, strip_along(&g->frame, &q->s));
		g->across = hull(g->across, strip_across(&g->frame, &q->s));
		g->size = fmaxf(g->size, q->size);
	}
}

int groups_find(const struct image *photo, struct piece *p, int n, int *order, struct group *out)
{
	int count = 0, at = 0;

	join(photo, p, n);
	for (int i = 0; i < n; i++) {
		struct group *g = &out[count];
		int longest = i;

		if (root_of(p, i) != i)
			continue;
		*g = (struct group){ .first = at, .parent = count++ };
		for (int k = 0; k < n; k++)
			if (root_of(p, k) == i) {
				order[at++] = k;
				longest = p[k].s.length > p[longest].s.length ? k : longest;
			}
		g->n = at - g->first;
		g->row = p[longest].row;
		g->turned = p[longest].turned;
		g->frame = p[longest].s;
		measure(g, p, order);
	}
	return count;
}
