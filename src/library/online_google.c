/* online_google.c - Google Books: volumes by words, or by isbn:. */
#include "library/online_source.h"

#include "base/fetch.h"
#include "catalogue/isbn.h"

#include <inttypes.h>

str online_google_url(struct ctx *cx, const struct online_question *q, str base, str secret);
enum err online_google_read(struct ctx *cx, const struct online_question *q, str body,
			    struct online_list *out);

str online_google_url(struct ctx *cx, const struct online_question *q, str base, str secret)
{
	str words = q->isbn ? str_fmt(&cx->arena, "isbn:%013" PRIu64, q->isbn)
			    : fetch_escape(&cx->arena, q->words);
	str key = fetch_escape(&cx->arena, secret);

	return str_fmt(&cx->arena,
		       STR_FMT "/volumes?q=" STR_FMT "&printType=books&maxResults=%d&key=" STR_FMT,
		       STR_ARG(base), STR_ARG(words), q->max, STR_ARG(key));
}

/* Of what Google gives as identifiers: 13 digits before 10. */
static uint64_t isbn_of(const struct jval *list)
{
	uint64_t found = 0;

	for (size_t i = 0; i < jval_len(list); i++) {
		const struct jval *v = jval_at(list, i);
		uint64_t isbn = isbn_read(jval_text(jval_get(v, "identifier")));

		if (isbn && str_eq(jval_text(jval_get(v, "type")), S("ISBN_13")))
			return isbn;
		found = found ? found : isbn;
	}
	return found;
}

static void take_more(struct ctx *cx, const struct jval *info, struct online_book *b)
{
	b->pages = online_pages(jval_get(info, "pageCount"));
	b->categories = online_names(cx, jval_get(info, "categories"), NULL);
	b->thumbnail = online_link(cx, jval_get(jval_get(info, "imageLinks"), "thumbnail"));
	b->info_link = online_link(cx, jval_get(info, "infoLink"));
	b->snippet = online_line(cx, jval_get(info, "description"), ONLINE_SNIPPET_MAX);
}

/* Its id stays Google's own, as old clients know it by. */
static bool take_volume(struct ctx *cx, const struct jval *v, struct online_book *b)
{
	const struct jval *info = jval_get(v, "volumeInfo");
	str id = online_line(cx, jval_get(v, "id"), GOOGLE_ID_MAX);

	*b = (struct online_book){ .source = S("google") };
	b->book.title = online_title(cx, info);
	b->book.authors = online_names(cx, jval_get(info, "authors"), NULL);
	b->book.publisher = online_line(cx, jval_get(info, "publisher"), PUBLISHER_MAX);
	b->book.language = online_line(cx, jval_get(info, "language"), LABEL_MAX);
	b->date = online_line(cx, jval_get(info, "publishedDate"), DATE_MAX);
	b->book.year = online_year(b->date);
	take_more(cx, info, b);
	online_set_isbn(cx, b, isbn_of(jval_get(info, "industryIdentifiers")));
	b->book.id = id;
	return b->book.title.n > 0 && id.n > 0;
}

/* No items at all is how it says that it has none. */
enum err online_google_read(struct ctx *cx, const struct online_question *q, str body,
			    struct online_list *out)
{
	const struct jval *root, *items;
	enum err e;

	*out = (struct online_list){ arena_new(&cx->arena, struct online_book, (size_t)q->max), 0 };
	if ((e = jval_read(cx, body, &root)))
		return e;
	items = jval_get(root, "items");
	if (!jval_is(jval_get(root, "totalItems"), JVAL_INT) ||
	    (items && !jval_is(items, JVAL_ARR)))
		return fail(cx, ERR_INVALID_JSON, "Google's answer holds no items");
	for (size_t i = 0; i < jval_len(items) && out->n < (size_t)q->max; i++)
		out->n += take_volume(cx, jval_at(items, i), &out->items[out->n]);
	return OK;
}
