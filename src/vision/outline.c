/* outline.c - see outline.h. Lengths are in heights of the group's letters, unless they say otherwise. */
#include "vision/outline.h"

#include "vision/border.h"
#include "vision/rows.h"

#include <math.h>
#include <stdlib.h>

static const float reach_sides =
	1.3f; /* beyond the text, in widths of the text, when no neighbour is nearer */
static const float margin_sides = 0.35f; /* beyond the text where no edge is seen */
static const float clear_cover = 0.92f;  /* of an edge that is no row of letters */
static const float seen_beyond =
	0.25f; /* of the text's length, where its sides are looked at too */
static const float margin_ends = 0.4f;
static const float beyond_row =
	0.1f; /* a spine ends this far beyond the text of its row at most, in lengths of the row's text */
static const float parallel_cos = 0.985f;

/* The direction of a line this many times as long as high is known well enough to follow it. */
enum { STRAIGHT = 4 };

static float length_of(struct interval i) { return i.to - i.from; }

static float common_of(struct interval a, struct interval b)
{
	return fminf(a.to, b.to) - fmaxf(a.from, b.from);
}

static struct quad quad_of(const struct group *g, struct interval along, struct interval across)
{
	return (struct quad){ { strip_at(&g->frame, along.from, across.from),
				strip_at(&g->frame, along.to, across.from),
				strip_at(&g->frame, along.to, across.to),
				strip_at(&g->frame, along.from, across.to) } };
}

struct quad outline_text(const struct group *g) { return quad_of(g, g->along, g->across); }

struct quad outline_quad(const struct group *g)
{
	return quad_of(g, g->outer_along, g->outer_across);
}

/* How far the spine may reach to its sides: to the text of the neighbours that it passes. */
static struct interval side_limits(const struct group *all, const struct strip *text, int n, int me)
{
	const struct group *g = &all[me];
	float reach = reach_sides * fmaxf(length_of(g->across), g->size), overlap = 0.3f * g->size;
	struct interval side = { g->across.from - reach, g->across.to + reach };

	for (int i = 0; i < n; i++) {
		struct interval along, across;

		if (i == me || !strip_parallel(&g->frame, &text[i], parallel_cos))
			continue;
		along = strip_along(&g->frame, &text[i]);
		across = strip_across(&g->frame, &text[i]);
		if (common_of(along, g->along) <= 0)
			continue;
		if (across.from >= g->across.to - overlap)
			side.to = fminf(side.to, across.from);
		if (across.to <= g->across.from + overlap)
			side.from = fmaxf(side.from, across.to);
	}
	side.from = fminf(side.from, g->across.from);
	side.to = fmaxf(side.to, g->across.to);
	return side;
}

/* The first clear border, or the first at all, if the picture shows one; else half way when a neighbour is near, else a little
 * more than the text. */
static float side_at(const struct image *im, const struct group *g, struct interval along,
		     float text, float limit)
{
	const float covers[] = { clear_cover, BORDER_COVER };
	float room = limit - text, outward = copysignf(1, room != 0 ? room : text);
	float inset = 0.12f * g->size, step = fmaxf(2, 0.12f * g->size);

	for (size_t i = 0; i < countof(covers); i++) {
		struct border b = border_first_along(im, &g->frame, along, text - outward * inset,
						     limit + outward * inset, step, covers[i]);

		if (b.cover > 0)
			return b.at;
	}
	return text + outward * fminf(fabsf(room) / 2, margin_sides * g->size);
}

static float end_at(const struct image *im, const struct group *g, float text, float limit,
		    float beyond)
{
	float outward = copysignf(1, text - (g->along.from + g->along.to) / 2);
	struct border b = border_best_across(im, &g->frame, g->outer_across, text,
					     limit + outward * beyond, fmaxf(2, 0.12f * g->size),
					     0.5f);

	return border_is_one(&b) ? b.at
				 : text + outward * fminf(margin_ends * g->size,
							  fabsf(limit - text) + beyond);
}

static void find_sides(const struct image *im, const struct group *all, const struct strip *text,
		       int n, int me, struct group *g)
{
	struct interval side = side_limits(all, text, n, me), seen = g->along;
	float more = fmaxf(g->size, seen_beyond * length_of(g->along));

	seen.from = fmaxf(seen.from - more, g->row_along.from);
	seen.to = fminf(seen.to + more, g->row_along.to);
	g->outer_across = (struct interval){ side_at(im, g, seen, g->across.from, side.from),
					     side_at(im, g, seen, g->across.to, side.to) };
}

static void find_ends(const struct image *im, struct group *g)
{
	float beyond = fmaxf(g->size, beyond_row * length_of(g->row_along));

	g->outer_along = (struct interval){ end_at(im, g, g->along.from, g->row_along.from, beyond),
					    end_at(im, g, g->along.to, g->row_along.to, beyond) };
}

void outline_all(const struct image *photo, const struct piece *p, int pieces, struct group *g,
		 int n)
{
	struct strip *strips = xmalloc(((size_t)pieces + 1) * sizeof *strips),
		     *text = xmalloc(((size_t)n + 1) * sizeof *text);
	int *row = xmalloc(((size_t)pieces + 1) * sizeof *row);

	for (int i = 0; i < pieces; i++) {
		strips[i] = p[i].s;
		row[i] = p[i].row;
	}
	for (int i = 0; i < n; i++) {
		struct quad q = outline_text(&g[i]);

		text[i] = strip_make(&q);
	}
	for (int i = 0; i < n; i++) {
		int near;

		g[i].row_along = rows_extent(strips, pieces, row, g[i].row, &g[i].frame, g[i].along,
					     &near);
		find_sides(photo, g, text, n, i, &g[i]);
		find_ends(photo, &g[i]);
	}
	free(row);
	free(text);
	free(strips);
}

static bool holds(const struct group *g, const struct group *other)
{
	struct quad text = outline_text(other), spine = outline_quad(g);
	float area = 0.6f * quad_area(&text);

	if (quad_overlap(&text, &spine) > area)
		return true;
	/* books of one row don't stand on each other: what is above or below is on the same spine */
	if (g->row != other->row || (!g->turned && g->frame.length < STRAIGHT * g->size))
		return false;
	spine = quad_of(g, g->row_along, g->outer_across);
	return quad_overlap(&text, &spine) > area;
}

/* The group whose spine holds most of this one's text; itself when none does. */
static int holder(const struct group *g, int n, int i)
{
	struct quad mine = outline_text(&g[i]);
	float area = quad_area(&mine), nearest = INFINITY;
	int best = i;

	for (int k = 0; k < n; k++) {
		struct quad text = outline_text(&g[k]);
		struct strip s = strip_make(&mine);
		float theirs = quad_area(&text), d = strip_side(&g[k].frame, &s);

		if (k == i || theirs < area || (theirs == area && k > i) || d >= nearest ||
		    !holds(&g[k], &g[i]))
			continue;
		nearest = d;
		best = k;
	}
	return best;
}

static void take_in(struct group *g, const struct group *other)
{
	struct quad q = outline_text(other);
	struct strip s = strip_make(&q);
	struct interval along = strip_along(&g->frame, &s);

	g->along.from = fminf(g->along.from, along.from);
	g->along.to = fmaxf(g->along.to, along.to);
}

void outline_adopt(const struct image *photo, struct group *g, int n)
{
	for (int i = 0; i < n; i++)
		g[i].parent = holder(g, n, i);
	for (int i = 0; i < n; i++)
		while (g[g[i].parent].parent != g[i].parent)
			g[i].parent = g[g[i].parent].parent;
	for (int i = 0; i < n; i++)
		if (g[i].parent != i)
			take_in(&g[g[i].parent], &g[i]);
	for (int i = 0; i < n; i++)
		if (g[i].parent == i)
			find_ends(photo, &g[i]);
}
