/* online_openlibrary.c - Open Library: words by /search.json, which answers works and, of each, the edition that fits best; an ISBN by
 * /api/books, which answers that edition with the names of its authors, all in one. */
#include "library/online_source.h"

#include "base/fetch.h"
#include "catalogue/isbn.h"

#include <inttypes.h>

str online_openlibrary_url(struct ctx *cx, const struct online_question *q, str base, str secret);
enum err online_openlibrary_read(struct ctx *cx, const struct online_question *q, str body,
				 struct online_list *out);

#define SITE "https://openlibrary.org"

#define FIELDS \
	"key,title,subtitle,author_name,first_publish_year,cover_i,language,editions,editions.key,editions.title," \
	"editions.subtitle,editions.isbn,editions.publisher,editions.publish_date,editions.language,editions.cover_i"

str online_openlibrary_url(struct ctx *cx, const struct online_question *q, str base, str secret)
{
	str words = fetch_escape(&cx->arena, q->words);

	(void)secret;
	if (q->isbn)
		return str_fmt(&cx->arena,
			       STR_FMT "/api/books?bibkeys=ISBN:%013" PRIu64
				       "&format=json&jscmd=data",
			       STR_ARG(base), q->isbn);
	return str_fmt(&cx->arena, STR_FMT "/search.json?q=" STR_FMT "&limit=%d&fields=" FIELDS,
		       STR_ARG(base), STR_ARG(words), q->max);
}

/* "OL27448W" of "/works/OL27448W"; empty for anything else. */
static str olid(const struct jval *key, const char *kind)
{
	str s = jval_text(key), before = str_from(kind);

	if (s.n <= before.n || s.n > before.n + 20 || memcmp(s.p, before.p, before.n) != 0)
		return S("");
	s = (str){ s.p + before.n, s.n - before.n };
	for (size_t i = 0; i < s.n; i++)
		if (!(s.p[i] >= '0' && s.p[i] <= '9') && !(s.p[i] >= 'A' && s.p[i] <= 'Z'))
			return S("");
	return s;
}

static str cover_of(struct ctx *cx, const struct jval *v)
{
	int64_t id = jval_int(jval_get(v, "cover_i"));

	return id > 0 ? str_fmt(&cx->arena, "https://covers.openlibrary.org/b/id/%" PRId64 "-M.jpg",
				id)
		      : (str){ NULL, 0 };
}

static str first_line(struct ctx *cx, const struct jval *list, size_t max)
{
	return online_line(cx, jval_at(list, 0), max);
}

/* The first that is one, 13 digits or 10. */
static uint64_t isbn_among(const struct jval *list)
{
	uint64_t isbn = 0;

	for (size_t i = 0; i < jval_len(list) && !isbn; i++)
		isbn = isbn_read(jval_text(jval_at(list, i)));
	return isbn;
}

static void use_if(str *have, str better)
{
	if (better.n)
		*have = better;
}

/* What is said of the edition that fits is said instead of what is said of the work: two halves of two books are no book. */
static void take_edition(struct ctx *cx, const struct jval *v, struct online_book *b)
{
	if (!v)
		return;
	use_if(&b->book.title, online_title(cx, v));
	use_if(&b->book.publisher, first_line(cx, jval_get(v, "publisher"), PUBLISHER_MAX));
	use_if(&b->book.language, first_line(cx, jval_get(v, "language"), LABEL_MAX));
	use_if(&b->date, first_line(cx, jval_get(v, "publish_date"), DATE_MAX));
	use_if(&b->thumbnail, cover_of(cx, v));
	if (online_year(b->date))
		b->book.year = online_year(b->date);
	online_set_isbn(cx, b, isbn_among(jval_get(v, "isbn")));
}

static int year_in(int64_t n) { return n >= 1000 && n < 3000 ? (int)n : 0; }

static bool take_work(struct ctx *cx, const struct jval *v, struct online_book *b)
{
	str key = olid(jval_get(v, "key"), "/works/");

	if (!key.n)
		return false;
	*b = (struct online_book){ .source = S("openlibrary") };
	b->book.id = str_fmt(&cx->arena, "openlibrary:" STR_FMT, STR_ARG(key));
	b->info_link = str_fmt(&cx->arena, SITE "/works/" STR_FMT, STR_ARG(key));
	b->book.title = online_title(cx, v);
	b->book.authors = online_names(cx, jval_get(v, "author_name"), NULL);
	b->book.year = year_in(jval_int(jval_get(v, "first_publish_year")));
	b->thumbnail = cover_of(cx, v);
	take_edition(cx, jval_at(jval_get(jval_get(v, "editions"), "docs"), 0), b);
	return b->book.title.n > 0;
}

static bool take_data(struct ctx *cx, const struct jval *v, uint64_t isbn, struct online_book *b)
{
	const struct jval *cover = jval_get(v, "cover");

	*b = (struct online_book){ .source = S("openlibrary") };
	b->book.title = online_title(cx, v);
	b->book.authors = online_names(cx, jval_get(v, "authors"), "name");
	b->book.publisher = online_line(cx, jval_get(jval_at(jval_get(v, "publishers"), 0), "name"),
					PUBLISHER_MAX);
	b->date = online_line(cx, jval_get(v, "publish_date"), DATE_MAX);
	b->book.year = online_year(b->date);
	b->categories = online_names(cx, jval_get(v, "subjects"), "name");
	b->thumbnail = online_link(cx, jval_get(cover, "medium"));
	b->info_link = online_link(cx, jval_get(v, "url"));
	b->pages = online_pages(jval_get(v, "number_of_pages"));
	online_set_isbn(cx, b, isbn);
	return b->book.title.n > 0;
}

static enum err read_data(struct ctx *cx, const struct online_question *q, const struct jval *root,
			  struct online_list *out)
{
	str key, wanted = str_fmt(&cx->arena, "ISBN:%013" PRIu64, q->isbn);
	const struct jval *v;

	for (void *walk = NULL; jval_next(root, &walk, &key, &v);)
		if (str_eq(key, wanted) && jval_is(v, JVAL_OBJ))
			out->n = take_data(cx, v, q->isbn, &out->items[0]);
	return OK;
}

enum err online_openlibrary_read(struct ctx *cx, const struct online_question *q, str body,
				 struct online_list *out)
{
	const struct jval *root, *docs;
	enum err e;

	*out = (struct online_list){ arena_new(&cx->arena, struct online_book, (size_t)q->max), 0 };
	if ((e = jval_read(cx, body, &root)))
		return e;
	if (q->isbn && jval_is(root, JVAL_OBJ))
		return read_data(cx, q, root, out);
	docs = jval_get(root, "docs");
	if (!jval_is(docs, JVAL_ARR))
		return fail(cx, ERR_INVALID_JSON, "Open Library's answer holds no docs");
	for (size_t i = 0; i < jval_len(docs) && out->n < (size_t)q->max; i++)
		out->n += take_work(cx, jval_at(docs, i), &out->items[out->n]);
	return OK;
}
