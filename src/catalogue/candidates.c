/* candidates.c - see candidates.h. All lists go forward together, through windows of title numbers small enough for the
 * processor's cache. */
#include "catalogue/candidates.h"

#include <math.h>

/* RARITY_UNIT: CANDIDATES_LISTS times the weight of a gram in one of FILE_MAX_TITLES fits into 16 bits. */
enum { WINDOW = 32768, RARITY_UNIT = 24, LENGTH_OFFSET = 12, MIN_LISTS = 3 };

#define LAST UINT32_MAX /* behind all titles */

struct list {
	const unsigned char *p, *end;
	uint32_t title; /* the next one; LAST at the end */
	uint16_t weight;
};

struct gram {
	uint64_t titles; /* that have it, in all files */
	uint32_t number; /* of FOLD_BITS_MAX bits */
};

/* The grams that are looked up, rarest first. */
struct question {
	struct gram grams[CANDIDATES_LISTS];
	uint16_t weight[CANDIDATES_LISTS];
	size_t n;
};

/* Best candidates so far: a heap with the worst on top. */
struct heap {
	struct candidate *items;
	size_t n, max;
	float fame;
	float least; /* a smaller sum cannot get in, however short and well known the title */
};

static int by_rarity(const void *a, const void *b)
{
	const struct gram *x = a, *y = b;

	if (x->titles != y->titles)
		return x->titles < y->titles ? -1 : 1;
	return (x->number > y->number) - (x->number < y->number);
}

/* A file with fewer titles has fewer buckets: the number's upper bits. */
static uint32_t bucket(const struct file *f, uint32_t gram)
{
	return gram >> (FOLD_BITS_MAX - f->h.bits);
}

static void choose_grams(const struct file *files, size_t nfiles, const struct fold *text,
			 uint64_t budget, struct question *q)
{
	uint32_t numbers[FOLD_GRAMS];
	struct gram grams[FOLD_GRAMS];
	size_t all = fold_unique(numbers, fold_query_grams(text, FOLD_BITS_MAX, numbers)), n = 0;
	uint64_t titles = 0, used = 0;

	for (size_t k = 0; k < nfiles; k++)
		titles += files[k].h.titles;
	for (size_t i = 0; i < all; i++) {
		grams[n] = (struct gram){ 0, numbers[i] };
		for (size_t k = 0; k < nfiles; k++)
			grams[n].titles += files[k].counts[bucket(&files[k], numbers[i])];
		n += grams[n].titles > 0;
	}
	qsort(grams, n, sizeof *grams, by_rarity);
	q->n = 0;
	for (size_t i = 0; i < n && q->n < CANDIDATES_LISTS; i++) {
		double rarity = log((double)titles + 1) - log((double)grams[i].titles);

		used += grams[i].titles;
		if (used > budget && i >= MIN_LISTS)
			break;
		q->weight[q->n] = (uint16_t)(1 + (rarity > 0 ? rarity : 0) * RARITY_UNIT);
		q->grams[q->n++] = grams[i];
	}
}

/* To the next title, at least `step` further: a damaged list never goes back and never counts a title twice. */
static void advance(struct list *l, uint32_t step, uint32_t titles)
{
	uint32_t v = 0, next;

	for (int shift = 0; l->p < l->end && shift < 35; shift += 7) {
		unsigned char c = *l->p++;

		v |= (uint32_t)(c & 127) << shift;
		if (c < 128) {
			next = l->title + v;
			l->title = next < titles && next >= l->title && v >= step ? next : LAST;
			return;
		}
	}
	l->title = LAST;
}

/* Two grams may share a bucket of a small file: its list counts once. */
static bool is_open(const struct file *f, const struct question *q, size_t i)
{
	for (size_t k = 0; k < i && f->h.bits < FOLD_BITS_MAX; k++)
		if (bucket(f, q->grams[k].number) == bucket(f, q->grams[i].number))
			return true;
	return false;
}

static size_t open_lists(const struct file *f, const struct question *q, struct list *out)
{
	size_t n = 0;

	for (size_t i = 0; i < q->n; i++) {
		struct list *l = &out[n];

		if (is_open(f, q, i))
			continue;
		file_list(f, bucket(f, q->grams[i].number), &l->p, &l->end);
		l->weight = q->weight[i];
		l->title = 0;
		advance(l, 0, f->h.titles);
		n += l->title != LAST;
	}
	return n;
}

static bool worse(struct candidate a, struct candidate b)
{
	return a.score < b.score ||
	       (a.score == b.score && (a.file > b.file || (a.file == b.file && a.title > b.title)));
}

static void sink(struct heap *h, struct candidate c)
{
	size_t i = 0, child;

	while ((child = 2 * i + 1) < h->n) {
		if (child + 1 < h->n && worse(h->items[child + 1], h->items[child]))
			child++;
		if (!worse(h->items[child], c))
			break;
		h->items[i] = h->items[child];
		i = child;
	}
	h->items[i] = c;
}

static void offer(struct heap *h, struct candidate c)
{
	size_t i;

	if (h->n == h->max) {
		if (worse(h->items[0], c)) {
			sink(h, c);
			h->least = h->items[0].score * sqrtf(LENGTH_OFFSET) / (1 + h->fame);
		}
		return;
	}
	for (i = h->n++; i && worse(c, h->items[(i - 1) / 2]); i = (i - 1) / 2)
		h->items[i] = h->items[(i - 1) / 2];
	h->items[i] = c;
}

/* What length and fame make of a sum: looked up, for it is done a hundred thousand times a question. */
struct scales {
	float length[256], fame[256]; /* by a title's grams, by its prior */
};

static void make_scales(struct scales *s, float fame)
{
	for (int i = 0; i < 256; i++) {
		s->length[i] = 1 / sqrtf((float)i + LENGTH_OFFSET);
		s->fame[i] = 1 + fame * (float)i / 255;
	}
}

struct window {
	uint16_t sum[WINDOW];
	uint32_t touched[WINDOW + 1];
	size_t n;
	struct scales scales;
};

/* The innermost loop: most differences are one byte, and whether a title was touched before is beyond prediction. */
static void add_list(struct window *w, struct list *l, uint32_t from, uint32_t titles)
{
	struct list at = *l;
	size_t n = w->n;

	while (at.title - from < WINDOW) {
		uint32_t i = at.title - from;
		uint16_t before = w->sum[i];

		w->touched[n] = i;
		n += before == 0;
		w->sum[i] = (uint16_t)(before + at.weight);
		if (at.p < at.end && *at.p - 1u < 127 && at.title + *at.p < titles)
			at.title += *at.p++;
		else
			advance(&at, 1, titles);
	}
	w->n = n;
	*l = at;
}

static float score_of(const struct scales *s, const struct file_weight *b, float sum)
{
	return sum * s->length[b->grams] * s->fame[b->prior];
}

static void empty(struct window *w, const struct file *f, uint32_t number, uint32_t from,
		  struct heap *h)
{
	for (size_t i = 0; i < w->n; i++) {
		uint32_t at = w->touched[i];
		float sum = w->sum[at];

		w->sum[at] = 0;
		if (sum < h->least)
			continue;
		offer(h, (struct candidate){ number, from + at,
					     score_of(&w->scales, &f->weights[from + at], sum) });
	}
	w->n = 0;
}

static uint32_t next_title(const struct list *lists, size_t n)
{
	uint32_t first = LAST;

	for (size_t i = 0; i < n; i++)
		if (lists[i].title < first)
			first = lists[i].title;
	return first;
}

static int best_first(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	return worse(*x, *y) - worse(*y, *x);
}

static void search_file(const struct file *f, uint32_t number, const struct question *q,
			struct window *w, struct heap *h)
{
	struct list lists[CANDIDATES_LISTS];
	size_t n = open_lists(f, q, lists);
	uint32_t first;

	while ((first = next_title(lists, n)) != LAST) {
		first &= ~(uint32_t)(WINDOW - 1);
		for (size_t i = 0; i < n; i++)
			add_list(w, &lists[i], first, f->h.titles);
		empty(w, f, number, first, h);
	}
}

size_t candidates_find(struct ctx *cx, const struct file *files, size_t n, const struct fold *text,
		       const struct candidates_limits *limits, struct candidate *out)
{
	struct arena_mark mark = arena_mark(&cx->arena);
	struct window *w = arena_new(&cx->arena, struct window, 1);
	struct heap h = { .items = out, .max = limits->max, .fame = limits->fame };
	struct question q;

	make_scales(&w->scales, limits->fame);
	choose_grams(files, n, text, limits->budget, &q);
	for (size_t i = 0; i < n; i++)
		search_file(&files[i], (uint32_t)i, &q, w, &h);
	arena_rewind(&cx->arena, mark);
	qsort(out, h.n, sizeof *out, best_first);
	return h.n;
}
