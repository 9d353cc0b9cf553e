/* fields.h - the fields of an object that changes something: absent keeps ({NULL, 0}, NUMBER_NONE), null and an empty text
 * clear ("", NUMBER_CLEAR). */
#ifndef FIELDS_H
#define FIELDS_H

#include "api/coerce.h"

/* Text as coerce_text has it; and on one line. */
enum err field_text(struct ctx *cx, const struct jval *obj, const char *key, size_t max,
		    str *out) NODISCARD;
enum err field_line(struct ctx *cx, const struct jval *obj, const char *key, size_t max,
		    str *out) NODISCARD;

/* Of http:// or https://, at most LINK_MAX. */
enum err field_link(struct ctx *cx, const struct jval *obj, const char *key, str *out) NODISCARD;
enum err field_email(struct ctx *cx, const struct jval *obj, const char *key, str *out) NODISCARD;

/* What is no time clears too. */
int64_t field_time(const struct jval *obj, const char *key);

/* The body of a request that changes something: an object, or NULL for one that says nothing. ERR_INVALID_PAYLOAD. */
enum err read_object_body(struct ctx *cx, const struct http_req *req,
			  const struct jval **out) NODISCARD;

#endif
