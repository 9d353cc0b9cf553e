/* tokens.c - /auth/tokens: tokens for programs of one's own. */
#include "library/api_tokens.h"

#include "api/api.h"
#include "api/fields.h"
#include "api/people.h"
#include "base/utf8.h"
#include "library/users.h"
#include "library/writes.h"

enum { DAYS_DEFAULT = 90 };

static void put_scopes(struct json *j, str scopes)
{
	str w;

	json_arr(j, "scopes");
	while ((w = utf8_word(&scopes)).n)
		json_str(j, NULL, w);
	json_end(j, ']');
}

/* `token`: shown once, when it is made; else {NULL, 0}. */
void put_api_token(struct ctx *cx, struct json *j, const char *key, const struct api_token *t,
		   str token)
{
	json_obj(j, key);
	json_str(j, "id", t->id);
	json_str(j, "name", t->name);
	json_str(j, "hint", t->hint);
	put_scopes(j, t->scopes);
	put_time(cx, j, "createdAt", t->created_ms);
	put_time(cx, j, "expiresAt", t->expires_ms);
	put_time(cx, j, "usedAt", t->used_ms);
	if (token.n)
		json_str(j, "token", token);
	json_end(j, '}');
}

enum err api_token_list(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	struct json j = json_make(&res->body);
	struct api_token_list list;
	enum err e;

	(void)req;
	if ((e = library_api_tokens(cx, &list)))
		return e;
	json_obj(&j, NULL);
	json_i64(&j, "count", (int64_t)list.n);
	json_arr(&j, "items");
	for (size_t i = 0; i < list.n; i++)
		put_api_token(cx, &j, NULL, &list.items[i], (str){ NULL, 0 });
	json_end(&j, ']');
	json_end(&j, '}');
	return OK;
}

static enum err read_scopes(struct ctx *cx, const struct jval *list, unsigned *out)
{
	*out = 0;
	for (size_t i = 0; i < jval_len(list) && jval_is(list, JVAL_ARR); i++) {
		unsigned one = scopes_read(jval_text(jval_at(list, i)));

		if (!one)
			return fail_field(cx, S("scopes"), "a scope is read, write or scan");
		*out |= one;
	}
	if (!*out)
		return fail_field(cx, S("scopes"),
				  "scopes must be a list of read, write and scan, or some of them");
	return OK;
}

static enum err read_days(struct ctx *cx, const struct jval *v, int64_t *out)
{
	*out = DAYS_DEFAULT;
	if (jval_kind(v) == JVAL_NULL)
		return OK;
	*out = jval_int(v);
	if (!jval_is(v, JVAL_INT) || *out < 1 || *out > TOKEN_DAYS_MAX)
		return fail_field(cx, S("days"), "days must be a whole number from 1 to %d",
				  TOKEN_DAYS_MAX);
	return OK;
}

enum err api_token_add(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	struct json j = json_make(&res->body);
	const struct jval *body;
	struct api_token t;
	unsigned scopes;
	str name, token;
	int64_t days;
	enum err e;

	if ((e = read_object_body(cx, req, &body)) ||
	    (e = field_line(cx, body, "name", TOKEN_NAME_MAX, &name)) ||
	    (e = read_scopes(cx, jval_get(body, "scopes"), &scopes)) ||
	    (e = read_days(cx, jval_get(body, "days"), &days)))
		return e;
	if (!name.n)
		return fail_field(cx, S("name"), "name is missing: what is the token for?");
	if ((e = library_api_token_add(cx, name, scopes, days, &t, &token)))
		return e;
	res->status = 201;
	json_obj(&j, NULL);
	put_api_token(cx, &j, "item", &t, token);
	json_end(&j, '}');
	return OK;
}

enum err api_token_end(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	enum err e;

	if (!(e = library_api_token_end(cx, http_param(req, "id"))))
		res->status = 204;
	return e;
}
