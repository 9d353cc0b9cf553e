/* test_http_request.c - heads of requests, good and bad, and forms. */
#include "t.h"

#include "http/multipart.h"
#include "http/request.h"

#include <string.h>

TEST(request_targets_are_decoded_or_refused)
{
	static const struct {
		const char *target, *path, *query; /* path NULL: refused */
	} cases[] = {
		{ "/a/b?c=d", "/a/b", "c=d" },
		{ "/caf%C3%A9?q=%c3%a9", "/caf\xc3\xa9", "q=%c3%a9" },
		{ "/100%?50%", "/100%", "50%" },
		{ "/%4?%zz", "/%4", "%zz" },
		{ "/a+b", "/a+b", "" },
		{ "http://host:1/a?b", "/a", "b" },
		{ "HTTP://host", "/", "" },
		{ "/a??", "/a", "?" },
		{ "", NULL, NULL },
		{ "*", NULL, NULL },
		{ "a", NULL, NULL },
		{ "/%00", NULL, NULL },
		{ "/a?b=%00", NULL, NULL },
		{ "/%ff", NULL, NULL },
		{ "/%c0%af", NULL, NULL },
		{ "/?%ed%a0%80", NULL, NULL },
		{ "/\xe9", NULL, NULL },
		{ "/a b", NULL, NULL },
		{ "/a\x01", NULL, NULL },
	};
	struct ctx cx = ctx_make(NULL);

	for (size_t i = 0; i < countof(cases); i++) {
		struct http_req req = { .method = HTTP_GET };
		enum err e = request_read_target(&cx, str_from(cases[i].target), &req);

		EXPECT(e == (cases[i].path ? OK : ERR_INVALID));
		if (e || !cases[i].path)
			continue;
		EXPECT_STR(req.path, cases[i].path);
		EXPECT_STR(req.query, cases[i].query);
	}
	ctx_end(&cx);
}

TEST(query_values_are_decoded_and_the_first_counts)
{
	struct ctx cx = ctx_make(NULL);
	struct http_req req = { .query = S("q=a+b%2Bc&q=second&empty=&bare&na%6De=v&=x") };

	EXPECT_STR(http_query(&cx, &req, "q"), "a b+c");
	EXPECT(http_query(&cx, &req, "empty").p && http_query(&cx, &req, "empty").n == 0);
	EXPECT(http_query(&cx, &req, "bare").p && http_query(&cx, &req, "bare").n == 0);
	EXPECT_STR(http_query(&cx, &req, "name"), "v");
	EXPECT(!http_query(&cx, &req, "absent").p);
	ctx_end(&cx);
}

/* "Name: value" lines, cut at the newlines. */
static struct http_req heads(struct ctx *cx, const char *lines)
{
	struct http_pair *pairs = arena_new(&cx->arena, struct http_pair, 8);
	str rest = str_from(lines);
	size_t n = 0;

	while (rest.n) {
		str value = str_cut(&rest, '\n'), name = str_cut(&value, ':');

		pairs[n++] = (struct http_pair){ name, value };
	}
	return (struct http_req){ .headers = pairs, .nheaders = n };
}

TEST(request_heads_that_can_be_read_in_two_ways_are_refused)
{
	static const struct {
		const char *lines;
		bool ok;
		int64_t size;
	} cases[] = {
		{ "Host:x", true, 0 },
		{ "Host:x\nContent-Length:5", true, 5 },
		{ "Host:x\nTransfer-Encoding:Chunked", true, -1 },
		{ "host:x\nX-Name:caf\xc3\xa9\t1", true, 0 },
		{ "", false, 0 },
		{ "Host:x\nHost:x", false, 0 },
		{ "Host:x\nContent-Length:5\ncontent-length:5", false, 0 },
		{ "Host:x\nContent-Length:5\nTransfer-Encoding:chunked", false, 0 },
		{ "Host:x\nTransfer-Encoding:gzip, chunked", false, 0 },
		{ "Host:x\nTransfer-Encoding:chunked\nTransfer-Encoding:chunked", false, 0 },
		{ "Host:x\nContent-Length:", false, 0 },
		{ "Host:x\nContent-Length:-1", false, 0 },
		{ "Host:x\nContent-Length:0x10", false, 0 },
		{ "Host:x\nContent-Length:99999999999999999999", false, 0 },
		{ "Host:x\nContent-Length :5", false, 0 },
		{ "Host:x\n:5", false, 0 },
		{ "Host:x\nX-A:a\x01", false, 0 },
		{ "Host:x\nX-A:a\x7f", false, 0 },
		{ "Host:x\nX-A:a\xff", false, 0 },
	};
	struct ctx cx = ctx_make(NULL);

	for (size_t i = 0; i < countof(cases); i++) {
		struct http_req req = heads(&cx, cases[i].lines);

		EXPECT((request_check_headers(&cx, &req, true) == OK) == cases[i].ok);
		if (cases[i].ok)
			EXPECT(request_body_size(&req) == cases[i].size);
	}
	EXPECT(request_check_headers(&cx, &(struct http_req){ .nheaders = 0 }, false) ==
	       OK); /* HTTP/1.0 */
	ctx_end(&cx);
}

TEST(request_ids_are_taken_over_when_they_are_sound)
{
	static const struct {
		const char *lines, *id; /* NULL: a new one */
	} cases[] = {
		{ "X-Request-Id:abc.DEF_1-2", "abc.DEF_1-2" },
		{ "X-Request-Id:a b", NULL },
		{ "X-Request-Id:", NULL },
		{ "X-Request-Id:1234567890123456789012345678901234567890123456789012345678901234x",
		  NULL },
		{ "traceparent:00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
		  "4bf92f3577b34da6a3ce929d0e0e4736" },
		{ "X-Request-Id:mine\ntraceparent:00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
		  "mine" },
		{ "traceparent:cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
		  "4bf92f3577b34da6a3ce929d0e0e4736" },
		{ "traceparent:00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
		  NULL },
		{ "traceparent:ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", NULL },
		{ "traceparent:00-00000000000000000000000000000000-00f067aa0ba902b7-01", NULL },
		{ "traceparent:00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01", NULL },
		{ "traceparent:00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01", NULL },
		{ "traceparent:00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7", NULL },
		{ "traceparent:00-", NULL },
	};
	struct request_ids ids = { .left = 0 };
	struct ctx cx = ctx_make(NULL);

	for (size_t i = 0; i < countof(cases); i++) {
		struct http_req req = heads(&cx, cases[i].lines);
		str id;

		request_identify(&cx, &req, &ids);
		id = cx.request_id;
		if (cases[i].id)
			EXPECT_STR(id, cases[i].id);
		else
			EXPECT(id.n == 36 && id.p[14] == '7');
	}
	for (int i = 0; i < 40; i++) {
		struct http_req req = { .nheaders = 0 };
		str a, b;

		request_identify(&cx, &req, &ids);
		a = cx.request_id;
		request_identify(&cx, &req, &ids);
		b = cx.request_id;
		EXPECT(!str_eq(a, b));
	}
	ctx_end(&cx);
}

static const char parent[] = "traceparent:00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0";

TEST(requests_take_part_in_the_trace_of_their_caller)
{
	struct request_ids ids = { .left = 0 };
	struct ctx cx = ctx_make(NULL);
	struct http_req req = heads(
		&cx, str_fmt(&cx.arena, "%s1\ntracestate:a=1\ntracestate:b=2", parent).p);
	str out;

	request_identify(&cx, &req, &ids);
	EXPECT_STR(str_from(cx.trace.id), "4bf92f3577b34da6a3ce929d0e0e4736");
	EXPECT(strcmp(cx.trace.span, "00f067aa0ba902b7") != 0);
	EXPECT_STR(cx.trace.state, "a=1,b=2");
	out = trace_parent(&cx.arena, &cx.trace);
	EXPECT(out.n == 55 && memcmp(out.p, parent + 12, 36) == 0);
	EXPECT(memcmp(out.p + 36, cx.trace.span, 16) == 0 && memcmp(out.p + 52, "-01", 3) == 0);
	req = heads(&cx, str_fmt(&cx.arena, "%s1\n%s1", parent, parent).p);
	request_identify(&cx, &req, &ids);
	EXPECT(strcmp(cx.trace.id, "4bf92f3577b34da6a3ce929d0e0e4736") != 0);
	EXPECT(strlen(cx.trace.id) == 32 && cx.trace.flags == TRACE_RANDOM_ID);
	ctx_end(&cx);
}

TEST(a_trace_that_is_not_exactly_as_it_must_be_is_begun_anew)
{
	static const struct {
		const char *parent;
		int flags; /* -1: refused */
	} cases[] = {
		{ "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00", 0 },
		{ "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", 1 },
		{ "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-ff", 3 },
		{ "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-02-new", 2 },
		{ "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", -1 },
		{ "0G-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", -1 },
		{ "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0x", -1 },
		{ "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-", -1 },
		{ "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.", -1 },
		{ "00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", -1 },
		{ "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01", -1 },
		{ "00-00000000000000000000000000000000-00f067aa0ba902b7-01", -1 },
		{ "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01", -1 },
		{ "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-011", -1 },
		{ " 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", -1 },
		{ "", -1 },
	};
	unsigned char random[TRACE_RANDOM] = { 0xab };

	for (size_t i = 0; i < countof(cases); i++) {
		struct trace t;
		bool joined = trace_join(&t, str_from(cases[i].parent), random);

		EXPECT(joined == (cases[i].flags >= 0));
		EXPECT((t.id[0] == 'a') == !joined);
		EXPECT(t.flags == (joined ? (unsigned)cases[i].flags : TRACE_RANDOM_ID));
	}
	EXPECT(trace_state_valid(S("a=1, b@c=2")) && !trace_state_valid(S("nonsense")));
	EXPECT(!trace_state_valid(S("")) && !trace_state_valid(S("a=\xc3\xa9")));
}

TEST(media_types_are_read_with_their_parameters)
{
	static const struct {
		const char *type;
		bool json;
	} cases[] = {
		{ "application/json", true },
		{ "Application/JSON; charset=utf-8", true },
		{ "application/merge-patch+json", true },
		{ "application/+json", false },
		{ "text/json", false },
		{ "application/jsonx", false },
		{ "", false },
	};
	struct ctx cx = ctx_make(NULL);

	for (size_t i = 0; i < countof(cases); i++) {
		struct http_pair h = { S("content-type"), str_from(cases[i].type) };
		struct http_req req = { .headers = &h, .nheaders = 1 };

		EXPECT(http_is_json(&req) == cases[i].json);
	}
	EXPECT_STR(request_media_param(&cx, S("a/b; x=1; Boundary=\"q\\\"r;s\" ; c=2"), "boundary"),
		   "q\"r;s");
	EXPECT_STR(request_media_param(&cx, S("a/b;x=\"1;boundary=no\";boundary=yes"), "boundary"),
		   "yes");
	EXPECT_STR(request_media_param(&cx, S("a/b; boundary = spaced "), "boundary"), "spaced");
	EXPECT(!request_media_param(&cx, S("a/b; bound; =; x"), "boundary").p);
	EXPECT(request_media_param(&cx, S("a/b; n=\"\""), "n").p &&
	       !request_media_param(&cx, S("a/b; n=\"\""), "n").n);
	ctx_end(&cx);
}

/* ---- forms ---- */

#define PART(head, data) "--B\r\n" head "\r\n\r\n" data "\r\n"
#define FIELD(name, data) PART("Content-Disposition: form-data; name=\"" name "\"", data)

static enum err form(struct ctx *cx, const char *body, struct http_req *req)
{
	*req = (struct http_req){ .nparts = 0 };
	return multipart_read(cx, S("multipart/form-data; boundary=B"), str_from(body), req);
}

TEST(forms_are_taken_apart_without_copying)
{
	static const char body[] = "preamble\r\n" FIELD("minArea", "300") PART(
		"content-disposition:form-data;name=image;filename=\"a \\\"b\\\".jpg\"\r\nContent-Type: image/jpeg; x=y",
		"\r\n--\r\n--Bx not the end\r\n--C")
		PART("Content-Disposition: form-data; name=\"e\"; filename=\"\"", "") PART(
			"Content-Disposition: form-data; name=\"u\"; filename*=UTF-8''caf%C3%A9.png; filename=\"c\"",
			"x") "--B--\r\nepilogue --B";
	struct ctx cx = ctx_make(NULL);
	struct http_req req;

	EXPECT(form(&cx, body, &req) ==
	       ERR_INVALID_MULTIPART); /* --Bx is neither a boundary nor data: RFC 2046 5.1.1 */
	EXPECT(form(&cx,
		    FIELD("minArea", "300") PART(
			    "content-disposition:form-data;name=image;filename=\"a \\\"b\\\".jpg\"\r\n"
			    "Content-Type: image/jpeg; x=y",
			    "\r\n--\r\n--C")
			    PART("Content-Disposition: form-data; name=\"e\"; filename=\"\"", "") PART(
				    "Content-Disposition: form-data; name=\"u\"; filename*=UTF-8''caf%C3%A9.png; filename=\"c\"",
				    "x") "--B--\r\nepilogue --B",
		    &req) == OK);
	EXPECT(req.nparts == 4);
	EXPECT_STR(http_part(&req, "minArea")->data, "300");
	EXPECT(!http_part(&req, "minArea")->has_filename);
	EXPECT_STR(http_part(&req, "image")->data, "\r\n--\r\n--C");
	EXPECT_STR(http_part(&req, "image")->filename, "a \"b\".jpg");
	EXPECT_STR(http_part(&req, "image")->type, "image/jpeg");
	EXPECT(http_part(&req, "e")->has_filename && http_part(&req, "e")->filename.n == 0);
	EXPECT_STR(http_part(&req, "u")->filename, "caf\xc3\xa9.png");
	EXPECT(!http_part(&req, "absent"));
	ctx_end(&cx);
}

TEST(forms_may_be_empty_and_have_a_preamble)
{
	struct ctx cx = ctx_make(NULL);
	struct http_req req;

	EXPECT(form(&cx, "--B--", &req) == OK && req.nparts == 0);
	EXPECT(form(&cx, "hello\r\n" FIELD("a", "1") "--B--", &req) == OK && req.nparts == 1);
	EXPECT(form(&cx, "--B \t\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n--B--",
		    &req) == OK);
	ctx_end(&cx);
}

TEST(forms_cut_off_anywhere_are_refused)
{
	static const char whole[] = FIELD("a", "1")
		PART("Content-Disposition: form-data; name=f; filename=x", "data") "--B--";
	struct ctx cx = ctx_make(NULL);
	struct http_req req;

	EXPECT(form(&cx, whole, &req) == OK && req.nparts == 2);
	for (size_t n = 0; n < sizeof whole - 1; n++)
		EXPECT(multipart_read(&cx, S("multipart/form-data; boundary=B"), (str){ whole, n },
				      &req) == ERR_INVALID_MULTIPART);
	ctx_end(&cx);
}

TEST(forms_that_are_malformed_are_refused)
{
	static const char *const bad[] = {
		PART("Content-Disposition: form-data", "x") "--B--",
		PART("Content-Disposition: form-data; name=\"\"", "x") "--B--",
		PART("Content-Disposition: attachment; name=\"a\"", "x") "--B--",
		PART("Content-Type: text/plain", "x") "--B--",
		PART("Content-Disposition form-data; name=a", "x") "--B--",
		PART("Content-Disposition: form-data; name=\"\xff\"", "x") "--B--",
		PART("Content-Disposition: form-data; name=a; filename*=UTF-8''%ff", "x") "--B--",
		PART("Content-Disposition: form-data; name=a; filename*=UTF-8''%00", "x") "--B--",
		FIELD("a", "\xff") "--B--",
		"--B\r\n\r\nx\r\n--B--",
		"--B\nContent-Disposition: form-data; name=a\n\nx\n--B--",
		"--B",
	};
	struct ctx cx = ctx_make(NULL);
	struct buf many = buf_make(&cx.arena, 1 << 20);
	struct http_req req;

	for (size_t i = 0; i < countof(bad); i++)
		EXPECT(form(&cx, bad[i], &req) == ERR_INVALID_MULTIPART);
	for (int i = 0; i <= HTTP_MAX_PARTS; i++)
		buf_add(&many, S(FIELD("a", "1")));
	buf_add(&many, S("--B--"));
	EXPECT(form(&cx, buf_str(&many).p, &req) == ERR_INVALID_MULTIPART);
	EXPECT(multipart_read(&cx, S("multipart/form-data"), S("--B--"), &req) ==
	       ERR_INVALID_MULTIPART);
	EXPECT(multipart_read(&cx, S("multipart/form-data; boundary=\"\""), S("--B--"), &req) ==
	       ERR_INVALID_MULTIPART);
	ctx_end(&cx);
}
