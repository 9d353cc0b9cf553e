/* dress.c - see dress.h. */
#include "http/dress.h"

#include "http/cors.h"
#include "http/request.h"

#include <string.h>

struct pair {
	const char *name, *value;
};

/* Data and errors too, which a browser may be made to show as pages. */
static const struct pair always[] = {
	{ "X-Content-Type-Options", "nosniff" },
	{ "Referrer-Policy", "no-referrer" },
};

/* Pages, where scripts run: data, which runs none, would only pay for them, a third of a microsecond each. */
static const struct pair of_pages[] = {
	{ "Cross-Origin-Opener-Policy", "same-origin" },
	{ "Permissions-Policy",
	  "camera=(self), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()" },
};

static const char page_policy[] =
	"default-src 'self'; img-src 'self' blob: data:; object-src 'none'; base-uri 'none'; "
	"frame-ancestors 'none'; form-action 'self'";
/* A year, as ASVS 5.0 3.4.1 asks. */
static const char https_only[] = "max-age=31536000; includeSubDomains";

static bool has(const struct http_res *res, const char *name)
{
	for (size_t i = 0; i < res->nheaders; i++)
		if (request_same(res->headers[i].name, str_from(name)))
			return true;
	return false;
}

static void add(struct http_res *res, const char *name, str value)
{
	if (!has(res, name))
		http_res_header(res, name, value);
}

static bool is_page(const struct http_res *res)
{
	return res->type && strncmp(res->type, "text/html", 9) == 0;
}

void dress_answer(struct ctx *cx, const struct conf *conf, const struct http_req *req,
		  struct http_res *res)
{
	cors_apply(cx, conf->allowed_origins, req, res);
	add(res, "Cache-Control", S("no-store"));
	add(res, "Content-Security-Policy",
	    str_from(is_page(res) ? page_policy : DRESS_DATA_POLICY));
	http_res_header(res, "Cross-Origin-Resource-Policy", cors_policy(conf->allowed_origins));
	for (size_t i = 0; i < countof(always); i++)
		http_res_header(res, always[i].name, str_from(always[i].value));
	for (size_t i = 0; is_page(res) && i < countof(of_pages); i++)
		http_res_header(res, of_pages[i].name, str_from(of_pages[i].value));
	if (req->secure)
		http_res_header(res, "Strict-Transport-Security", str_from(https_only));
}
