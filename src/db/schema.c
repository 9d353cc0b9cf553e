/* schema.c - see schema.h. */
#include "db/schema.h"

#include "db/predicate.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_MAX = 1 << 20 };

enum { TABLES, COLUMNS, INDEXES, REFERENCES, CHECKS, STMTS };

/* The engines keep what they know of themselves in tables of their own: nothing here has one text. */
#define PG_TABLE_IS_1 \
	"c.relname = $1 AND c.relkind = 'r' AND c.relnamespace = current_schema()::text::regnamespace"

static const struct sql sql[STMTS] = {
	[TABLES] = { "schema_tables", "", "s",
		     "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'"
		     " AND name <> 'schema_migrations' ORDER BY name",
		     .pg = "SELECT relname::text FROM pg_class WHERE relkind = 'r'"
			   " AND relnamespace = current_schema()::text::regnamespace"
			   " AND relname <> 'schema_migrations' ORDER BY relname" },
	[COLUMNS] = { "schema_columns", "s", "ssiiS",
		      "SELECT name, lower(type), \"notnull\", pk, dflt_value FROM pragma_table_info($1) ORDER BY cid",
		      .pg = "SELECT a.attname::text, format_type(a.atttypid, a.atttypmod), a.attnotnull,"
			    " COALESCE((SELECT k.n FROM pg_index i,"
			    " unnest(i.indkey::int2[]) WITH ORDINALITY AS k(att, n)"
			    " WHERE i.indrelid = a.attrelid AND i.indisprimary AND k.att = a.attnum), 0),"
			    " pg_get_expr(d.adbin, d.adrelid)"
			    " FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
			    " LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum"
			    " WHERE " PG_TABLE_IS_1 " AND a.attnum > 0 AND NOT a.attisdropped"
			    " ORDER BY a.attnum" },
	/* a row for each column of each index that is not the primary key; an expression has no name */
	[INDEXES] = { "schema_indexes", "s", "siSiS",
		      "SELECT l.name, l.\"unique\", x.name, x.\"desc\","
		      " (SELECT sql FROM sqlite_schema WHERE type = 'index' AND name = l.name AND l.partial)"
		      " FROM pragma_index_list($1) l, pragma_index_xinfo(l.name) x"
		      " WHERE l.origin <> 'pk' AND x.key ORDER BY l.name, x.seqno",
		      .pg = "SELECT x.relname::text, i.indisunique, pg_get_indexdef(i.indexrelid, k.n, true),"
			    " (i.indoption[k.n - 1] & 1)::int, 'WHERE ' || pg_get_expr(i.indpred, i.indrelid)"
			    " FROM pg_class c JOIN pg_index i ON i.indrelid = c.oid"
			    " JOIN pg_class x ON x.oid = i.indexrelid,"
			    " generate_series(1, i.indnkeyatts::int) AS k(n)"
			    " WHERE " PG_TABLE_IS_1
			    " AND NOT i.indisprimary ORDER BY x.relname, k.n" },
	[REFERENCES] = { "schema_references", "s", "isSSs",
			 "SELECT id, \"table\", \"from\", \"to\", lower(on_delete) FROM pragma_foreign_key_list($1)"
			 " ORDER BY id, seq",
			 .pg = "SELECT f.oid::int8, t.relname::text, a.attname::text, b.attname::text,"
			       " CASE f.confdeltype WHEN 'c' THEN 'cascade' WHEN 'n' THEN 'set null'"
			       " WHEN 'r' THEN 'restrict' WHEN 'd' THEN 'set default' ELSE 'no action' END"
			       " FROM pg_class c JOIN pg_constraint f ON f.conrelid = c.oid AND f.contype = 'f'"
			       " JOIN pg_class t ON t.oid = f.confrelid,"
			       " unnest(f.conkey, f.confkey) WITH ORDINALITY AS k(own, target, n),"
			       " pg_attribute a, pg_attribute b"
			       " WHERE " PG_TABLE_IS_1
			       " AND a.attrelid = c.oid AND a.attnum = k.own"
			       " AND b.attrelid = t.oid AND b.attnum = k.target ORDER BY f.oid, k.n" },
	[CHECKS] = { "schema_checks", "s", "s",
		     "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = $1",
		     .pg = "SELECT pg_get_constraintdef(k.oid) FROM pg_class c"
			   " JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype = 'c'"
			   " WHERE " PG_TABLE_IS_1 },
};

/* ---- tables and columns ---- */

/* The words of migrate.c in both dialects. */
static char type_of(str native)
{
	static const struct {
		const char *native;
		char type;
	} kinds[] = {
		{ "bigint", 'i' },
		{ "text", 's' },
		{ "uuid", 's' },
		{ "real", 'd' },
		{ "blob", 'b' },
		{ "bytea", 'b' },
		{ "double precision", 'd' },
	};

	for (size_t i = 0; i < countof(kinds); i++)
		if (str_eq(native, str_from(kinds[i].native)))
			return kinds[i].type;
	return '?';
}

static enum err read_columns(struct ctx *cx, struct schema_table *t)
{
	struct rows r;
	enum err e;

	if ((e = db_query(cx, &sql[COLUMNS], ARGS(V(t->name)), &r)))
		return e;
	t->n = r.n;
	t->columns = arena_new(&cx->arena, struct schema_column, r.n);
	for (size_t i = 0; i < r.n; i++) {
		struct schema_column *c = &t->columns[i];
		char type = type_of(row_str(&r, i, 1));

		*c = (struct schema_column){ .name = row_str(&r, i, 0),
					     .native = row_str(&r, i, 1),
					     .key = (int)row_i64(&r, i, 3),
					     .dflt = row_str(&r, i, 4) };
		/* SQLite lets most primary keys be NULL unless they are declared otherwise; nothing here ever is */
		c->type = row_i64(&r, i, 2) || c->key ? type : (char)toupper(type);
	}
	return OK;
}

static enum err read_tables(struct ctx *cx, struct schema_tables *out)
{
	struct rows r;
	enum err e;

	if ((e = db_query(cx, &sql[TABLES], NO_ARGS, &r)))
		return e;
	out->n = r.n;
	out->items = arena_new(&cx->arena, struct schema_table, r.n);
	for (size_t i = 0; i < r.n; i++) {
		out->items[i].name = row_str(&r, i, 0);
		if ((e = read_columns(cx, &out->items[i])))
			return e;
	}
	return OK;
}

static bool among(const struct schema_table *tables, size_t n, str name)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(tables[i].name, name))
			return true;
	return false;
}

/* Whether all that t refers to stands among the first n. */
static enum err is_ready(struct ctx *cx, const struct schema_tables *all, size_t n, str table,
			 bool *out)
{
	struct rows r;
	enum err e;

	*out = true;
	if ((e = db_query(cx, &sql[REFERENCES], ARGS(V(table)), &r)))
		return e;
	for (size_t i = 0; i < r.n; i++)
		*out &= str_eq(row_str(&r, i, 1), table) || among(all->items, n, row_str(&r, i, 1));
	return OK;
}

/* The first of items[n..] that is ready comes next; without one the tables refer to each other in a ring. */
static enum err put_next(struct ctx *cx, struct schema_tables *all, size_t n)
{
	enum err e;
	bool ready;

	for (size_t i = n; i < all->n; i++) {
		struct schema_table t = all->items[i];

		if ((e = is_ready(cx, all, n, t.name, &ready)))
			return e;
		if (!ready)
			continue;
		memmove(&all->items[n + 1], &all->items[n], (i - n) * sizeof t);
		all->items[n] = t;
		return OK;
	}
	return fail(cx, ERR_INTERNAL, "the tables refer to each other in a ring");
}

enum err db_tables(struct ctx *cx, struct schema_tables *out)
{
	enum err e = read_tables(cx, out);

	for (size_t n = 0; n < out->n && !e; n++)
		e = put_next(cx, out, n);
	return e;
}

/* ---- the schema as text ---- */

struct lines {
	str items[512];
	size_t n;
};

static int by_bytes(const void *a, const void *b)
{
	const str *x = a, *y = b;
	int d = memcmp(x->p, y->p, x->n < y->n ? x->n : y->n);

	return d ? d : (x->n > y->n) - (x->n < y->n);
}

static void add_line(struct lines *l, str line)
{
	CHECK(l->n < countof(l->items));
	l->items[l->n++] = line;
}

static void put_columns(struct ctx *cx, const struct schema_table *t, struct buf *out)
{
	static const char types[] = "isdb";
	static const char *const names[] = { "int", "text", "real", "bytes" };

	for (size_t i = 0; i < t->n; i++) {
		const struct schema_column *c = &t->columns[i];
		const char *at = strchr(types, tolower(c->type));

		buf_addf(out, "  column " STR_FMT " ", STR_ARG(c->name));
		buf_add(out, at ? str_from(names[at - types]) : c->native);
		buf_add(out, islower((unsigned char)c->type) ? S(" not null") : S(""));
		if (c->dflt.p)
			buf_addf(out, " default " STR_FMT,
				 STR_ARG(predicate_canonical(&cx->arena, c->dflt)));
		buf_addc(out, '\n');
	}
}

static void put_key(const struct schema_table *t, struct buf *out)
{
	for (int place = 1; place <= (int)t->n; place++)
		for (size_t i = 0; i < t->n; i++)
			if (t->columns[i].key == place)
				buf_addf(out, "%s" STR_FMT, place == 1 ? "  primary key " : ", ",
					 STR_ARG(t->columns[i].name));
	buf_addc(out, '\n');
}

static str index_line(struct ctx *cx, const struct rows *r, size_t from, size_t to)
{
	struct buf b = buf_make(&cx->arena, TEXT_MAX);
	str partial = predicate_of_index(row_str(r, from, 4));

	buf_add(&b, row_i64(r, from, 1) ? S("  unique") : S("  index"));
	for (size_t i = from; i < to; i++)
		buf_addf(&b, "%s" STR_FMT "%s", i > from ? ", " : " ",
			 row_null(r, i, 2) ? 12 : (int)row_str(r, i, 2).n,
			 row_null(r, i, 2) ? "(expression)" : row_str(r, i, 2).p,
			 row_i64(r, i, 3) ? " desc" : "");
	if (partial.p)
		buf_addf(&b, " where " STR_FMT, STR_ARG(predicate_canonical(&cx->arena, partial)));
	return buf_str(&b);
}

static enum err add_indexes(struct ctx *cx, str table, struct lines *l)
{
	struct rows r;
	enum err e;

	if ((e = db_query(cx, &sql[INDEXES], ARGS(V(table)), &r)))
		return e;
	for (size_t i = 0, to; i < r.n; i = to) {
		for (to = i + 1; to < r.n && str_eq(row_str(&r, to, 0), row_str(&r, i, 0));)
			to++;
		add_line(l, index_line(cx, &r, i, to));
	}
	return OK;
}

static str reference_line(struct ctx *cx, const struct rows *r, size_t from, size_t to)
{
	struct buf b = buf_make(&cx->arena, TEXT_MAX);

	for (size_t i = from; i < to; i++)
		buf_addf(&b, "%s" STR_FMT, i > from ? ", " : "  foreign key ",
			 STR_ARG(row_str(r, i, 2)));
	for (size_t i = from; i < to; i++)
		buf_addf(&b, "%s" STR_FMT "%s" STR_FMT, i > from ? "" : " to ",
			 i > from ? 0 : (int)row_str(r, i, 1).n, row_str(r, i, 1).p,
			 i > from ? ", " : " ", STR_ARG(row_str(r, i, 3)));
	buf_addf(&b, " on delete " STR_FMT, STR_ARG(row_str(r, from, 4)));
	return buf_str(&b);
}

static enum err add_references(struct ctx *cx, str table, struct lines *l)
{
	struct rows r;
	enum err e;

	if ((e = db_query(cx, &sql[REFERENCES], ARGS(V(table)), &r)))
		return e;
	for (size_t i = 0, to; i < r.n; i = to) {
		for (to = i + 1; to < r.n && row_i64(&r, to, 0) == row_i64(&r, i, 0);)
			to++;
		add_line(l, reference_line(cx, &r, i, to));
	}
	return OK;
}

static enum err add_checks(struct ctx *cx, str table, struct lines *l)
{
	struct rows r;
	enum err e;

	if ((e = db_query(cx, &sql[CHECKS], ARGS(V(table)), &r)))
		return e;
	for (size_t i = 0; i < r.n; i++) {
		str text = row_str(&r, i, 0), condition;

		while (predicate_next_check(&text, &condition))
			add_line(l, str_fmt(&cx->arena, "  check " STR_FMT,
					    STR_ARG(predicate_canonical(&cx->arena, condition))));
	}
	return OK;
}

static enum err put_table(struct ctx *cx, const struct schema_table *t, struct buf *out)
{
	struct lines *l = arena_new(&cx->arena, struct lines, 1);
	enum err e;

	buf_addf(out, "table " STR_FMT "\n", STR_ARG(t->name));
	put_columns(cx, t, out);
	put_key(t, out);
	if ((e = add_indexes(cx, t->name, l)) || (e = add_references(cx, t->name, l)) ||
	    (e = add_checks(cx, t->name, l)))
		return e;
	qsort(l->items, l->n, sizeof *l->items, by_bytes);
	for (size_t i = 0; i < l->n; i++)
		buf_addf(out, STR_FMT "\n", STR_ARG(l->items[i]));
	return OK;
}

enum err db_schema(struct ctx *cx, str *out)
{
	struct buf b = buf_make(&cx->arena, TEXT_MAX);
	struct schema_tables all = { NULL, 0 };
	enum err e = read_tables(cx, &all);

	for (size_t i = 0; i < all.n && !e; i++)
		e = put_table(cx, &all.items[i], &b);
	CHECK(!b.full);
	*out = buf_str(&b);
	return e;
}

/* ---- differences ---- */

/* The next line with the table it stands under: lines of two tables may read the same. */
static bool next_line(str *text, str *table, str *line)
{
	if (!text->n)
		return false;
	*line = str_cut(text, '\n');
	if (line->n && *line->p != ' ')
		*table = *line;
	return true;
}

/* How often the line stands under the table. */
static int times(str text, str table, str line)
{
	str t = S(""), l;
	int n = 0;

	while (next_line(&text, &t, &l))
		n += str_eq(t, table) && str_eq(l, line);
	return n;
}

static void put_missing(struct buf *out, char mark, str all, str from)
{
	str rest = all, table = S(""), line;

	while (next_line(&rest, &table, &line)) {
		str before = { all.p, (size_t)(line.p - all.p) };

		if (times(from, table, line) > times(before, table, line))
			continue;
		buf_addf(out, "%c ", mark);
		if (!str_eq(table, line))
			buf_addf(out, STR_FMT ":", STR_ARG(table));
		buf_addf(out, STR_FMT "\n", STR_ARG(line));
	}
}

str schema_difference(struct arena *a, str want, str have)
{
	struct buf b = buf_make(a, TEXT_MAX);

	put_missing(&b, '-', want, have);
	put_missing(&b, '+', have, want);
	return buf_str(&b);
}

/* ---- rows ---- */

/* One statement for all tables: one view of the database. */
static str counting(struct ctx *cx, const struct rows *tables)
{
	struct buf b = buf_make(&cx->arena, TEXT_MAX);

	for (size_t i = 0; i < tables->n; i++) {
		str name = row_str(tables, i, 0);

		buf_addf(&b, "%sSELECT '" STR_FMT "', COUNT(*) FROM \"" STR_FMT "\"",
			 i ? " UNION ALL " : "", STR_ARG(name), STR_ARG(name));
	}
	buf_add(&b, S(" ORDER BY 1"));
	return buf_str(&b);
}

enum err db_count_rows(struct ctx *cx, struct table_counts *out)
{
	struct sql q = { .name = "schema_count_rows", .in = "", .out = "si" };
	struct rows tables, r;
	enum err e;

	*out = (struct table_counts){ NULL, 0 };
	if ((e = db_query(cx, &sql[TABLES], NO_ARGS, &tables)) || tables.n == 0)
		return e;
	q.text = counting(cx, &tables).p;
	if ((e = db_query_once(cx, &q, NO_ARGS, &r)))
		return e;
	out->n = r.n;
	out->items = arena_new(&cx->arena, struct table_count, r.n);
	for (size_t i = 0; i < r.n; i++)
		out->items[i] = (struct table_count){ row_str(&r, i, 0), row_i64(&r, i, 1) };
	return OK;
}

int64_t table_counts_sum(const struct table_counts *counts)
{
	int64_t rows = 0;

	for (size_t i = 0; i < counts->n; i++)
		rows += counts->items[i].rows;
	return rows;
}
