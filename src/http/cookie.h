/* cookie.h - the few cookies there are: RFC 6265, no more of it than a __Host- cookie needs. */
#ifndef COOKIE_H
#define COOKIE_H

#include "http/http.h"

/* The value a request sent; {NULL, 0}: none. Of several of that name, the first. */
str http_cookie(const struct http_req *req, const char *name);

/* Have the browser keep it for so many seconds, for this host and HTTPS only, out of reach of scripts and of other sites' pages.
 * 0 seconds: forget it. The name must begin with __Host-. */
void http_res_cookie(struct ctx *cx, struct http_res *res, const char *name, str value,
		     int64_t seconds);

#endif
