/* json_read.c - see json_read.h. The only file that includes jansson. */
#include "base/json_read.h"

#include <jansson.h>
#include <string.h>

enum { MAX_DEPTH = 64 };

/* Our names begin with jval_: jansson's own functions begin with json_, and a program's symbols
 * come before a library's. */
static const json_t *node(const struct jval *v) { return (const json_t *)(const void *)v; }

static const struct jval *value(const json_t *n) { return (const struct jval *)(const void *)n; }

static void release(void *arg) { json_decref(arg); }

/* jansson recurses 2048 deep; a flat scan refuses such texts before it starts. */
static bool too_deep(str s)
{
	bool quoted = false;
	int depth = 0;

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (quoted && c == '\\')
			i++;
		else if (c == '"')
			quoted = !quoted;
		else if (!quoted && (c == '[' || c == '{') && ++depth > MAX_DEPTH)
			return true;
		else if (!quoted && (c == ']' || c == '}'))
			depth--;
	}
	return false;
}

enum err jval_read(struct ctx *cx, str text, const struct jval **out)
{
	json_error_t at;
	json_t *root;

	*out = NULL;
	if (text.n >= 3 && memcmp(text.p, "\xef\xbb\xbf", 3) == 0)
		text = (str){ text.p + 3, text.n - 3 };
	if (too_deep(text))
		return fail(cx, ERR_INVALID_JSON, "the JSON is nested deeper than %d levels",
			    MAX_DEPTH);
	root = json_loadb(text.n ? text.p : "", text.n, JSON_DECODE_ANY, &at);
	if (!root)
		return fail(cx, ERR_INVALID_JSON, "the body is not valid JSON (line %d, column %d)",
			    at.line, at.column);
	ctx_defer(cx, release, root);
	*out = value(root);
	return OK;
}

enum jval_kind jval_kind(const struct jval *v)
{
	if (!v)
		return JVAL_NULL;
	switch (json_typeof(node(v))) {
	case JSON_OBJECT: return JVAL_OBJ;
	case JSON_ARRAY: return JVAL_ARR;
	case JSON_STRING: return JVAL_STR;
	case JSON_INTEGER: return JVAL_INT;
	case JSON_TRUE:
	case JSON_FALSE: return JVAL_BOOL;
	case JSON_REAL: return JVAL_REAL;
	case JSON_NULL: break;
	}
	return JVAL_NULL;
}

bool jval_is(const struct jval *v, enum jval_kind kind) { return v && jval_kind(v) == kind; }

const struct jval *jval_get(const struct jval *obj, const char *key)
{
	return obj ? value(json_object_get(node(obj), key)) : NULL;
}

size_t jval_len(const struct jval *v)
{
	if (!v)
		return 0;
	return json_is_array(node(v)) ? json_array_size(node(v)) : json_object_size(node(v));
}

const struct jval *jval_at(const struct jval *arr, size_t i)
{
	return arr ? value(json_array_get(node(arr), i)) : NULL;
}

/* jansson's walks take what they do not change as changeable. */
bool jval_next(const struct jval *obj, void **walk, str *key, const struct jval **v)
{
	json_t *o = (json_t *)(uintptr_t)node(obj);

	if (!jval_is(obj, JVAL_OBJ))
		return false;
	*walk = *walk ? json_object_iter_next(o, *walk) : json_object_iter(o);
	if (!*walk)
		return false;
	*key = str_from(json_object_iter_key(*walk));
	*v = value(json_object_iter_value(*walk));
	return true;
}

str jval_text(const struct jval *v)
{
	if (!jval_is(v, JVAL_STR))
		return (str){ NULL, 0 };
	return (str){ json_string_value(node(v)), json_string_length(node(v)) };
}

int64_t jval_int(const struct jval *v) { return v ? json_integer_value(node(v)) : 0; }
double jval_real(const struct jval *v) { return v ? json_number_value(node(v)) : 0; }
bool jval_true(const struct jval *v) { return v && json_is_true(node(v)); }
