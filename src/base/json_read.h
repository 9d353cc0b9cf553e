/* json_read.h - reading JSON that strangers send.
 *
 * A document is parsed once; the values are borrowed until ctx_end. RFC 8259,
 * with a byte order mark allowed; NaN, trailing text, NUL characters, lone
 * surrogates and nesting deeper than 64 are refused. Of a repeated key the last one wins. */
#ifndef JSON_READ_H
#define JSON_READ_H

#include "base/ctx.h"

enum jval_kind { JVAL_NULL, JVAL_BOOL, JVAL_INT, JVAL_REAL, JVAL_STR, JVAL_ARR, JVAL_OBJ };

struct jval; /* NULL stands for an absent value in every call below */

/* ERR_INVALID_JSON says where: line and column. */
enum err jval_read(struct ctx *cx, str text, const struct jval **out) NODISCARD;

enum jval_kind jval_kind(const struct jval *v);          /* an absent one: JVAL_NULL */
bool jval_is(const struct jval *v, enum jval_kind kind); /* an absent one: false */
const struct jval *jval_get(const struct jval *obj,
			    const char *key);   /* NULL: absent, or not an object */
size_t jval_len(const struct jval *arr_or_obj); /* 0 for others */
const struct jval *jval_at(const struct jval *arr, size_t i);

/* The members of an object, one after the other: *walk begins as NULL. False after the last. */
bool jval_next(const struct jval *obj, void **walk, str *key, const struct jval **v);

str jval_text(const struct jval *v);    /* of a JVAL_STR; else {NULL, 0} */
int64_t jval_int(const struct jval *v); /* of a JVAL_INT; else 0 */
double jval_real(const struct jval *v); /* of a JVAL_INT or JVAL_REAL; else 0 */
bool jval_true(const struct jval *v);   /* of a JVAL_BOOL; else false */

#endif
