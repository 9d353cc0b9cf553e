/* second_factor.c - /auth/totp: a code beside the password. */
#include "library/second_factor.h"

#include "api/api.h"
#include "api/fields.h"

static str text(const struct jval *body, const char *key)
{
	str s = jval_text(jval_get(body, key));

	return s.n ? s : S("");
}

static void put_codes(struct http_res *res, const struct recovery_codes *codes)
{
	struct json j = json_make(&res->body);

	json_obj(&j, NULL);
	json_arr(&j, "recoveryCodes");
	for (int i = 0; i < RECOVERY_CODES; i++)
		json_str(&j, NULL, codes->code[i]);
	json_end(&j, ']');
	json_end(&j, '}');
}

enum err api_factor_get(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	struct json j = json_make(&res->body);
	int64_t left = 0;
	bool on = false;
	enum err e;

	(void)req;
	if (cx->actor.user_id.n && (e = second_factor_on(cx, cx->actor.user_id, &on, &left)))
		return e;
	json_obj(&j, NULL);
	json_bool(&j, "on", on);
	json_i64(&j, "recoveryCodesLeft", left);
	json_end(&j, '}');
	return OK;
}

enum err api_factor_begin(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	struct json j = json_make(&res->body);
	const struct jval *body;
	str secret, uri;
	enum err e;

	if ((e = read_object_body(cx, req, &body)) ||
	    (e = library_factor_begin(cx, text(body, "password"), &secret, &uri)))
		return e;
	res->status = 201;
	json_obj(&j, NULL);
	json_str(&j, "secret", secret);
	json_str(&j, "uri", uri);
	json_end(&j, '}');
	return OK;
}

enum err api_factor_confirm(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	struct recovery_codes codes;
	const struct jval *body;
	enum err e;

	if ((e = read_object_body(cx, req, &body)) ||
	    (e = library_factor_confirm(cx, text(body, "code"), &codes)))
		return e;
	put_codes(res, &codes);
	return OK;
}

enum err api_factor_remove(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	const struct jval *body;
	enum err e;

	if ((e = read_object_body(cx, req, &body)) ||
	    (e = library_factor_remove(cx, text(body, "password"), text(body, "code"))))
		return e;
	res->status = 204;
	return OK;
}

enum err api_factor_recovery(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	struct recovery_codes codes;
	const struct jval *body;
	enum err e;

	if ((e = read_object_body(cx, req, &body)) ||
	    (e = library_factor_recovery(cx, text(body, "password"), text(body, "code"), &codes)))
		return e;
	put_codes(res, &codes);
	return OK;
}
