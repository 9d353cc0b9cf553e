/* spines.c - see spines.h. First lines become groups (join_lines), then groups get outlines (outline_all), then what lies inside
 * another's outline joins it (adopt). */
#include "vision/spines.h"

#include "base/utf8.h"
#include "vision/border.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Lengths below are in heights of the smaller of two lines, unless they say otherwise. Found by trying on shelves of many kinds; none is
 * critical: halving or doubling one changes single spines. */
static const float collinear_offset = 0.55f; /* centre lines of one printed line apart at most */
static const float side_gap = 0.9f;          /* space between the lines of one title at most */
static const float size_ratio = 2.6f;        /* letters side by side on one spine differ less than this */
static const float parallel_cos = 0.985f;    /* about 10 degrees */
static const float border_levels = 14;       /* grey levels that make a border */
static const float row_reach = 14;           /* neighbours this far to the side tell where a row of books ends */

struct piece {
	struct strip s;
	int parent, letters;
};

struct group {
	struct strip frame;            /* of its longest line */
	struct interval along, across; /* its text, in the frame */
	struct interval outer_along, outer_across; /* its spine */
	int first, n, letters;
	int parent; /* itself, or the group that took it in */
};

static int root_of(struct piece *p, int i)
{
	while (p[i].parent != i)
		i = p[i].parent = p[p[i].parent].parent;
	return i;
}

/* Between two lines of one strip: does some neighbour's text pass there? Then both stand in one row of books. Where several
 * neighbours end and begin and none passes, two rows meet. */
static bool same_row(const struct piece *p, int n, const struct strip *a, const struct strip *b)
{
	struct strip_gap g = strip_between(a, b);
	float middle = (g.from + g.to) / 2;
	int passing = 0, before = 0, behind = 0;

	for (int i = 0; i < n; i++) {
		struct interval k;

		if (&p[i].s == a || &p[i].s == b || !strip_parallel(a, &p[i].s, parallel_cos) ||
		    strip_side(a, &p[i].s) > row_reach * fmaxf(a->height, b->height))
			continue;
		k = strip_along(a, &p[i].s);
		if (k.from < middle && k.to > middle)
			passing++;
		before += k.to > g.from - g.length && k.to <= middle;
		behind += k.from < g.to + g.length && k.from >= middle;
	}
	return passing > 0 || before < 2 || behind < 2;
}

static bool one_printed_line(const struct piece *p, int n, const struct strip *a, const struct strip *b)
{
	float small = fminf(a->height, b->height), large = fmaxf(a->height, b->height);
	float gap = strip_between(a, b).length;

	if (strip_side(a, b) > collinear_offset * fmaxf(small, 0.6f * large) || gap < -small)
		return false;
	if (gap > 1.6f * fmaxf(a->length, b->length) + 4 * small)
		return false;
	return gap < 2 * small || same_row(p, n, a, b);
}

float spines_border(const struct image *photo, const struct quad *a, const struct quad *b)
{
	struct strip s = strip_make(a), t = strip_make(b);
	struct interval i = strip_along(&s, &s), k = strip_along(&s, &t), mine = strip_across(&s, &s),
			theirs = strip_across(&s, &t);
	struct interval common = { fmaxf(i.from, k.from), fminf(i.to, k.to) };
	bool right = theirs.from + theirs.to > mine.from + mine.to;
	float from = right ? mine.to : mine.from, to = right ? theirs.from : theirs.to;
	float inset = 0.12f * fminf(s.height, t.height); /* the boxes are larger than the letters */

	if (common.to <= common.from)
		return 0;
	from += right ? -inset : inset;
	to += right ? inset : -inset;
	return border_search_across(photo, &s, common, from, to, fmaxf(2, 0.12f * fminf(s.height, t.height))).strength;
}

static bool lines_of_one_title(const struct image *photo, const struct strip *a, const struct strip *b)
{
	float small = fminf(a->height, b->height), large = fmaxf(a->height, b->height);
	float gap = strip_side(a, b) - (small + large) / 2;

	if (gap > side_gap * small || gap < -0.7f * small || large > size_ratio * small)
		return false;
	if (strip_between(a, b).length > -0.3f * fminf(a->length, b->length))
		return false;
	return spines_border(photo, &a->quad, &b->quad) < border_levels;
}

static void join_lines(const struct image *photo, struct piece *p, int n)
{
	for (int i = 0; i < n; i++)
		for (int k = i + 1; k < n; k++) {
			const struct strip *a = &p[i].s, *b = &p[k].s;

			if (strip_steep(a) != strip_steep(b) || !strip_parallel(a, b, parallel_cos) ||
			    root_of(p, i) == root_of(p, k))
				continue;
			if (one_printed_line(p, n, a, b) || lines_of_one_title(photo, a, b))
				p[root_of(p, i)].parent = root_of(p, k);
		}
}

static struct interval hull(struct interval a, struct interval b)
{
	return (struct interval){ fminf(a.from, b.from), fmaxf(a.to, b.to) };
}

/* Sort the lines by group, and say of each group where its text is. */
static int make_groups(struct piece *p, int n, int *order, struct group *g)
{
	int count = 0, at = 0;

	for (int i = 0; i < n; i++) {
		struct group *now = &g[count];
		int longest = i;

		if (root_of(p, i) != i)
			continue;
		*now = (struct group){ .first = at, .parent = count };
		for (int k = 0; k < n; k++)
			if (root_of(p, k) == i) {
				order[at++] = k;
				now->letters += p[k].letters;
				longest = p[k].s.length > p[longest].s.length ? k : longest;
			}
		now->n = at - now->first;
		now->frame = p[longest].s;
		now->along = strip_along(&now->frame, &now->frame);
		now->across = strip_across(&now->frame, &now->frame);
		for (int k = now->first; k < at; k++) {
			now->along = hull(now->along, strip_along(&now->frame, &p[order[k]].s));
			now->across = hull(now->across, strip_across(&now->frame, &p[order[k]].s));
		}
		count++;
	}
	return count;
}

static float length_of(struct interval i) { return i.to - i.from; }

static float common_of(struct interval a, struct interval b)
{
	return fminf(a.to, b.to) - fmaxf(a.from, b.from);
}

static struct quad quad_of(const struct group *g, struct interval along, struct interval across)
{
	return (struct quad){ { strip_at(&g->frame, along.from, across.from), strip_at(&g->frame, along.to, across.from),
				strip_at(&g->frame, along.to, across.to), strip_at(&g->frame, along.from, across.to) } };
}

static struct strip text_strip(const struct group *g)
{
	struct quad q = quad_of(g, g->along, g->across);

	return strip_make(&q);
}

/* How far the spine may reach: to the nearest neighbours' text at the sides, and as far as the row's text at the ends. */
static void find_limits(const struct group *all, int n, int me, struct interval *side, struct interval *ends)
{
	const struct group *g = &all[me];
	float reach = 1.2f * fmaxf(length_of(g->across), g->frame.height);

	*side = (struct interval){ g->across.from - reach, g->across.to + reach };
	*ends = g->along;
	for (int i = 0; i < n; i++) {
		struct strip t = text_strip(&all[i]);
		struct interval along = strip_along(&g->frame, &t), across = strip_across(&g->frame, &t);
		float distance = strip_side(&g->frame, &t);

		if (i == me || !strip_parallel(&g->frame, &t, parallel_cos) || common_of(along, g->along) <= 0)
			continue;
		if (across.from >= g->across.to - 0.3f * g->frame.height)
			side->to = fminf(side->to, across.from);
		if (across.to <= g->across.from + 0.3f * g->frame.height)
			side->from = fmaxf(side->from, across.to);
		if (distance < row_reach * g->frame.height)
			*ends = hull(*ends, along);
	}
	side->from = fminf(side->from, g->across.from);
	side->to = fmaxf(side->to, g->across.to);
}

/* A border if the picture shows one, else half way when a neighbour is near, else a little more than the text. */
static float side_at(const struct image *im, const struct group *g, float text, float limit)
{
	float step = fmaxf(2, 0.12f * g->frame.height), room = limit - text;
	struct border b = border_search_across(im, &g->frame, g->along, text, limit, step);

	if (b.strength >= border_levels)
		return b.at;
	return text + copysignf(fminf(fabsf(room) / 2, 0.35f * g->frame.height), room);
}

static float end_at(const struct image *im, const struct group *g, float text, float limit)
{
	float margin = copysignf(0.4f * g->frame.height, text);
	struct border b = border_search_along(im, &g->frame, g->outer_across, text, limit + 2 * margin,
					      fmaxf(2, 0.12f * g->frame.height));

	return b.strength >= border_levels ? b.at : text + margin;
}

static void outline_all(const struct image *im, struct group *g, int n)
{
	for (int i = 0; i < n; i++) {
		struct interval side, ends;

		find_limits(g, n, i, &side, &ends);
		g[i].outer_across = (struct interval){ side_at(im, &g[i], g[i].across.from, side.from),
						       side_at(im, &g[i], g[i].across.to, side.to) };
		g[i].outer_along = (struct interval){ end_at(im, &g[i], g[i].along.from, ends.from),
						      end_at(im, &g[i], g[i].along.to, ends.to) };
	}
}

/* Words set across a standing spine, a publisher's mark at its foot: they join the spine whose outline holds them, the smaller
 * the larger. */
static void adopt(struct group *g, int n)
{
	for (int i = 0; i < n; i++) {
		struct quad mine = quad_of(&g[i], g[i].along, g[i].across);
		float area = quad_area(&mine), best = 0.6f * area;

		for (int k = 0; k < n; k++) {
			struct quad theirs = quad_of(&g[k], g[k].outer_along, g[k].outer_across);
			struct quad text = quad_of(&g[k], g[k].along, g[k].across);
			float common;

			if (k == i || g[k].parent != k || quad_area(&text) < area ||
			    strip_steep(&g[k].frame) == strip_steep(&g[i].frame))
				continue;
			common = quad_overlap(&mine, &theirs);
			if (common > best) {
				best = common;
				g[i].parent = k;
			}
		}
	}
	for (int i = 0; i < n; i++)
		while (g[g[i].parent].parent != g[i].parent)
			g[i].parent = g[g[i].parent].parent;
}

/* Reading order: as the spine's own text runs; lines side by side from the top of the letters to their foot. */
struct placed {
	struct vision_line line;
	float along, across;
};

static int in_reading_order(const void *a, const void *b)
{
	const struct placed *p = a, *q = b;

	if (p->across != q->across)
		return p->across < q->across ? -1 : 1;
	return (p->along > q->along) - (p->along < q->along);
}

/* The frame in the reading direction: that of the most letters. */
static struct quad reading_frame(const struct group *g, const struct vision_line *lines, const int *order)
{
	struct quad q = quad_of(g, g->outer_along, g->outer_across);
	float votes = 0;

	for (int i = g->first; i < g->first + g->n; i++) {
		const struct quad *l = &lines[order[i]].quad;
		float d = (l->p[1].x - l->p[0].x) * g->frame.u.x + (l->p[1].y - l->p[0].y) * g->frame.u.y;

		votes += copysignf((float)lines[order[i]].text.n, d);
	}
	return votes < 0 ? quad_flip(&q) : q;
}

/* Distances across are rounded to lines, so that parts of one printed line follow each other. */
static void place(struct placed *p, const struct vision_line *line, const struct quad *frame, float line_height)
{
	struct point c = quad_centre(&line->quad), o = frame->p[0];
	float w = fmaxf(quad_width(frame), 1), h = fmaxf(quad_height(frame), 1);
	struct point u = { (frame->p[1].x - o.x) / w, (frame->p[1].y - o.y) / w };
	struct point v = { (frame->p[3].x - o.x) / h, (frame->p[3].y - o.y) / h };

	p->line = *line;
	p->along = (c.x - o.x) * u.x + (c.y - o.y) * u.y;
	p->across = floorf(((c.x - o.x) * v.x + (c.y - o.y) * v.y) / fmaxf(line_height * 0.8f, 1));
}

static void add_lines(struct ctx *cx, const struct group *all, int n, int me, const struct vision_line *lines,
		      const int *order, struct vision_spine *spine, struct vision_shelf *shelf)
{
	struct placed *p;
	size_t count = 0, at = 0;

	for (int i = 0; i < n; i++)
		if (all[i].parent == me)
			count += (size_t)all[i].n;
	p = arena_new(&cx->arena, struct placed, count);
	for (int i = 0; i < n; i++)
		for (int k = 0; all[i].parent == me && k < all[i].n; k++)
			place(&p[at++], &lines[order[all[i].first + k]], &spine->quad, all[me].frame.height);
	qsort(p, count, sizeof *p, in_reading_order);
	spine->first = shelf->nlines;
	spine->n = count;
	for (size_t i = 0; i < count; i++) {
		spine->confidence += p[i].line.confidence * (float)p[i].line.text.n;
		shelf->lines[shelf->nlines++] = p[i].line;
	}
}

static int by_place(const void *a, const void *b)
{
	const struct vision_spine *s = a, *t = b;
	struct point p = quad_centre(&s->quad), q = quad_centre(&t->quad);

	return (p.x > q.x) - (p.x < q.x);
}

static void write_spines(struct ctx *cx, const struct group *g, int n, const int *order, float scale,
			 struct vision_shelf *shelf)
{
	size_t count = shelf->nlines, letters;
	struct vision_line *lines = arena_new(&cx->arena, struct vision_line, count);

	memcpy(lines, shelf->lines, count * sizeof *lines);
	shelf->spines = arena_new(&cx->arena, struct vision_spine, (size_t)n);
	shelf->nlines = shelf->nspines = 0;
	for (int i = 0; i < n; i++) {
		struct vision_spine *s = &shelf->spines[shelf->nspines];

		if (g[i].parent != i)
			continue;
		s->quad = reading_frame(&g[i], lines, order);
		add_lines(cx, g, n, i, lines, order, s, shelf);
		letters = 1;
		for (size_t k = 0; k < s->n; k++) {
			letters += shelf->lines[s->first + k].text.n;
			shelf->lines[s->first + k].quad = quad_scale(&shelf->lines[s->first + k].quad, scale);
		}
		s->quad = quad_scale(&s->quad, scale);
		s->confidence /= (float)letters;
		shelf->nspines++;
	}
	qsort(shelf->spines, shelf->nspines, sizeof *shelf->spines, by_place);
}

void spines_find(struct ctx *cx, const struct image *photo, float scale, struct vision_shelf *shelf)
{
	int n = (int)shelf->nlines, groups;
	struct piece *p = arena_new(&cx->arena, struct piece, shelf->nlines + 1);
	struct group *g = arena_new(&cx->arena, struct group, shelf->nlines + 1);
	int *order = arena_new(&cx->arena, int, shelf->nlines + 1);

	for (int i = 0; i < n; i++)
		p[i] = (struct piece){ strip_make(&shelf->lines[i].quad), i, (int)utf8_length(shelf->lines[i].text) };
	join_lines(photo, p, n);
	groups = make_groups(p, n, order, g);
	outline_all(photo, g, groups);
	adopt(g, groups);
	write_spines(cx, g, groups, order, scale, shelf);
}
