/* hits.c - see hits.h. */
#include "catalogue/hits.h"

#include "base/utf8.h"
#include "catalogue/isbn.h"
#include "catalogue/language.h"
#include "catalogue/work.h"

/* An edition that says more stands for the work when its title is no worse than this. */
#define EDITION_MARGIN 0.05f

static str known(struct ctx *cx, str s)
{
	return s.n && utf8_valid(s) ? str_dup(&cx->arena, s) : (str){ NULL, 0 };
}

/* What it is known by for ever: its first ISBN; Open Library's number; what it says. */
static str id_of(struct ctx *cx, const struct record_edition *e)
{
	if (e->nisbns)
		return str_fmt(&cx->arena, "isbn:" STR_FMT,
			       STR_ARG(isbn_text(&cx->arena, e->isbn[0])));
	if (e->edition)
		return str_fmt(&cx->arena, "ol:OL%uM", e->edition);
	return str_fmt(&cx->arena, "work:%016llx",
		       (unsigned long long)work_digest(e->title, e->authors, e->year));
}

struct catalogue_book hits_book(struct ctx *cx, const struct view *v, uint32_t file, uint32_t title,
				const struct record_edition *e)
{
	const struct own_index *own = view_own(v, file);
	const struct file *f = &v->files[file];
	const struct file_title *t = &f->titles[title];
	struct catalogue_book b = {
		.title = known(cx, e->title),
		.authors = known(cx, e->authors),
		.publisher = known(cx, e->publisher),
		.language = known(cx, e->language),
		.series = known(cx, e->series),
		.year = e->year,
		.pages = e->pages,
		.cover = e->cover ? e->cover : file_record(f, title).cover,
		.editions = t->editions ? t->editions : 1,
		.own = own != NULL,
	};

	if (!b.title.n)
		return b;
	b.id = own && own->ids[title].n ? str_dup(&cx->arena, own->ids[title]) : id_of(cx, e);
	if (t->work)
		b.work_id = str_fmt(&cx->arena, "ol:OL%uW", t->work);
	if (e->nisbns) {
		b.isbn13 = isbn_text(&cx->arena, e->isbn[0]);
		b.isbn10 = isbn_text10(&cx->arena, e->isbn[0]);
	}
	return b;
}

static bool passes(const struct catalogue_filter *filter, const struct record_edition *e)
{
	if (!filter)
		return true;
	if (filter->language.n && !str_eq(filter->language, e->language) &&
	    !(language_code(filter->language).n &&
	      str_eq(language_code(filter->language), language_code(e->language))))
		return false;
	return (!filter->year_min || (e->year && e->year >= filter->year_min)) &&
	       (!filter->year_max || (e->year && e->year <= filter->year_max));
}

/* How much an edition's record says, an ISBN most of all; then a title without "(Collector's Edition)". */
static int richness(const struct record_edition *e)
{
	int says = (e->nisbns ? 16 : 0) + (e->authors.n ? 8 : 0) + (e->year ? 4 : 0) +
		   (e->publisher.n ? 2 : 0) + (e->cover ? 1 : 0);

	return says * 4096 - (int)(e->title.n < 4096 ? e->title.n : 4095);
}

bool hits_best_edition(struct record r, const struct catalogue_filter *filter,
		       struct record_edition *out)
{
	struct record_edition e;
	bool found = false;
	int best = 0;

	while (record_next(&r, &e)) {
		int rich;

		if (!passes(filter, &e))
			continue;
		rich = richness(&e);
		if (!found || rich > best) {
			*out = e;
			best = rich;
		}
		found = true;
	}
	return found;
}

static int best_first(const void *a, const void *b)
{
	const struct hit *x = a, *y = b;

	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	if (x->file != y->file)
		return x->file > y->file ? -1 : 1; /* the newest word */
	return (x->title > y->title) - (x->title < y->title);
}

static uint32_t fold_of(const struct view *v, const struct hit *h)
{
	return v->files[h->file].titles[h->title].fold;
}

static bool work_seen(const struct view *v, const struct hit *hits, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (fold_of(v, &hits[k]) == fold_of(v, &hits[i]))
			return true;
	return false;
}

struct place {
	uint32_t file, title;
};

/* The person's own book with this key; false: there is none. */
static bool own_with_key(const struct view *v, uint64_t key, struct place *out)
{
	for (size_t i = v->n; i-- > v->n - v->own.n;) {
		size_t n;
		const uint32_t *titles = file_find(&v->files[i], key, &n);

		for (size_t k = 0; k < n; k++)
			if (!view_gone(v, i, titles[k])) {
				*out = (struct place){ (uint32_t)i, titles[k] };
				return true;
			}
	}
	return false;
}

/* An edition of the catalogue that who asks has is answered as they have it. */
static void in_own_words(const struct view *v, const struct catalogue_filter *filter,
			 struct place *place, struct record_edition *e)
{
	struct record_edition own;
	struct place at;
	bool found = false;

	if (!v->own.n || view_own(v, place->file))
		return;
	for (size_t i = 0; i < e->nisbns && !found; i++)
		found = own_with_key(v, file_key(FILE_KEY_ISBN, e->isbn[i]), &at);
	if (!found && e->edition)
		found = own_with_key(v, file_key(FILE_KEY_EDITION, e->edition), &at);
	if (!found || !hits_best_edition(file_record(&v->files[at.file], at.title), filter, &own))
		return;
	*e = own;
	*place = at;
}

/* The best edition of the work of hit i, which is its best scored title; one of who asks before all. */
static bool book_of(struct ctx *cx, const struct view *v, const struct hit *hits, size_t n,
		    size_t i, const struct catalogue_filter *filter, struct place *place,
		    struct catalogue_book *out)
{
	struct record_edition best, e;
	size_t editions = 0;
	bool found = false;

	for (size_t k = i; k < n; k++) {
		const struct file *f = &v->files[hits[k].file];
		bool close = hits[k].score >= hits[i].score - EDITION_MARGIN;

		if (found && !close && !v->own.n)
			break;
		if (found && !close && !view_own(v, hits[k].file))
			continue;
		if (fold_of(v, &hits[k]) != fold_of(v, &hits[i]) ||
		    !hits_best_edition(file_record(f, hits[k].title), filter, &e))
			continue;
		if (!found || (view_own(v, hits[k].file) && !view_own(v, place->file)) ||
		    (!view_own(v, place->file) && richness(&e) > richness(&best))) {
			best = e;
			*place = (struct place){ hits[k].file, hits[k].title };
		}
		found = true;
		if (f->titles[hits[k].title].editions > editions)
			editions = f->titles[hits[k].title].editions;
	}
	if (!found)
		return false;
	in_own_words(v, filter, place, &best);
	*out = hits_book(cx, v, place->file, place->title, &best);
	if (editions > out->editions)
		out->editions = editions;
	return out->title.n > 0;
}

/* Two works may lead to one own book, by its title and by its number. */
static bool place_seen(const struct place *seen, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (seen[i].file == seen[n].file && seen[i].title == seen[n].title)
			return true;
	return false;
}

struct catalogue_hits hits_make(struct ctx *cx, const struct view *v, struct hit *hits, size_t n,
				const struct catalogue_filter *filter, size_t first, size_t max)
{
	struct catalogue_hits out = { .items = arena_new(&cx->arena, struct catalogue_hit, max) };
	struct place *seen = arena_new(&cx->arena, struct place, n);
	size_t works = 0;

	qsort(hits, n, sizeof *hits, best_first);
	for (size_t i = 0; i < n && !out.more; i++) {
		struct catalogue_hit h = { .score = hits[i].score,
					   .title = hits[i].rank.title,
					   .author = hits[i].rank.author,
					   .explained = hits[i].rank.explained };

		if (work_seen(v, hits, i) ||
		    !book_of(cx, v, hits, n, i, filter, &seen[works], &h.book) ||
		    place_seen(seen, works))
			continue;
		if (works++ < first)
			continue;
		out.more = out.n == max;
		if (!out.more)
			out.items[out.n++] = h;
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
