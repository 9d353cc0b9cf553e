/* cookie.c - see cookie.h. */
#include "http/cookie.h"

#include "http/request.h"

#include <string.h>

str http_cookie(const struct http_req *req, const char *name)
{
	str all = http_header(req, "Cookie");

	while (all.n) {
		str value = str_cut(&all, ';'), its_name = request_trim(str_cut(&value, '='));

		if (str_eq(its_name, str_from(name)))
			return request_trim(value);
	}
	return (str){ NULL, 0 };
}

void http_res_cookie(struct ctx *cx, struct http_res *res, const char *name, str value,
		     int64_t seconds)
{
	CHECK(strncmp(name, "__Host-", 7) == 0);
	http_res_header(res, "Set-Cookie",
			str_fmt(&cx->arena,
				"%s=" STR_FMT
				"; Path=/; Max-Age=%lld; Secure; HttpOnly; SameSite=Strict",
				name, STR_ARG(value), (long long)seconds));
}
