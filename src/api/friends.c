/* friends.c - /library/me/friends. */
#include "library/friends.h"

#include "api/api.h"
#include "api/fields.h"
#include "api/list.h"
#include "api/people.h"
#include "api/tags.h"
#include "base/clock.h"
#include "base/utf8.h"

static const str order = { "friends", 7 };

void put_friend(struct ctx *cx, struct json *j, const char *key, const struct friend *f)
{
	json_obj(j, key);
	json_str(j, "id", f->id);
	json_str(j, "name", f->name);
	json_str(j, "initials", friend_initials(&cx->arena, f->name));
	json_str_or_null(j, "email", f->email);
	json_str_or_null(j, "avatarUrl", f->avatar_url);
	json_str(j, "status", f->status);
	json_str_or_null(j, "friendUserId", f->user_id);
	json_str(j, "createdAt", clock_format(&cx->arena, f->created_ms));
	json_end(j, '}');
}

static void put_item(struct ctx *cx, const struct http_req *req, struct http_res *res,
		     const struct friend *f)
{
	struct json j = json_make(&res->body);

	if (tag_item(cx, req, res, f->seq))
		return;
	json_obj(&j, NULL);
	put_friend(cx, &j, "item", f);
	json_end(&j, '}');
}

static enum err read_query(struct ctx *cx, const struct http_req *req, struct friend_query *q)
{
	enum err e;

	*q = (struct friend_query){ .limit = 0 };
	if ((e = http_query_int(cx, req, "limit", 1, LIST_PAGE_MAX, &q->limit)) ||
	    (e = list_since(cx, req, &q->updated_since_ms)))
		return e;
	return list_cursor_read(cx, req, order, &q->after);
}

enum err api_friend_list(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	struct friend_query q;
	struct friend_list list;
	struct list_place next;
	struct listing l;
	enum err e;

	if ((e = read_query(cx, req, &q)) || (e = library_friends_page(cx, q, &list, &next)))
		return e;
	l = listing_begin(cx, res);
	for (size_t i = 0; i < list.n; i++) {
		listing_state(&l, list.items[i].id, &list.items[i].seq, 1);
		put_friend(cx, &l.j, NULL, &list.items[i]);
	}
	listing_end(cx, req, res, &l, list_paged(cx, req) ? order : S(""), &next);
	listing_tag(cx, req, res, &l);
	return OK;
}

enum err api_friend_get(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	struct friend f;
	enum err e;

	if (!(e = library_friend(cx, http_param(req, "id"), &f)))
		put_item(cx, req, res, &f);
	return e;
}

/* A status that is none says nothing: old clients were never told of it. */
static enum err read_friend(struct ctx *cx, const struct jval *obj, struct friend_says *out)
{
	enum err e;

	if ((e = field_line(cx, obj, "name", FRIEND_NAME_MAX, &out->name)) ||
	    (e = field_email(cx, obj, "email", &out->email)) ||
	    (e = field_link(cx, obj, "avatarUrl", &out->avatar_url)) ||
	    (e = field_line(cx, obj, "friendUserId", LABEL_MAX * 2, &out->user_id)))
		return e;
	out->status = utf8_norm(&cx->arena, jval_text(jval_get(obj, "status")));
	return OK;
}

enum err api_friend_add(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	const struct jval *body;
	struct friend_says says;
	struct friend f;
	bool created;
	enum err e;

	if ((e = read_object_body(cx, req, &body)) || (e = read_friend(cx, body, &says)) ||
	    (e = library_friend_save(cx, jval_text(jval_get(body, "id")), &says, &f, &created)))
		return e;
	res->status = created ? 201 : 200;
	put_item(cx, req, res, &f);
	return OK;
}

enum err api_friend_change(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	const struct jval *body;
	struct friend_says says;
	struct expected x;
	struct friend f;
	enum err e;

	if ((e = read_object_body(cx, req, &body)) || (e = read_friend(cx, body, &says)) ||
	    (e = http_if_match_seqs(cx, req, &x)) ||
	    (e = library_friend_change(cx, http_param(req, "id"), &says, &x, &f)))
		return e;
	put_item(cx, req, res, &f);
	return OK;
}

enum err api_friend_remove(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	str id = http_param(req, "id");
	struct expected x;
	enum err e;

	if ((e = http_if_match_seqs(cx, req, &x)) || (e = library_friend_remove(cx, id, &x)))
		return e;
	put_deleted(res, id);
	return OK;
}
