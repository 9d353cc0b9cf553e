/* fuzz_http.c - targets, headers and forms of strangers. The input: a target, header lines, an
 * empty line, a body. */
#include "base/utf8.h"
#include "http/cors.h"
#include "http/encode.h"
#include "http/multipart.h"
#include "http/proxies.h"
#include "http/request.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

enum { MAX_HEADERS = 32 };

static bool inside(str whole, str part)
{
	return !part.n || (part.p >= whole.p && part.p + part.n <= whole.p + whole.n);
}

static void read_form(struct ctx *cx, str type, str body)
{
	struct http_req req = { .nparts = 0 };

	if (multipart_read(cx, type, body, &req))
		return;
	CHECK(req.nparts <= HTTP_MAX_PARTS);
	for (size_t i = 0; i < req.nparts; i++) {
		const struct http_part *p = &req.parts[i];

		CHECK(p->name.n && utf8_valid(p->name) && utf8_valid(p->filename) &&
		      inside(body, p->data));
		CHECK(p->has_filename || utf8_valid(p->data));
	}
}

/* Whoever is named is an address, and never the proxy that names it unless nobody else is. */
static void read_forwarded(struct ctx *cx, struct http_req *req)
{
	struct proxies p;
	struct address a;

	CHECK(proxies_read(cx, S("127.0.0.1, 10.0.0.0/8, 2001:db8::/32"), &p) == OK);
	CHECK(address_read(S("127.0.0.1"), false, &req->from));
	req->address = S("127.0.0.1");
	proxies_apply(cx, &p, req);
	CHECK(address_read(req->address, false, &a) && memcmp(&a, &req->from, sizeof a) == 0);
	http_same_origin(req, S("https://app.example.org"));
}

static void read_head(struct ctx *cx, struct http_req *req)
{
	struct request_ids ids = { .left = 0 };
	struct http_res res = { .status = 200 };
	str id;

	if (request_check_headers(cx, req, true))
		return;
	CHECK(request_body_size(req) >= -1);
	request_identify(cx, req, &ids);
	id = cx->request_id;
	CHECK(strlen(cx->trace.id) == 32 && trace_parent(&cx->arena, &cx->trace).n == 55);
	CHECK(id.n >= 1 && id.n <= 64);
	read_forwarded(cx, req);
	req->method = HTTP_OPTIONS;
	cors_apply(cx, S("*"), req, &res);
	http_is_json(req);
}

/* What may stand in a header: no controls, so nothing that would end its line. */
static void check_header(str v)
{
	for (size_t i = 0; i < v.n; i++)
		CHECK((unsigned char)v.p[i] >= ' ');
}

static void read_query(struct ctx *cx, struct http_req *req)
{
	static const char *const words[] = { "title", "author" };
	struct http_res res = { .status = 200 };
	int64_t limit = 50;
	size_t sort = 0;

	if (!http_query_int(cx, req, "limit", 1, 500, &limit))
		CHECK(limit >= 1 && limit <= 500);
	if (!http_query_choice(cx, req, "sort", words, 2, &sort))
		CHECK(sort < 2);
	http_link_next(cx, req, &res, S("AQ"));
	for (size_t i = 0; i < res.headers[0].value.n; i++)
		CHECK((unsigned char)res.headers[0].value.p[i] < 0x7f);
	check_header(res.headers[0].value);
}

static void read_codings(struct ctx *cx, const struct http_req *req)
{
	struct http_res res = { .status = 200, .type = "text/css" };

	res.borrowed = S("plain");
	res.borrowed_gzip = S("packed");
	encode_answer(cx, req, &res);
	CHECK(str_eq(res.borrowed, S("packed")) == (res.nheaders > 0));
}

static void read_conditions(struct ctx *cx, struct http_req *req)
{
	struct http_res res = { .status = 200 };
	struct expected seqs;

	req->method = HTTP_GET;
	CHECK(http_etag(cx, req, &res, S("417")) == (res.status == 304));
	check_header(res.headers[0].value);
	if (!http_if_match_seqs(cx, req, &seqs) && !seqs.any && http_if_match(cx, req, S("417")))
		for (size_t i = 0; i < seqs.n; i++)
			CHECK(seqs.seqs[i] != 417);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	str rest = { (const char *)data, n }, line;
	struct http_pair headers[MAX_HEADERS];
	struct http_req req = { .headers = headers };
	struct ctx cx = ctx_make(NULL);
	str target = str_cut(&rest, '\n');

	while (req.nheaders < MAX_HEADERS && (line = str_cut(&rest, '\n')).n) {
		str name = str_cut(&line, ':');

		headers[req.nheaders++] = (struct http_pair){ name, line };
	}
	if (!request_read_target(&cx, target, &req)) {
		CHECK(utf8_valid(req.path) && req.path.p[0] == '/' &&
		      !memchr(req.path.p, 0, req.path.n));
		CHECK(utf8_valid(http_query(&cx, &req, "q")));
		read_query(&cx, &req);
	}
	read_conditions(&cx, &req);
	read_codings(&cx, &req);
	read_head(&cx, &req);
	read_form(&cx, http_header(&req, "Content-Type"), rest);
	ctx_end(&cx);
	return 0;
}
