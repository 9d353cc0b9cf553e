/* exchange.c - see exchange.h. */
#include "http/exchange.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/utf8.h"
#include "http/dispatch.h"
#include "http/dress.h"
#include "http/encode.h"
#include "http/quotas.h"

#include <stdlib.h>
#include <string.h>

enum {
	FIRST_BODY = 16 << 10, /* bytes taken before anything is known of a body's true size */
	SMALL_BODY = 64 << 10, /* of a route that wants none */
	FORM_EXTRA = 1 << 20,  /* what a form may hold beside its photo */
	SWALLOW = 256 << 10,   /* a refused body this small is read, to keep the connection */
	MAX_LINES = 100,       /* of a head */
	DROP_MAX = 64 << 20,   /* bytes thrown away of a body that grew too large under way */
};

void exchange_start(struct exchange *x, struct exchange_room *room, const char *target,
		    const struct address *from, const char *name)
{
	*x = (struct exchange){ .room = room,
				.cx = ctx_make(room->app.app),
				.began_us = clock_ticks_us() };
	x->target = str_dup(&x->cx.arena, str_from(target));
	x->req.address = str_from(name);
	x->req.from = *from;
	x->res.body = buf_make(&x->cx.arena, 0);
	atomic_fetch_add(&room->running, 1);
}

static size_t limit_of(const struct exchange_room *room, const struct route *route)
{
	switch (route->body) {
	case SHORT_BODY: return HTTP_SHORT_BODY;
	case JSON_BODY: return (size_t)room->conf->max_body_kib << 10;
	case IMPORT_BODY: return ((size_t)room->conf->max_import_mib << 20) + FORM_EXTRA;
	case PHOTO_BODY: return ((size_t)room->conf->max_photo_mib << 20) + FORM_EXTRA;
	case NO_BODY: break;
	}
	return SMALL_BODY;
}

static enum place place_of(const struct http_req *req)
{
	return req->method == HTTP_OPTIONS ? ON_LOOP : req->route->place;
}

/* The route, and whether its client may ask once more; what is not there counts, too. */
static enum err find(struct exchange *x)
{
	struct http_app *app = &x->room->app;
	enum err e = dispatch_find(&x->cx, app, &x->req),
		 full = quotas_take_address(&x->cx, app->quotas,
					    http_quota_of(app, e ? NULL : x->req.route), &x->req);

	return full ? full : e;
}

/* All that can be decided before the body has come. */
static enum err admit(struct exchange *x, size_t head_bytes)
{
	struct exchange_room *room = x->room;
	struct ctx *cx = &x->cx;
	enum err e;

	if ((e = request_read_target(cx, x->target, &x->req)))
		return e;
	if (head_bytes > (size_t)room->conf->max_header_kib << 10)
		return fail(cx, ERR_HEADERS_TOO_LARGE,
			    "the head of the request is larger than %d KiB",
			    (int)room->conf->max_header_kib);
	if (x->req.nheaders > MAX_LINES)
		return fail(cx, ERR_HEADERS_TOO_LARGE, "a request has at most %d header lines",
			    MAX_LINES);
	if (atomic_load(&room->stopping))
		return fail(cx, ERR_UNAVAILABLE, "the server is stopping");
	if ((e = find(x)))
		return e;
	x->place = place_of(&x->req);
	x->body_limit = limit_of(room, x->req.route);
	x->dropping = x->req.route->body == NO_BODY;
	if (request_body_size(&x->req) > (int64_t)x->body_limit)
		return fail(cx, ERR_TOO_LARGE, "at most %zu KiB are accepted here",
			    x->body_limit >> 10);
	return pools_full(room->pools, x->place) ? pools_fail(cx, x->place) : OK;
}

enum verdict exchange_head(struct exchange *x, struct request_ids *ids, size_t head_bytes,
			   bool http_1_1, bool sound)
{
	int64_t size;

	x->req.method = request_method(x->method);
	request_identify(&x->cx, &x->req, ids);
	if (!sound)
		exchange_refuse(x, ERR_INVALID, "the head of the request is malformed");
	else if (request_check_headers(&x->cx, &x->req, http_1_1))
		exchange_refuse(x, OK, NULL);
	x->last = x->cx.err != OK;
	if (x->last)
		return ANSWER_NOW; /* where this request ends and the next begins is not certain */
	proxies_apply(&x->cx, &x->room->proxies, &x->req);
	if (!admit(x, head_bytes))
		return GO_ON;
	x->dropping = true;
	size = request_body_size(&x->req);
	if (size == 0 || (size > 0 && size <= SWALLOW && !http_header(&x->req, "Expect").p))
		return GO_ON;
	exchange_refuse(x, OK, NULL);
	x->last = true;
	return ANSWER_NOW;
}

/* Room for n more bytes, counted against what all bodies together may take. */
static bool grow(struct exchange *x, size_t n)
{
	int64_t said = request_body_size(&x->req);
	size_t want = x->body_cap * 2 > FIRST_BODY ? x->body_cap * 2 : FIRST_BODY, before;

	if (said >= 0 && want > (size_t)said)
		want = (size_t)said;
	if (want < x->body_n + n)
		want = x->body_n + n;
	before = atomic_fetch_add(&x->room->held_bytes, want - x->body_cap);
	if (before + want - x->body_cap > (size_t)x->room->conf->max_held_mib << 20) {
		atomic_fetch_sub(&x->room->held_bytes, want - x->body_cap);
		return false;
	}
	x->body = realloc(x->body, want);
	CHECK(x->body);
	x->body_cap = want;
	return true;
}

bool exchange_body(struct exchange *x, const char *p, size_t n)
{
	x->bytes_in += n;
	if (x->bytes_in > x->body_limit && !x->cx.err) {
		fail(&x->cx, ERR_TOO_LARGE, "at most %zu KiB are accepted here",
		     x->body_limit >> 10);
		x->dropping = true;
	}
	if (!x->dropping && x->body_n + n > x->body_cap && !grow(x, n)) {
		fail(&x->cx, ERR_BUSY,
		     "too many large requests at once; try again in a few seconds");
		x->dropping = true;
	}
	if (x->dropping)
		return x->bytes_in <= x->body_limit + DROP_MAX;
	memcpy(x->body + x->body_n, p, n);
	x->body_n += n;
	return true;
}

enum verdict exchange_whole(struct exchange *x)
{
	if (!x->cx.err && atomic_load(&x->room->hurrying))
		fail(&x->cx, ERR_UNAVAILABLE, "the server is stopping");
	if (x->cx.err) {
		exchange_refuse(x, OK, NULL);
		return ANSWER;
	}
	x->req.body = (str){ x->body ? x->body : "", x->body_n };
	if (x->place == ON_LOOP) {
		exchange_run(x, false);
		x->place = x->res.later ? IN_POOL : ON_LOOP;
	}
	x->req.in_pool = x->place != ON_LOOP;
	return x->req.in_pool ? IN_A_POOL : ANSWER;
}

void exchange_run(struct exchange *x, bool gone)
{
	if (gone)
		exchange_refuse(x, ERR_CANCELLED, "the client has left");
	else
		http_dispatch(&x->cx, &x->room->app, &x->req, &x->res);
	CHECK(!x->res.later || !x->req.in_pool);
	if (x->room->conf->gzip && !x->res.later)
		encode_answer(&x->cx, &x->req, &x->res);
}

void exchange_refuse(struct exchange *x, enum err e, const char *why)
{
	if (e)
		fail(&x->cx, e, "%s", why);
	dispatch_problem(&x->cx, &x->room->app, &x->req, &x->res);
}

/* ---- the answer ---- */

void exchange_dress(struct exchange *x)
{
	struct http_res *res = &x->res;

	http_res_header(res, "X-Request-Id", x->cx.request_id);
	if (x->cx.trace.id[0])
		http_res_header(res, "traceparent", trace_parent(&x->cx.arena, &x->cx.trace));
	quotas_tell(&x->cx, &x->req, res);
	dress_answer(&x->cx, x->room->conf, &x->req, res);
	if (exchange_answer_size(x) && res->type)
		http_res_header(res, "Content-Type", str_from(res->type));
	if (x->last || atomic_load(&x->room->stopping))
		http_res_header(res, "Connection", S("close"));
}

str exchange_answer(const struct exchange *x)
{
	return x->res.borrowed.p ? x->res.borrowed : buf_str(&x->res.body);
}

size_t exchange_answer_size(const struct exchange *x)
{
	return x->res.file ? (size_t)x->res.file->size : exchange_answer(x).n;
}

/* ---- the end ---- */

/* What was asked for where no route has it, as text that is safe in a log whatever was sent. */
static str shown_path(const struct exchange *x, char *scratch, size_t size)
{
	str s = x->req.path.n ? x->req.path : x->target;

	if (x->req.route)
		return S("");
	if (utf8_valid(s))
		return s;
	s.n = s.n < size ? s.n : size;
	for (size_t i = 0; i < s.n; i++)
		scratch[i] = (unsigned char)s.p[i] < 0x80 ? s.p[i] : '?';
	return (str){ scratch, s.n };
}

void exchange_log(const struct exchange *x, int status, size_t bytes_out, const char *how,
		  bool still_runs)
{
	char scratch[256];

	if (!log_wants(LOG_INFO))
		return;
	log_line(LOG_INFO, "request",
		 LOG_FIELDS(
			 log_str("request_id", x->cx.request_id), log_z("trace_id", x->cx.trace.id),
			 log_z("span_id", x->cx.trace.span), log_str("method", x->method),
			 log_z("route", x->req.route ? x->req.route->path : NULL),
			 log_str("path", shown_path(x, scratch, sizeof scratch)),
			 log_i64("status", status),
			 log_z("error", x->cx.err && !still_runs ? err_name(x->cx.err) : NULL),
			 log_ms("duration_ms", clock_ticks_us() - x->began_us),
			 log_i64("bytes_in", (int64_t)x->bytes_in),
			 log_i64("bytes_out", x->req.method == HTTP_HEAD ? 0 : (int64_t)bytes_out),
			 log_str("actor_id", still_runs ? S("") : x->cx.actor.user_id),
			 log_str("client", x->req.address), log_z("ended", how)));
}

void exchange_end(struct exchange *x)
{
	struct exchange_room *room = x->room;

	atomic_fetch_sub(&room->held_bytes, x->body_cap);
	free(x->body);
	ctx_end(&x->cx);
	*x = (struct exchange){ .room = room };
	atomic_fetch_sub(&room->running, 1);
}
