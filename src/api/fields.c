/* fields.c - see fields.h. */
#include "api/fields.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "library/users.h"

enum err field_text(struct ctx *cx, const struct jval *obj, const char *key, size_t max, str *out)
{
	const struct jval *v = jval_get(obj, key);

	*out = (str){ NULL, 0 };
	return v ? coerce_text(cx, v, key, max, out) : OK;
}

enum err field_line(struct ctx *cx, const struct jval *obj, const char *key, size_t max, str *out)
{
	enum err e = field_text(cx, obj, key, max, out);
	struct buf b;

	if (e || !out->n)
		return e;
	b = buf_make(&cx->arena, out->n + 1);
	for (size_t i = 0; i < out->n; i++)
		buf_addc(&b, (unsigned char)out->p[i] < ' ' ? ' ' : out->p[i]);
	*out = buf_str(&b);
	return OK;
}

enum err field_link(struct ctx *cx, const struct jval *obj, const char *key, str *out)
{
	enum err e = field_line(cx, obj, key, LINK_MAX, out);

	return e || !out->n ? e : check_link(cx, key, *out);
}

enum err field_email(struct ctx *cx, const struct jval *obj, const char *key, str *out)
{
	enum err e = field_line(cx, obj, key, EMAIL_MAX, out);

	if (e || !out->n || email_shape(*out))
		return e;
	return fail_field(cx, str_from(key), "%s must be an e-mail address", key);
}

int64_t field_time(const struct jval *obj, const char *key)
{
	const struct jval *v = jval_get(obj, key);
	int64_t ms = NUMBER_CLEAR;

	if (!v)
		return NUMBER_NONE;
	return clock_parse(utf8_trim(jval_text(v)), &ms) ? ms : NUMBER_CLEAR;
}

enum err read_object_body(struct ctx *cx, const struct http_req *req, const struct jval **out)
{
	enum err e = read_json_body(cx, req, out);

	if (e || !*out || jval_is(*out, JVAL_OBJ))
		return e;
	return fail(cx, ERR_INVALID_PAYLOAD, "the body must be a JSON object");
}
