/* scans.c - /library/me/scans and /library/me/photos: the photos that were read, and those that are kept. */
#include "library/scans.h"

#include "api/api.h"
#include "api/nouns.h"
#include "base/crypto.h"
#include "base/cursor.h"
#include "library/choices.h"
#include "library/photos.h"

#include <fcntl.h>
#include <unistd.h>

enum { PAGE_DEFAULT = 20 };

struct page {
	int64_t limit;
	int64_t after_ms; /* NUMBER_NONE: from the first */
	str after_id;
};

static enum err read_page(struct ctx *cx, const struct http_req *req, struct page *out)
{
	str text = http_query(cx, req, "cursor");
	struct cursor_part part[2];
	enum err e;

	*out = (struct page){ .limit = PAGE_DEFAULT, .after_ms = NUMBER_NONE };
	if ((e = http_query_int(cx, req, "limit", 1, SCANS_PAGE_MAX, &out->limit)) || !text.n)
		return e;
	if ((e = cursor_read(cx, text, S("scans"), "is", part)))
		return e;
	if (!uuid_valid(part[1].s))
		return fail_field(cx, S("cursor"), "this cursor is of another list");
	out->after_ms = part[0].i;
	out->after_id = part[1].s;
	return OK;
}

static void link_next(struct ctx *cx, const struct http_req *req, struct http_res *res,
		      const struct scan_row *last)
{
	const struct cursor_part part[2] = { { .type = 'i', .i = last->created_ms },
					     { .type = 's', .s = last->id } };

	http_link_next(cx, req, res, cursor_make(cx, S("scans"), part, 2));
}

enum err api_scan_list(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	struct json j = json_make(&res->body);
	struct scan_row_list list = { NULL, 0 };
	struct page p;
	bool more;
	enum err e;

	if ((e = read_page(cx, req, &p)) ||
	    (cx->actor.user_id.n && (e = store_scan_find(cx, cx->actor.user_id, p.after_ms,
							 p.after_id, p.limit + 1, &list))))
		return e;
	if ((more = list.n > (size_t)p.limit))
		link_next(cx, req, res, &list.items[--list.n - 1]);
	json_obj(&j, NULL);
	json_i64(&j, "count", (int64_t)list.n);
	json_arr(&j, "items");
	for (size_t i = 0; i < list.n; i++)
		put_scan_row(cx, &j, &list.items[i]);
	json_end(&j, ']');
	json_end(&j, '}');
	return OK;
}

enum err api_scan_get(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	struct json j = json_make(&res->body);
	struct kept_scan s;
	enum err e;

	if ((e = library_scan_get(cx, http_param(req, "id"), &s)))
		return e;
	if (!http_etag(cx, req, res, str_fmt(&cx->arena, "%lld", (long long)s.row.seq)))
		put_kept_scan(cx, &j, &s);
	return OK;
}

enum err api_scan_replay(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	struct json j = json_make(&res->body);
	struct kept_scan s;
	enum err e;

	if ((e = library_scan_replay(cx, http_param(req, "id"), &s)))
		return e;
	res->status = 201;
	put_kept_scan(cx, &j, &s);
	return OK;
}

enum err api_scan_remove(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	str id = http_param(req, "id");
	enum err e = library_scan_remove(cx, id);

	if (!e)
		put_deleted(res, id);
	return e;
}

static void put_ids(struct json *j, const char *key, const str *ids, size_t n)
{
	json_arr(j, key);
	for (size_t i = 0; i < n; i++)
		json_str(j, NULL, ids[i]);
	json_end(j, ']');
}

enum err api_scan_undo(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	struct json j = json_make(&res->body);
	str id = http_param(req, "id");
	struct scan_undone u;
	enum err e;

	if ((e = library_scan_undo(cx, id, &u)))
		return e;
	json_obj(&j, NULL);
	json_str(&j, "id", id);
	json_str(&j, "status", S("undone"));
	put_ids(&j, "removed", u.removed, u.nremoved);
	put_ids(&j, "changedSince", u.changed, u.nchanged);
	json_end(&j, '}');
	return OK;
}

/* ---- spines ---- */

static enum err read_decision(struct ctx *cx, const struct http_req *req, bool *dismissed)
{
	const struct jval *body;
	str choice;
	enum err e;

	if ((e = read_json_body(cx, req, &body)))
		return e;
	choice = jval_text(jval_get(body, "choice"));
	*dismissed = str_eq(choice, S("dismissed"));
	if (!*dismissed && !str_eq(choice, S("undecided")))
		return fail_field(cx, S("choice"), "choice must be dismissed or undecided");
	return OK;
}

enum err api_spine_change(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	struct json j = json_make(&res->body);
	str id = http_param(req, "id");
	bool dismissed;
	int64_t n;
	enum err e;

	if ((e = read_decision(cx, req, &dismissed)))
		return e;
	if (!str_i64(http_param(req, "n"), &n) || n < 0)
		return fail(cx, ERR_NOT_FOUND, "there is no such spine in this library");
	if ((e = library_choice_set(cx, id, n, dismissed)))
		return e;
	json_obj(&j, NULL);
	json_str(&j, "scanId", id);
	json_i64(&j, "spineIndex", n);
	json_str(&j, "choice", dismissed ? S("dismissed") : S("undecided"));
	json_end(&j, '}');
	return OK;
}

static void put_origin(struct ctx *cx, struct json *j, const struct origin_row *o)
{
	json_obj(j, NULL);
	json_str(j, "scanId", o->scan_id);
	json_i64(j, "spineIndex", o->spine);
	put_choice(cx, j, &o->choice);
	json_bool(j, "photoKept", o->photo);
	json_end(j, '}');
}

enum err api_book_origins(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	struct json j = json_make(&res->body);
	struct origin_list list;
	enum err e;

	if ((e = library_book_origins(cx, http_param(req, "id"), &list)))
		return e;
	json_obj(&j, NULL);
	json_i64(&j, "count", (int64_t)list.n);
	json_arr(&j, "items");
	for (size_t i = 0; i < list.n; i++)
		put_origin(cx, &j, &list.items[i]);
	json_end(&j, ']');
	json_end(&j, '}');
	return OK;
}

/* ---- photos ---- */

/* Made in the pool where it is not there yet. */
static enum err send_small(struct ctx *cx, const struct http_req *req, struct http_res *res,
			   str name, int width_px)
{
	str user = cx->actor.user_id;
	int64_t bytes;
	int fd;
	enum err e = photo_small_open(cx, user, name, width_px, &fd, &bytes);

	if (e == ERR_NOT_FOUND) {
		ctx_forgive(cx);
		res->later = !req->in_pool;
		if (res->later)
			return OK;
		db_give_back(cx, cx->app->dbs);
		if (!(e = photo_small_make(cx, user, name, width_px)))
			e = photo_small_open(cx, user, name, width_px, &fd, &bytes);
	}
	if (e)
		return e;
	res->type = "image/jpeg";
	http_res_file(cx, res, fd, 0, bytes);
	return OK;
}

static enum err read_width(struct ctx *cx, const struct http_req *req, int *out)
{
	static const char *const words[PHOTO_WIDTHS] = { "160", "320", "640", "1280" };
	size_t which = PHOTO_WIDTHS;
	enum err e = http_query_choice(cx, req, "width", words, PHOTO_WIDTHS, &which);

	*out = which < PHOTO_WIDTHS ? photo_widths[which] : 0;
	return e;
}

/* Saved, it has a name of ours: "shelf-1a2b3c4d.jpg". */
static void name_file(struct ctx *cx, struct http_res *res, str name, bool small)
{
	str digest = photo_name_digest(name);
	str ending = small ? S(".jpg") : (str){ name.p + digest.n, name.n - digest.n };

	http_res_inline(cx, res,
			str_fmt(&cx->arena, "shelf-%.8s" STR_FMT, digest.p, STR_ARG(ending)));
}

/* What a scan's photo looks like never changes: it is kept, or it is deleted. For no longer in a browser than in the trash. */
enum err api_scan_photo(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	int64_t bytes;
	str name;
	int fd, width;
	enum err e;

	if ((e = read_width(cx, req, &width)) ||
	    (e = library_scan_photo(cx, http_param(req, "id"), &name)))
		return e;
	if (!(bytes = photo_size(cx, cx->actor.user_id, name)))
		return fail(cx, ERR_NOT_FOUND, "this photo is gone");
	http_res_header(res, "Cache-Control", S("private, max-age=2592000, immutable"));
	name_file(cx, res, name, width > 0);
	if (width) {
		if (http_etag(cx, req, res,
			      str_fmt(&cx->arena, STR_FMT "-%d", STR_ARG(photo_name_digest(name)),
				      width)))
			return OK;
		return send_small(cx, req, res, name, width);
	}
	if (http_etag(cx, req, res, photo_name_digest(name)))
		return OK;
	if ((e = photo_open(cx, cx->actor.user_id, name, &fd)))
		return e;
	res->type = photo_name_type(name);
	http_res_file(cx, res, fd, 0, bytes);
	return OK;
}

static void put_gone(struct http_res *res, const struct scan_photos *p)
{
	struct json j = json_make(&res->body);

	json_obj(&j, NULL);
	json_i64(&j, "deleted", p->count);
	json_i64(&j, "bytes", p->bytes);
	json_end(&j, '}');
}

enum err api_scan_photo_remove(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	struct scan_photos gone;
	enum err e = library_scan_photo_remove(cx, http_param(req, "id"), &gone);

	if (!e)
		put_gone(res, &gone);
	return e;
}

enum err api_photo_count(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	struct json j = json_make(&res->body);
	struct scan_photos p = { 0, 0 };
	bool keep = true;
	enum err e;

	(void)req;
	if (cx->actor.user_id.n && ((e = store_photo_count(cx, cx->actor.user_id, &p)) ||
				    (e = store_scan_keeps_photos(cx, cx->actor.user_id, &keep))))
		return e;
	json_obj(&j, NULL);
	json_i64(&j, "count", p.count);
	json_i64(&j, "bytes", p.bytes);
	if (cx->app->conf.max_kept_mib)
		json_i64(&j, "maxBytes", cx->app->conf.max_kept_mib << 20);
	else
		json_nil(&j, "maxBytes");
	json_bool(&j, "keepPhotos", keep);
	json_end(&j, '}');
	return OK;
}

enum err api_photo_remove_all(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	struct scan_photos gone;
	enum err e;

	(void)req;
	if (!(e = library_scan_photo_remove(cx, S(""), &gone)))
		put_gone(res, &gone);
	return e;
}
