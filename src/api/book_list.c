/* book_list.c - GET /library/me/books: the whole library as old clients ask for it, or a page of what is wanted. */
#include "api/api.h"
#include "api/list.h"
#include "api/nouns.h"
#include "base/utf8.h"

static const char *const sorts[BOOK_SORT__MAX] = {
	[BOOKS_BY_ADDED] = "added",   [BOOKS_BY_UPDATED] = "updated", [BOOKS_BY_TITLE] = "title",
	[BOOKS_BY_AUTHOR] = "author", [BOOKS_BY_RATING] = "rating",
};

static enum err read_query(struct ctx *cx, const struct http_req *req, struct book_query *q)
{
	size_t sort = BOOKS_BY_ADDED, shelf = countof(book_shelves);
	enum err e;

	*q = (struct book_query){ .limit = 0 };
	if ((e = http_query_int(cx, req, "limit", 1, LIST_PAGE_MAX, &q->limit)) ||
	    (e = http_query_choice(cx, req, "sort", sorts, BOOK_SORT__MAX, &sort)) ||
	    (e = http_query_choice(cx, req, "shelf", book_shelves, countof(book_shelves),
				   &shelf)) ||
	    (e = list_since(cx, req, &q->updated_since_ms)))
		return e;
	q->sort = (enum book_sort)sort;
	if (shelf < countof(book_shelves))
		q->shelf = str_from(book_shelves[shelf]);
	q->status = utf8_trim(http_query(cx, req, "status"));
	if (!q->status.n)
		q->status = (str){ NULL, 0 };
	library_book_words(cx, http_query(cx, req, "q"), q);
	return list_cursor_read(cx, req, str_from(sorts[sort]), &q->after);
}

static enum err add(struct ctx *cx, const struct book *b, void *arg)
{
	struct listing *l = arg;

	listing_state(l, b->id, (int64_t[]){ b->seq, b->version }, 2);
	put_book(cx, &l->j, NULL, b);
	return OK;
}

static enum err send_page(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	struct list_place next;
	struct book_query q;
	struct book_list list;
	struct listing l;
	enum err e;

	if ((e = read_query(cx, req, &q)) || (e = library_books_page(cx, q, &list, &next)))
		return e;
	l = listing_begin(cx, res);
	for (size_t i = 0; i < list.n && !e; i++)
		e = add(cx, &list.items[i], &l);
	listing_end(cx, req, res, &l, str_from(sorts[q.sort]), &next);
	listing_tag(cx, req, res, &l);
	return e;
}

enum err api_book_list(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	struct listing l;
	enum err e;

	if (req->query.n)
		return send_page(cx, req, res);
	l = listing_begin(cx, res);
	if ((e = library_books_each(cx, add, &l)))
		return e;
	listing_end(cx, req, res, &l, S(""), NULL);
	listing_tag(cx, req, res, &l);
	return OK;
}
