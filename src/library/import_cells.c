/* import_cells.c - see import_cells.h. */
#include "library/import_cells.h"

#include "base/json_write.h"
#include "base/utf8.h"

#include <inttypes.h>

enum { JSON_MAX = 64 << 20, TEXT_MAX = 4 << 20 };

static void put(struct cells *c, str name, str text, bool list)
{
	text = utf8_trim(text);
	if (text.n)
		c->items[c->n++] = (struct cell){ name, text, list };
}

struct cells cells_of_csv(struct ctx *cx, const struct csv_row *names, const struct csv_row *row)
{
	struct cells c = { arena_new(&cx->arena, struct cell, row->n), 0 };

	for (size_t i = 0; i < row->n; i++) {
		str name = i < names->n ? utf8_trim(names->fields[i]) : S("");

		if (!utf8_trim(row->fields[i]).n)
			continue;
		if (!name.n)
			name = str_fmt(&cx->arena, "column %zu", i + 1);
		put(&c, name, row->fields[i], false);
	}
	return c;
}

/* What an item of a list is called. */
static const struct jval *face(const struct jval *v)
{
	static const char *const keys[] = { "fl", "lf", "name", "text", "title" };
	const struct jval *inner;

	for (size_t i = 0; jval_is(v, JVAL_OBJ) && i < countof(keys); i++)
		if ((inner = jval_get(v, keys[i])) && !jval_is(inner, JVAL_NULL))
			return inner;
	return v;
}

static str scalar(struct ctx *cx, const struct jval *v)
{
	switch (jval_kind(v)) {
	case JVAL_STR: return jval_text(v);
	case JVAL_INT: return str_fmt(&cx->arena, "%" PRId64, jval_int(v));
	case JVAL_REAL: return str_fmt(&cx->arena, "%.15g", jval_real(v));
	case JVAL_BOOL: return jval_true(v) ? S("true") : S("false");
	case JVAL_NULL:
	case JVAL_ARR:
	case JVAL_OBJ: break;
	}
	return S("");
}

static void put_item(struct ctx *cx, struct buf *b, const struct jval *v)
{
	str text = utf8_trim(scalar(cx, face(v)));

	if (!text.n)
		return;
	if (b->n)
		buf_addc(b, '\n');
	for (size_t i = 0; i < text.n; i++)
		buf_addc(b, text.p[i] == '\n' ? ' ' : text.p[i]);
}

static str list_text(struct ctx *cx, const struct jval *v)
{
	struct buf b = buf_make(&cx->arena, TEXT_MAX);
	const struct jval *item;
	void *walk = NULL;
	str key;

	for (size_t i = 0; jval_is(v, JVAL_ARR) && i < jval_len(v); i++)
		put_item(cx, &b, jval_at(v, i));
	while (jval_next(v, &walk, &key, &item))
		put_item(cx, &b, item);
	return buf_str(&b);
}

struct cells cells_of_json(struct ctx *cx, const struct jval *obj)
{
	struct cells c = { arena_new(&cx->arena, struct cell, jval_len(obj)), 0 };
	const struct jval *v;
	void *walk = NULL;
	str key;

	while (jval_next(obj, &walk, &key, &v)) {
		bool list = jval_is(v, JVAL_ARR) || jval_is(v, JVAL_OBJ);

		put(&c, key, list ? list_text(cx, v) : scalar(cx, v), list);
	}
	return c;
}

/* A text that stands alone, outside of what struct json keeps count of. */
static void put_text(struct buf *b, str s)
{
	struct json j = json_make(b);

	json_str(&j, NULL, s);
}

/* How many of the cells before this one have its name. */
static size_t earlier(const struct cells *c, size_t i)
{
	size_t n = 0;

	for (size_t k = 0; k < i; k++)
		n += str_eq(c->items[k].name, c->items[i].name);
	return n;
}

static void put_name(struct ctx *cx, struct buf *b, const struct cells *c, size_t i)
{
	size_t n = earlier(c, i);
	str name = c->items[i].name;

	put_text(b, n ? str_fmt(&cx->arena, STR_FMT " (%zu)", STR_ARG(name), n + 1) : name);
	buf_addc(b, ':');
}

static void put_list(struct buf *b, str lines)
{
	buf_addc(b, '[');
	while (lines.n) {
		put_text(b, str_cut(&lines, '\n'));
		if (lines.n)
			buf_addc(b, ',');
	}
	buf_addc(b, ']');
}

str cells_write(struct ctx *cx, const struct cells *c)
{
	struct buf b = buf_make(&cx->arena, JSON_MAX);

	buf_addc(&b, '{');
	for (size_t i = 0; i < c->n; i++) {
		if (i)
			buf_addc(&b, ',');
		put_name(cx, &b, c, i);
		if (c->items[i].list)
			put_list(&b, c->items[i].text);
		else
			put_text(&b, c->items[i].text);
	}
	buf_addc(&b, '}');
	return b.full ? S("{}") : buf_str(&b);
}
