/* test_http_dispatch.c - routes, methods and error answers, without a socket. */
#include "t.h"

#include "base/json_read.h"
#include "base/json_write.h"
#include "http/cors.h"
#include "http/serve.h"

#include <string.h>

static enum err say(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	(void)cx;
	for (size_t i = 0; i < req->nparams; i++) {
		buf_add(&res->body, req->params[i].value);
		buf_addc(&res->body, ';');
	}
	buf_add(&res->body, req->body);
	return OK;
}

static enum err wrong_field(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	(void)req;
	buf_add(&res->body, S("half an answer"));
	return fail_field(cx, S("published/Year"), "the year must be a number");
}

static enum err broken(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	(void)req;
	(void)res;
	return fail(cx, ERR_IO, "/secret/place cannot be written");
}

static enum err full(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	(void)req;
	(void)res;
	return fail(cx, ERR_BUSY, "come back later");
}

static enum err count_parts(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	(void)cx;
	buf_addf(&res->body, "%zu", req->nparts);
	return OK;
}

static const struct route routes[] = {
	{ HTTP_GET, "/", say, ANYONE, NO_BODY, ON_LOOP, "" },
	{ HTTP_GET, "/books", say, ANYONE, NO_BODY, ON_LOOP, "" },
	{ HTTP_POST, "/books", say, WRITER, JSON_BODY, ON_LOOP, "" },
	{ HTTP_GET, "/books/{id}", say, ANYONE, NO_BODY, ON_LOOP, "" },
	{ HTTP_PATCH, "/books/{id}", wrong_field, ANYONE, JSON_BODY, ON_LOOP, "" },
	{ HTTP_GET, "/people/{who}/books/{id}", say, ANYONE, NO_BODY, ON_LOOP, "" },
	{ HTTP_GET, "/broken", broken, ANYONE, NO_BODY, ON_LOOP, "" },
	{ HTTP_GET, "/full", full, ANYONE, NO_BODY, ON_LOOP, "" },
	{ HTTP_POST, "/photo", count_parts, ANYONE, PHOTO_BODY, IN_POOL, "" },
};

/* The app lends a flag: set while a handler runs. */
static enum err begin(struct ctx *cx, const struct route *route, const struct http_req *req)
{
	cx->actor.email = S("lent");
	if (route->access == WRITER && !http_header(req, "X-User").n)
		return fail(cx, ERR_MISSING_IDENTITY, "who are you?");
	return OK;
}

static void end(struct ctx *cx) { cx->actor.email = S("given back"); }

static struct http_res ask(struct ctx *cx, enum method method, const char *path)
{
	static const struct http_app app = { routes, countof(routes), NULL, begin, end };
	struct http_req req = { .method = method, .path = str_from(path) };
	struct http_res res;

	*cx = ctx_make(NULL);
	http_dispatch(cx, &app, &req, &res);
	return res;
}

static str header(const struct http_res *res, const char *name)
{
	for (size_t i = 0; i < res->nheaders; i++)
		if (str_eq(res->headers[i].name, str_from(name)))
			return res->headers[i].value;
	return (str){ NULL, 0 };
}

TEST(http_finds_a_route_by_its_exact_path)
{
	static const struct {
		const char *path;
		int status;
		const char *body;
	} cases[] = {
		{ "/", 200, "" },
		{ "/books", 200, "" },
		{ "/books/", 404, NULL },
		{ "//books", 404, NULL },
		{ "/books/42", 200, "42;" },
		{ "/books/42/", 404, NULL },
		{ "/people/me/books/7", 200, "me;7;" },
		{ "/people//books/7", 404, NULL },
		{ "/people/me/books", 404, NULL },
		{ "/book", 404, NULL },
		{ "/bookses", 404, NULL },
		{ "books", 404, NULL },
		{ "", 404, NULL },
	};

	for (size_t i = 0; i < countof(cases); i++) {
		struct ctx cx;
		struct http_res res = ask(&cx, HTTP_GET, cases[i].path);

		EXPECT(res.status == cases[i].status);
		if (cases[i].body)
			EXPECT_STR(buf_str(&res.body), cases[i].body);
		ctx_end(&cx);
	}
}

TEST(http_names_the_right_methods_when_one_is_wrong)
{
	struct ctx cx;
	struct http_res res = ask(&cx, HTTP_DELETE, "/books");

	EXPECT(res.status == 405);
	EXPECT_STR(header(&res, "Allow"), "GET, HEAD, OPTIONS, POST");
	ctx_end(&cx);
	res = ask(&cx, HTTP_OTHER, "/books/1");
	EXPECT(res.status == 405);
	EXPECT_STR(header(&res, "Allow"), "GET, HEAD, OPTIONS, PATCH");
	ctx_end(&cx);
	res = ask(&cx, HTTP_HEAD, "/photo");
	EXPECT(res.status == 405);
	EXPECT_STR(header(&res, "Allow"), "OPTIONS, POST");
	ctx_end(&cx);
}

TEST(http_head_runs_the_get_and_options_runs_nothing)
{
	struct ctx cx;
	struct http_res res = ask(&cx, HTTP_HEAD, "/books/42");

	EXPECT(res.status == 200);
	EXPECT_STR(buf_str(&res.body), "42;");
	ctx_end(&cx);
	res = ask(&cx, HTTP_OPTIONS, "/books");
	EXPECT(res.status == 200 && res.body.n == 0 && !cx.actor.email.p);
	EXPECT_STR(header(&res, "Allow"), "GET, HEAD, OPTIONS, POST");
	ctx_end(&cx);
	EXPECT(ask(&cx, HTTP_OPTIONS, "/nothing").status == 404);
	ctx_end(&cx);
}

TEST(http_asks_the_app_who_it_is_and_always_gives_back)
{
	struct ctx cx;
	struct http_res res = ask(&cx, HTTP_POST, "/books");

	EXPECT(res.status == 401);
	EXPECT_STR(cx.actor.email, "given back");
	ctx_end(&cx);
	EXPECT(ask(&cx, HTTP_PATCH, "/books/1").status == 400);
	EXPECT_STR(cx.actor.email, "given back");
	ctx_end(&cx);
}

TEST(http_errors_are_problem_documents_that_name_the_field)
{
	struct ctx cx;
	struct http_res res = ask(&cx, HTTP_PATCH, "/books/1");
	const struct jval *problem, *first;

	EXPECT(strcmp(res.type, "application/problem+json") == 0);
	EXPECT(jval_read(&cx, buf_str(&res.body), &problem) == OK);
	EXPECT(jval_int(jval_get(problem, "status")) == 400);
	EXPECT_STR(jval_text(jval_get(problem, "type")), "about:blank");
	EXPECT_STR(jval_text(jval_get(problem, "title")), "Bad Request");
	EXPECT_STR(jval_text(jval_get(problem, "error")), "invalid_published/_year");
	EXPECT_STR(jval_text(jval_get(problem, "message")), "the year must be a number");
	EXPECT_STR(jval_text(jval_get(problem, "detail")), "the year must be a number");
	first = jval_at(jval_get(problem, "errors"), 0);
	EXPECT_STR(jval_text(jval_get(first, "pointer")), "#/published~1Year");
	EXPECT_STR(jval_text(jval_get(first, "detail")), "the year must be a number");
	ctx_end(&cx);
}

TEST(http_keeps_the_server_s_own_trouble_to_itself)
{
	struct ctx cx;
	struct http_res res = ask(&cx, HTTP_GET, "/broken");
	str body = buf_str(&res.body);

	EXPECT(res.status == 500);
	EXPECT(!memmem(body.p, body.n, "secret", 6));
	EXPECT(memmem(body.p, body.n, "something went wrong", 20));
	ctx_end(&cx);
}

TEST(http_says_when_to_come_back)
{
	struct ctx cx;
	struct http_res res = ask(&cx, HTTP_GET, "/full");

	EXPECT(res.status == 503);
	EXPECT_STR(header(&res, "Retry-After"), "5");
	ctx_end(&cx);
}

TEST(http_takes_forms_apart_for_photo_routes)
{
	static const struct http_app app = { routes, countof(routes), NULL, NULL, NULL };
	static const struct http_pair form = { { "content-type", 12 },
					       { "Multipart/Form-Data; boundary=x", 31 } };
	struct ctx cx = ctx_make(NULL);
	struct http_req req = {
		.method = HTTP_POST, .path = S("/photo"), .headers = &form, .nheaders = 1
	};
	struct http_res res;

	req.body = S("--x\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--x--\r\n");
	http_dispatch(&cx, &app, &req, &res);
	EXPECT(res.status == 200);
	EXPECT_STR(buf_str(&res.body), "1");
	req.body.n -= 10;
	http_dispatch(&cx, &app, &req, &res);
	EXPECT(res.status == 400 && cx.err == ERR_INVALID_MULTIPART);
	req.nheaders = 0; /* another type: no parts, the handler says what is missing */
	http_dispatch(&cx, &app, &req, &res);
	EXPECT(res.status == 200 || req.nparts == 1);
	ctx_end(&cx);
}

/* ---- CORS ---- */

static struct http_res apply(struct ctx *cx, const char *allowed, enum method method,
			     const char *origin, const char *wanted, const char *asked)
{
	struct http_pair h[] = {
		{ S("Origin"), str_from(origin) },
		{ S("Access-Control-Request-Method"), str_from(wanted) },
		{ S("Access-Control-Request-Headers"), str_from(asked) },
	};
	struct http_req req = { .method = method, .headers = h, .nheaders = 3 };
	struct http_res res = { .status = 200 };

	cors_apply(cx, str_from(allowed), &req, &res);
	return res;
}

TEST(cors_lets_any_origin_in_or_only_those_of_the_list)
{
	static const struct {
		const char *allowed, *origin, *echoed, *vary;
	} cases[] = {
		{ "*", "http://a:1", "http://a:1", "Origin" },
		{ "*", "null", "null", "Origin" },
		{ "*", "", "*", "" },
		{ "http://a:1, http://b", "http://b", "http://b", "Origin" },
		{ "http://a:1, http://b", "http://c", "", "Origin" },
		{ "http://a:1, http://b", "http://a", "", "Origin" },
		{ "http://a:1", "", "", "Origin" },
		{ "", "http://a", "", "" },
	};
	struct ctx cx = ctx_make(NULL);

	for (size_t i = 0; i < countof(cases); i++) {
		struct http_res res = apply(&cx, cases[i].allowed, HTTP_GET, cases[i].origin, "",
					    "");

		EXPECT_STR(header(&res, "Access-Control-Allow-Origin"), cases[i].echoed);
		EXPECT_STR(header(&res, "Vary"), cases[i].vary);
		EXPECT((header(&res, "Access-Control-Expose-Headers").n > 0) ==
		       (cases[i].echoed[0] && cases[i].origin[0]));
		EXPECT(!header(&res, "Access-Control-Allow-Methods").p);
	}
	ctx_end(&cx);
}

TEST(cors_answers_a_preflight_with_the_headers_asked_for_sorted)
{
	struct ctx cx = ctx_make(NULL);
	struct http_res res = apply(&cx, "*", HTTP_OPTIONS, "http://a", "PATCH",
				    "x-c, content-type,a b,\vx, x-a,\t");

	EXPECT_STR(header(&res, "Access-Control-Allow-Methods"),
		   "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT");
	EXPECT_STR(header(&res, "Access-Control-Allow-Headers"), "content-type, x-a, x-c");
	res = apply(&cx, "*", HTTP_OPTIONS, "http://a", "BREW", "x-c");
	EXPECT(!header(&res, "Access-Control-Allow-Methods").p);
	res = apply(&cx, "http://b", HTTP_OPTIONS, "http://a", "PATCH", "x-c");
	EXPECT(res.nheaders == 1 && str_eq(res.headers[0].name, S("Vary")));
	ctx_end(&cx);
}

/* ---- whose page sent it ---- */

TEST(cookies_are_believed_from_pages_of_this_server_and_named_origins_only)
{
	static const struct {
		const char *origin, *site, *host, *allowed;
		bool secure, own;
	} cases[] = {
		{ NULL, NULL, "a:1", "*", false, true }, /* no browser */
		{ "http://a:1", NULL, "a:1", "", false, true },
		{ "https://A:1", NULL, "a:1", "", false, true }, /* TLS ends before us, unsaid */
		{ "https://a", NULL, "a", "", true, true },
		{ "http://a", NULL, "a", "", true, false },
		{ "http://a:2", NULL, "a:1", "", false, false },
		{ "http://a:1.evil", NULL, "a:1", "", false, false },
		{ "http://evil/a:1", NULL, "a:1", "", false, false },
		{ "null", NULL, "a:1", "*", false, false },
		{ "*", NULL, "a:1", "*", false, false },
		{ "", NULL, "a:1", "", false, false },
		{ "http://a", NULL, "", "", false, false },
		{ "http://", NULL, "", "", false, false },
		{ "http://b", NULL, "a", "*", false, false }, /* anybody may read, nobody is us */
		{ "http://b", NULL, "a", "http://c, http://b", false, true },
		{ "http://b", "cross-site", "a", "http://b", false, true },
		{ "http://a", "cross-site", "a", "", false, false },
		{ "http://a", "same-site", "a", "", false, false },
		{ NULL, "cross-site", "a", "*", false, false },
		{ NULL, "same-origin", "a", "", false, true },
		{ "http://outside", "same-origin", "inside", "", false,
		  true }, /* a proxy names us otherwise */
		{ NULL, "none", "a", "", false, true },
		{ "http://a", "nonsense", "a", "", false, false },
	};

	for (size_t i = 0; i < countof(cases); i++) {
		struct http_pair h[2];
		struct http_req req = { .headers = h,
					.host = str_from(cases[i].host),
					.secure = cases[i].secure };

		if (cases[i].origin)
			h[req.nheaders++] = (struct http_pair){ S("Origin"),
								str_from(cases[i].origin) };
		if (cases[i].site)
			h[req.nheaders++] = (struct http_pair){ S("Sec-Fetch-Site"),
								str_from(cases[i].site) };
		EXPECT(http_same_origin(&req, str_from(cases[i].allowed)) == cases[i].own);
	}
}
