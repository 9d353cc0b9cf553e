/* test_http_conditional.c - entity tags in questions and answers. */
#include "t.h"

#include "http/etag.h"

static str header(const struct http_res *res, const char *name)
{
	for (size_t i = 0; i < res->nheaders; i++)
		if (str_eq(res->headers[i].name, str_from(name)))
			return res->headers[i].value;
	return (str){ NULL, 0 };
}

static struct http_req request(enum method method, struct http_pair *pair, const char *name,
			       const char *value)
{
	*pair = (struct http_pair){ str_from(name), str_from(value) };
	return (struct http_req){ .method = method, .headers = pair, .nheaders = value ? 1 : 0 };
}

TEST(etag_spares_the_body_of_what_the_client_has)
{
	static const struct {
		const char *sent;
		bool known;
		const char *answered;
	} cases[] = {
		{ NULL, false, "\"417\"" },
		{ "\"417\"", true, "\"417\"" },
		{ "W/\"417\"", true, "\"417\"" },
		{ "\"417-gz\"", true, "\"417-gz\"" },
		{ "\"1\", \"2,3\" ,W/\"417-gz\"", true, "\"417-gz\"" },
		{ ",, \"417\",", true, "\"417\"" },
		{ "*", true, "\"417\"" },
		{ " * ", true, "\"417\"" },
		{ "\"41\"", false, "\"417\"" },
		{ "\"-gz\"", false, "\"417\"" },
		{ "w/\"417\"", false, "\"417\"" },
		{ "417", false, "\"417\"" },
		{ "\"417", false, "\"417\"" },
		{ "\"417\" \"418\"", false, "\"417\"" },
		{ "*, \"417\"", false, "\"417\"" },
		{ "\"4 17\", \"417\"", false, "\"417\"" },
		{ "", false, "\"417\"" },
	};

	for (size_t i = 0; i < countof(cases); i++) {
		struct ctx cx = ctx_make(NULL);
		struct http_res res = { .status = 200 };
		struct http_pair h;
		struct http_req req = request(HTTP_GET, &h, "if-none-match", cases[i].sent);

		EXPECT(http_etag(&cx, &req, &res, S("417")) == cases[i].known);
		EXPECT(res.status == (cases[i].known ? 304 : 200));
		EXPECT_STR(header(&res, "ETag"), cases[i].answered);
		ctx_end(&cx);
	}
}

TEST(etag_of_a_write_is_given_and_not_compared)
{
	struct ctx cx = ctx_make(NULL);
	struct http_res res = { .status = 200 };
	struct http_pair h;
	struct http_req req = request(HTTP_PATCH, &h, "If-None-Match", "\"5\"");

	EXPECT(!http_etag(&cx, &req, &res, S("5")) && res.status == 200);
	etag_mark_gzip(&cx, &res);
	EXPECT_STR(header(&res, "ETag"), "\"5-gz\"");
	ctx_end(&cx);
}

TEST(if_match_holds_a_write_back_unless_the_state_is_the_one_seen)
{
	static const struct {
		const char *sent;
		enum err e;
	} cases[] = {
		{ NULL, OK },
		{ "\"5\"", OK },
		{ "\"5-gz\"", OK },
		{ "\"4\", \"5\"", OK },
		{ "*", OK },
		{ "\"4\"", ERR_PRECONDITION },
		{ "\"05\", \"5 \"", ERR_INVALID },
		{ "\"05\", \"+5\"", ERR_PRECONDITION },
		{ "W/\"5\"", ERR_PRECONDITION }, /* the strong comparison */
		{ "5", ERR_INVALID },
		{ "", ERR_INVALID },
		{ "\"5\"x", ERR_INVALID },
		{ "*, \"5\"", ERR_INVALID },
	};

	for (size_t i = 0; i < countof(cases); i++) {
		struct ctx cx = ctx_make(NULL);
		struct expected seqs;
		struct http_pair h;
		struct http_req req = request(HTTP_PATCH, &h, "If-Match", cases[i].sent);
		enum err e = http_if_match_seqs(&cx, &req, &seqs);

		EXPECT(http_if_match(&cx, &req, S("5")) == cases[i].e);
		EXPECT((e ? e : expect_seq(&cx, &seqs, 5)) == cases[i].e);
		ctx_end(&cx);
	}
}

TEST(if_match_of_what_is_not_there_fails_even_with_a_star)
{
	struct ctx cx = ctx_make(NULL);
	struct http_pair h;
	struct http_req req = request(HTTP_PATCH, &h, "If-Match", "*");

	EXPECT(http_if_match(&cx, &req, S("")) == ERR_PRECONDITION);
	EXPECT(err_http_status(cx.err) == 412);
	req = request(HTTP_PATCH, &h, "If-Match", "\"\"");
	EXPECT(http_if_match(&cx, &req, S("")) == ERR_PRECONDITION);
	ctx_end(&cx);
}

TEST(if_match_with_too_many_tags_is_refused)
{
	struct ctx cx = ctx_make(NULL);
	struct buf b = buf_make(&cx.arena, 1 << 16);
	struct expected seqs;
	struct http_pair h;
	struct http_req req;

	for (int i = 0; i < 256; i++)
		buf_addf(&b, "%s\"%d\"", i ? "," : "", i);
	req = request(HTTP_PATCH, &h, "If-Match", b.p);
	EXPECT(http_if_match_seqs(&cx, &req, &seqs) == OK && seqs.n == 256);
	EXPECT(expect_seq(&cx, &seqs, 255) == OK && expect_seq(&cx, &seqs, 256) != OK);
	buf_add(&b, S(",\"x\""));
	req = request(HTTP_PATCH, &h, "If-Match", b.p);
	EXPECT(http_if_match_seqs(&cx, &req, &seqs) == ERR_INVALID);
	ctx_end(&cx);
}
