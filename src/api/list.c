/* list.c - see list.h. */
#include "api/list.h"

#include "base/clock.h"
#include "base/crypto.h"
#include "base/cursor.h"
#include "base/utf8.h"

enum { TAG_DIGITS = 32, STATES_MAX = 64 << 20 };

/* A text or nothing, a number, an id. */
enum err list_cursor_read(struct ctx *cx, const struct http_req *req, str order,
			  struct list_place *out)
{
	struct cursor_part at[3];
	str text = http_query(cx, req, "cursor");
	enum err e;

	if (!text.n)
		return OK;
	if ((e = cursor_read(cx, text, order, "Sis", at)))
		return e;
	if (!uuid_valid(at[2].s))
		return fail_field(cx, S("cursor"), "this cursor is not of this list");
	*out = (struct list_place){ at[0].s.p ? at[0].s : S(""), at[1].i, at[2].s };
	return OK;
}

static str cursor_of(struct ctx *cx, str order, const struct list_place *place)
{
	const struct cursor_part at[] = {
		{ .type = place->text.p ? 's' : 0, .s = place->text },
		{ .type = 'i', .i = place->number },
		{ .type = 's', .s = place->id },
	};

	return place->id.n ? cursor_make(cx, order, at, countof(at)) : (str){ NULL, 0 };
}

bool list_paged(struct ctx *cx, const struct http_req *req)
{
	return http_query(cx, req, "limit").n || http_query(cx, req, "cursor").n;
}

enum err list_since(struct ctx *cx, const struct http_req *req, int64_t *out)
{
	str text = http_query(cx, req, "updatedSince");

	*out = NUMBER_NONE;
	if (text.n && !clock_parse(utf8_trim(text), out))
		return fail_field(cx, S("updatedSince"),
				  "updatedSince must be a time such as 2026-01-31T12:00:00Z");
	return OK;
}

struct listing listing_begin(struct ctx *cx, struct http_res *res)
{
	struct listing l = { .j = json_make(&res->body),
			     .states = buf_make(&cx->arena, STATES_MAX) };

	json_obj(&l.j, NULL);
	json_arr(&l.j, "items");
	return l;
}

void listing_state(struct listing *l, str id, const int64_t *numbers, size_t n)
{
	buf_add(&l->states, id);
	buf_add(&l->states, (str){ (const char *)numbers, n * sizeof *numbers });
	l->n++;
}

void listing_end(struct ctx *cx, const struct http_req *req, struct http_res *res,
		 struct listing *l, str order, const struct list_place *next)
{
	str cursor;

	json_end(&l->j, ']');
	json_i64(&l->j, "count", l->n);
	if (order.n) {
		cursor = cursor_of(cx, order, next);
		json_str_or_null(&l->j, "next", cursor);
		buf_add(&l->states, cursor);
		if (cursor.n)
			http_link_next(cx, req, res, cursor);
	}
	json_end(&l->j, '}');
}

void listing_tag(struct ctx *cx, const struct http_req *req, struct http_res *res,
		 struct listing *l)
{
	CHECK(!l->states.full);
	if (http_etag(cx, req, res,
		      (str){ crypto_digest_hex(&cx->arena, buf_str(&l->states)).p, TAG_DIGITS }))
		res->body.n = 0;
}
