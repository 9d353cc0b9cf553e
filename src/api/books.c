/* books.c - /library/me/books: a request's words in, JSON out. No rules and no SQL here. */
#include "api/api.h"
#include "api/nouns.h"
#include "api/tags.h"

static void put_item(struct ctx *cx, struct http_res *res, const struct book *b)
{
	struct json j = json_make(&res->body);

	json_obj(&j, NULL);
	put_book(cx, &j, "item", b);
	json_end(&j, '}');
}

static void put_tagged(struct ctx *cx, const struct http_req *req, struct http_res *res,
		       const struct book *b)
{
	if (!tag_item(cx, req, res, library_book_tag(b)))
		put_item(cx, res, b);
}

enum err api_book_get(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	struct book b;
	enum err e;

	if (!(e = library_book(cx, http_param(req, "id"), &b)))
		put_tagged(cx, req, res, &b);
	return e;
}

enum err api_book_add(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	struct book_saved saved = { .err = OK };
	const struct jval *body;
	struct book_entry entry;
	enum err e;

	if ((e = read_json_body(cx, req, &body)))
		return e;
	if (body && !jval_is(body, JVAL_OBJ))
		return fail(cx, ERR_INVALID_PAYLOAD, "the body must be a book, as a JSON object");
	if (jval_is(jval_get(body, "book"), JVAL_OBJ))
		body = jval_get(body, "book");
	if (!jval_len(body))
		return fail(cx, ERR_MISSING_PAYLOAD, "the body must be a book, as a JSON object");
	if ((e = read_book_entry(cx, body, &entry)) || (e = library_book_save(cx, &entry, &saved)))
		return e;
	res->status = saved.outcome == BOOK_CREATED ? 201 : 200;
	put_tagged(cx, req, res, &saved.book);
	return OK;
}

/* What cannot be read stays in its place with its reason; what is no book at all was always passed over. */
static void read_entry(struct ctx *cx, const struct jval *item, struct book_entry *entry,
		       struct book_saved *saved)
{
	*entry = book_entry_make();
	if (!jval_is(item, JVAL_OBJ))
		saved->err = fail(cx, ERR_INVALID_PAYLOAD, "a book must be a JSON object");
	else
		saved->err = read_book_entry(cx, item, entry);
	if (!saved->err)
		return;
	saved->refused = true;
	saved->err_name = ctx_err_name(cx);
	saved->err_text = cx->err_text;
	ctx_forgive(cx);
}

static void put_result(struct json *j, size_t index, const struct book_saved *s)
{
	static const char *const outcome[] = { "created", "updated", "unchanged" };

	json_obj(j, NULL);
	json_i64(j, "index", (int64_t)index);
	json_str(j, "status", str_from(s->err ? "failed" : outcome[s->outcome]));
	if (s->err) {
		json_str(j, "error", s->err_name);
		json_str(j, "message", s->err_text);
	} else {
		json_str(j, "id", s->book.id);
		if (s->origin_known)
			json_bool(j, "scanRecorded", true);
	}
	json_end(j, '}');
}

static void put_batch(struct ctx *cx, struct http_res *res, const struct book_saved *saved,
		      size_t n)
{
	struct json j = json_make(&res->body);
	int64_t count = 0;

	json_obj(&j, NULL);
	json_arr(&j, "items");
	for (size_t i = 0; i < n; i++)
		if (!saved[i].err) {
			put_book(cx, &j, NULL, &saved[i].book);
			count++;
		}
	json_end(&j, ']');
	json_i64(&j, "count", count);
	json_arr(&j, "results");
	for (size_t i = 0; i < n; i++)
		put_result(&j, i, &saved[i]);
	json_end(&j, ']');
	json_end(&j, '}');
}

enum err api_book_batch(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	const struct jval *body, *items;
	struct book_entry *entries;
	struct book_saved *saved;
	size_t n;
	enum err e;

	if ((e = read_json_body(cx, req, &body)))
		return e;
	items = jval_get(body, "items");
	if (!jval_is(items, JVAL_ARR))
		return fail(cx, ERR_MISSING_ITEMS, "items must be a list of books");
	if ((n = jval_len(items)) > BATCH_MAX)
		return fail_field(cx, S("items"), "at most %d books in one request", BATCH_MAX);
	entries = arena_new(&cx->arena, struct book_entry, n);
	saved = arena_new(&cx->arena, struct book_saved, n);
	for (size_t i = 0; i < n; i++)
		read_entry(cx, jval_at(items, i), &entries[i], &saved[i]);
	if (n && (e = library_book_save_all(cx, entries, saved, n)))
		return e;
	put_batch(cx, res, saved, n);
	return OK;
}

enum err api_book_change(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	const struct jval *body;
	struct book_change change;
	struct expected x;
	struct book b;
	enum err e;

	if ((e = read_json_body(cx, req, &body)) || (e = http_if_match_seqs(cx, req, &x)))
		return e;
	if (body && !jval_is(body, JVAL_OBJ))
		return fail(cx, ERR_INVALID_PAYLOAD, "the body must be a JSON object");
	if ((e = read_book_patch(cx, body, &change)) ||
	    (e = library_book_change(cx, http_param(req, "id"), &change, &x, &b)))
		return e;
	put_tagged(cx, req, res, &b);
	return OK;
}

enum err api_book_remove(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	str id = http_param(req, "id");
	struct expected x;
	enum err e;

	if (!(e = http_if_match_seqs(cx, req, &x)) && !(e = library_book_remove(cx, id, &x)))
		put_deleted(res, id);
	return e;
}
