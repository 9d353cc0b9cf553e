/* users.c - /users/me and /auth/password: one's own account. */
#include "api/api.h"
#include "api/fields.h"
#include "api/people.h"
#include "base/utf8.h"
#include "library/own_account.h"

static enum err put_user(struct ctx *cx, struct http_res *res)
{
	struct json j = json_make(&res->body);
	struct account a;
	enum err e;

	if ((e = library_account(cx, &a)))
		return e;
	json_obj(&j, NULL);
	put_account(cx, &j, "user", &a);
	json_end(&j, '}');
	return OK;
}

enum err api_user_get(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	(void)req;
	return put_user(cx, res);
}

/* `erasedAt: null` takes the erasing back; other values of it are not for clients to say. */
static enum err keep_if_said(struct ctx *cx, const struct jval *body)
{
	const struct jval *v = jval_get(body, "erasedAt");

	if (!v)
		return OK;
	if (!jval_is(v, JVAL_NULL))
		return fail_field(cx, S("erasedAt"), "erasedAt can only become null");
	return library_account_keep(cx);
}

enum err api_user_change(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	const struct jval *body;
	str email, username;
	enum err e;

	if ((e = read_object_body(cx, req, &body)))
		return e;
	email = utf8_trim(jval_text(jval_get(body, "email")));
	username = utf8_trim(jval_text(jval_get(body, "username")));
	if (jval_get(body, "email") && !email.p)
		return fail_field(cx, S("email"), "email must be an e-mail address");
	if (jval_get(body, "username") && !username.p)
		return fail_username(cx);
	if ((email.p || username.p) &&
	    (e = library_names_change(cx, email, username, jval_text(jval_get(body, "password")))))
		return e;
	if ((e = keep_if_said(cx, body)))
		return e;
	return put_user(cx, res);
}

enum err api_user_remove(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	const struct jval *body;
	int64_t erase_ms;
	enum err e;

	if ((e = read_object_body(cx, req, &body)) ||
	    (e = library_account_erase(cx, jval_text(jval_get(body, "password")), &erase_ms)) ||
	    (e = put_user(cx, res)))
		return e;
	res->status = 202;
	return OK;
}

enum err api_password_change(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	const struct jval *body;
	str old, new;
	enum err e;

	if ((e = read_object_body(cx, req, &body)))
		return e;
	old = jval_text(jval_get(body, "oldPassword"));
	new = jval_text(jval_get(body, "newPassword"));
	if (!old.n)
		return fail_field(cx, S("oldPassword"), "oldPassword is missing");
	if (!new.n)
		return fail_field(cx, S("newPassword"), "newPassword is missing");
	if (!(e = library_password_change(cx, old, new)))
		res->status = 204;
	return e;
}
