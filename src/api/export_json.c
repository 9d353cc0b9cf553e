/* export_json.c - a whole library as JSON: everything of it but what is in the trash, and the photos' pixels. */
#include "api/export.h"
#include "api/people.h"
#include "base/clock.h"
#include "library/imports.h"

enum { PEOPLE_AT_ONCE = 500, SCANS_AT_ONCE = 4, ROWS_AT_ONCE = 200 };

static enum err put_books(struct ctx *page, struct spool *out, void *j, struct list_place *at)
{
	struct book_list list;
	enum err e;

	if ((e = export_books(page, at, &list)))
		return e;
	for (size_t i = 0; i < list.n && !e; i++) {
		put_book(page, j, NULL, &list.items[i]);
		e = spool_spill(out);
	}
	return e;
}

static enum err put_friends(struct ctx *page, struct spool *out, void *j, struct list_place *at)
{
	struct friend_query q = { .updated_since_ms = NUMBER_NONE,
				  .after = *at,
				  .limit = PEOPLE_AT_ONCE };
	struct friend_list list;
	enum err e;

	if ((e = library_friends_page(page, q, &list, at)))
		return e;
	for (size_t i = 0; i < list.n && !e; i++) {
		put_friend(page, j, NULL, &list.items[i]);
		e = spool_spill(out);
	}
	return e;
}

struct one_loan {
	struct json *j;
	struct spool *out;
};

static enum err put_one_loan(struct ctx *page, const struct loan *l, void *arg)
{
	const struct one_loan *to = arg;

	put_loan(page, to->j, NULL, l);
	return spool_spill(to->out);
}

static enum err put_loans(struct ctx *page, struct spool *out, void *j, struct list_place *at)
{
	struct loan_query q = loan_query_make();
	struct one_loan to = { j, out };

	q.after = *at;
	q.limit = PEOPLE_AT_ONCE;
	return library_loans_each(page, &q, put_one_loan, &to, at);
}

/* The scans, with all that was found and decided. */
static enum err put_scans(struct ctx *page, struct spool *out, void *j, struct list_place *at)
{
	struct scan_row_list list = { NULL, 0 };
	enum err e;

	if (page->actor.user_id.n &&
	    (e = store_scan_find(page, page->actor.user_id, at->id.n ? at->number : NUMBER_NONE,
				 at->id, SCANS_AT_ONCE, &list)))
		return e;
	at->id = S("");
	for (size_t i = 0; i < list.n; i++) {
		struct kept_scan s;

		if ((e = library_scan_get(page, list.items[i].id, &s)))
			return e;
		put_kept_scan(page, j, &s);
		if ((e = spool_spill(out)))
			return e;
		if (list.n == SCANS_AT_ONCE)
			*at = (struct list_place){ .number = s.row.created_ms, .id = s.row.id };
	}
	return OK;
}

struct one_import {
	struct json *j;
	str id;
};

static enum err put_lines(struct ctx *page, struct spool *out, void *arg, struct list_place *at)
{
	const struct one_import *m = arg;
	struct import_lines lines;
	enum err e;

	if ((e = library_import_lines(page, m->id, IMPORT_OUTCOME__MAX, at->id.n ? at->number : 0,
				      ROWS_AT_ONCE, &lines)))
		return e;
	at->id = S("");
	for (size_t i = 0; i < lines.n && !e; i++) {
		put_import_line(m->j, NULL, &lines.items[i]);
		e = spool_spill(out);
	}
	if (lines.n == ROWS_AT_ONCE)
		*at = (struct list_place){ .number = lines.items[lines.n - 1].number,
					   .id = S("row") };
	return e;
}

static enum err put_imports(struct ctx *cx, struct spool *out, struct json *j)
{
	struct import_list list;
	enum err e;

	if ((e = library_imports(cx, &list)))
		return e;
	for (size_t i = 0; i < list.n; i++) {
		struct one_import m = { j, list.items[i].id };

		json_obj(j, NULL);
		if ((e = put_import(cx, j, "item", &list.items[i])))
			return e;
		json_arr(j, "rows");
		if ((e = export_pages(cx, out, put_lines, &m)))
			return e;
		json_end(j, ']');
		json_end(j, '}');
	}
	return OK;
}

static const struct {
	const char *key;
	export_page *put;
} lists[] = {
	{ "books", put_books },
	{ "friends", put_friends },
	{ "loans", put_loans },
	{ "scans", put_scans },
};

enum err export_json(struct ctx *cx, struct spool *out)
{
	struct json j = json_make(&out->out);
	struct profile_page profile;
	enum err e;

	if ((e = library_profile(cx, &profile)))
		return e;
	json_obj(&j, NULL);
	json_i64(&j, "bookshelf", 1);
	json_str(&j, "exportedAt", clock_format(&cx->arena, cx->now_ms));
	put_profile(cx, &j, "profile", &profile);
	for (size_t i = 0; i < countof(lists); i++) {
		json_arr(&j, lists[i].key);
		if ((e = export_pages(cx, out, lists[i].put, &j)))
			return e;
		json_end(&j, ']');
	}
	json_arr(&j, "imports");
	if ((e = put_imports(cx, out, &j)))
		return e;
	json_end(&j, ']');
	json_end(&j, '}');
	buf_addc(&out->out, '\n');
	return OK;
}
