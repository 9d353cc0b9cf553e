/* loans.c - /library/me/loans. */
#include "library/loans.h"

#include "api/api.h"
#include "api/fields.h"
#include "api/list.h"
#include "api/people.h"
#include "api/tags.h"
#include "base/crypto.h"
#include "base/utf8.h"
#include "library/says.h"

static const str order = { "loans", 5 };

static void put_person(struct ctx *cx, struct json *j, const struct loan *l)
{
	if (l->friend.id.n) {
		json_str(j, "friendId", l->friend.id);
		put_friend(cx, j, "friend", &l->friend);
	} else {
		json_nil(j, "friendId");
		json_nil(j, "friend");
	}
	json_str(j, "borrowerName", l->borrower_name);
	json_str_or_null(j, "borrowerContact", l->borrower_contact);
}

void put_loan(struct ctx *cx, struct json *j, const char *key, const struct loan *l)
{
	json_obj(j, key);
	json_str(j, "id", l->id);
	json_str(j, "userBookId", l->user_book_id);
	put_person(cx, j, l);
	json_str(j, "status", l->status);
	json_str_or_null(j, "note", l->note);
	put_time(cx, j, "lentAt", l->lent_ms);
	put_time(cx, j, "dueAt", l->due_ms);
	put_time(cx, j, "returnedAt", l->returned_ms);
	put_time(cx, j, "createdAt", l->created_ms);
	put_time(cx, j, "updatedAt", l->updated_ms);
	put_book(cx, j, "book", &l->book);
	json_end(j, '}');
}

static void put_item(struct ctx *cx, const struct http_req *req, struct http_res *res,
		     const struct loan *l)
{
	struct json j = json_make(&res->body);

	if (tag_item(cx, req, res, library_loan_tag(l)))
		return;
	json_obj(&j, NULL);
	put_loan(cx, &j, "item", l);
	json_end(&j, '}');
}

/* In any case; what is neither asks for all. */
static str wanted_status(struct ctx *cx, const struct http_req *req)
{
	str s = utf8_norm(&cx->arena, http_query(cx, req, "status"));

	if (str_eq(s, S("open")))
		return S("active");
	return str_eq(s, S("active")) || str_eq(s, S("returned")) ? s : (str){ NULL, 0 };
}

/* An id to look for; {NULL, 0} without. */
static enum err wanted_id(struct ctx *cx, const struct http_req *req, const char *name, str *out)
{
	*out = utf8_trim(http_query(cx, req, name));
	if (!out->n)
		*out = (str){ NULL, 0 };
	else if (!uuid_valid(*out))
		return fail_field(cx, str_from(name), "%s must be an id", name);
	return OK;
}

static enum err read_query(struct ctx *cx, const struct http_req *req, struct loan_query *q)
{
	static const char *const words[] = { "false", "true" };
	size_t overdue = false;
	enum err e;

	*q = loan_query_make();
	q->status = wanted_status(cx, req);
	if ((e = http_query_int(cx, req, "limit", 1, LIST_PAGE_MAX, &q->limit)) ||
	    (e = http_query_choice(cx, req, "overdue", words, countof(words), &overdue)) ||
	    (e = wanted_id(cx, req, "friendId", &q->friend_id)) ||
	    (e = wanted_id(cx, req, "userBookId", &q->user_book_id)) ||
	    (e = list_since(cx, req, &q->updated_since_ms)))
		return e;
	if (overdue) {
		q->status = S("active");
		q->due_before_ms = cx->now_ms;
	}
	return list_cursor_read(cx, req, order, &q->after);
}

static enum err add(struct ctx *cx, const struct loan *loan, void *arg)
{
	struct listing *l = arg;

	listing_state(l, loan->id, (int64_t[]){ library_loan_tag(loan) }, 1);
	put_loan(cx, &l->j, NULL, loan);
	return OK;
}

enum err api_loan_list(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	struct list_place next;
	struct loan_query q;
	struct listing l;
	enum err e;

	if ((e = read_query(cx, req, &q)))
		return e;
	l = listing_begin(cx, res);
	if ((e = library_loans_each(cx, &q, add, &l, &next)))
		return e;
	listing_end(cx, req, res, &l, list_paged(cx, req) ? order : S(""), &next);
	listing_tag(cx, req, res, &l);
	return OK;
}

enum err api_loan_get(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	struct loan l;
	enum err e;

	if (!(e = library_loan(cx, http_param(req, "id"), &l)))
		put_item(cx, req, res, &l);
	return e;
}

/* Old clients have two words for some things; the first that says something. */
static enum err read_either(struct ctx *cx, const struct jval *obj, const char *key,
			    const char *other, str *out)
{
	enum err e = field_line(cx, obj, key, BORROWER_MAX, out);

	return e || out->n ? e : field_line(cx, obj, other, BORROWER_MAX, out);
}

static enum err read_loan(struct ctx *cx, const struct jval *obj, struct loan_says *out)
{
	enum err e;

	out->friend_id = jval_text(jval_get(obj, "friendId"));
	if ((e = field_line(cx, obj, "borrowerName", BORROWER_MAX, &out->borrower_name)) ||
	    (e = read_either(cx, obj, "borrowerContact", "borrowerEmail",
			     &out->borrower_contact)) ||
	    (e = field_text(cx, obj, "note", NOTE_MAX, &out->note)))
		return e;
	if (jval_is(jval_get(obj, "note"), JVAL_NULL))
		out->note = (str){ NULL, 0 }; /* keeps, as it always did; "" clears */
	out->status = utf8_norm(&cx->arena, jval_text(jval_get(obj, "status")));
	out->lent_ms = field_time(obj, "lentAt");
	out->due_ms = field_time(obj, "dueAt");
	if (!number_said(out->due_ms) && jval_get(obj, "dueDate"))
		out->due_ms = field_time(obj, "dueDate");
	out->returned_ms = field_time(obj, "returnedAt");
	return OK;
}

enum err api_loan_add(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	const struct jval *body;
	struct loan_says says;
	struct loan l;
	enum err e;

	if ((e = read_object_body(cx, req, &body)) || (e = read_loan(cx, body, &says)))
		return e;
	says.user_book_id = utf8_trim(jval_text(jval_get(body, "userBookId")));
	if ((e = library_loan_add(cx, &says, &l)))
		return e;
	res->status = 201;
	put_item(cx, req, res, &l);
	return OK;
}

enum err api_loan_change(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	const struct jval *body;
	struct loan_says says = { .note = S("") };
	struct expected x;
	struct loan l;
	enum err e;

	if ((e = read_object_body(cx, req, &body)) || (e = read_loan(cx, body, &says)) ||
	    (e = http_if_match_seqs(cx, req, &x)) ||
	    (e = library_loan_change(cx, http_param(req, "id"), &says, &x, &l)))
		return e;
	put_item(cx, req, res, &l);
	return OK;
}

enum err api_loan_remove(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	str id = http_param(req, "id");
	struct expected x;
	enum err e;

	if (!(e = http_if_match_seqs(cx, req, &x)) && !(e = library_loan_remove(cx, id, &x)))
		put_deleted(res, id);
	return e;
}
