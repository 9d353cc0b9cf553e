/* ends.c - see ends.h. For each spine the neighbours' edges vote for a line; most votes win (after RANSAC; Fischler and Bolles, 1981,
 * but all pairs are tried). */
#include "vision/ends.h"

#include "vision/border.h"

#include <math.h>
#include <stdlib.h>

enum { EDGES = 5, NEIGHBOURS = 12, VOTES_MIN = 3 };

/* How far beyond the row's text a foot is looked for, and how near a line an edge counts, in lengths of the row's text. */
static const float reach = 0.25f, tolerance = 0.014f;

/* The share of the neighbours that must agree; a line nearer to the text with this share of the best one's votes is preferred: the
 * board has a lower edge too. */
static const float agree_min = 0.5f, near_enough = 0.7f;

struct edges {
	float at[EDGES]; /* along the group's frame */
	struct point p[EDGES];
	int n;
};

static float middle(struct interval i) { return (i.from + i.to) / 2; }

static void collect(const struct image *im, const struct group *g, bool far, struct edges *out)
{
	float length = g->row_along.to - g->row_along.from;
	float from = far ? g->along.to : g->along.from;
	float to = far ? fmaxf(g->row_along.to, from) + reach * length
		       : fminf(g->row_along.from, from) - reach * length;
	struct border found[EDGES];

	out->n = border_all_across(im, &g->frame, g->outer_across, from, to, found, EDGES);
	for (int i = 0; i < out->n; i++) {
		out->at[i] = found[i].at;
		out->p[i] = strip_at(&g->frame, found[i].at, middle(g->outer_across));
	}
}

struct near {
	float distance;
	int i;
};

static int by_distance(const void *a, const void *b)
{
	const struct near *p = a, *q = b;

	return (p->distance > q->distance) - (p->distance < q->distance);
}

/* The spine itself and its nearest in the row; returns how many. */
static int neighbours(const struct group *g, int n, int me, struct near *all, int *out)
{
	int count = 0;

	for (int i = 0; i < n; i++)
		if (g[i].parent == i && g[i].row == g[me].row)
			all[count++] = (struct near){ strip_side(&g[me].frame, &g[i].frame), i };
	qsort(all, (size_t)count, sizeof *all, by_distance);
	count = count > NEIGHBOURS ? NEIGHBOURS : count;
	for (int i = 0; i < count; i++)
		out[i] = all[i].i;
	return count;
}

/* Where the line through a and b crosses the middle of the spine, along its frame. False: it runs along the spine, not across. */
static bool crossing(const struct group *g, struct point a, struct point b, float *out)
{
	struct point o = strip_at(&g->frame, 0, middle(g->outer_across)), u = g->frame.u,
		     d = { b.x - a.x, b.y - a.y };
	float across = d.y * u.x - d.x * u.y;

	if (fabsf(across) < 0.9f * hypotf(d.x, d.y) || hypotf(d.x, d.y) < 1)
		return false;
	*out = ((a.x - o.x) * d.y - (a.y - o.y) * d.x) / (u.x * d.y - u.y * d.x);
	return true;
}

static bool on_line(struct point a, struct point b, const struct edges *e, float within)
{
	float dx = b.x - a.x, dy = b.y - a.y, length = hypotf(dx, dy);

	for (int i = 0; i < e->n; i++)
		if (fabsf((e->p[i].x - a.x) * dy - (e->p[i].y - a.y) * dx) <= within * length)
			return true;
	return false;
}

struct choice {
	float at;
	int votes;
};

static int votes_for(const struct edges *e, const int *who, int n, struct point a, struct point b,
		     float within)
{
	int votes = 0;

	for (int i = 0; i < n; i++)
		votes += on_line(a, b, &e[who[i]], within);
	return votes;
}

/* The line with the most votes; among those nearly as good the one nearest to the text. */
static struct choice elect(const struct group *g, const struct edges *e, const int *who, int n,
			   bool far)
{
	float text = far ? g->along.to : g->along.from,
	      within = tolerance * (g->row_along.to - g->row_along.from);
	struct choice best = { text, 0 };

	for (int i = 0; i < n; i++)
		for (int k = i + 1; k < n; k++)
			for (int p = 0; p < e[who[i]].n; p++)
				for (int q = 0; q < e[who[k]].n; q++) {
					struct choice c = { text, 0 };

					if (!crossing(g, e[who[i]].p[p], e[who[k]].p[q], &c.at) ||
					    (far ? c.at < text : c.at > text))
						continue;
					c.votes = votes_for(e, who, n, e[who[i]].p[p],
							    e[who[k]].p[q], within);
					if ((float)c.votes * near_enough > (float)best.votes ||
					    ((float)c.votes >= (float)best.votes * near_enough &&
					     fabsf(c.at - text) < fabsf(best.at - text)))
						best = c;
				}
	return best;
}

/* The foot is the end that more neighbours agree on: there the spine ends on the line. Its head is its own affair. */
static void align(struct group *g, const struct edges *const e[2], const int *who, int n)
{
	struct choice end[2];
	int foot;

	for (int far = 0; far < 2; far++)
		end[far] = elect(g, e[far], who, n, far);
	foot = end[1].votes >= end[0].votes;
	if (end[foot].votes < VOTES_MIN || (float)end[foot].votes < agree_min * (float)n)
		return;
	if (foot)
		g->outer_along.to = end[1].at;
	else
		g->outer_along.from = end[0].at;
}

void ends_align(const struct image *photo, struct group *g, int n)
{
	struct edges *e[2];
	struct near *all = xmalloc(((size_t)n + 1) * sizeof *all);
	int who[NEIGHBOURS];

	for (int far = 0; far < 2; far++) {
		e[far] = xmalloc(((size_t)n + 1) * sizeof *e[far]);
		for (int i = 0; i < n; i++)
			if (g[i].parent == i)
				collect(photo, &g[i], far, &e[far][i]);
	}
	for (int i = 0; i < n; i++)
		if (g[i].parent == i)
			align(&g[i], (const struct edges *const[]){ e[0], e[1] }, who,
			      neighbours(g, n, i, all, who));
	free(e[0]);
	free(e[1]);
	free(all);
}
