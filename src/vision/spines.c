/* spines.c - see spines.h. Lines become groups (group.h), groups get outlines (outline.h), and the spines are written in order. */
#include "vision/spines.h"

#include "vision/ends.h"
#include "vision/outline.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

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
static struct quad reading_frame(const struct group *g, const struct vision_line *lines,
				 const int *order)
{
	struct quad q = outline_quad(g);
	float votes = 0;

	for (int i = g->first; i < g->first + g->n; i++) {
		const struct quad *l = &lines[order[i]].quad;
		float d = (l->p[1].x - l->p[0].x) * g->frame.u.x +
			  (l->p[1].y - l->p[0].y) * g->frame.u.y;

		votes += copysignf((float)lines[order[i]].text.n, d);
	}
	return votes < 0 ? quad_flip(&q) : q;
}

/* Distances across are rounded to lines, so that parts of one printed line follow each other. */
static void place(struct placed *p, const struct vision_line *line, const struct quad *frame,
		  float line_height)
{
	struct point c = quad_centre(&line->quad), o = frame->p[0];
	float w = fmaxf(quad_width(frame), 1), h = fmaxf(quad_height(frame), 1);
	struct point u = { (frame->p[1].x - o.x) / w, (frame->p[1].y - o.y) / w };
	struct point v = { (frame->p[3].x - o.x) / h, (frame->p[3].y - o.y) / h };

	p->line = *line;
	p->along = (c.x - o.x) * u.x + (c.y - o.y) * u.y;
	p->across = floorf(((c.x - o.x) * v.x + (c.y - o.y) * v.y) / fmaxf(line_height * 0.8f, 1));
}

static void add_lines(struct ctx *cx, const struct group *all, int n, int me,
		      const struct vision_line *lines, const int *order, struct vision_spine *spine,
		      struct vision_shelf *shelf)
{
	struct placed *p;
	size_t count = 0, at = 0;

	for (int i = 0; i < n; i++)
		if (all[i].parent == me)
			count += (size_t)all[i].n;
	p = arena_new(&cx->arena, struct placed, count);
	for (int i = 0; i < n; i++)
		for (int k = 0; all[i].parent == me && k < all[i].n; k++)
			place(&p[at++], &lines[order[all[i].first + k]], &spine->quad,
			      all[me].size);
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

static void write_spines(struct ctx *cx, const struct group *g, int n, const int *order,
			 float scale, struct vision_shelf *shelf)
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
			shelf->lines[s->first + k].quad = quad_scale(
				&shelf->lines[s->first + k].quad, scale);
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
	struct quad *quads = arena_new(&cx->arena, struct quad, shelf->nlines + 1);
	struct piece *p = arena_new(&cx->arena, struct piece, shelf->nlines + 1);
	struct group *g = arena_new(&cx->arena, struct group, shelf->nlines + 1);
	int *order = arena_new(&cx->arena, int, shelf->nlines + 1);

	for (int i = 0; i < n; i++)
		quads[i] = shelf->lines[i].quad;
	pieces_make(quads, n, p);
	groups = groups_find(photo, p, n, order, g);
	outline_all(photo, p, n, g, groups);
	outline_adopt(photo, g, groups);
	ends_align(photo, g, groups);
	write_spines(cx, g, groups, order, scale, shelf);
}
