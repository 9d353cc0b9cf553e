/* loans.c - /library/me/loans. */
#include "library/loans.h"

#include "api/api.h"
#include "api/fields.h"
#include "api/people.h"
#include "api/tags.h"
#include "base/clock.h"
#include "base/utf8.h"
#include "library/says.h"
#include "library/writes.h"

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

	if (tag_item(cx, req, res, l->seq))
		return;
	json_obj(&j, NULL);
	put_loan(cx, &j, "item", l);
	json_end(&j, '}');
}

/* In any case; what is neither asks for all. */
static str wanted_status(struct ctx *cx, const struct http_req *req)
{
	str s = utf8_norm(&cx->arena, http_query(cx, req, "status"));

	return str_eq(s, S("active")) || str_eq(s, S("returned")) ? s : (str){ NULL, 0 };
}

/* A list that is written while it is read. */
struct listing {
	struct json j;
	int64_t n, versions;
};

static enum err listing_add(struct ctx *cx, const struct loan *loan, void *arg)
{
	struct listing *l = arg;

	put_loan(cx, &l->j, NULL, loan);
	l->versions += loan->book.version;
	l->n++;
	return OK;
}

enum err api_loan_list(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	struct listing l = { .j = json_make(&res->body) };
	int64_t seq;
	enum err e;

	json_obj(&l.j, NULL);
	json_arr(&l.j, "items");
	if ((e = library_changes_last(cx, &seq)) ||
	    (e = library_loans_each(cx, wanted_status(cx, req), listing_add, &l)))
		return e;
	json_end(&l.j, ']');
	json_i64(&l.j, "count", l.n);
	json_end(&l.j, '}');
	if (tag_list(cx, req, res, seq, l.versions))
		res->body.n = 0;
	return OK;
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
