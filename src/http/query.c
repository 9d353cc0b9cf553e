/* query.c - what stands behind the question mark, and the link to the next page. See http.h. */
#include "http/request.h"

#include <inttypes.h>
#include <string.h>

str http_query(struct ctx *cx, const struct http_req *req, const char *name)
{
	str rest = req->query, want = str_from(name);

	while (rest.n) {
		str value = str_cut(&rest, '&'), key = str_cut(&value, '=');

		if (str_eq(request_decode(&cx->arena, key, true), want))
			return request_decode(&cx->arena, value, true);
	}
	return (str){ NULL, 0 };
}

static bool read_int(str s, int64_t *out)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return str_i64(s, out);
}

enum err http_query_int(struct ctx *cx, const struct http_req *req, const char *name, int64_t min,
			int64_t max, int64_t *out)
{
	str s = http_query(cx, req, name);
	bool minus = s.n > 1 && s.p[0] == '-';
	int64_t v = 0;

	if (!s.p)
		return OK;
	if (!read_int(minus ? (str){ s.p + 1, s.n - 1 } : s, &v) || (v = minus ? -v : v) < min ||
	    v > max)
		return fail_field(cx, str_from(name),
				  "%s must be a whole number from %" PRId64 " to %" PRId64, name,
				  min, max);
	*out = v;
	return OK;
}

static str listed(struct ctx *cx, const char *const *words, size_t n)
{
	struct buf b = buf_make(&cx->arena, 4096);

	for (size_t i = 0; i < n; i++) {
		buf_add(&b, i == 0 ? S("") : i + 1 == n ? S(" or ") : S(", "));
		buf_add(&b, str_from(words[i]));
	}
	return buf_str(&b);
}

enum err http_query_choice(struct ctx *cx, const struct http_req *req, const char *name,
			   const char *const *words, size_t n, size_t *out)
{
	str s = http_query(cx, req, name);

	if (!s.p)
		return OK;
	for (size_t i = 0; i < n; i++)
		if (str_eq(s, str_from(words[i]))) {
			*out = i;
			return OK;
		}
	return fail_field(cx, str_from(name), "%s must be " STR_FMT, name,
			  STR_ARG(listed(cx, words, n)));
}

/* ---- links ---- */

/* Whether it may stand in a URI reference between angle brackets as it is (RFC 3986). */
static bool is_plain(unsigned char c, const char *also)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       (c && strchr("-._~!$&'()*+,;=:@/", c)) || (c && strchr(also, c));
}

static void add_encoded(struct buf *b, str s, const char *also)
{
	static const char digit[] = "0123456789ABCDEF";

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (is_plain(c, also)) {
			buf_addc(b, s.p[i]);
			continue;
		}
		buf_addc(b, '%');
		buf_addc(b, digit[c >> 4]);
		buf_addc(b, digit[c & 15]);
	}
}

void http_link_next(struct ctx *cx, const struct http_req *req, struct http_res *res, str cursor)
{
	struct buf b = buf_make(&cx->arena, (req->path.n + req->query.n + cursor.n) * 3 + 64);
	str rest = req->query;
	char sep = '?';

	buf_addc(&b, '<');
	add_encoded(&b, req->path, "");
	while (rest.n) {
		str pair = str_cut(&rest, '&'), value = pair, key = str_cut(&value, '=');

		if (!pair.n || str_eq(request_decode(&cx->arena, key, true), S("cursor")))
			continue;
		buf_addc(&b, sep);
		add_encoded(&b, pair, "%?");
		sep = '&';
	}
	buf_addc(&b, sep);
	buf_add(&b, S("cursor="));
	add_encoded(&b, cursor, "");
	buf_add(&b, S(">; rel=\"next\""));
	http_res_header(res, "Link", buf_str(&b));
}
