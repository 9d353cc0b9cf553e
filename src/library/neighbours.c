/* neighbours.c - see neighbours.h. What supports weigh was measured on the images of the Library Dataset (docs/identify.md): with them more
 * spines are right in the images that they were chosen on, and in the others. */
#include "library/neighbours.h"

#include "catalogue/callnumber.h"
#include "catalogue/work.h"
#include "library/certainty.h"

#include <math.h>

static const float same_author = 0.05f, in_order = 0.04f, taken_already = 0.05f;

enum {
	REACH = 4,       /* spines on each side that are looked at for one that is known */
	KEY_LETTERS = 3, /* of a name that count for the order */
	PAIRS_MIN = 5,   /* of neighbours by which a shelf is found to be sorted */
};
static const float sorted_share = 0.65f; /* of those pairs */

/* What a name is sorted by: its last word ("Amin Maalouf"); before a comma it may be the first ("García Márquez, Gabriel"), where what
 * follows is not another author ("Terry Pratchett, Neil Gaiman"). */
enum which { FIRST_WORD, LAST_WORD, NEITHER };

struct row {
	struct guess *const *guesses;
	size_t n;
	enum which sorted_by;
};

static bool is_sure(const struct guess *g) { return guess_status(g) == IDENTIFY_SURE; }

/* The first letters of a word, comparable; 0: none. */
static uint64_t key_of(const uint32_t *letters, size_t n)
{
	uint64_t key = 0;

	for (size_t i = 0; i < KEY_LETTERS; i++)
		key = key << 21 | (i < n ? letters[i] : 0);
	return key;
}

static uint64_t author_key(str authors, enum which word)
{
	str first = work_first_author(authors);
	bool comma = first.n < authors.n && authors.p[first.n] == ',';
	struct fold f;
	size_t w;

	fold_exact(first, &f);
	if (!f.words)
		return 0;
	w = comma && word == FIRST_WORD ? 0 : f.words - 1;
	return key_of(f.unit + f.start[w], (size_t)(f.end[w] - f.start[w]));
}

/* What a spine is filed by, as far as that is known: the letters of its call number, else the author of its sure book. */
static uint64_t spine_key(const struct guess *g, enum which word)
{
	struct callnumber c = callnumber_find(g->text);
	struct fold f;

	if (c.mark.n) {
		fold_exact(c.mark, &f);
		return key_of(f.unit, f.n);
	}
	return is_sure(g) ? author_key(g->hits.items[0].book.authors, word) : 0;
}

/* The share of the neighbours that stand in order; 0 when they are too few to tell. */
static float order_of(const struct row *r, enum which word)
{
	size_t up = 0, down = 0;
	uint64_t last = 0;

	for (size_t i = 0; i < r->n; i++) {
		uint64_t key = spine_key(r->guesses[i], word);

		up += last && key > last;
		down += key && key < last;
		if (key)
			last = key;
	}
	return up + down < PAIRS_MIN ? 0 : (float)up / (float)(up + down);
}

static enum which sorted_by(const struct row *r)
{
	float first = order_of(r, FIRST_WORD), last = order_of(r, LAST_WORD);

	if (fmaxf(first, last) < sorted_share)
		return NEITHER;
	return first >= last ? FIRST_WORD : LAST_WORD;
}

static uint64_t key_beside(const struct row *r, size_t at, int step)
{
	uint64_t key = 0;
	size_t i = at;

	for (int k = 0; k < REACH && !key; k++) {
		if (step < 0 ? i == 0 : i + 1 >= r->n)
			return 0;
		i = step < 0 ? i - 1 : i + 1;
		key = spine_key(r->guesses[i], r->sorted_by);
	}
	return key;
}

struct place {
	uint64_t left,
		right; /* the names beside a spine; 0: not known, or not in order themselves */
	const struct guess *sure[2 * REACH];
	size_t nsure;
};

static struct place place_of(const struct row *r, size_t at)
{
	struct place p = { .nsure = 0 };

	for (size_t i = at > REACH ? at - REACH : 0; i < r->n && i <= at + REACH; i++)
		if (i != at && is_sure(r->guesses[i]))
			p.sure[p.nsure++] = r->guesses[i];
	if (r->sorted_by == NEITHER)
		return p;
	p.left = key_beside(r, at, -1);
	p.right = key_beside(r, at, 1);
	if (!p.left || p.left > p.right)
		p.left = p.right = 0;
	return p;
}

/* "(Discworld, #3)" behind a title. */
static str series_of(str title)
{
	const char *open = title.n ? memchr(title.p, '(', title.n) : NULL;
	str s;

	if (!open)
		return (str){ title.p, 0 };
	s = (str){ open + 1, title.n - (size_t)(open + 1 - title.p) };
	if (!memchr(s.p, '#', s.n))
		return (str){ title.p, 0 };
	return str_cut(&s, ',');
}

static bool related(const struct catalogue_book *a, const struct catalogue_book *b)
{
	str series = series_of(a->title);
	uint64_t key = author_key(a->authors, LAST_WORD);

	if (str_eq(a->id, b->id))
		return false;
	return (key && key == author_key(b->authors, LAST_WORD) &&
		work_key(S("-"), a->authors) == work_key(S("-"), b->authors)) ||
	       (series.n && str_eq(series, series_of(b->title)));
}

static bool taken(const struct row *r, size_t at, const struct catalogue_book *b)
{
	for (size_t i = 0; i < r->n; i++)
		if (i != at && is_sure(r->guesses[i]) &&
		    str_eq(r->guesses[i]->hits.items[0].book.id, b->id))
			return true;
	return false;
}

/* 1: the name stands between those on both sides; -1: it does not; 0: nothing is known. */
static int order_between(const struct place *p, uint64_t key)
{
	if (!p->left || !key)
		return 0;
	return p->left <= key && key <= p->right ? 1 : -1;
}

static float support(const struct row *r, size_t at, const struct place *p,
		     const struct catalogue_book *b)
{
	float sum = 0;

	for (size_t i = 0; i < p->nsure && sum <= 0; i++)
		if (related(b, &p->sure[i]->hits.items[0].book))
			sum = same_author;
	sum += in_order * (float)order_between(p, author_key(b->authors, r->sorted_by));
	return taken(r, at, b) ? sum - taken_already : sum;
}

static void sort_hits(struct catalogue_hits *hits)
{
	for (size_t i = 1; i < hits->n; i++) {
		struct catalogue_hit h = hits->items[i];
		size_t k = i;

		for (; k > 0 && hits->items[k - 1].score < h.score; k--)
			hits->items[k] = hits->items[k - 1];
		hits->items[k] = h;
	}
}

static void settle(const struct row *r, size_t at)
{
	struct guess *g = r->guesses[at];
	struct place p = place_of(r, at);

	for (size_t i = 0; i < g->hits.n; i++)
		g->hits.items[i].score += support(r, at, &p, &g->hits.items[i].book);
	sort_hits(&g->hits);
}

/* The sure ones first: nothing that is settled here becomes a neighbour that others are settled by. */
void neighbours_settle(struct guess *const *row, size_t n)
{
	struct row r = { .guesses = row, .n = n };

	r.sorted_by = sorted_by(&r);
	for (size_t i = 0; i < n; i++)
		if (row[i]->hits.n && !is_sure(row[i]))
			settle(&r, i);
	for (size_t i = 0; i < n; i++)
		if (row[i]->hits.n)
			row[i]->certainty = certainty_of(&row[i]->hits, row[i]->letters);
}
