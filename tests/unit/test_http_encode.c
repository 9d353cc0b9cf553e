/* test_http_encode.c - which answers are compressed, and for whom. */
#include "t.h"

#include "base/gzip.h"
#include "http/encode.h"
#include "http/http.h"

#include <libdeflate.h>
#include <string.h>

enum { LONG = 5000 };

static str header(const struct http_res *res, const char *name)
{
	for (size_t i = 0; i < res->nheaders; i++)
		if (str_eq(res->headers[i].name, str_from(name)))
			return res->headers[i].value;
	return (str){ NULL, 0 };
}

/* An answer of n bytes of text that is not all the same. */
static struct http_res answer(struct ctx *cx, const char *type, size_t n)
{
	struct http_res res = { .status = 200, .type = type };

	res.body = buf_make(&cx->arena, n + 64);
	while (res.body.n < n)
		buf_addf(&res.body, "%zu,", res.body.n * 7919 % 10007);
	res.body.n = n;
	return res;
}

static void ask(struct ctx *cx, const char *accept, struct http_res *res)
{
	struct http_pair h = { S("accept-encoding"), str_from(accept) };
	struct http_req req = { .headers = &h, .nheaders = accept ? 1 : 0 };

	encode_answer(cx, &req, res);
}

static bool holds(str packed, str plain)
{
	struct libdeflate_decompressor *d = libdeflate_alloc_decompressor();
	char *out = xmalloc(plain.n + 1);
	size_t n = 0;
	bool same = libdeflate_gzip_decompress(d, packed.p, packed.n, out, plain.n + 1, &n) ==
			    LIBDEFLATE_SUCCESS &&
		    str_eq((str){ out, n }, plain);

	free(out);
	libdeflate_free_decompressor(d);
	return same;
}

TEST(answers_are_compressed_for_those_who_prefer_that)
{
	static const struct {
		const char *accept;
		bool packed;
	} cases[] = {
		{ NULL, false },
		{ "", false },
		{ "gzip", true },
		{ "GZIP", true },
		{ "x-gzip", true },
		{ "gzip, deflate, br", true },
		{ "br;q=1.0, gzip;q=0.8, *;q=0.1", true },
		{ "deflate, gzip ; q=0.001", true },
		{ "gzip;q=1.000;", false },
		{ "*", true },
		{ "*;q=0.5, gzip;q=0", false },
		{ "br", false },
		{ "identity", false },
		{ "gzip;q=0", false },
		{ "gzip;q=0.000", false },
		{ "gzip;q=0.5, identity", false },
		{ "gzip;q=0.5, identity;q=0.5", true },
		{ "gzip;q=0.5, identity;q=0.7", false },
		{ "identity;q=0, gzip", true },
		{ "*;q=0, gzip;q=0.1", true },
		{ "identity;q=0, br", false }, /* nothing we have: plain after all */
		{ "*;q=0", false },
		{ "gzip;q=2", false },
		{ "gzip;q=x", false },
		{ "gzip;q=0.1234", false },
		{ "gzip;level=1", false },
		{ "gzipped", false },
	};

	for (size_t i = 0; i < countof(cases); i++) {
		struct ctx cx = ctx_make(NULL);
		struct http_res res = answer(&cx, "application/json", LONG);
		str plain = buf_str(&res.body);

		ask(&cx, cases[i].accept, &res);
		EXPECT((header(&res, "Content-Encoding").n > 0) == cases[i].packed);
		EXPECT((res.borrowed.p != NULL) == cases[i].packed);
		EXPECT_STR(header(&res, "Vary"), "Accept-Encoding");
		if (res.borrowed.p)
			EXPECT(holds(res.borrowed, plain) && res.borrowed.n < LONG);
		ctx_end(&cx);
	}
}

TEST(answers_of_other_types_small_ones_and_files_are_left_alone)
{
	static const struct {
		const char *type;
		size_t n;
		bool packed, vary;
	} cases[] = {
		{ "text/html; charset=utf-8", LONG, true, true },
		{ "text/javascript; charset=utf-8", LONG, true, true },
		{ "text/css", LONG, true, true },
		{ "text/csv", LONG, true, true },
		{ "image/svg+xml", LONG, true, true },
		{ "application/problem+json", LONG, true, true },
		{ "application/json", 1024, true, true },
		{ "application/json", 1023, false, false },
		{ "application/json", 0, false, false },
		{ "image/jpeg", LONG, false, false },
		{ "font/woff2", LONG, false, false },
		{ "application/octet-stream", LONG, false, false },
		{ "text/event-stream", LONG, false, false },
		{ NULL, LONG, false, false },
		{ "application/json", (8 << 20) + 1, false, true },
	};

	for (size_t i = 0; i < countof(cases); i++) {
		struct ctx cx = ctx_make(NULL);
		struct http_res res = answer(&cx, cases[i].type, cases[i].n);

		ask(&cx, "gzip", &res);
		EXPECT((res.borrowed.p != NULL) == cases[i].packed);
		EXPECT((header(&res, "Vary").n > 0) == cases[i].vary);
		ctx_end(&cx);
	}
}

TEST(answers_already_compressed_are_not_again_and_what_lies_ready_is_taken)
{
	struct ctx cx = ctx_make(NULL);
	struct http_res res = answer(&cx, "application/json", LONG);
	str big = buf_str(&res.body);

	http_res_header(&res, "Content-Encoding", S("br"));
	ask(&cx, "gzip", &res);
	EXPECT(!res.borrowed.p && res.nheaders == 1);
	res = (struct http_res){ .status = 200, .type = "text/css" };
	res.borrowed = big;
	res.borrowed_gzip = S("made before");
	http_res_header(&res, "ETag", S("\"7\""));
	http_res_vary(&cx, &res, "Accept");
	ask(&cx, "gzip", &res);
	EXPECT_STR(res.borrowed, "made before");
	EXPECT_STR(header(&res, "ETag"), "\"7-gz\"");
	EXPECT_STR(header(&res, "Vary"), "Accept, Accept-Encoding");
	ctx_end(&cx);
}

TEST(answers_to_those_who_forbid_plain_ones_are_compressed_however_small)
{
	struct ctx cx = ctx_make(NULL);
	struct http_res res = answer(&cx, "application/json", 300);

	ask(&cx, "gzip, identity;q=0", &res);
	EXPECT(holds(res.borrowed, buf_str(&res.body)));
	ctx_end(&cx);
}

TEST(gzip_keeps_what_does_not_become_smaller)
{
	struct ctx cx = ctx_make(NULL);

	EXPECT(!gzip(&cx.arena, S("")).p);
	EXPECT(!gzip(&cx.arena, S("ab")).p);
	EXPECT(holds(
		gzip(&cx.arena, S("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")),
		S("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")));
	ctx_end(&cx);
}
