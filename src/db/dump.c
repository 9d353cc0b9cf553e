/* dump.c - see dump.h. */
#include "db/dump.h"

#include "base/crypto.h"
#include "base/json_read.h"
#include "base/json_write.h"
#include "base/utf8.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_COLUMNS = 60, SQL_MAX = 64 * 1024 };

static bool is_lite(const struct ctx *cx) { return strcmp(db_engine(cx->db), "sqlite") == 0; }

/* ---- what is dumped ---- */

#define LEFT_OUT "catalogue_"

static bool is_left_out(str table)
{
	return table.n >= sizeof LEFT_OUT - 1 &&
	       memcmp(table.p, LEFT_OUT, sizeof LEFT_OUT - 1) == 0;
}

enum err dump_tables(struct ctx *cx, struct schema_tables *out)
{
	enum err e = db_tables(cx, out);
	size_t n = 0;

	for (size_t i = 0; !e && i < out->n; i++)
		if (!is_left_out(out->items[i].name))
			out->items[n++] = out->items[i];
	out->n = n;
	return e;
}

enum err dump_count_rows(struct ctx *cx, struct table_counts *out)
{
	enum err e = db_count_rows(cx, out);
	size_t n = 0;

	for (size_t i = 0; !e && i < out->n; i++)
		if (!is_left_out(out->items[i].table))
			out->items[n++] = out->items[i];
	out->n = n;
	return e;
}

/* ---- reading ---- */

/* The columns in the order of the alphabet, and the places of the key's columns among them. */
struct order {
	const struct schema_column *columns[MAX_COLUMNS];
	size_t n;
	size_t key[MAX_COLUMNS], nkey;
};

static int by_name(const void *a, const void *b)
{
	const struct schema_column *const *x = a, *const *y = b;

	return strcmp((*x)->name.p, (*y)->name.p);
}

static enum err read_order(struct ctx *cx, const struct schema_table *t, struct order *out)
{
	if (t->n > MAX_COLUMNS)
		return fail(cx, ERR_INTERNAL, STR_FMT " has too many columns", STR_ARG(t->name));
	*out = (struct order){ .n = t->n };
	for (size_t i = 0; i < t->n; i++) {
		out->columns[i] = &t->columns[i];
		out->nkey += t->columns[i].key > 0;
		if (t->columns[i].type == '?')
			return fail(cx, ERR_INTERNAL, STR_FMT "." STR_FMT " has an unknown type",
				    STR_ARG(t->name), STR_ARG(t->columns[i].name));
	}
	qsort(out->columns, out->n, sizeof *out->columns, by_name);
	for (size_t i = 0; i < t->n; i++)
		if (out->columns[i]->key)
			out->key[out->columns[i]->key - 1] = i;
	return out->nkey ? OK
			 : fail(cx, ERR_INTERNAL, STR_FMT " has no primary key", STR_ARG(t->name));
}

static void put_names(struct buf *b, const struct order *o)
{
	for (size_t i = 0; i < o->n; i++)
		buf_addf(b, "%s\"" STR_FMT "\"", i ? ", " : "", STR_ARG(o->columns[i]->name));
}

/* Texts are ordered by their bytes; a server's own order depends on its country. */
static void put_key(struct buf *b, const struct order *o)
{
	for (size_t i = 0; i < o->nkey; i++) {
		const struct schema_column *c = o->columns[o->key[i]];
		bool by_bytes = str_eq(c->native, S("text"));

		buf_addf(b, "%s\"" STR_FMT "\"%s", i ? ", " : "", STR_ARG(c->name),
			 by_bytes ? " COLLATE \"C\"" : "");
	}
}

static void put_key_lite(struct buf *b, const struct order *o)
{
	for (size_t i = 0; i < o->nkey; i++)
		buf_addf(b, "%s\"" STR_FMT "\"", i ? ", " : "",
			 STR_ARG(o->columns[o->key[i]]->name));
}

/* The next rows behind a key, or the first. */
static struct sql chunk_query(struct ctx *cx, const struct schema_table *t, const struct order *o,
			      bool first)
{
	void (*key)(struct buf *, const struct order *) = is_lite(cx) ? put_key_lite : put_key;
	struct buf b = buf_make(&cx->arena, SQL_MAX);
	char *in = arena_new(&cx->arena, char, MAX_COLUMNS + 1);
	char *out = arena_new(&cx->arena, char, MAX_COLUMNS + 1);

	for (size_t i = 0; i < o->n; i++)
		out[i] = o->columns[i]->type;
	buf_add(&b, S("SELECT "));
	put_names(&b, o);
	buf_addf(&b, " FROM \"" STR_FMT "\"", STR_ARG(t->name));
	for (size_t i = 0; i < o->nkey && !first; i++) {
		in[i] = o->columns[o->key[i]]->type;
		if (!i) {
			buf_add(&b, S(" WHERE ("));
			key(&b, o);
			buf_add(&b, S(") > ("));
		}
		buf_addf(&b, "%s$%zu%s", i ? ", " : "", i + 1, i + 1 == o->nkey ? ")" : "");
	}
	buf_add(&b, S(" ORDER BY "));
	key(&b, o);
	buf_addf(&b, " LIMIT %d", DUMP_CHUNK_ROWS);
	CHECK(!b.full);
	return (struct sql){ .name = "dump_rows", .in = in, .out = out, .text = buf_str(&b).p };
}

static str as_hex(struct ctx *cx, str bytes)
{
	struct buf b = buf_make(&cx->arena, 2 * bytes.n + 4);

	buf_add(&b, S("\\x"));
	for (size_t i = 0; i < bytes.n; i++)
		buf_addf(&b, "%02x", (unsigned char)bytes.p[i]);
	return buf_str(&b);
}

static enum err put_cell(struct ctx *cx, struct json *j, const struct schema_table *t, str name,
			 const struct val *v)
{
	switch (v->type) {
	case 0: return OK;
	case 'i': json_i64(j, name.p, v->i); return OK;
	case 'd': json_exact(j, name.p, v->d); return OK;
	case 'b': json_str(j, name.p, as_hex(cx, v->s)); return OK;
	default: break;
	}
	if (!utf8_valid(v->s) || memchr(v->s.p, 0, v->s.n))
		return fail(cx, ERR_CONFLICT,
			    "a row of " STR_FMT " has a " STR_FMT " that is not text in UTF-8",
			    STR_ARG(t->name), STR_ARG(name));
	json_str(j, name.p, v->s);
	return OK;
}

static enum err put_rows(struct ctx *cx, const struct schema_table *t, const struct order *o,
			 const struct rows *r, struct buf *out)
{
	enum err e;

	for (size_t i = 0; i < r->n; i++) {
		struct json j = json_make(out);

		json_obj(&j, NULL);
		for (size_t c = 0; c < o->n; c++)
			if ((e = put_cell(cx, &j, t, o->columns[c]->name,
					  &r->cells[i * r->cols + c])))
				return e;
		json_end(&j, '}');
		buf_addc(out, '\n');
	}
	return out->full ? fail(cx, ERR_TOO_LARGE, "the rows of " STR_FMT " are too large",
				STR_ARG(t->name))
			 : OK;
}

struct walk {
	const struct schema_table *t;
	const struct order *o;
	dump_take *take;
	void *arg;
	struct crypto_hash hash;
	int64_t rows;
	struct val last[MAX_COLUMNS]; /* the key of the row before; its texts are in keys[] */
	struct arena keys[2];         /* in turn: the next one is made while the last one is read */
	int turn;
	bool done;
};

static void remember_key(struct walk *w, const struct rows *r)
{
	struct arena *a = &w->keys[w->turn ^= 1];

	arena_free(a);
	for (size_t i = 0; i < w->o->nkey; i++) {
		w->last[i] = r->cells[(r->n - 1) * r->cols + w->o->key[i]];
		if (w->last[i].type == 's' || w->last[i].type == 'b')
			w->last[i].s = str_dup(a, w->last[i].s);
	}
}

static enum err read_chunk(struct ctx *part, struct walk *w)
{
	struct sql q = chunk_query(part, w->t, w->o, w->rows == 0);
	struct buf lines = buf_make(&part->arena, DUMP_CHUNK_MAX);
	struct rows r;
	enum err e;

	if ((e = db_query_once(part, &q, w->last, w->rows ? w->o->nkey : 0, &r)) ||
	    (e = put_rows(part, w->t, w->o, &r, &lines)))
		return e;
	w->done = r.n < DUMP_CHUNK_ROWS;
	w->rows += (int64_t)r.n;
	if (!r.n)
		return OK;
	remember_key(w, &r);
	crypto_hash_add(&w->hash, buf_str(&lines));
	return w->take ? w->take(part, w->t, buf_str(&lines), (int64_t)r.n, w->arg) : OK;
}

enum err dump_table(struct ctx *cx, const struct schema_table *t, dump_take *take, void *arg,
		    struct dump_sum *out)
{
	struct order o;
	struct walk w = { .t = t, .o = &o, .take = take, .arg = arg };
	enum err e;

	crypto_hash_begin(&w.hash);
	e = read_order(cx, t, &o);
	while (!e && !w.done) {
		struct ctx part = ctx_part(cx);

		e = ctx_part_end(cx, &part, read_chunk(&part, &w));
	}
	arena_free(&w.keys[0]);
	arena_free(&w.keys[1]);
	*out = (struct dump_sum){ w.rows, crypto_hash_hex(&cx->arena, &w.hash) };
	return e;
}

/* ---- writing ---- */

/* A server takes them all at once, and finds the types itself. */
static enum err load_all(struct ctx *cx, const struct schema_table *t, const struct order *o,
			 str lines)
{
	struct buf q = buf_make(&cx->arena, SQL_MAX), json = buf_make(&cx->arena, lines.n + 16);
	struct sql insert = { .name = "dump_load", .in = "s", .out = "" };
	struct rows r;

	buf_addc(&json, '[');
	for (bool more = false; lines.n; more = true) {
		if (more)
			buf_addc(&json, ',');
		buf_add(&json, str_cut(&lines, '\n'));
	}
	buf_addc(&json, ']');
	buf_addf(&q, "INSERT INTO \"" STR_FMT "\" (", STR_ARG(t->name));
	put_names(&q, o);
	buf_add(&q, S(") SELECT "));
	put_names(&q, o);
	buf_addf(&q, " FROM json_populate_recordset(NULL::\"" STR_FMT "\", $1::text::json)",
		 STR_ARG(t->name));
	CHECK(!q.full && !json.full);
	insert.text = buf_str(&q).p;
	return db_query_once(cx, &insert, ARGS(V(buf_str(&json))), &r);
}

static int hex_digit(char c) { return c <= '9' ? c - '0' : c - 'a' + 10; }

static bool bytes_of(struct ctx *cx, str hex, struct val *out)
{
	size_t n = hex.n / 2 - 1;
	char *p;

	if (hex.n < 2 || hex.n % 2 || memcmp(hex.p, "\\x", 2) != 0 ||
	    strspn(hex.p + 2, "0123456789abcdef") != hex.n - 2)
		return false;
	p = arena_new(&cx->arena, char, n + 1);
	for (size_t i = 0; i < n; i++)
		p[i] = (char)(hex_digit(hex.p[2 + 2 * i]) << 4 | hex_digit(hex.p[3 + 2 * i]));
	*out = (struct val){ .type = 'b', .s = { p, n } };
	return true;
}

static bool real_of(const struct jval *v, struct val *out)
{
	str s = jval_text(v);

	if (!jval_is(v, JVAL_STR)) {
		*out = val_f64(jval_real(v));
		return jval_is(v, JVAL_REAL) || jval_is(v, JVAL_INT);
	}
	*out = val_f64(str_eq(s, S("Infinity")) ? (double)INFINITY : -(double)INFINITY);
	return str_eq(s, S("Infinity")) || str_eq(s, S("-Infinity"));
}

static bool cell_of(struct ctx *cx, const struct jval *v, char type, struct val *out)
{
	*out = (struct val){ .type = 0 };
	if (!v)
		return isupper((unsigned char)type);
	switch (tolower(type)) {
	case 'i': *out = val_i64(jval_int(v)); return jval_is(v, JVAL_INT);
	case 'd': return real_of(v, out);
	case 'b': return jval_is(v, JVAL_STR) && bytes_of(cx, jval_text(v), out);
	default: *out = val_str(jval_text(v)); return jval_is(v, JVAL_STR);
	}
}

static enum err cells_of(struct ctx *cx, const struct schema_table *t, const struct order *o,
			 str line, struct val *out)
{
	const struct jval *row;
	size_t had = 0;
	enum err e;

	if ((e = jval_read(cx, line, &row)))
		return e;
	for (size_t i = 0; i < o->n; i++) {
		const struct jval *v = jval_get(row, o->columns[i]->name.p);

		had += v != NULL;
		if (!cell_of(cx, v, o->columns[i]->type, &out[i]))
			return fail(cx, ERR_INVALID, "a row of " STR_FMT " has no sound " STR_FMT,
				    STR_ARG(t->name), STR_ARG(o->columns[i]->name));
	}
	return had == jval_len(row)
		       ? OK
		       : fail(cx, ERR_INVALID,
			      "a row of " STR_FMT " has a column that is not known here",
			      STR_ARG(t->name));
}

static struct sql insert_one(struct ctx *cx, const struct schema_table *t, const struct order *o)
{
	struct buf b = buf_make(&cx->arena, SQL_MAX);
	char *in = arena_new(&cx->arena, char, MAX_COLUMNS + 1);

	buf_addf(&b, "INSERT INTO \"" STR_FMT "\" (", STR_ARG(t->name));
	put_names(&b, o);
	for (size_t i = 0; i < o->n; i++) {
		in[i] = o->columns[i]->type;
		buf_addf(&b, "%s$%zu", i ? ", " : ") VALUES (", i + 1);
	}
	buf_addc(&b, ')');
	CHECK(!b.full);
	return (struct sql){ .name = "dump_load", .in = in, .out = "", .text = buf_str(&b).p };
}

struct feed {
	const struct schema_table *t;
	const struct order *o;
	str lines;
};

static enum err next_row(struct ctx *cx, struct val *args, bool *more, void *arg)
{
	struct feed *f = arg;

	*more = f->lines.n > 0;
	return *more ? cells_of(cx, f->t, f->o, str_cut(&f->lines, '\n'), args) : OK;
}

static enum err load_each(struct ctx *cx, const struct schema_table *t, const struct order *o,
			  str lines)
{
	struct sql insert = insert_one(cx, t, o);
	struct feed f = { t, o, lines };

	return db_run_many(cx, &insert, next_row, &f);
}

enum err dump_load(struct ctx *cx, const struct schema_table *t, str lines)
{
	struct ctx part = ctx_part(cx);
	struct order o;
	enum err e;

	if (!(e = read_order(&part, t, &o)))
		e = is_lite(cx) ? load_each(&part, t, &o, lines) : load_all(&part, t, &o, lines);
	return ctx_part_end(cx, &part, e);
}
