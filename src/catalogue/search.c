/* search.c - what a person typed: an ISBN, or words and beginnings of words. */
#include "catalogue/candidates.h"
#include "catalogue/handle.h"
#include "catalogue/hits.h"
#include "catalogue/isbn.h"
#include "catalogue/known.h"
#include "catalogue/starts.h"
#include "catalogue/typed.h"

enum {
	BY_GRAMS = 200,
	SERIES_EDITIONS = 8, /* of a title, where its series is looked for */
	LOOKED_AT = BY_GRAMS + 2 * STARTS_EACH,
	SHORT = 12, /* letters: so few are in many books, and the best known ones are looked at as well */
};

static const struct candidates_limits typed = { .budget = 240000, .max = BY_GRAMS, .fame = 0.5f };
/* Nothing is mistyped: the right book has the rarest letters of them all, and few others have. */
static const struct candidates_limits exact = { .budget = 20000, .max = 48, .fame = 0.5f };

/* Of a hit's score; the rest is how well it matches. */
#define WEIGHT_FAME 0.15f

/* A book that has less of what was typed is no answer. */
#define MIN_WORDS 0.55f

struct search {
	struct ctx *cx;
	const struct view *v;
	struct fold exact; /* what was typed */
	struct hit hits[LOOKED_AT];
	size_t n;
};

/* The title, and the series behind it like a subtitle: it may be what was typed. */
static str with_series(struct ctx *cx, struct record r)
{
	str title = r.title, series = S("");
	struct record_edition e;

	for (int i = 0; i < SERIES_EDITIONS && !series.n && record_next(&r, &e); i++)
		series = e.series;
	series = str_cut(&series, ';');
	return series.n ? str_fmt(&cx->arena, STR_FMT ": " STR_FMT, STR_ARG(title), STR_ARG(series))
			: title;
}

static void look(struct search *s, uint32_t file, uint32_t title)
{
	const struct file *f = &s->v->files[file];
	struct record r = file_record(f, title);
	struct typed match;
	float fame;

	for (size_t i = 0; i < s->n; i++)
		if (s->hits[i].file == file && s->hits[i].title == title)
			return;
	if (s->n == LOOKED_AT || !r.title.n || view_gone(s->v, file, title))
		return;
	match = typed_match(&s->exact, with_series(s->cx, r), r.authors);
	if (match.words < MIN_WORDS)
		return;
	fame = (float)f->titles[title].prior / 255;
	s->hits[s->n++] = (struct hit){
		.file = file,
		.title = title,
		.score = match.score * (1 - WEIGHT_FAME) + WEIGHT_FAME * fame,
		.rank = { .title = match.title, .author = match.author, .explained = match.words },
	};
}

/* The best known titles that begin with these letters, or have a word that does. */
static void look_at_starts(struct search *s, const uint32_t *letters, size_t n)
{
	for (uint32_t k = 0; k < s->v->n && n; k++) {
		const struct file *f = &s->v->files[k];
		size_t found;
		const uint32_t *titles = file_find_start(
			f, starts_key(letters, n < STARTS_LETTERS ? n : STARTS_LETTERS), &found);

		for (size_t i = 0; i < found && i < STARTS_EACH; i++)
			if (titles[i] < f->h.titles)
				look(s, k, titles[i]);
	}
}

static struct search *by_words(struct ctx *cx, const struct view *v, str query,
			       const struct candidates_limits *limits)
{
	struct candidate found[BY_GRAMS];
	struct search *s = arena_new(&cx->arena, struct search, 1);
	struct fold words;
	size_t n = 0;

	fold_text(query, &words);
	fold_exact(query, &s->exact);
	s->cx = cx;
	s->v = v;
	if (words.n == 0 || s->exact.n == 0)
		return s;
	if (words.n < SHORT) {
		const struct fold *e = &s->exact;
		size_t last = e->words - 1;

		look_at_starts(s, e->unit, e->n);
		look_at_starts(s, e->unit + e->start[last],
			       (size_t)(e->end[last] - e->start[last]));
	}
	if (words.n > STARTS_LETTERS || words.unit[0] >= 128)
		n = candidates_find(cx, v->files, v->n, &words, limits, found);
	for (size_t i = 0; i < n; i++)
		look(s, found[i].file, found[i].title);
	return s;
}

/* The newest word on it. An ISBN may be on several editions: the one of the best known work. */
static bool find_key(struct ctx *cx, const struct view *v, uint64_t key, struct catalogue_book *out)
{
	struct record_edition e;
	size_t n;

	for (size_t i = v->n; i-- > 0;) {
		const struct file *f = &v->files[i];
		const uint32_t *titles = file_find(f, key, &n);
		size_t best = n;

		for (size_t k = 0; k < n; k++)
			if (!view_gone(v, i, titles[k]) &&
			    (best == n ||
			     f->titles[titles[k]].prior > f->titles[titles[best]].prior))
				best = k;
		if (best == n || !known_with_key(file_record(f, titles[best]), key, &e))
			continue;
		*out = hits_book(cx, v, (uint32_t)i, titles[best], &e);
		return out->title.n > 0;
	}
	return false;
}

static struct catalogue_hits by_isbn(struct ctx *cx, const struct view *v, uint64_t isbn)
{
	struct catalogue_hits out = { .items = arena_new(&cx->arena, struct catalogue_hit, 1) };

	out.items[0] =
		(struct catalogue_hit){ .score = 1, .title = 1, .author = 1, .explained = 1 };
	out.n = find_key(cx, v, file_key(FILE_KEY_ISBN, isbn), &out.items[0].book);
	return out;
}

/* Which of the works found are answered. */
struct page {
	const struct catalogue_filter *filter;
	size_t first, max;
};

static enum err ask(struct ctx *cx, struct catalogue *c, str query,
		    const struct candidates_limits *limits, struct page page,
		    struct catalogue_hits *out)
{
	uint64_t isbn = isbn_read(query);
	struct search *s;
	struct view *v;
	enum err e;

	CHECK(page.max >= 1 && page.max <= CATALOGUE_MAX_HITS);
	if ((e = view_get(cx, c, &v)))
		return e;
	if (isbn) {
		*out = by_isbn(cx, v, isbn);
		out->n = page.first ? 0 : out->n;
	} else {
		s = by_words(cx, v, query, limits);
		*out = hits_make(cx, v, s->hits, s->n, page.filter, page.first, page.max);
	}
	view_put(c, v);
	return OK;
}

enum err catalogue_search(struct ctx *cx, struct catalogue *c, str query,
			  const struct catalogue_filter *filter, size_t first, size_t max,
			  struct catalogue_hits *out)
{
	return ask(cx, c, query, &typed, (struct page){ filter, first, max }, out);
}

enum err catalogue_find(struct ctx *cx, struct catalogue *c, str query, size_t max,
			struct catalogue_hits *out)
{
	return ask(cx, c, query, &exact, (struct page){ NULL, 0, max }, out);
}

/* ---- by what a book is known by ---- */

static bool find_work(struct ctx *cx, const struct view *v, uint32_t work,
		      struct catalogue_book *out)
{
	for (size_t i = v->n; i-- > 0;) {
		const struct file *f = &v->files[i];
		struct record_edition e;
		size_t n;
		uint32_t first;

		work = (uint32_t)file_moved_to(f, file_key(FILE_KEY_WORK, work));
		first = file_find_work(f, work, &n);
		for (uint32_t t = first; t < first + n; t++)
			if (hits_best_edition(file_record(f, t), NULL, &e)) {
				*out = hits_book(cx, v, (uint32_t)i, t, &e);
				return out->title.n > 0;
			}
	}
	return false;
}

static bool find_edition(struct ctx *cx, const struct view *v, uint32_t edition,
			 struct catalogue_book *out)
{
	uint64_t key = file_key(FILE_KEY_EDITION, edition);

	if (find_key(cx, v, key, out))
		return true;
	for (size_t i = 0; i < v->n; i++)
		key = file_moved_to(&v->files[i], key);
	return find_key(cx, v, key, out);
}

/* "OL7353617M": the number and the letter; 0: it is none. */
static uint32_t read_number(str s, char *letter)
{
	int64_t n;

	if (s.n < 4 || memcmp(s.p, "OL", 2) != 0 || !str_i64((str){ s.p + 2, s.n - 3 }, &n) ||
	    n < 1 || n > UINT32_MAX)
		return 0;
	*letter = s.p[s.n - 1];
	return (uint32_t)n;
}

static bool find_id(struct ctx *cx, const struct view *v, str id, struct catalogue_book *out)
{
	str kind = str_cut(&id, ':');
	char letter = '\0', *end;
	uint64_t isbn;
	uint32_t number;

	if (str_eq(kind, S("isbn")))
		return (isbn = isbn_read(id)) &&
		       find_key(cx, v, file_key(FILE_KEY_ISBN, isbn), out);
	if (str_eq(kind, S("work")) && id.n == 16) {
		uint64_t digest = strtoull(str_dup(&cx->arena, id).p, &end, 16);

		return !*end && find_key(cx, v, file_key(FILE_KEY_DIGEST, digest), out);
	}
	if (!str_eq(kind, S("ol")) || !(number = read_number(id, &letter)))
		return false;
	return letter == 'M' ? find_edition(cx, v, number, out)
			     : letter == 'W' && find_work(cx, v, number, out);
}

enum err catalogue_get(struct ctx *cx, struct catalogue *c, str id, struct catalogue_book *out)
{
	struct view *v;
	bool found;
	enum err e;

	if ((e = view_get(cx, c, &v)))
		return e;
	found = find_id(cx, v, id, out);
	view_put(c, v);
	return found ? OK : fail(cx, ERR_NOT_FOUND, "the catalogue has no such book");
}
