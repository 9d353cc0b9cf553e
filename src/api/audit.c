/* audit.c - /users/me/audit and /audit: what happened to accounts. */
#include "library/audit.h"

#include "api/api.h"
#include "api/list.h"
#include "api/people.h"
#include "base/crypto.h"
#include "base/cursor.h"
#include "store/audit.h"

enum { LINES_DEFAULT = 100 };

#define ORDER S("audit")

static str about(str event)
{
	for (int i = 0; i < AUDIT__MAX; i++)
		if (str_eq(event, str_from(audit_name((enum audit_event)i))))
			return str_from(audit_about((enum audit_event)i));
	return event; /* of a newer program */
}

void put_audit_line(struct ctx *cx, struct json *j, const struct audit_line *l)
{
	json_obj(j, NULL);
	json_str(j, "id", l->id);
	put_time(cx, j, "at", l->at_ms);
	json_str(j, "event", l->event);
	json_str(j, "about", about(l->event));
	json_str_or_null(j, "detail", l->detail);
	json_str_or_null(j, "userId", l->user_id);
	json_str_or_null(j, "actorId", l->actor_id);
	json_str_or_null(j, "sessionId", l->session_id);
	json_str_or_null(j, "address", l->address);
	json_str_or_null(j, "requestId", l->request_id);
	json_end(j, '}');
}

struct asked {
	int64_t limit, at_ms;
	str id;
};

static enum err read_place(struct ctx *cx, const struct http_req *req, struct asked *out)
{
	str cursor = http_query(cx, req, "cursor");
	struct cursor_part part[2];
	enum err e;

	*out = (struct asked){ LINES_DEFAULT, INT64_MAX,
			       S("ffffffff-ffff-ffff-ffff-ffffffffffff") };
	if ((e = http_query_int(cx, req, "limit", 1, LIST_PAGE_MAX, &out->limit)) || !cursor.n)
		return e;
	if ((e = cursor_read(cx, cursor, ORDER, "is", part)))
		return e;
	if (!uuid_valid(part[1].s))
		return fail_field(cx, S("cursor"), "cursor is none of this list");
	out->at_ms = part[0].i;
	out->id = part[1].s;
	return OK;
}

static void put_lines(struct ctx *cx, const struct http_req *req, struct http_res *res,
		      struct audit_list list, int64_t limit)
{
	struct json j = json_make(&res->body);
	bool more = list.n > (size_t)limit;

	list.n -= more;
	json_obj(&j, NULL);
	json_i64(&j, "count", (int64_t)list.n);
	json_arr(&j, "items");
	for (size_t i = 0; i < list.n; i++)
		put_audit_line(cx, &j, &list.items[i]);
	json_end(&j, ']');
	json_end(&j, '}');
	if (more) {
		const struct audit_line *last = &list.items[list.n - 1];
		const struct cursor_part part[] = { { 'i', last->at_ms, S("") },
						    { 's', 0, last->id } };

		http_link_next(cx, req, res, cursor_make(cx, ORDER, part, countof(part)));
	}
}

enum err api_audit_own(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	struct audit_list list = { NULL, 0 };
	struct asked p;
	enum err e;

	if ((e = read_place(cx, req, &p)))
		return e;
	if (cx->actor.user_id.n &&
	    (e = store_audit_of(cx, cx->actor.user_id, p.at_ms, p.id, p.limit + 1, &list)))
		return e;
	put_lines(cx, req, res, list, p.limit);
	return OK;
}

enum err api_audit_all(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	struct audit_list list;
	struct asked p;
	enum err e;

	if ((e = read_place(cx, req, &p)) ||
	    (e = store_audit_all(cx, p.at_ms, p.id, p.limit + 1, &list)))
		return e;
	put_lines(cx, req, res, list, p.limit);
	return OK;
}
