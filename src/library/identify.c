/* identify.c - see identify.h. A shelf is a list of guesses, each one spine; splits and joins are accepted when the catalogue then
 * explains more letters than before. */
#include "library/identify.h"

#include "library/guess.h"
#include "library/neighbours.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NEIGHBOURS = 6, ROUNDS = 2 };

/* Letters that a split or a join must win, at the least and as a share of all. */
static const float gain_min = 3, gain_share = 0.12f;
static const float listed_score = 0.25f; /* candidates below are not shown */

struct puzzle {
	struct ctx *cx;
	struct catalogue *catalogue;
	struct guess *guesses;
	size_t n, cap;
};

static bool worth_it(float before, float after, int letters)
{
	return after - before > fmaxf(gain_min, gain_share * (float)letters);
}

/* ---- each spine alone ---- */

static enum err ask_spines(struct puzzle *p, const struct vision_shelf *shelf)
{
	for (size_t i = 0; i < shelf->nspines; i++) {
		const struct vision_spine *s = &shelf->spines[i];
		const struct vision_line **lines = arena_new(&p->cx->arena,
							     const struct vision_line *, s->n);
		enum err e;

		for (size_t k = 0; k < s->n; k++)
			lines[k] = &shelf->lines[s->first + k];
		if ((e = guess_make(p->cx, p->catalogue, lines, s->n, s->quad, s->confidence,
				    &p->guesses[p->n++])))
			return e;
	}
	return OK;
}

/* ---- two books in one ---- */

/* The smallest upright outline of some lines, when their spine is cut. */
static struct quad outline_of(const struct vision_line *const *lines, size_t n,
			      const struct quad *whole)
{
	float w = fmaxf(quad_width(whole), 1), h = fmaxf(quad_height(whole), 1);
	struct point o = whole->p[0], u = { (whole->p[1].x - o.x) / w, (whole->p[1].y - o.y) / w };
	struct point v = { (whole->p[3].x - o.x) / h, (whole->p[3].y - o.y) / h };
	float u0 = INFINITY, u1 = -INFINITY, v0 = INFINITY, v1 = -INFINITY;

	for (size_t i = 0; i < n * 4; i++) {
		struct point q = lines[i / 4]->quad.p[i % 4], d = { q.x - o.x, q.y - o.y };
		float a = d.x * u.x + d.y * u.y, b = d.x * v.x + d.y * v.y;

		u0 = fminf(u0, a), u1 = fmaxf(u1, a), v0 = fminf(v0, b), v1 = fmaxf(v1, b);
	}
	return (struct quad){ { { o.x + u0 * u.x + v0 * v.x, o.y + u0 * u.y + v0 * v.y },
				{ o.x + u1 * u.x + v0 * v.x, o.y + u1 * u.y + v0 * v.y },
				{ o.x + u1 * u.x + v1 * v.x, o.y + u1 * u.y + v1 * v.y },
				{ o.x + u0 * u.x + v1 * v.x, o.y + u0 * u.y + v1 * v.y } } };
}

static enum err ask_part(struct puzzle *p, const struct guess *whole, size_t from, size_t n,
			 struct guess *out)
{
	struct quad q = outline_of(whole->lines + from, n, &whole->quad);

	return guess_make(p->cx, p->catalogue, whole->lines + from, n, q, whole->confidence * 0.9f,
			  out);
}

/* Cut where the two parts explain most; each must be a book by itself. */
static enum err split(struct puzzle *p, size_t i, bool *was_cut)
{
	struct guess *whole = &p->guesses[i];
	struct guess *best = arena_new(&p->cx->arena, struct guess, 2), part[2];
	float best_value = 0;
	enum err e;

	*was_cut = false;
	for (size_t cut = 1; cut < whole->n; cut++) {
		if ((e = ask_part(p, whole, 0, cut, &part[0])) ||
		    (e = ask_part(p, whole, cut, whole->n - cut, &part[1])))
			return e;
		if (!guess_likely(&part[0]) || !guess_likely(&part[1]) ||
		    str_eq(part[0].hits.items[0].book.title, part[1].hits.items[0].book.title))
			continue;
		if (part[0].value + part[1].value > best_value) {
			best_value = part[0].value + part[1].value;
			memcpy(best, part, sizeof part);
		}
	}
	if (p->n < p->cap && worth_it(whole->value, best_value, whole->letters)) {
		p->guesses[i] = best[0];
		p->guesses[p->n++] = best[1];
		*was_cut = true;
	}
	return OK;
}

/* The parts are looked at again, those at the end of the list in their turn: a stack read as one spine is three books. */
static enum err split_all(struct puzzle *p)
{
	for (size_t i = 0; i < p->n; i++)
		for (bool again = true;
		     again && p->guesses[i].n > 1 && !guess_solid(&p->guesses[i]);) {
			enum err e = split(p, i, &again);

			if (e)
				return e;
		}
	return OK;
}

/* ---- one book in two ---- */

struct pair {
	size_t a, b;
	float gain;
	struct guess *joined;
};

static struct quad grown(const struct quad *q, float by)
{
	struct point c = quad_centre(q);
	float w = fmaxf(quad_width(q), 1), h = fmaxf(quad_height(q), 1), small = fminf(w, h);
	struct point u = { (q->p[1].x - q->p[0].x) / w, (q->p[1].y - q->p[0].y) / w };
	struct point v = { (q->p[3].x - q->p[0].x) / h, (q->p[3].y - q->p[0].y) / h };
	float gw = w / 2 + by * small, gh = h / 2 + by * small;
	static const int su[4] = { -1, 1, 1, -1 }, sv[4] = { -1, -1, 1, 1 };
	struct quad out;

	for (int i = 0; i < 4; i++)
		out.p[i] = (struct point){ c.x + (float)su[i] * gw * u.x + (float)sv[i] * gh * v.x,
					   c.y + (float)su[i] * gw * u.y +
						   (float)sv[i] * gh * v.y };
	return out;
}

static bool near(const struct guess *a, const struct guess *b)
{
	struct quad q = grown(&a->quad, 0.6f), r = grown(&b->quad, 0.6f);

	return quad_overlap(&q, &r) > 0;
}

/* The text of both, the longer outline's lines first in its own reading direction. */
static enum err ask_joined(struct puzzle *p, const struct guess *a, const struct guess *b,
			   struct guess *out)
{
	const struct vision_line *lines[GUESS_LINES];
	size_t n = 0;
	struct quad q;

	if (quad_area(&b->quad) > quad_area(&a->quad)) {
		const struct guess *t = a;

		a = b, b = t;
	}
	for (size_t i = 0; i < a->n && n < GUESS_LINES; i++)
		lines[n++] = a->lines[i];
	for (size_t i = 0; i < b->n && n < GUESS_LINES; i++)
		lines[n++] = b->lines[i];
	q = outline_of(lines, n, &a->quad);
	return guess_make(p->cx, p->catalogue, lines, n, q, fminf(a->confidence, b->confidence),
			  out);
}

static enum err consider(struct puzzle *p, size_t a, size_t b, struct pair *pairs, size_t *n,
			 size_t max)
{
	struct guess *x = &p->guesses[a], *y = &p->guesses[b], joined;
	enum err e;

	if (*n == max || (guess_solid(x) && guess_solid(y)) || x->n + y->n > GUESS_LINES ||
	    !near(x, y))
		return OK;
	if ((e = ask_joined(p, x, y, &joined)) || !guess_likely(&joined))
		return e;
	if (!worth_it(x->value + y->value, joined.value,
		      x->letters < y->letters ? x->letters : y->letters))
		return OK;
	pairs[*n] = (struct pair){ a, b, joined.value - x->value - y->value,
				   arena_new(&p->cx->arena, struct guess, 1) };
	*pairs[(*n)++].joined = joined;
	return OK;
}

static int most_gain(const void *a, const void *b)
{
	const struct pair *p = a, *q = b;

	return (p->gain < q->gain) - (p->gain > q->gain);
}

/* All that would win, the greatest gain first; a guess is joined once a round. */
static enum err join_round(struct puzzle *p)
{
	size_t max = p->n * NEIGHBOURS, n = 0;
	struct pair *pairs = arena_new(&p->cx->arena, struct pair, max);
	bool *taken = arena_new(&p->cx->arena, bool, p->n);
	enum err e;

	for (size_t a = 0; a < p->n; a++)
		for (size_t b = a + 1; b < p->n; b++)
			if (!p->guesses[a].gone && !p->guesses[b].gone &&
			    (e = consider(p, a, b, pairs, &n, max)))
				return e;
	qsort(pairs, n, sizeof *pairs, most_gain);
	for (size_t i = 0; i < n; i++) {
		if (taken[pairs[i].a] || taken[pairs[i].b])
			continue;
		taken[pairs[i].a] = taken[pairs[i].b] = true;
		p->guesses[pairs[i].a] = *pairs[i].joined;
		p->guesses[pairs[i].b].gone = true;
	}
	return OK;
}

/* ---- the answer ---- */

static void put_spine(struct ctx *cx, const struct guess *g, size_t max,
		      struct identified_spine *out)
{
	float sum = 0, letters = 0;

	*out = (struct identified_spine){ .quad = g->quad,
					  .confidence = g->confidence,
					  .text = g->text,
					  .status = guess_status(g),
					  .certainty = g->certainty };
	for (size_t i = 0; i < g->n; i++) {
		sum += g->lines[i]->confidence * (float)g->lines[i]->text.n;
		letters += (float)g->lines[i]->text.n;
	}
	out->text_confidence = letters > 0 ? sum / letters : 0;
	for (size_t i = 0; i < g->hits.n && out->ncandidates < max; i++) {
		struct identify_candidate *c = &out->candidates[out->ncandidates];

		if (g->hits.items[i].score < listed_score)
			break;
		c->book = g->hits.items[i].book;
		c->score = fminf(g->hits.items[i].score, 1);
		c->title = g->hits.items[i].title;
		c->author = g->hits.items[i].author;
		c->explained = g->hits.items[i].explained;
		c->mark = g->hits.items[i].mark;
		guess_reasons(g, i, c->reasons);
		out->ncandidates++;
	}
	guess_parts(cx, g, &out->title, &out->author);
}

/* The same book on two spines: a second copy, or text that was read twice. Only as sure as the better reading, the other is to be
 * checked. */
static void doubt_doubles(struct identified_shelf *shelf)
{
	for (size_t i = 0; i < shelf->n; i++)
		for (size_t k = 0; k < shelf->n; k++) {
			struct identified_spine *a = &shelf->spines[i], *b = &shelf->spines[k];

			if (i == k || a->status != IDENTIFY_SURE || b->status != IDENTIFY_SURE ||
			    !str_eq(a->candidates[0].book.id, b->candidates[0].book.id))
				continue;
			if (b->candidates[0].score < a->candidates[0].score - 0.05f)
				b->status = IDENTIFY_CHECK;
		}
}

static int by_place(const void *a, const void *b)
{
	const struct guess *const *s = a, *const *t = b;
	struct point p = quad_centre(&(*s)->quad), q = quad_centre(&(*t)->quad);

	return (p.x > q.x) - (p.x < q.x);
}

/* Those that are left, in the order of the shelf; parts of spines that were cut stand at the end of the list. */
static size_t put_in_row(struct puzzle *p, bool cut, struct guess **row)
{
	size_t n = 0;

	for (size_t i = 0; i < p->n; i++)
		if (!p->guesses[i].gone)
			row[n++] = &p->guesses[i];
	if (cut)
		qsort(row, n, sizeof *row, by_place);
	return n;
}

enum err library_identify(struct ctx *cx, struct catalogue *c, const struct vision_shelf *shelf,
			  size_t max_candidates, struct identified_shelf *out)
{
	struct puzzle p = { .cx = cx, .catalogue = c, .cap = shelf->nspines + shelf->nlines };
	struct guess **row;
	bool cut = false;
	enum err e;

	p.guesses = arena_new(&cx->arena, struct guess, p.cap + 1);
	if ((e = ask_spines(&p, shelf)) || (e = split_all(&p)))
		return e;
	cut = p.n > shelf->nspines;
	for (int round = 0; round < ROUNDS; round++)
		if ((e = join_round(&p)))
			return e;
	row = arena_new(&cx->arena, struct guess *, p.n);
	out->n = put_in_row(&p, cut, row);
	out->spines = arena_new(&cx->arena, struct identified_spine, out->n);
	neighbours_settle(row, out->n);
	for (size_t i = 0; i < out->n; i++)
		put_spine(cx, row[i], max_candidates, &out->spines[i]);
	doubt_doubles(out);
	return OK;
}

enum err library_identify_texts(struct ctx *cx, struct catalogue *c, const str *texts, size_t n,
				bool together, size_t max_candidates, struct identified_shelf *out)
{
	struct guess *guesses = arena_new(&cx->arena, struct guess, n);
	struct guess **row = arena_new(&cx->arena, struct guess *, n);
	enum err e;

	*out = (struct identified_shelf){ arena_new(&cx->arena, struct identified_spine, n), n };
	for (size_t i = 0; i < n; i++) {
		if ((e = guess_of_text(cx, c, texts[i], &guesses[i])))
			return e;
		row[i] = &guesses[i];
	}
	if (together)
		neighbours_settle(row, n);
	for (size_t i = 0; i < n; i++)
		put_spine(cx, &guesses[i], max_candidates, &out->spines[i]);
	return OK;
}
