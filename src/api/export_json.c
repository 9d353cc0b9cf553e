/* export_json.c - a whole library as JSON: everything of it but what is in the trash, and the photos' pixels. */
#include "api/export.h"
#include "api/people.h"
#include "base/clock.h"
#include "library/api_tokens.h"
#include "library/imports.h"
#include "library/own_account.h"
#include "store/audit.h"

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

static enum err put_lists(struct ctx *cx, struct spool *out, struct json *j)
{
	enum err e;

	for (size_t i = 0; i < countof(lists); i++) {
		json_arr(j, lists[i].key);
		if ((e = export_pages(cx, out, lists[i].put, j)))
			return e;
		json_end(j, ']');
	}
	json_arr(j, "imports");
	if ((e = put_imports(cx, out, j)))
		return e;
	json_end(j, ']');
	return OK;
}

/* ---- the account ---- */

static enum err put_audit(struct ctx *page, struct spool *out, void *j, struct list_place *at)
{
	bool first = !at->id.n;
	struct audit_list list = { NULL, 0 };
	enum err e = OK;

	if (page->actor.user_id.n)
		e = store_audit_of(page, page->actor.user_id, first ? INT64_MAX : at->number,
				   first ? S("ffffffff-ffff-ffff-ffff-ffffffffffff") : at->id,
				   PEOPLE_AT_ONCE, &list);
	at->id = S("");
	for (size_t i = 0; i < list.n && !e; i++) {
		put_audit_line(page, j, &list.items[i]);
		e = spool_spill(out);
	}
	if (list.n == PEOPLE_AT_ONCE)
		*at = (struct list_place){ .number = list.items[list.n - 1].at_ms,
					   .id = list.items[list.n - 1].id };
	return e;
}

static enum err put_account_lists(struct ctx *cx, struct spool *out, struct json *j)
{
	struct session_list sessions;
	struct api_token_list tokens;
	struct account a;
	enum err e;

	if ((e = library_account(cx, &a)) || (e = library_sessions(cx, &sessions)) ||
	    (e = library_api_tokens(cx, &tokens)))
		return e;
	put_account(cx, j, "account", &a);
	json_arr(j, "sessions");
	for (size_t i = 0; i < sessions.n; i++)
		put_session(cx, j, &sessions.items[i]);
	json_end(j, ']');
	json_arr(j, "tokens");
	for (size_t i = 0; i < tokens.n; i++)
		put_api_token(cx, j, NULL, &tokens.items[i], (str){ NULL, 0 });
	json_end(j, ']');
	json_arr(j, "audit");
	if ((e = export_pages(cx, out, put_audit, j)))
		return e;
	json_end(j, ']');
	return OK;
}

enum err export_json(struct ctx *cx, bool whole_account, struct spool *out)
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
	if ((e = put_lists(cx, out, &j)) || (whole_account && (e = put_account_lists(cx, out, &j))))
		return e;
	json_end(&j, '}');
	buf_addc(&out->out, '\n');
	return OK;
}
