/* encode.c - see encode.h. */
#include "http/encode.h"

#include "base/gzip.h"
#include "http/etag.h"
#include "http/request.h"

#include <string.h>

enum {
	SMALLEST = 1024,   /* below, it fits into one packet anyway */
	LARGEST = 8 << 20, /* above, it would hold up the event loop for more than 40 ms */
	WHOLE = 1000,      /* a quality of 1 */
	UNSAID = -1
};

/* In thousandths; UNSAID where the header names it neither itself nor by the star. */
struct wish {
	int gzip, identity, star;
};

static bool has(const struct http_res *res, const char *name)
{
	for (size_t i = 0; i < res->nheaders; i++)
		if (str_eq(res->headers[i].name, str_from(name)))
			return true;
	return false;
}

/* Pictures and fonts are compressed already. */
static bool is_text(const struct http_res *res)
{
	str type = request_media_type(str_from(res->type)), text = S("text/"), json = S("json"),
	    xml = S("xml");

	if (str_eq(type, S("text/event-stream")))
		return false;
	if (type.n > text.n && memcmp(type.p, text.p, text.n) == 0)
		return true;
	return (type.n > json.n && memcmp(type.p + type.n - json.n, json.p, json.n) == 0) ||
	       (type.n > xml.n && memcmp(type.p + type.n - xml.n, xml.p, xml.n) == 0);
}

/* ---- what the client takes ---- */

/* "q=0.25" in thousandths, a missing one as 1; UNSAID when it is malformed. */
static int read_quality(str s)
{
	int v, digit = 100;

	s = request_trim(s);
	if (!s.n)
		return WHOLE;
	if (s.n < 3 || (s.p[0] != 'q' && s.p[0] != 'Q') || s.p[1] != '=' ||
	    (s.p[2] != '0' && s.p[2] != '1') || s.n > 7 || (s.n > 3 && s.p[3] != '.'))
		return UNSAID;
	v = (s.p[2] - '0') * WHOLE;
	for (size_t i = 4; i < s.n; i++, digit /= 10) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return UNSAID;
		v += (s.p[i] - '0') * digit;
	}
	return v <= WHOLE ? v : UNSAID;
}

static void read_wishes(str list, struct wish *w)
{
	while (list.n) {
		str rest = str_cut(&list, ','), coding = request_trim(str_cut(&rest, ';'));
		int q = read_quality(rest);

		if (q == UNSAID)
			continue;
		if (request_same(coding, S("gzip")) || request_same(coding, S("x-gzip")))
			w->gzip = q;
		else if (request_same(coding, S("identity")))
			w->identity = q;
		else if (str_eq(coding, S("*")))
			w->star = q;
	}
}

static struct wish wishes_of(const struct http_req *req)
{
	struct wish w = { UNSAID, UNSAID, UNSAID };

	for (size_t i = 0; i < req->nheaders; i++)
		if (request_same(req->headers[i].name, S("Accept-Encoding")))
			read_wishes(req->headers[i].value, &w);
	if (w.gzip == UNSAID)
		w.gzip = w.star == UNSAID ? 0 : w.star;
	/* who says nothing of it takes it, but would rather have what is named */
	if (w.identity == UNSAID)
		w.identity = w.star == 0 ? 0 : 1;
	return w;
}

/* ---- the answer ---- */

static void compress(struct ctx *cx, struct http_res *res, str bytes)
{
	str small = res->borrowed.p ? res->borrowed_gzip : (str){ NULL, 0 };

	if (!small.p && bytes.n <= LARGEST)
		small = gzip(&cx->arena, bytes);
	if (!small.p)
		return;
	res->borrowed = small;
	http_res_header(res, "Content-Encoding", S("gzip"));
	etag_mark_gzip(cx, res);
}

void encode_answer(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	str bytes = res->borrowed.p ? res->borrowed : buf_str(&res->body);
	struct wish w;

	if (res->file || !res->type || !is_text(res) || has(res, "Content-Encoding"))
		return;
	w = wishes_of(req);
	if (bytes.n >= SMALLEST || res->status == 304)
		http_res_vary(cx, res, "Accept-Encoding");
	else if (w.identity > 0)
		return;
	if (bytes.n && w.gzip > 0 && w.gzip >= w.identity)
		compress(cx, res, bytes);
}
