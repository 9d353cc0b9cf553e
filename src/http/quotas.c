/* quotas.c - see quotas.h. */
#include "http/quotas.h"

#include "base/clock.h"
#include "base/log.h"
#include "http/buckets.h"
#include "http/request.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { WINDOW_S = 60, NETWORK_BYTES = 8, HOME = 100 };

/* What is counted: bits of a bucket's kind. */
enum { OF_ADDRESS = 0, OF_ACCOUNT = 0x80 };

static const struct {
	const char *name;
	size_t setting;
	int64_t usual; /* a minute, where the setting says nothing */
} kinds[QUOTAS] = {
	[QUOTA_REQUESTS] = { "requests", offsetof(struct conf, requests_per_minute), 6000 },
	[QUOTA_AUTH] = { "auth", offsetof(struct conf, auth_per_minute), 10 },
	[QUOTA_SEARCH] = { "search", offsetof(struct conf, search_per_minute), 300 },
	[QUOTA_SCAN] = { "scan", offsetof(struct conf, scan_per_minute), 30 },
};

struct quotas {
	struct buckets *buckets;
	int64_t far[QUOTAS];  /* 0: no limit */
	int64_t near[QUOTAS]; /* of this computer itself */
	atomic_bool warned;
};

static int64_t said(const struct conf *conf, enum quota kind)
{
	return *(const int64_t *)(const void *)((const char *)conf + kinds[kind].setting);
}

struct quotas *quotas_open(const struct conf *conf)
{
	bool home = str_eq(conf->env, S("development"));
	struct quotas *q = xmalloc(sizeof *q);

	*q = (struct quotas){ .buckets = buckets_open() };
	for (enum quota k = 0; k < QUOTAS; k++) {
		int64_t n = said(conf, k);

		q->far[k] = n < 0 ? kinds[k].usual : n;
		q->near[k] = n < 0 && home ? kinds[k].usual * HOME : q->far[k];
	}
	return q;
}

void quotas_close(struct quotas *q)
{
	if (!q)
		return;
	buckets_close(q->buckets);
	free(q);
}

const char *quotas_name(enum quota kind) { return kinds[kind].name; }

/* ---- who ---- */

static str bytes_of(const struct address *a)
{
	return (str){ (const char *)a->b, address_is_v4(a) ? sizeof a->b : NETWORK_BYTES };
}

static bool is_loopback(const struct address *a)
{
	static const struct address six = { { [15] = 1 } };
	enum { V4_FIRST = 12, V4_LOOPBACK = 127 };

	return address_is_v4(a) ? a->b[V4_FIRST] == V4_LOOPBACK : memcmp(a, &six, sizeof six) == 0;
}

/* All clients behind a proxy that is not trusted share one bucket: whoever runs the server should know. */
static void warn_of_proxy(struct quotas *q, const struct http_req *req)
{
	if (!http_header(req, "X-Forwarded-For").p || atomic_exchange(&q->warned, true))
		return;
	log_line(LOG_WARN,
		 "a proxy is not trusted: all its clients count as one; see trusted-proxies",
		 LOG_FIELDS(log_str("client", req->address)));
}

/* ---- how often ---- */

static enum err take(struct ctx *cx, struct quotas *q, enum quota kind, unsigned char of, str who,
		     struct http_req *req)
{
	int64_t quota = is_loopback(&req->from) ? q->near[kind] : q->far[kind];
	struct bucket_level l;

	if (!quota)
		return OK;
	l = buckets_take(q->buckets, (unsigned char)(kind | of), who,
			 (struct bucket_rule){ quota, WINDOW_S }, clock_ticks_us());
	if (!req->quota.name || l.left <= req->quota.left)
		req->quota = (struct http_quota){ .name = kinds[kind].name,
						  .quota = quota,
						  .window_s = WINDOW_S,
						  .left = l.left,
						  .more_s = l.more_s,
						  .shown = kind != QUOTA_REQUESTS || !l.taken };
	if (l.taken)
		return OK;
	warn_of_proxy(q, req);
	return fail_for(cx, ERR_TOO_MANY, l.more_s, "too many requests; try again in %d s",
			(int)l.more_s);
}

enum err quotas_take_address(struct ctx *cx, struct quotas *q, enum quota kind,
			     struct http_req *req)
{
	return take(cx, q, kind, OF_ADDRESS, bytes_of(&req->from), req);
}

enum err quotas_take_account(struct ctx *cx, struct quotas *q, enum quota kind, str account,
			     struct http_req *req)
{
	return account.n ? take(cx, q, kind, OF_ACCOUNT, account, req) : OK;
}

void quotas_tell(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	const struct http_quota *q = &req->quota;

	if (!q->shown)
		return;
	http_res_header(res, "RateLimit-Policy",
			str_fmt(&cx->arena, "\"%s\";q=%lld;w=%lld", q->name, (long long)q->quota,
				(long long)q->window_s));
	http_res_header(res, "RateLimit",
			str_fmt(&cx->arena, "\"%s\";r=%lld;t=%lld", q->name, (long long)q->left,
				(long long)q->more_s));
}
