/* candidates.c - see candidates.h. All lists go forward together, through windows of book numbers small enough for the
 * processor's cache. */
#include "catalogue/candidates.h"

#include <math.h>

/* RARITY_UNIT: CANDIDATES_LISTS times the weight of a gram in one of FILE_MAX_BOOKS fits into 16 bits. */
enum { WINDOW = 32768, RARITY_UNIT = 24, LENGTH_OFFSET = 12, MIN_LISTS = 3 };

#define LAST UINT32_MAX /* behind all books */

struct list {
	const unsigned char *p, *end;
	uint32_t book; /* the next one; LAST at the end */
	uint16_t weight;
};

struct gram {
	uint32_t books, bucket;
};

/* Best candidates so far: a heap with the worst on top. */
struct heap {
	struct candidate *items;
	size_t n, max;
	float fame;
	float least; /* a smaller sum cannot get in, however short and well known the book */
};

static int by_rarity(const void *a, const void *b)
{
	const struct gram *x = a, *y = b;

	if (x->books != y->books)
		return x->books < y->books ? -1 : 1;
	return (x->bucket > y->bucket) - (x->bucket < y->bucket);
}

/* To the next book, at least `step` further: a damaged list never goes back and never counts a book twice. */
static void advance(struct list *l, uint32_t step, uint32_t books)
{
	uint32_t v = 0, next;

	for (int shift = 0; l->p < l->end && shift < 35; shift += 7) {
		unsigned char c = *l->p++;

		v |= (uint32_t)(c & 127) << shift;
		if (c < 128) {
			next = l->book + v;
			l->book = next < books && next >= l->book && v >= step ? next : LAST;
			return;
		}
	}
	l->book = LAST;
}

static size_t open_lists(const struct file *f, const struct fold *text, uint64_t budget,
			 struct list *out)
{
	uint32_t buckets[FOLD_GRAMS];
	struct gram grams[FOLD_GRAMS];
	size_t all = fold_unique(buckets, fold_query_grams(text, (int)f->h.bits, buckets)), n = 0,
	       lists = 0;
	double books_log = log(f->h.books + 1.0);
	uint64_t used = 0;

	for (size_t i = 0; i < all; i++)
		if (f->counts[buckets[i]])
			grams[n++] = (struct gram){ f->counts[buckets[i]], buckets[i] };
	qsort(grams, n, sizeof *grams, by_rarity);
	for (size_t i = 0; i < n && lists < CANDIDATES_LISTS; i++) {
		struct list *l = &out[lists];
		double rarity = books_log - log(grams[i].books);

		used += grams[i].books;
		if (used > budget && i >= MIN_LISTS)
			break;
		l->weight = (uint16_t)(1 + (rarity > 0 ? rarity : 0) * RARITY_UNIT);
		file_list(f, grams[i].bucket, &l->p, &l->end);
		l->book = 0;
		advance(l, 0, f->h.books);
		lists += l->book != LAST;
	}
	return lists;
}

static bool worse(struct candidate a, struct candidate b)
{
	return a.score < b.score || (a.score == b.score && a.book > b.book);
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

struct window {
	uint16_t sum[WINDOW];
	uint32_t touched[WINDOW + 1];
	size_t n;
};

/* The innermost loop: most differences are one byte, and whether a book was touched before is beyond prediction. */
static void add_list(struct window *w, struct list *l, uint32_t from, uint32_t books)
{
	struct list at = *l;
	size_t n = w->n;

	while (at.book - from < WINDOW) {
		uint32_t i = at.book - from;
		uint16_t before = w->sum[i];

		w->touched[n] = i;
		n += before == 0;
		w->sum[i] = (uint16_t)(before + at.weight);
		if (at.p < at.end && *at.p - 1u < 127 && at.book + *at.p < books)
			at.book += *at.p++;
		else
			advance(&at, 1, books);
	}
	w->n = n;
	*l = at;
}

static float score_of(const struct file_book *b, float sum, float fame)
{
	return sum / sqrtf((float)b->grams + LENGTH_OFFSET) * (1 + fame * (float)b->prior / 255);
}

static void empty(struct window *w, const struct file *f, uint32_t from, struct heap *h)
{
	for (size_t i = 0; i < w->n; i++) {
		uint32_t at = w->touched[i];
		float sum = w->sum[at];

		w->sum[at] = 0;
		if (sum < h->least)
			continue;
		offer(h, (struct candidate){ from + at,
					     score_of(&f->books[from + at], sum, h->fame) });
	}
	w->n = 0;
}

static uint32_t next_book(const struct list *lists, size_t n)
{
	uint32_t first = LAST;

	for (size_t i = 0; i < n; i++)
		if (lists[i].book < first)
			first = lists[i].book;
	return first;
}

static int best_first(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	return worse(*x, *y) - worse(*y, *x);
}

size_t candidates_find(struct ctx *cx, const struct file *f, const struct fold *text,
		       const struct candidates_limits *limits, struct candidate *out)
{
	struct arena_mark mark = arena_mark(&cx->arena);
	struct window *w = arena_new(&cx->arena, struct window, 1);
	struct list lists[CANDIDATES_LISTS];
	struct heap h = { .items = out, .max = limits->max, .fame = limits->fame };
	size_t n = open_lists(f, text, limits->budget, lists);
	uint32_t first;

	while ((first = next_book(lists, n)) != LAST) {
		first &= ~(uint32_t)(WINDOW - 1);
		for (size_t i = 0; i < n; i++)
			add_list(w, &lists[i], first, f->h.books);
		empty(w, f, first, &h);
	}
	arena_rewind(&cx->arena, mark);
	qsort(out, h.n, sizeof *out, best_first);
	return h.n;
}
