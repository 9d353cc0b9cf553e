/* cors.c - see cors.h. */
#include "http/cors.h"

#include "http/request.h"

#include <string.h>

enum { MAX_ASKED = 64 };

static const char all_methods[] = "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT";

/* What a page of another origin may read of an answer beside the few headers browsers always
 * show. */
static const char exposed[] = "Allow, Content-Disposition, ETag, Link, Location, RateLimit, "
			      "RateLimit-Policy, Retry-After, traceparent, X-Request-Id";

/* By its name; the word * stands for itself. */
static bool is_named(str list, str origin)
{
	while (list.n) {
		str one = request_trim(str_cut(&list, ','));

		if (one.n && str_eq(one, origin))
			return true;
	}
	return false;
}

static bool is_listed(str list, str origin)
{
	return is_named(list, origin) || is_named(list, S("*"));
}

/* Of "https://books.example.org" the host is its own. */
static bool is_own(const struct http_req *req, str origin)
{
	str scheme, rest = origin, host = req->host.n ? req->host : http_header(req, "Host");

	scheme = str_cut(&rest, ':');
	if (req->secure && !request_same(scheme, S("https")))
		return false; /* a page without encryption is anybody's between here and there */
	return rest.n > 2 && host.n && memcmp(rest.p, "//", 2) == 0 &&
	       request_same((str){ rest.p + 2, rest.n - 2 }, host);
}

bool http_same_origin(const struct http_req *req, str allowed)
{
	str origin = http_header(req, "Origin"), site = http_header(req, "Sec-Fetch-Site");
	bool named = origin.n && !str_eq(origin, S("*")) && is_named(allowed, origin);

	if (site.p && !str_eq(site, S("same-origin")) && !str_eq(site, S("none")))
		return named;
	return site.p || !origin.p || named || is_own(req, origin);
}

str cors_policy(str allowed)
{
	return str_eq(request_trim(allowed), S("*")) ? S("cross-origin") : S("same-origin");
}

static bool is_before(str a, str b)
{
	int c = memcmp(a.p, b.p, a.n < b.n ? a.n : b.n);

	return c < 0 || (c == 0 && a.n < b.n);
}

/* The header names of the list, sorted by their bytes; what cannot be a name is left out. */
static str sorted_names(struct ctx *cx, str list)
{
	struct buf b = buf_make(&cx->arena, list.n * 2 + 1);
	str names[MAX_ASKED];
	size_t n = 0;

	while (list.n && n < MAX_ASKED) {
		str one = request_trim(str_cut(&list, ','));
		size_t at = n;

		if (!request_token(one))
			continue;
		for (; at > 0 && is_before(one, names[at - 1]); at--)
			names[at] = names[at - 1];
		names[at] = one;
		n++;
	}
	for (size_t i = 0; i < n; i++) {
		buf_add(&b, i ? S(", ") : S(""));
		buf_add(&b, names[i]);
	}
	return buf_str(&b);
}

static void answer_preflight(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	str asked = sorted_names(cx, http_header(req, "Access-Control-Request-Headers"));

	http_res_header(res, "Access-Control-Allow-Methods", str_from(all_methods));
	if (asked.n)
		http_res_header(res, "Access-Control-Allow-Headers", asked);
}

void cors_apply(struct ctx *cx, str allowed, const struct http_req *req, struct http_res *res)
{
	str origin = http_header(req, "Origin"),
	    wanted = http_header(req, "Access-Control-Request-Method");
	bool any = str_eq(request_trim(allowed), S("*"));

	if (!any && allowed.n)
		http_res_vary(cx, res, "Origin"); /* for caches: another page gets another answer */
	if (!any && (!origin.n || !is_listed(allowed, origin)))
		return;
	http_res_header(res, "Access-Control-Allow-Origin", origin.n ? origin : S("*"));
	if (origin.n) {
		if (any)
			http_res_vary(cx, res, "Origin");
		http_res_header(res, "Access-Control-Expose-Headers", str_from(exposed));
	}
	if (res->status == 200 && req->method == HTTP_OPTIONS &&
	    request_method(wanted) != HTTP_OTHER)
		answer_preflight(cx, req, res);
}
