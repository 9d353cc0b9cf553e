/* json_write.h - writing JSON straight into a buffer, in the order of the calls. */
#ifndef JSON_WRITE_H
#define JSON_WRITE_H

#include "base/str.h"

enum { JSON_DEPTH = 16 };

struct json {
	struct buf *out;
	int depth;
	bool comma[JSON_DEPTH];
};

/* In an object every call takes its key; in an array, and at the top, the key
 * is NULL. Keys are ASCII names of ours. Unbalanced calls are bugs and panic. */
struct json json_make(struct buf *out);
void json_obj(struct json *j, const char *key);
void json_arr(struct json *j, const char *key);
void json_end(struct json *j, char close);
void json_str(struct json *j, const char *key, str v);         /* valid UTF-8 */
void json_str_or_null(struct json *j, const char *key, str v); /* null when v.p is NULL */
void json_raw(struct json *j, const char *key, str v);         /* a whole JSON value as it stands */
void json_i64(struct json *j, const char *key, int64_t v);
void json_bool(struct json *j, const char *key, bool v);
void json_nil(struct json *j, const char *key); /* null; jansson has a json_null */

/* A finite number with at most `decimals` (0–9) digits after the point, at least one when
 * decimals > 0 (4.5, 5.0); what is not finite becomes null. */
void json_f64(struct json *j, const char *key, double v, int decimals);

/* The fewest digits that read back as this very number, always with a point or an exponent; what is not finite becomes the text
 * "NaN", "Infinity" or "-Infinity". */
void json_exact(struct json *j, const char *key, double v);

/* JSON of one line, as json_ calls write it, over many lines with two spaces a level; with the last
 * newline. */
void json_indent(str compact, struct buf *out);

#endif
