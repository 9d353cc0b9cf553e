/* test_http_query.c - parameters of the query and links to the next page. */
#include "t.h"

#include "http/http.h"

static struct http_req query(const char *q)
{
	return (struct http_req){ .path = S("/books"), .query = str_from(q) };
}

TEST(query_numbers_are_whole_and_within_their_limits)
{
	static const struct {
		const char *query;
		enum err e;
		int64_t v;
	} cases[] = {
		{ "", OK, 9 },
		{ "limits=3", OK, 9 },
		{ "limit=50", OK, 50 },
		{ "a=1&limit=500&limit=x", OK, 500 },
		{ "limit=%35", OK, 5 },
		{ "limit=-1", OK, -1 },
		{ "limit=501", ERR_INVALID_FIELD, 9 },
		{ "limit=-2", ERR_INVALID_FIELD, 9 },
		{ "limit=", ERR_INVALID_FIELD, 9 },
		{ "limit", ERR_INVALID_FIELD, 9 },
		{ "limit=-", ERR_INVALID_FIELD, 9 },
		{ "limit=--1", ERR_INVALID_FIELD, 9 },
		{ "limit=+5", ERR_INVALID_FIELD, 9 },
		{ "limit=5.0", ERR_INVALID_FIELD, 9 },
		{ "limit=5%00", ERR_INVALID_FIELD, 9 },
		{ "limit=99999999999999999999999", ERR_INVALID_FIELD, 9 },
	};

	for (size_t i = 0; i < countof(cases); i++) {
		struct ctx cx = ctx_make(NULL);
		struct http_req req = query(cases[i].query);
		int64_t v = 9;

		EXPECT(http_query_int(&cx, &req, "limit", -1, 500, &v) == cases[i].e);
		EXPECT(v == cases[i].v);
		if (cases[i].e) {
			EXPECT_STR(ctx_err_name(&cx), "invalid_limit");
			EXPECT_STR(cx.err_text, "limit must be a whole number from -1 to 500");
		}
		ctx_end(&cx);
	}
}

TEST(query_choices_are_one_of_their_words)
{
	static const char *const words[] = { "title", "author", "added" };
	struct ctx cx = ctx_make(NULL);
	struct http_req req = query("sort=author");
	size_t i = 2;

	EXPECT(http_query_choice(&cx, &req, "sort", words, 3, &i) == OK && i == 1);
	req = query("");
	EXPECT(http_query_choice(&cx, &req, "sort", words, 3, &i) == OK && i == 1);
	req = query("sort=Author");
	EXPECT(http_query_choice(&cx, &req, "sort", words, 3, &i) == ERR_INVALID_FIELD && i == 1);
	EXPECT_STR(cx.err_text, "sort must be title, author or added");
	EXPECT_STR(ctx_err_name(&cx), "invalid_sort");
	ctx_end(&cx);
}

TEST(link_to_the_next_page_is_this_address_with_another_cursor)
{
	static const struct {
		const char *path, *query, *link;
	} cases[] = {
		{ "/books", "", "</books?cursor=Ab-_1>; rel=\"next\"" },
		{ "/books", "limit=2&sort=title",
		  "</books?limit=2&sort=title&cursor=Ab-_1>; rel=\"next\"" },
		{ "/books", "cursor=old&limit=2&cursor=older&&",
		  "</books?limit=2&cursor=Ab-_1>; rel=\"next\"" },
		{ "/books", "c%75rsor=old", "</books?cursor=Ab-_1>; rel=\"next\"" },
		{ "/b>\"\xc3\xa9 \x25", "q=a+b%20c>,<\"\xc3\xa9",
		  "</b%3E%22%C3%A9%20%25?q=a+b%20c%3E,%3C%22%C3%A9&cursor=Ab-_1>; rel=\"next\"" },
	};

	for (size_t i = 0; i < countof(cases); i++) {
		struct ctx cx = ctx_make(NULL);
		struct http_req req = query(cases[i].query);
		struct http_res res = { .status = 200 };

		req.path = str_from(cases[i].path);
		http_link_next(&cx, &req, &res, S("Ab-_1"));
		EXPECT_STR(res.headers[0].value, cases[i].link);
		ctx_end(&cx);
	}
}
