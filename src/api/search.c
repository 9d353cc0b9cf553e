/* search.c - GET /books/search: the catalogue, asked by a person. */
#include "api/api.h"
#include "api/nouns.h"
#include "base/utf8.h"

enum { DEFAULT_RESULTS = 20, MAX_RESULTS = 40, MAX_QUERY = 500 };

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

enum err api_book_search(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	str q = utf8_trim(http_query(cx, req, "q"));
	struct json j = json_make(&res->body);
	struct catalogue_hits hits;
	size_t max = 0;
	enum err e;

	if (!q.n)
		return fail(cx, ERR_MISSING_QUERY, "q, the words to search for, is missing");
	if ((e = read_max(cx, req, &max)))
		return e;
	if ((e = catalogue_search(cx, cx->app->catalogue, utf8_head(q, MAX_QUERY), max, &hits)))
		return e;
	json_obj(&j, NULL);
	json_arr(&j, "items");
	for (size_t i = 0; i < hits.n; i++) {
		struct identify_candidate c = { .book = hits.items[i].book };

		put_lookup_item(cx, &j, &c, false);
	}
	json_end(&j, ']');
	json_i64(&j, "totalItems", (int64_t)hits.n);
	json_end(&j, '}');
	return OK;
}
