/* trash.c - /library/me/trash: what was deleted in the last 30 days. */
#include "library/trash.h"
#include "api/api.h"
#include "base/clock.h"
#include "base/json_write.h"

static void put_trash(struct ctx *cx, struct json *j, const struct trash_item *it)
{
	json_obj(j, NULL);
	json_str(j, "id", it->id);
	json_str(j, "noun", str_from(noun_names[it->noun]));
	json_str(j, "title", it->title);
	json_str_or_null(j, "userBookId", it->book_id);
	json_str(j, "deletedAt", clock_format(&cx->arena, it->deleted_ms));
	json_str(j, "purgedAt", clock_format(&cx->arena, it->deleted_ms + TRASH_KEPT_MS));
	json_end(j, '}');
}

enum err api_trash_list(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	struct json j = json_make(&res->body);
	struct trash_list list;
	enum err e;

	(void)req;
	if ((e = library_trash(cx, &list)))
		return e;
	json_obj(&j, NULL);
	json_i64(&j, "count", (int64_t)list.n);
	json_arr(&j, "items");
	for (size_t i = 0; i < list.n; i++)
		put_trash(cx, &j, &list.items[i]);
	json_end(&j, ']');
	json_end(&j, '}');
	return OK;
}

enum err api_trash_restore(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	struct json j = json_make(&res->body);
	struct trash_item it;
	enum err e;

	if ((e = library_trash_restore(cx, http_param(req, "id"), &it)))
		return e;
	json_obj(&j, NULL);
	json_str(&j, "id", it.id);
	json_str(&j, "noun", str_from(noun_names[it.noun]));
	json_str(&j, "status", S("restored"));
	json_end(&j, '}');
	return OK;
}

enum err api_trash_remove(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	struct json j = json_make(&res->body);
	str id = http_param(req, "id");
	enum err e;

	if ((e = library_trash_remove(cx, id)))
		return e;
	json_obj(&j, NULL);
	json_str(&j, "id", id);
	json_str(&j, "status", S("purged"));
	json_end(&j, '}');
	return OK;
}

enum err api_trash_empty(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	struct json j = json_make(&res->body);
	size_t n;
	enum err e;

	(void)req;
	if ((e = library_trash_empty(cx, &n)))
		return e;
	json_obj(&j, NULL);
	json_i64(&j, "count", (int64_t)n);
	json_str(&j, "status", S("purged"));
	json_end(&j, '}');
	return OK;
}
