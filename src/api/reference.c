/* reference.c - GET /openapi.json and /docs: what the API says of itself, printed once. */
#include "api/reference.h"

#include "api/api.h"
#include "base/crypto.h"
#include "library/app.h"

#include <pthread.h>
#include <stdlib.h>

enum { REFERENCE_MAX = 4 << 20, TAG_LENGTH = 16 };

const char *const reference_intro[] = {
	"Everything is JSON in UTF-8; times are UTC, as `2026-11-23T20:15:00Z`. Answers may get new keys: pass over "
	"those you don't know. Keys of yours that the server doesn't know are passed over, too.",
	"An error is `application/problem+json`: `error` is its name for programs, `message` a sentence for people. "
	"`invalid_…` names the input that is to blame: `invalid_title`. A method that an address doesn't take is "
	"answered 405 with `Allow`; HEAD is taken where GET is, OPTIONS everywhere.",
	"Every answer has an `X-Request-Id`, by which it is found in the server's log; a client may send its own. `traceparent` "
	"(W3C Trace Context) is taken and given back.",
	"Signing in, searching and scanning have quotas of their own: `RateLimit` says what is left, and 429 `too_many_requests` "
	"comes with `Retry-After`.",
	"Answers are compressed for clients that say `Accept-Encoding: gzip`. What has an `ETag` is answered 304 without a "
	"body to a client that names it in `If-None-Match`; a write that names it in `If-Match` is done only while it is "
	"still true, else the answer is 412.",
	"Values that older clients sent in other forms are understood where their meaning is plain: `\"yes\"` for true, "
	"`\"412\"` for 412. New clients send what stands here.",
	"These settings of the server bound what is taken:",
};
const size_t reference_intro_n = countof(reference_intro);

/* ---- limits ---- */

struct setting_line {
	const char *name, *help, *fallback;
};

static const struct setting_line settings[] = {
#define TEXT(name, variable, fallback, help)
#define SECRET(name, variable, help)
#define NUMBER(name, variable, fallback, min, max, help) { #name, help, #fallback },
#define FLAG(name, variable, fallback, help) { #name, help, #fallback },
#include "conf/settings.def"
#undef TEXT
#undef SECRET
#undef NUMBER
#undef FLAG
};

static const struct {
	const char *setting;
	enum err beyond;
	size_t there; /* a setting that is not there does not compile */
} limit_rows[] = {
#define LIMIT(setting, error) { #setting, ERR_##error, offsetof(struct conf, setting) },
#include "api/limits.def"
#undef LIMIT
};

static const struct setting_line *setting_of(const char *name)
{
	for (size_t i = 0; i < countof(settings); i++)
		if (strcmp(settings[i].name, name) == 0)
			return &settings[i];
	BUG("a limit without a setting");
}

static const char *with_dashes(struct arena *a, const char *name)
{
	struct buf b = buf_make(a, 100);

	for (; *name; name++)
		buf_addc(&b, *name == '_' ? '-' : *name);
	return b.p;
}

size_t reference_limits(struct arena *a, const struct limit **out)
{
	struct limit *limits = arena_new(a, struct limit, countof(limit_rows));

	for (size_t i = 0; i < countof(limit_rows); i++) {
		const struct setting_line *s = setting_of(limit_rows[i].setting);

		limits[i] = (struct limit){ with_dashes(a, s->name), s->help, s->fallback,
					    err_name(limit_rows[i].beyond),
					    err_http_status(limit_rows[i].beyond) };
	}
	*out = limits;
	return countof(limit_rows);
}

/* ---- printed once, kept as long as the program runs ---- */

struct text {
	str text, tag;
};

static struct {
	pthread_once_t once;
	struct text openapi, page;
} printed = { .once = PTHREAD_ONCE_INIT };

static str keep(str s)
{
	char *p = xmalloc(s.n);

	memcpy(p, s.p, s.n);
	return (str){ p, s.n };
}

static struct text print(void (*put)(struct buf *))
{
	struct ctx cx = ctx_make(NULL);
	struct buf b = buf_make(&cx.arena, REFERENCE_MAX);
	struct text t;
	str digest;

	put(&b);
	CHECK(!b.full);
	digest = crypto_digest_hex(&cx.arena, buf_str(&b));
	t = (struct text){ keep(buf_str(&b)), keep((str){ digest.p, TAG_LENGTH }) };
	ctx_end(&cx);
	return t;
}

static void print_all(void)
{
	printed.openapi = print(reference_put_openapi);
	printed.page = print(reference_put_page);
}

static enum err answer(struct ctx *cx, const struct http_req *req, struct http_res *res,
		       const struct text *t)
{
	http_res_header(res, "Cache-Control", S("public, max-age=60"));
	if (!http_etag(cx, req, res, t->tag))
		res->borrowed = t->text;
	return OK;
}

enum err api_openapi(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	pthread_once(&printed.once, print_all);
	return answer(cx, req, res, &printed.openapi);
}

enum err api_docs(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	pthread_once(&printed.once, print_all);
	res->type = "text/html; charset=utf-8";
	return answer(cx, req, res, &printed.page);
}
