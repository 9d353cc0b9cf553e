/* cors.c - see cors.h. */
#include "http/cors.h"

#include "http/request.h"

#include <string.h>

enum { MAX_ASKED = 64 };

static const char all_methods[] = "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT";

/* What a page of another origin may read of an answer beside the few headers browsers always
 * show. */
static const char exposed[] = "Allow, Content-Disposition, ETag, Link, Location, Retry-After, "
			      "X-Request-Id";

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

bool http_same_origin(const struct http_req *req, str allowed)
{
	str origin = http_header(req, "Origin"), host = http_header(req, "Host"), scheme = origin;

	if (!origin.p)
		return true;
	str_cut(&scheme, ':');
	if (scheme.n > 2 && host.n && memcmp(scheme.p, "//", 2) == 0 &&
	    request_same((str){ scheme.p + 2, scheme.n - 2 }, host))
		return true;
	return !str_eq(origin, S("*")) && is_named(allowed, origin);
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

	if (origin.n && !any && !is_listed(allowed, origin))
		return;
	if (!origin.n && !any)
		return;
	http_res_header(res, "Access-Control-Allow-Origin", origin.n ? origin : S("*"));
	if (origin.n) {
		http_res_vary(cx, res, "Origin");
		http_res_header(res, "Access-Control-Expose-Headers", str_from(exposed));
	}
	if (res->status == 200 && req->method == HTTP_OPTIONS &&
	    request_method(wanted) != HTTP_OTHER)
		answer_preflight(cx, req, res);
}
