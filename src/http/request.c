/* request.c - see request.h and http.h. */
#include "http/request.h"

#include "base/crypto.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

static const char *const method_names[] = { "GET",   "HEAD",   "POST",    "PUT",
					    "PATCH", "DELETE", "OPTIONS", "" };

enum method request_method(str name)
{
	for (size_t i = 0; i < HTTP_OTHER; i++)
		if (str_eq(name, str_from(method_names[i])))
			return (enum method)i;
	return HTTP_OTHER;
}

const char *request_method_name(enum method m) { return method_names[m]; }

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c; }

str request_trim(str s)
{
	while (s.n && (s.p[0] == ' ' || s.p[0] == '\t'))
		s = (str){ s.p + 1, s.n - 1 };
	while (s.n && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t'))
		s.n--;
	return s;
}

bool request_same(str a, str b)
{
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		if (lower(a.p[i]) != lower(b.p[i]))
			return false;
	return true;
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool request_token(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!is_letter(s.p[i]) && !is_digit(s.p[i]) &&
		    (!s.p[i] || !strchr("!#$%&'*+-.^_`|~", s.p[i])))
			return false;
	return s.n > 0;
}

/* ---- percent-encoding ---- */

static int hex(char c)
{
	if (is_digit(c))
		return c - '0';
	c = lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

str request_decode(struct arena *a, str s, bool plus_is_space)
{
	char *p;
	size_t n = 0;

	if (!s.n || (!memchr(s.p, '%', s.n) && (!plus_is_space || !memchr(s.p, '+', s.n))))
		return s;
	p = arena_new(a, char, s.n + 1);
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (c == '%' && i + 2 < s.n && hex(s.p[i + 1]) >= 0 && hex(s.p[i + 2]) >= 0) {
			c = (char)(hex(s.p[i + 1]) * 16 + hex(s.p[i + 2]));
			i += 2;
		} else if (c == '+' && plus_is_space) {
			c = ' ';
		}
		p[n++] = c;
	}
	return (str){ p, n };
}

static bool is_text(str s) { return !s.n || (!memchr(s.p, '\0', s.n) && utf8_valid(s)); }

/* "http://host/path" as proxies send it: only the path counts. */
static str without_authority(str target)
{
	str scheme = S("http://"), rest = target;

	if (target.n < scheme.n || !request_same((str){ target.p, scheme.n }, scheme))
		return target;
	rest = (str){ target.p + scheme.n, target.n - scheme.n };
	for (size_t i = 0; i < rest.n; i++)
		if (rest.p[i] == '/')
			return (str){ rest.p + i, rest.n - i };
	return S("/");
}

enum err request_read_target(struct ctx *cx, str target, struct http_req *req)
{
	str rest = without_authority(target);

	for (size_t i = 0; i < target.n; i++)
		if ((unsigned char)target.p[i] <= ' ' || target.p[i] == 0x7f)
			return fail(cx, ERR_INVALID,
				    "the address holds a space or a control character");
	req->path = request_decode(&cx->arena, str_cut(&rest, '?'), false);
	req->query = rest;
	if (!req->path.n || req->path.p[0] != '/')
		return fail(cx, ERR_INVALID, "the address must start with a slash");
	if (!is_text(req->path) || !is_text(request_decode(&cx->arena, rest, false)))
		return fail(cx, ERR_INVALID, "the address is not valid UTF-8");
	return OK;
}

/* ---- headers ---- */

str http_header(const struct http_req *req, const char *name)
{
	str want = str_from(name);

	for (size_t i = 0; i < req->nheaders; i++)
		if (request_same(req->headers[i].name, want))
			return req->headers[i].value;
	return (str){ NULL, 0 };
}

static size_t count(const struct http_req *req, str name)
{
	size_t n = 0;

	for (size_t i = 0; i < req->nheaders; i++)
		n += request_same(req->headers[i].name, name);
	return n;
}

static bool is_value(str s)
{
	bool ascii = true;

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if ((c < ' ' && c != '\t') || c == 0x7f)
			return false;
		ascii = ascii && c < 0x80;
	}
	return ascii || utf8_valid(s);
}

static bool is_number(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!is_digit(s.p[i]))
			return false;
	return s.n > 0 && s.n < 19;
}

static enum err check_framing(struct ctx *cx, const struct http_req *req)
{
	size_t lengths = count(req, S("Content-Length")),
	       codings = count(req, S("Transfer-Encoding"));

	if (lengths > 1 || codings > 1 || (lengths && codings))
		return fail(cx, ERR_INVALID,
			    "the headers give the length of the body more than once");
	if (lengths && !is_number(http_header(req, "Content-Length")))
		return fail(cx, ERR_INVALID, "Content-Length is not a number");
	if (codings && !request_same(http_header(req, "Transfer-Encoding"), S("chunked")))
		return fail(cx, ERR_INVALID, "the only transfer coding accepted is chunked");
	return OK;
}

enum err request_check_headers(struct ctx *cx, const struct http_req *req, bool http_1_1)
{
	size_t hosts = count(req, S("Host"));

	for (size_t i = 0; i < req->nheaders; i++) {
		if (!request_token(req->headers[i].name))
			return fail(cx, ERR_INVALID, "a header has a malformed name");
		if (!is_value(req->headers[i].value))
			return fail(cx, ERR_INVALID,
				    "the header " STR_FMT " holds what is not text",
				    STR_ARG(req->headers[i].name));
	}
	if (hosts > 1 || (hosts == 0 && http_1_1))
		return fail(cx, ERR_INVALID, "a request names exactly one Host");
	return check_framing(cx, req);
}

int64_t request_body_size(const struct http_req *req)
{
	int64_t n = 0;

	if (http_header(req, "Transfer-Encoding").p)
		return -1;
	return str_i64(http_header(req, "Content-Length"), &n) ? n : 0;
}

/* ---- identifiers ---- */

static bool is_id(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!is_letter(s.p[i]) && !is_digit(s.p[i]) && !strchr("._-", s.p[i]))
			return false;
	return s.n >= 1 && s.n <= 64;
}

static const unsigned char *random_of(struct request_ids *ids, size_t n)
{
	if (ids->left < n) {
		crypto_random(ids->random, sizeof ids->random);
		ids->left = sizeof ids->random;
	}
	ids->left -= n;
	return ids->random + ids->left;
}

/* Several lines are one list; what is too long or no text is not passed on. */
static str trace_state(struct ctx *cx, const struct http_req *req)
{
	struct buf b = buf_make(&cx->arena, TRACE_STATE_MAX * 2);

	for (size_t i = 0; i < req->nheaders; i++)
		if (request_same(req->headers[i].name, S("tracestate"))) {
			buf_add(&b, b.n ? S(",") : S(""));
			buf_add(&b, req->headers[i].value);
		}
	return !b.full && trace_state_valid(buf_str(&b)) ? buf_str(&b) : S("");
}

void request_identify(struct ctx *cx, const struct http_req *req, struct request_ids *ids)
{
	str given = http_header(req, "X-Request-Id"), parent = http_header(req, "traceparent");
	bool joined;

	if (parent.p && count(req, S("traceparent")) > 1)
		parent = S("");
	joined = trace_join(&cx->trace, parent, random_of(ids, TRACE_RANDOM));
	if (joined)
		cx->trace.state = trace_state(cx, req);
	if (is_id(given))
		cx->request_id = str_dup(&cx->arena, given);
	else if (joined)
		cx->request_id = str_dup(&cx->arena, str_from(cx->trace.id));
	else
		cx->request_id = uuid_from(&cx->arena, cx->now_ms, random_of(ids, 16));
}

/* ---- media types ---- */

str request_media_type(str content_type) { return request_trim(str_cut(&content_type, ';')); }

/* The value that starts *s, a token or a quoted string, cut off *s together with what follows
 * up to the next ';'. */
static str cut_value(struct arena *a, str *s)
{
	struct buf b;
	size_t i = 1;

	*s = request_trim(*s);
	if (!s->n || s->p[0] != '"')
		return request_trim(str_cut(s, ';'));
	b = buf_make(a, s->n);
	buf_add(&b, S(""));
	for (; i < s->n && s->p[i] != '"'; i++) {
		if (s->p[i] == '\\' && i + 1 < s->n && (s->p[i + 1] == '"' || s->p[i + 1] == '\\'))
			i++;
		buf_addc(&b, s->p[i]);
	}
	*s = i < s->n ? (str){ s->p + i, s->n - i } : (str){ s->p + s->n, 0 };
	str_cut(s, ';');
	return buf_str(&b);
}

str request_media_param(struct ctx *cx, str content_type, const char *name)
{
	str rest = content_type, want = str_from(name);

	str_cut(&rest, ';');
	while (rest.n) {
		str key = { rest.p, 0 };

		while (key.n < rest.n && rest.p[key.n] != '=' && rest.p[key.n] != ';')
			key.n++;
		if (key.n == rest.n || rest.p[key.n] == ';') {
			str_cut(&rest, ';');
			continue;
		}
		rest = (str){ rest.p + key.n + 1, rest.n - key.n - 1 };
		if (request_same(request_trim(key), want))
			return cut_value(&cx->arena, &rest);
		cut_value(&cx->arena, &rest);
	}
	return (str){ NULL, 0 };
}

bool http_is_json(const struct http_req *req)
{
	str type = request_media_type(http_header(req, "Content-Type")), start = S("application/"),
	    end = S("+json");

	if (request_same(type, S("application/json")))
		return true;
	return type.n > start.n + end.n && request_same((str){ type.p, start.n }, start) &&
	       request_same((str){ type.p + type.n - end.n, end.n }, end);
}

/* ---- what the route and the body gave ---- */

bool http_takes_json(const struct route *route)
{
	return route->body == JSON_BODY || route->body == SHORT_BODY;
}

str http_param(const struct http_req *req, const char *name)
{
	for (size_t i = 0; i < req->nparams; i++)
		if (str_eq(req->params[i].name, str_from(name)))
			return req->params[i].value;
	BUG("the route has no such parameter");
}

const struct http_part *http_part(const struct http_req *req, const char *name)
{
	for (size_t i = 0; i < req->nparts; i++)
		if (str_eq(req->parts[i].name, str_from(name)))
			return &req->parts[i];
	return NULL;
}
