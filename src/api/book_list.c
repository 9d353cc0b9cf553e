/* book_list.c - GET /library/me/books: the whole library as old clients ask for it, or a page of what is wanted. */
#include "api/api.h"
#include "api/nouns.h"
#include "base/clock.h"
#include "base/crypto.h"
#include "base/cursor.h"
#include "base/utf8.h"

#include <inttypes.h>

enum { TAG_DIGITS = 32, STATES_MAX = 64 << 20 };

static const char *const sorts[BOOK_SORT__MAX] = {
	[BOOKS_BY_ADDED] = "added",   [BOOKS_BY_UPDATED] = "updated", [BOOKS_BY_TITLE] = "title",
	[BOOKS_BY_AUTHOR] = "author", [BOOKS_BY_RATING] = "rating",
};

static enum err read_cursor(struct ctx *cx, const struct http_req *req, struct book_query *q)
{
	struct cursor_part at[3];
	str text = http_query(cx, req, "cursor");
	enum err e;

	if (!text.n)
		return OK;
	if ((e = cursor_read(cx, text, str_from(sorts[q->sort]), "Sis", at)))
		return e;
	if (!uuid_valid(at[2].s))
		return fail_field(cx, S("cursor"), "this cursor is not of this list");
	q->after_text = at[0].s.p ? at[0].s : S("");
	q->after_number = at[1].i;
	q->after_id = at[2].s;
	return OK;
}

static enum err read_since(struct ctx *cx, const struct http_req *req, int64_t *out)
{
	str text = http_query(cx, req, "updatedSince");

	*out = NUMBER_NONE;
	if (text.n && !clock_parse(utf8_trim(text), out))
		return fail_field(cx, S("updatedSince"),
				  "updatedSince must be a time such as 2026-01-31T12:00:00Z");
	return OK;
}

static enum err read_query(struct ctx *cx, const struct http_req *req, struct book_query *q)
{
	size_t sort = BOOKS_BY_ADDED, shelf = countof(book_shelves);
	enum err e;

	*q = (struct book_query){ .after_id = S("") };
	if ((e = http_query_int(cx, req, "limit", 1, BOOK_PAGE_MAX, &q->limit)) ||
	    (e = http_query_choice(cx, req, "sort", sorts, BOOK_SORT__MAX, &sort)) ||
	    (e = http_query_choice(cx, req, "shelf", book_shelves, countof(book_shelves),
				   &shelf)) ||
	    (e = read_since(cx, req, &q->updated_since_ms)))
		return e;
	q->sort = (enum book_sort)sort;
	if (shelf < countof(book_shelves))
		q->shelf = str_from(book_shelves[shelf]);
	q->status = utf8_trim(http_query(cx, req, "status"));
	if (!q->status.n)
		q->status = (str){ NULL, 0 };
	library_book_words(cx, http_query(cx, req, "q"), q);
	return read_cursor(cx, req, q);
}

/* A list as it is written, and what its tag is made of: it changes when a book of the answer does, and with which books they are. */
struct listing {
	struct json j;
	struct buf states;
	int64_t n;
};

static struct listing listing_begin(struct ctx *cx, struct http_res *res)
{
	struct listing l = { .j = json_make(&res->body),
			     .states = buf_make(&cx->arena, STATES_MAX) };

	json_obj(&l.j, NULL);
	json_arr(&l.j, "items");
	return l;
}

static enum err listing_add(struct ctx *cx, const struct book *b, void *arg)
{
	struct listing *l = arg;
	int64_t state[] = { b->seq, b->version };

	buf_add(&l->states, b->id);
	buf_add(&l->states, (str){ (const char *)state, sizeof state });
	l->n++;
	put_book(cx, &l->j, NULL, b);
	return OK;
}

/* With `next` a page, whose next one begins there; empty: there is none. */
static void listing_end(struct ctx *cx, const struct http_req *req, struct http_res *res,
			struct listing *l, const str *next)
{
	json_end(&l->j, ']');
	json_i64(&l->j, "count", l->n);
	if (next) {
		json_str_or_null(&l->j, "next", next->n ? *next : (str){ NULL, 0 });
		buf_add(&l->states, *next);
	}
	json_end(&l->j, '}');
	CHECK(!l->states.full);
	if (http_etag(cx, req, res,
		      (str){ crypto_digest_hex(&cx->arena, buf_str(&l->states)).p, TAG_DIGITS }))
		res->body.n = 0;
}

static str cursor_of(struct ctx *cx, const struct book_query *q, const struct book_next *next)
{
	const struct cursor_part at[] = {
		{ .type = next->place.text.p ? 's' : 0, .s = next->place.text },
		{ .type = 'i', .i = next->place.number },
		{ .type = 's', .s = next->id },
	};

	return next->id.n ? cursor_make(cx, str_from(sorts[q->sort]), at, countof(at)) : S("");
}

static enum err send_page(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	struct book_next next;
	struct book_query q;
	struct book_list list;
	struct listing l;
	str cursor;
	enum err e;

	if ((e = read_query(cx, req, &q)) || (e = library_books_page(cx, q, &list, &next)))
		return e;
	cursor = cursor_of(cx, &q, &next);
	if (cursor.n)
		http_link_next(cx, req, res, cursor);
	l = listing_begin(cx, res);
	for (size_t i = 0; i < list.n && !e; i++)
		e = listing_add(cx, &list.items[i], &l);
	listing_end(cx, req, res, &l, &cursor);
	return e;
}

enum err api_book_list(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	struct listing l;
	enum err e;

	if (req->query.n)
		return send_page(cx, req, res);
	l = listing_begin(cx, res);
	if (!(e = library_books_each(cx, listing_add, &l)))
		listing_end(cx, req, res, &l, NULL);
	return e;
}
