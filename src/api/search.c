/* search.c - /books: the catalogue, asked by a person; and others, where it knows too little. */
#include "api/api.h"
#include "api/online.h"
#include "base/utf8.h"
#include "library/own_books.h"

enum {
	DEFAULT_RESULTS = 20,
	MAX_RESULTS = 40,
	MAX_QUERY = 500,
	MAX_OFFSET = 200,
	MAX_LANGUAGE = 40,
	MIN_YEAR = -4000,
	MAX_YEAR = 2200,
};

static enum err read_max(struct ctx *cx, const struct http_req *req, size_t *out)
{
	str s = utf8_trim(http_query(cx, req, "maxResults"));
	int64_t n = DEFAULT_RESULTS;

	if (s.n > 1 && s.p[0] == '+')
		s = (str){ s.p + 1, s.n - 1 };
	if (http_query(cx, req, "maxResults").p && !str_i64(s, &n))
		return fail_field(cx, S("maxResults"), "maxResults must be a whole number");
	*out = (size_t)(n < 1 ? 1 : n > MAX_RESULTS ? MAX_RESULTS : n);
	return OK;
}

/* A whole number between the bounds; absent: 0. */
static enum err read_number(struct ctx *cx, const struct http_req *req, const char *name,
			    int64_t min, int64_t max, int64_t *out)
{
	str s = utf8_trim(http_query(cx, req, name));

	*out = 0;
	if (!s.n)
		return OK;
	if (!str_i64(s, out) || *out < min || *out > max)
		return fail_field(cx, str_from(name), "%s must be a whole number from %d to %d",
				  name, (int)min, (int)max);
	return OK;
}

static enum err read_filter(struct ctx *cx, const struct http_req *req,
			    struct catalogue_filter *out)
{
	int64_t from = 0, to = 0;
	enum err e;

	if ((e = read_number(cx, req, "yearFrom", MIN_YEAR, MAX_YEAR, &from)) ||
	    (e = read_number(cx, req, "yearTo", MIN_YEAR, MAX_YEAR, &to)))
		return e;
	*out = (struct catalogue_filter){ .language = utf8_trim(http_query(cx, req, "language")),
					  .year_min = (int)from,
					  .year_max = (int)to };
	if (out->language.n > MAX_LANGUAGE)
		return fail_field(cx, S("language"),
				  "language must be a code such as eng, or a name");
	return OK;
}

enum err api_book_search(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	str q = utf8_trim(http_query(cx, req, "q"));
	struct json j = json_make(&res->body);
	struct catalogue *catalogue;
	struct catalogue_filter filter;
	struct catalogue_hits hits;
	int64_t offset = 0;
	struct search_found found;
	size_t max = 0;
	enum err e;

	if (!q.n)
		return fail(cx, ERR_MISSING_QUERY, "q, the words to search for, is missing");
	if ((e = read_max(cx, req, &max)) ||
	    (e = read_number(cx, req, "offset", 0, MAX_OFFSET, &offset)) ||
	    (e = read_filter(cx, req, &filter)))
		return e;
	q = utf8_head(q, MAX_QUERY);
	api_recognise(cx, req);
	if ((e = own_books_catalogue(cx, !req->in_pool, &res->later, &catalogue)) || res->later)
		return e;
	if ((e = catalogue_search(cx, catalogue, q, &filter, (size_t)offset, max, &hits)) ||
	    (e = search_online(cx, req, q, max, offset == 0, &hits, &found)))
		return e;
	json_obj(&j, NULL);
	put_search_found(cx, &j, &found);
	json_bool(&j, "more", hits.more);
	json_end(&j, '}');
	return OK;
}

static enum err put_book_of(struct ctx *cx, str id, struct http_res *res)
{
	struct json j = json_make(&res->body);
	struct identify_candidate c = { .score = 0 };
	enum err e;

	if ((e = catalogue_get(cx, cx->app->catalogue, id, &c.book)))
		return e;
	put_lookup_item(cx, &j, &c, false);
	return OK;
}

enum err api_book_known(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	return put_book_of(cx, http_param(req, "id"), res);
}

enum err api_book_by_isbn(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	return put_book_of(
		cx, str_fmt(&cx->arena, "isbn:" STR_FMT, STR_ARG(http_param(req, "isbn"))), res);
}
