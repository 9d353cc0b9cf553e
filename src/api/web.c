/* web.c - the web page: built into the program, or read from web_dir while one works on it. */
#include "api/api.h"

#include "base/crypto.h"
#include "base/embed.h"
#include "library/app.h"

#include <stdio.h>
#include <string.h>

enum { FILE_MAX = 8 << 20, NAME_LONGEST = 100, TAG_DIGITS = 32 };

static const char *type_of(str name)
{
	static const struct {
		const char *ending, *type;
	} types[] = {
		{ ".html", "text/html; charset=utf-8" },
		{ ".js", "text/javascript; charset=utf-8" },
		{ ".css", "text/css; charset=utf-8" },
		{ ".svg", "image/svg+xml; charset=utf-8" },
		{ ".jpg", "image/jpeg" },
		{ ".png", "image/png" },
		{ ".woff2", "font/woff2" },
	};

	for (size_t i = 0; i < countof(types); i++) {
		size_t n = strlen(types[i].ending);

		if (name.n > n && memcmp(name.p + name.n - n, types[i].ending, n) == 0)
			return types[i].type;
	}
	return "application/octet-stream";
}

/* Letters, digits, - _ and dots inside: nothing that could leave the folder. */
static bool plain_name(str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		      c == '-' || c == '_' || (c == '.' && i > 0)))
			return false;
	}
	return s.n > 0 && s.n <= NAME_LONGEST;
}

/* Its tag is made of its content, as that of a built-in file is: it changes when somebody builds the page anew. */
static enum err from_disk(struct ctx *cx, const struct http_req *req, const char *folder, str name,
			  struct http_res *res)
{
	str path = str_fmt(&cx->arena, STR_FMT "/%s" STR_FMT, STR_ARG(cx->app->conf.web_dir),
			   folder, STR_ARG(name));
	char chunk[16384];
	FILE *f = fopen(path.p, "rb");
	size_t n;

	if (!f)
		return fail(cx, ERR_NOT_FOUND, "there is no such file");
	res->body = buf_make(&cx->arena, FILE_MAX);
	while ((n = fread(chunk, 1, sizeof chunk, f)) > 0)
		buf_add(&res->body, (str){ chunk, n });
	fclose(f);
	if (http_etag(cx, req, res,
		      (str){ crypto_digest_hex(&cx->arena, buf_str(&res->body)).p, TAG_DIGITS }))
		res->body.n = 0;
	return OK;
}

static enum err send_built_in(struct ctx *cx, const struct http_req *req, const struct embedded *f,
			      struct http_res *res)
{
	if (http_etag(cx, req, res, str_from(f->tag)))
		return OK;
	res->borrowed = (str){ f->data, f->n };
	res->borrowed_gzip = (str){ f->gzip, f->gzip_n };
	return OK;
}

static enum err send_file(struct ctx *cx, const struct http_req *req, const char *folder, str name,
			  struct http_res *res)
{
	if (!plain_name(name))
		return fail(cx, ERR_NOT_FOUND, "there is no such file");
	res->type = type_of(name);
	if (cx->app->conf.web_dir.n)
		return from_disk(cx, req, folder, name, res);
	for (size_t i = 0; i < web_files_n; i++)
		if (str_eq(name, str_from(web_files[i].name)))
			return send_built_in(cx, req, &web_files[i], res);
	return fail(cx, ERR_NOT_FOUND, "there is no such file");
}

enum err api_root(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	str accept = http_header(req, "Accept");

	http_res_vary(cx, res, "Accept");
	if (accept.n && memmem(accept.p, accept.n, "text/html", 9)) {
		http_res_header(res, "Cache-Control", S("no-cache"));
		return send_file(cx, req, "", S("index.html"), res);
	}
	res->borrowed = S(
		"{\"message\":\"Use POST /detect/spines or /scan/capture\",\"status\":\"ok\"}");
	return OK;
}

enum err api_root_file(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	http_res_header(res, "Cache-Control", S("public, max-age=3600"));
	return send_file(cx, req, "", (str){ req->path.p + 1, req->path.n - 1 }, res);
}

/* Their names change with their content. */
enum err api_asset(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	http_res_header(res, "Cache-Control", S("public, max-age=31536000, immutable"));
	return send_file(cx, req, "assets/", http_param(req, "file"), res);
}
