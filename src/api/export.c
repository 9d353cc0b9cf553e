/* export.c - see export.h; GET /library/me/export. */
#include "api/export.h"

#include "api/api.h"
#include "library/audit.h"
#include "library/books.h"

enum { BOOKS_AT_ONCE = 200 };

const char *const export_formats[EXPORT_FORMAT__MAX] = { "json", "goodreads" };

/* A page says where the next one begins with what it holds itself: it goes when the next one is written. */
enum err export_pages(struct ctx *cx, struct spool *out, export_page *put, void *arg)
{
	struct ctx page[2] = { { .app = cx->app }, { .app = cx->app } };
	struct list_place at = { .id = S("") };
	enum err e = OK;
	int i = 0;

	do {
		page[i] = (struct ctx){
			.app = cx->app, .db = cx->db, .actor = cx->actor, .now_ms = cx->now_ms
		};
		if ((e = put(&page[i], out, arg, &at)))
			e = fail(cx, e, STR_FMT, STR_ARG(page[i].err_text));
		i = 1 - i;
		arena_free(&page[i].arena);
	} while (!e && at.id.n);
	arena_free(&page[1 - i].arena);
	return e;
}

enum err export_books(struct ctx *page, struct list_place *at, struct book_list *out)
{
	struct book_query q = { .updated_since_ms = NUMBER_NONE,
				.after = *at,
				.limit = BOOKS_AT_ONCE };

	return library_books_page(page, q, out, at);
}

enum err export_write(struct ctx *cx, enum export_format format, struct spool *out)
{
	enum err e;

	if ((e = db_begin_read(cx)))
		return e;
	e = format == EXPORT_GOODREADS ? export_csv(cx, out)
				       : export_json(cx, format == EXPORT_ACCOUNT, out);
	db_rollback(cx);
	return e ? e : spool_finish(out);
}

static enum err answer_with(struct ctx *cx, struct http_res *res, enum export_format format,
			    struct spool *out)
{
	bool csv = format == EXPORT_GOODREADS;

	res->type = csv ? "text/csv; charset=utf-8" : "application/json";
	http_res_attachment(cx, res, csv ? S("bookshelf.csv") : S("bookshelf.json"));
	http_res_spool(res, out);
	return OK;
}

enum err api_export(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	size_t format = EXPORT_JSON;
	struct spool *out;
	enum err e;

	if ((e = http_query_choice(cx, req, "format", export_formats, EXPORT_FORMAT__MAX,
				   &format)) ||
	    (e = spool_open(cx, cx->app->conf.data_dir, &out)) ||
	    (e = export_write(cx, (enum export_format)format, out)))
		return e;
	return answer_with(cx, res, (enum export_format)format, out);
}

static enum err noted(struct ctx *cx, void *arg)
{
	(void)arg;
	return audit(cx, AUDIT_exported, cx->actor.user_id, (str){ NULL, 0 });
}

enum err api_user_export(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	struct spool *out;
	enum err e;

	(void)req;
	if ((e = spool_open(cx, cx->app->conf.data_dir, &out)) ||
	    (e = export_write(cx, EXPORT_ACCOUNT, out)) || (e = db_transaction(cx, noted, NULL)))
		return e;
	return answer_with(cx, res, EXPORT_ACCOUNT, out);
}
