/* imports.c - /library/me/imports: files of other programs, and what became of their rows. */
#include "library/imports.h"
#include "api/api.h"
#include "api/nouns.h"
#include "base/clock.h"
#include "base/cursor.h"
#include "base/utf8.h"
#include "library/importer.h"

#include <inttypes.h>

enum { ROWS_A_PAGE = 100 };

static const char cursor_name[] = "import rows";

/* ---- written ---- */

enum err put_import(struct ctx *cx, struct json *j, const char *key, const struct import *m)
{
	str same;
	enum err e;

	if ((e = library_import_same(cx, m, &same)))
		return e;
	json_obj(j, key);
	json_str(j, "id", m->id);
	json_str(j, "state", str_from(import_states[m->state]));
	json_str(j, "format", m->format);
	json_str_or_null(j, "fileName", m->file_name);
	json_i64(j, "rows", m->rows);
	json_i64(j, "waiting", m->of[ROW_WAITING]);
	json_i64(j, "matched", m->of[ROW_MATCHED]);
	json_i64(j, "created", m->of[ROW_CREATED]);
	json_i64(j, "duplicate", m->of[ROW_DUPLICATE]);
	json_i64(j, "needsYou", m->of[ROW_NEEDS_YOU]);
	json_str_or_null(j, "failure", m->failure);
	json_str_or_null(j, "sameFileAs", str_or_null(same));
	json_str(j, "createdAt", clock_format(&cx->arena, m->created_ms));
	json_str(j, "updatedAt", clock_format(&cx->arena, m->updated_ms));
	json_end(j, '}');
	return OK;
}

static enum err put_item(struct ctx *cx, struct http_res *res, const struct import *m)
{
	struct json j = json_make(&res->body);
	enum err e;

	json_obj(&j, NULL);
	e = put_import(cx, &j, "item", m);
	if (!e)
		json_end(&j, '}');
	return e;
}

void put_import_line(struct json *j, const char *key, const struct import_line *l)
{
	json_obj(j, key);
	json_i64(j, "row", l->number);
	json_str(j, "outcome", str_from(import_outcomes[l->outcome]));
	json_str_or_null(j, "reason", l->reason);
	json_str_or_null(j, "title", str_or_null(l->title));
	json_str_or_null(j, "author", str_or_null(l->author));
	json_str_or_null(j, "userBookId", l->user_book_id);
	json_bool(j, "filled", l->filled.n > 0);
	json_raw(j, "data", l->data);
	json_end(j, '}');
}

/* ---- begun ---- */

/* A value of the form, or, when the file is the body itself, of the query. */
static str value_of(struct ctx *cx, const struct http_req *req, const char *name)
{
	const struct http_part *p = http_part(req, name);

	return utf8_trim(p ? p->data : http_query(cx, req, name));
}

static bool says_yes(str s)
{
	return str_eq(s, S("true")) || str_eq(s, S("1")) || str_eq(s, S("yes")) ||
	       str_eq(s, S("on"));
}

static enum err read_upload(struct ctx *cx, const struct http_req *req, struct import_upload *out)
{
	const struct http_part *file = http_part(req, "file");
	str format = value_of(cx, req, "format");

	*out = (struct import_upload){
		.bytes = file ? file->data : req->body,
		.file_name = file ? file->filename : http_query(cx, req, "fileName"),
		.format = format.n ? format : S("auto"),
		.mapping = value_of(cx, req, "mapping"),
		.preview = says_yes(value_of(cx, req, "preview")),
	};
	if (req->nparts && !file)
		return fail_field(cx, S("file"), "the form has no part named file");
	if (!out->bytes.n)
		return fail_field(cx, S("file"), "the file is empty");
	if (!utf8_valid(out->file_name) || !utf8_valid(out->mapping) || !utf8_valid(out->format))
		return fail(cx, ERR_INVALID, "a name is not valid UTF-8");
	return OK;
}

/* Accepted; the rest is done in the background. */
static enum err accepted(struct ctx *cx, struct http_res *res, const struct import *m)
{
	importer_wake(cx->app->importer);
	res->status = 202;
	http_res_header(res, "Location",
			str_fmt(&cx->arena, "/library/me/imports/" STR_FMT, STR_ARG(m->id)));
	return put_item(cx, res, m);
}

enum err api_import_add(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	struct import_upload u;
	struct import m;
	enum err e;

	if ((e = read_upload(cx, req, &u)) || (e = library_import_start(cx, &u, &m)))
		return e;
	return accepted(cx, res, &m);
}

enum err api_import_apply(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	struct import m;
	enum err e;

	if ((e = library_import_apply(cx, http_param(req, "id"), &m)))
		return e;
	return accepted(cx, res, &m);
}

/* ---- told ---- */

enum err api_import_list(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	struct json j = json_make(&res->body);
	struct import_list list;
	enum err e;

	(void)req;
	if ((e = library_imports(cx, &list)))
		return e;
	json_obj(&j, NULL);
	json_i64(&j, "count", (int64_t)list.n);
	json_arr(&j, "items");
	for (size_t i = 0; i < list.n && !e; i++)
		e = put_import(cx, &j, NULL, &list.items[i]);
	if (e)
		return e;
	json_end(&j, ']');
	json_end(&j, '}');
	return OK;
}

struct report_query {
	enum import_outcome outcome;
	int64_t after, limit;
};

static enum err read_query(struct ctx *cx, const struct http_req *req, struct report_query *out)
{
	size_t outcome = IMPORT_OUTCOME__MAX;
	struct cursor_part at = { .i = 0 };
	str cursor = http_query(cx, req, "cursor");
	enum err e;

	*out = (struct report_query){ .limit = ROWS_A_PAGE };
	if ((e = http_query_choice(cx, req, "outcome", import_outcomes, IMPORT_OUTCOME__MAX,
				   &outcome)) ||
	    (e = http_query_int(cx, req, "limit", 1, IMPORT_LINES_PAGE_MAX, &out->limit)))
		return e;
	if (cursor.n && (e = cursor_read(cx, cursor, str_from(cursor_name), "i", &at)))
		return e;
	out->outcome = (enum import_outcome)outcome;
	out->after = at.i;
	return OK;
}

static str next_of(struct ctx *cx, const struct import_lines *lines, int64_t limit)
{
	struct cursor_part at = { .type = 'i' };

	if ((int64_t)lines->n <= limit)
		return (str){ NULL, 0 };
	at.i = lines->items[limit - 1].number;
	return cursor_make(cx, str_from(cursor_name), &at, 1);
}

enum err api_import_get(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	struct json j = json_make(&res->body);
	struct import_lines lines;
	struct report_query q;
	struct import m;
	str next;
	enum err e;

	if ((e = read_query(cx, req, &q)) ||
	    (e = library_import_get(cx, http_param(req, "id"), &m)) ||
	    (e = library_import_lines(cx, m.id, q.outcome, q.after, q.limit + 1, &lines)))
		return e;
	next = next_of(cx, &lines, q.limit);
	json_obj(&j, NULL);
	if ((e = put_import(cx, &j, "item", &m)))
		return e;
	json_arr(&j, "rows");
	for (size_t i = 0; i < lines.n && (int64_t)i < q.limit; i++)
		put_import_line(&j, NULL, &lines.items[i]);
	json_end(&j, ']');
	json_str_or_null(&j, "next", next);
	json_end(&j, '}');
	if (next.n)
		http_link_next(cx, req, res, next);
	return OK;
}

/* ---- decided ---- */

enum err api_import_undo(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	struct json j = json_make(&res->body);
	struct import_undone undone;
	str id = http_param(req, "id");
	enum err e;

	if ((e = library_import_undo(cx, id, &undone)))
		return e;
	json_obj(&j, NULL);
	json_str(&j, "id", id);
	json_i64(&j, "removed", undone.removed);
	json_i64(&j, "restored", undone.restored);
	json_i64(&j, "kept", undone.kept);
	json_end(&j, '}');
	return OK;
}

static enum err read_answer(struct ctx *cx, const struct jval *body, enum import_answer *out)
{
	static const char *const words[] = { "create", "isbn", "same", "skip" };
	str say = jval_text(jval_get(body, "action"));

	for (size_t i = 0; i < countof(words); i++)
		if (str_eq(say, str_from(words[i])))
			return *out = (enum import_answer)i, OK;
	return fail_field(cx, S("action"), "action must be create, isbn, same or skip");
}

enum err api_import_answer(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	struct json j = json_make(&res->body);
	const struct jval *body;
	enum import_answer say = IMPORT_SKIP;
	struct import_line l;
	int64_t number;
	str title;
	enum err e;

	if ((e = read_json_body(cx, req, &body)) || (e = read_answer(cx, body, &say)))
		return e;
	title = utf8_trim(jval_text(jval_get(body, "title")));
	if (utf8_length(title) > TITLE_MAX)
		return fail_field(cx, S("title"), "title is longer than %d characters", TITLE_MAX);
	if (!str_i64(http_param(req, "row"), &number))
		return fail(cx, ERR_NOT_FOUND, "the import has no such row");
	if ((e = library_import_answer(cx, http_param(req, "id"), number, say, title, &l)))
		return e;
	json_obj(&j, NULL);
	put_import_line(&j, "item", &l);
	json_end(&j, '}');
	return OK;
}
