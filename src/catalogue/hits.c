/* hits.c - see hits.h. */
#include "catalogue/hits.h"

#include "base/utf8.h"
#include "catalogue/isbn.h"
#include "catalogue/work.h"

/* An edition that says more stands for the work when it is no worse than this. */
#define EDITION_MARGIN 0.05f

static str known(struct ctx *cx, str s)
{
	return s.n && utf8_valid(s) ? str_dup(&cx->arena, s) : (str){ NULL, 0 };
}

struct catalogue_book hits_book(struct ctx *cx, const struct file *f, uint32_t book)
{
	struct file_text t = file_text(f, book);
	struct catalogue_book b = {
		.title = known(cx, t.title),
		.authors = known(cx, t.authors),
		.publisher = known(cx, t.publisher),
		.language = known(cx, t.language),
	};

	if (!b.title.n)
		return b;
	b.year = f->books[book].year;
	if (t.isbn) {
		b.isbn13 = isbn_text(&cx->arena, t.isbn);
		b.isbn10 = isbn_text10(&cx->arena, t.isbn);
		b.id = str_fmt(&cx->arena, "isbn:" STR_FMT, STR_ARG(b.isbn13));
	} else {
		b.id = str_fmt(&cx->arena, "work:%016llx",
			       (unsigned long long)work_digest(t.title, t.authors, b.year));
	}
	return b;
}

/* How much an edition's record says, an ISBN most of all; then a title without "(Collector's Edition)". */
static int richness(const struct file *f, uint32_t book)
{
	struct file_text t = file_text(f, book);
	int says = (t.isbn ? 8 : 0) + (t.authors.n ? 4 : 0) + (f->books[book].year ? 2 : 0) +
		   (t.publisher.n ? 1 : 0);

	return says * 4096 - (int)(t.title.n < 4096 ? t.title.n : 4095);
}

static int best_first(const void *a, const void *b)
{
	const struct hit *x = a, *y = b;

	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	return (x->book > y->book) - (x->book < y->book);
}

/* The best edition of the same work among the hits from `i` on, which is the best scored one. */
static uint32_t edition_of(const struct file *f, const struct hit *hits, size_t n, size_t i)
{
	uint32_t best = hits[i].book;
	int rich = richness(f, best);

	for (size_t k = i + 1; k < n && hits[k].score >= hits[i].score - EDITION_MARGIN; k++) {
		int r;

		if (f->books[hits[k].book].work != f->books[hits[i].book].work)
			continue;
		r = richness(f, hits[k].book);
		if (r > rich) {
			best = hits[k].book;
			rich = r;
		}
	}
	return best;
}

static bool work_seen(const struct file *f, const struct hit *hits, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (f->books[hits[k].book].work == f->books[hits[i].book].work)
			return true;
	return false;
}

struct catalogue_hits hits_make(struct ctx *cx, const struct file *f, struct hit *hits, size_t n,
				size_t max)
{
	struct catalogue_hits out = { .items = arena_new(&cx->arena, struct catalogue_hit, max) };

	qsort(hits, n, sizeof *hits, best_first);
	for (size_t i = 0; i < n && out.n < max; i++) {
		struct catalogue_hit *h = &out.items[out.n];

		if (work_seen(f, hits, i))
			continue;
		h->book = hits_book(cx, f, edition_of(f, hits, n, i));
		h->score = hits[i].score;
		h->title = hits[i].rank.title;
		h->author = hits[i].rank.author;
		h->explained = hits[i].rank.explained;
		out.n += h->book.title.n > 0;
	}
	return out;
}

str catalogue_next_author(str *authors)
{
	str one = { NULL, 0 };

	while (!one.n && authors->n) {
		one = str_cut(authors, ';');
		while (one.n && one.p[0] == ' ')
			one = (str){ one.p + 1, one.n - 1 };
	}
	return one;
}
