/* auth.c - /auth: making an account, signing in and out, the devices that are signed in.
 *
 * A program gets its refresh token in the answer. The web page, which says `X-Bookshelf-Client: web`, gets it in a cookie that no script can
 * read; such requests are taken from pages of this server and its allowed origins only (http_same_origin). A second cookie marks the browser: it
 * opens nothing, outlives signing out, and lets who guesses elsewhere not keep its owner out (library/delays.h). */
#include "api/api.h"
#include "api/fields.h"
#include "api/people.h"
#include "base/clock.h"
#include "base/utf8.h"
#include "http/cookie.h"
#include "http/cors.h"
#include "library/accounts.h"
#include "library/delays.h"
#include "library/passwords.h"
#include "library/users.h"

#define COOKIE "__Host-bookshelf"
#define MARK "__Host-bookshelf-device"

/* ---- what is sent ---- */

static enum err need_text(struct ctx *cx, const struct jval *body, const char *key, size_t max,
			  str *out)
{
	const struct jval *v = jval_get(body, key);

	*out = jval_text(v);
	if (!out->n)
		return fail_field(cx, str_from(key), "%s is missing", key);
	if (out->n > max)
		return fail_field(cx, str_from(key), "%s has at most %zu bytes", key, max);
	return OK;
}

static str text_or_empty(const struct jval *body, const char *key)
{
	str s = jval_text(jval_get(body, key));

	return s.n ? s : S("");
}

static bool is_web(const struct http_req *req)
{
	return str_eq(http_header(req, "X-Bookshelf-Client"), S("web"));
}

/* What the browser does by itself, with its cookie, must be asked for by a page we trust. */
static enum err check_web(struct ctx *cx, const struct http_req *req)
{
	if (!is_web(req) || http_same_origin(req, cx->app->conf.allowed_origins))
		return OK;
	return fail(cx, ERR_FORBIDDEN, "this page may not sign in here: its origin is not allowed");
}

static str cookie_of(const struct http_req *req)
{
	return is_web(req) ? http_cookie(req, COOKIE) : (str){ NULL, 0 };
}

static str mark_of(const struct http_req *req)
{
	str mark = is_web(req) ? http_cookie(req, MARK) : S("");

	return mark.n ? mark : S("");
}

static enum err read_auth_body(struct ctx *cx, const struct http_req *req, const struct jval **out)
{
	enum err e;

	if ((e = check_web(cx, req)) || (e = read_object_body(cx, req, out)))
		return e;
	return db_lend(cx, cx->app->dbs);
}

/* ---- what is answered ---- */

void put_account(struct ctx *cx, struct json *j, const char *key, const struct account *a)
{
	json_obj(j, key);
	json_str(j, "id", a->id);
	json_str(j, "email", a->email);
	json_str(j, "username", a->username);
	json_str_or_null(j, "displayName", a->display_name);
	json_str(j, "role", a->admin ? S("admin") : S("member"));
	put_time(cx, j, "createdAt", a->created_ms);
	put_time(cx, j, "erasedAt", a->erase_ms);
	json_end(j, '}');
}

static enum err put_signed_in(struct ctx *cx, const struct http_req *req, struct http_res *res,
			      const struct signed_in *s)
{
	struct json j = json_make(&res->body);
	struct account a;
	bool found;
	enum err e;

	if ((e = store_account_get(cx, s->user_id, &a, &found)))
		return e;
	json_obj(&j, NULL);
	json_str(&j, "accessToken", s->access_token);
	json_str(&j, "tokenType", S("Bearer"));
	json_i64(&j, "expiresIn", (s->access_ms - cx->now_ms) / 1000);
	if (is_web(req))
		http_res_cookie(cx, res, COOKIE, s->refresh_token,
				(s->refresh_ms - cx->now_ms) / 1000);
	else
		json_str(&j, "refreshToken", s->refresh_token);
	if (s->mark.n)
		http_res_cookie(cx, res, MARK, s->mark, MARK_DAYS * DAY_MS / 1000);
	put_time(cx, &j, "refreshExpiresAt", s->refresh_ms);
	json_str(&j, "sessionId", s->session_id);
	if (found)
		put_account(cx, &j, "user", &a);
	json_end(&j, '}');
	return OK;
}

/* ---- in ---- */

enum err api_auth_registration(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	struct json j = json_make(&res->body);
	bool first;
	enum err e;

	(void)req;
	if ((e = db_lend(cx, cx->app->dbs)) || (e = library_first_awaited(cx, &first)))
		return e;
	json_obj(&j, NULL);
	json_str(&j, "mode", cx->app->conf.registration);
	json_bool(&j, "first", first);
	json_end(&j, '}');
	return OK;
}

enum err api_auth_register(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	const struct jval *body;
	struct registration r;
	struct signed_in in;
	enum err e;

	if ((e = read_auth_body(cx, req, &body)) ||
	    (e = need_text(cx, body, "email", EMAIL_MAX, &r.email)) ||
	    (e = need_text(cx, body, "username", USERNAME_MAX, &r.username)) ||
	    (e = need_text(cx, body, "password", PASSWORD_MAX, &r.password)))
		return e;
	r.email = utf8_trim(r.email);
	r.username = utf8_trim(r.username);
	r.display_name = utf8_trim(text_or_empty(body, "displayName"));
	r.invitation = utf8_trim(text_or_empty(body, "invitation"));
	r.device = text_or_empty(body, "device");
	r.before = cookie_of(req);
	r.marked = is_web(req);
	if ((e = library_register(cx, &r, &in)))
		return e;
	res->status = 201;
	return put_signed_in(cx, req, res, &in);
}

enum err api_auth_login(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	const struct jval *body;
	struct credentials c;
	struct signed_in in;
	enum err e;

	if ((e = read_auth_body(cx, req, &body)) ||
	    (e = need_text(cx, body, "email", EMAIL_MAX, &c.email)) ||
	    (e = need_text(cx, body, "password", PASSWORD_MAX, &c.password)))
		return e;
	c.code = text_or_empty(body, "code");
	c.device = text_or_empty(body, "device");
	c.before = cookie_of(req);
	c.mark = mark_of(req);
	c.marked = is_web(req);
	if ((e = library_sign_in(cx, &c, &in)))
		return e;
	return put_signed_in(cx, req, res, &in);
}

enum err api_auth_refresh(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	str nonce = http_header(req, "Idempotency-Key"), token;
	const struct jval *body;
	struct signed_in in;
	enum err e;

	if ((e = read_auth_body(cx, req, &body)))
		return e;
	token = is_web(req) ? cookie_of(req) : text_or_empty(body, "refreshToken");
	if (!token.n)
		return fail_field(cx, S("refreshToken"), "refreshToken is missing");
	if ((e = library_session_refresh(cx, token, nonce, &in)))
		return e;
	return put_signed_in(cx, req, res, &in);
}

/* ---- out ---- */

enum err api_auth_logout(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	const struct jval *body;
	bool all;
	enum err e;

	if ((e = read_object_body(cx, req, &body)))
		return e;
	all = jval_true(jval_get(body, "all"));
	if (all)
		e = library_sessions_end(cx, true);
	else if (cx->actor.session_id.n)
		e = library_session_end(cx, cx->actor.session_id);
	if (e)
		return e;
	http_res_cookie(cx, res, COOKIE, S(""), 0);
	/* photos that a browser kept, and whatever else: the next who sits there is somebody else */
	http_res_header(res, "Clear-Site-Data", S("\"cache\", \"storage\""));
	res->status = 204;
	return OK;
}

void put_session(struct ctx *cx, struct json *j, const struct session *s)
{
	json_obj(j, NULL);
	json_str(j, "id", s->id);
	json_str(j, "device", s->device);
	json_str_or_null(j, "address", s->address);
	json_bool(j, "current", str_eq(s->id, cx->actor.session_id));
	put_time(cx, j, "createdAt", s->created_ms);
	put_time(cx, j, "usedAt", s->used_ms);
	put_time(cx, j, "expiresAt", s->expires_ms);
	json_end(j, '}');
}

enum err api_session_list(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	struct json j = json_make(&res->body);
	struct session_list list;
	enum err e;

	(void)req;
	if ((e = library_sessions(cx, &list)))
		return e;
	json_obj(&j, NULL);
	json_i64(&j, "count", (int64_t)list.n);
	json_arr(&j, "items");
	for (size_t i = 0; i < list.n; i++)
		put_session(cx, &j, &list.items[i]);
	json_end(&j, ']');
	json_end(&j, '}');
	return OK;
}

enum err api_session_end(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	enum err e;

	if (!(e = library_session_end(cx, http_param(req, "id"))))
		res->status = 204;
	return e;
}
