/* search.c - what a person typed: an ISBN, or words and beginnings of words. */
#include "catalogue/candidates.h"
#include "catalogue/handle.h"
#include "catalogue/hits.h"
#include "catalogue/isbn.h"
#include "catalogue/starts.h"
#include "catalogue/typed.h"

enum {
	BY_GRAMS = 200,
	LOOKED_AT = BY_GRAMS + 2 * STARTS_EACH,
	SHORT = 12, /* letters: so few are in many books, and the best known ones are looked at as well */
};

static const struct candidates_limits typed = { .budget = 300000, .max = BY_GRAMS, .fame = 0.5f };
/* Nothing is mistyped: the right book has the rarest letters of them all, and few others have. */
static const struct candidates_limits exact = { .budget = 20000, .max = 48, .fame = 0.5f };

/* Of a hit's score; the rest is how well it matches. */
#define WEIGHT_FAME 0.15f

/* A book that has less of what was typed is no answer. */
#define MIN_WORDS 0.55f

struct search {
	const struct file *f;
	struct fold exact; /* what was typed */
	struct hit hits[LOOKED_AT];
	size_t n;
};

static void look(struct search *s, uint32_t book)
{
	struct file_text t = file_text(s->f, book);
	struct typed match;
	float fame;

	for (size_t i = 0; i < s->n; i++)
		if (s->hits[i].book == book)
			return;
	if (s->n == LOOKED_AT || !t.title.n)
		return;
	match = typed_match(&s->exact, t.title, t.authors);
	if (match.words < MIN_WORDS)
		return;
	fame = (float)s->f->books[book].prior / 255;
	s->hits[s->n++] = (struct hit){
		.book = book,
		.score = match.score * (1 - WEIGHT_FAME) + WEIGHT_FAME * fame,
		.rank = { .title = match.title, .author = match.author, .explained = match.words },
	};
}

/* The best known books that begin with these letters, or have a word that does. */
static void look_at_starts(struct search *s, const uint32_t *letters, size_t n)
{
	size_t found;
	const uint32_t *books;

	if (n == 0)
		return;
	books = file_find_start(s->f, starts_key(letters, n < STARTS_LETTERS ? n : STARTS_LETTERS),
				&found);
	for (size_t i = 0; i < found && i < STARTS_EACH; i++)
		if (books[i] < s->f->h.books)
			look(s, books[i]);
}

static struct catalogue_hits by_words(struct ctx *cx, const struct file *f, str query,
				      const struct candidates_limits *limits, size_t max)
{
	struct candidate found[BY_GRAMS];
	struct search *s = arena_new(&cx->arena, struct search, 1);
	struct fold words;
	size_t n = 0;

	fold_text(query, &words);
	fold_exact(query, &s->exact);
	if (words.n == 0 || s->exact.n == 0)
		return (struct catalogue_hits){ .n = 0 };
	s->f = f;
	if (words.n < SHORT) {
		const struct fold *e = &s->exact;
		size_t last = e->words - 1;

		look_at_starts(s, e->unit, e->n);
		look_at_starts(s, e->unit + e->start[last],
			       (size_t)(e->end[last] - e->start[last]));
	}
	if (words.n > STARTS_LETTERS || words.unit[0] >= 128)
		n = candidates_find(cx, f, &words, limits, found);
	for (size_t i = 0; i < n; i++)
		look(s, found[i].book);
	return hits_make(cx, f, s->hits, s->n, max);
}

static struct catalogue_hits by_isbn(struct ctx *cx, const struct file *f, uint64_t isbn)
{
	struct catalogue_hits out = { .items = arena_new(&cx->arena, struct catalogue_hit, 1) };
	uint32_t book;

	if (!file_find_isbn(f, isbn, &book))
		return out;
	out.items[0] =
		(struct catalogue_hit){ .score = 1, .title = 1, .author = 1, .explained = 1 };
	out.items[0].book = hits_book(cx, f, book);
	out.n = out.items[0].book.title.n > 0;
	return out;
}

static enum err search(struct ctx *cx, struct catalogue *c, str query,
		       const struct candidates_limits *limits, size_t max,
		       struct catalogue_hits *out)
{
	uint64_t isbn = isbn_read(query);
	struct view *v;
	enum err e;

	CHECK(max >= 1 && max <= CATALOGUE_MAX_HITS);
	if ((e = view_get(cx, c, &v)))
		return e;
	*out = isbn ? by_isbn(cx, &v->file, isbn) : by_words(cx, &v->file, query, limits, max);
	view_put(c, v);
	return OK;
}

enum err catalogue_search(struct ctx *cx, struct catalogue *c, str query, size_t max,
			  struct catalogue_hits *out)
{
	return search(cx, c, query, &typed, max, out);
}

enum err catalogue_find(struct ctx *cx, struct catalogue *c, str query, size_t max,
			struct catalogue_hits *out)
{
	return search(cx, c, query, &exact, max, out);
}
