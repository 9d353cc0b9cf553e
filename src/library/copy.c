/* copy.c - see copy.h. */
#include "library/copy.h"

#include "db/migrate.h"

struct copying {
	struct ctx *to;
	copy_progress *progress;
	void *arg;
	int64_t done, all;
};

/* ---- the target ---- */

static enum err check_empty(struct ctx *cx)
{
	struct table_counts counts;
	enum err e;

	if ((e = dump_count_rows(cx, &counts)))
		return e;
	for (size_t i = 0; i < counts.n; i++)
		if (counts.items[i].rows)
			return fail(
				cx, ERR_CONFLICT,
				"the database to fill must be empty; it has %lld rows in " STR_FMT,
				(long long)counts.items[i].rows, STR_ARG(counts.items[i].table));
	return OK;
}

enum err copy_make_ready(struct ctx *cx, int64_t version)
{
	struct migration_list list = migration_list_own();
	int64_t have;
	int steps;
	enum err e;

	if ((e = migrate_version(cx, list, &have)) || (e = check_empty(cx)))
		return e;
	if (have > version)
		return fail(
			cx, ERR_CONFLICT,
			"the database to fill has schema %lld, newer than %lld: it cannot be filled"
			" with what is older",
			(long long)have, (long long)version);
	return migrate_up(cx, list, version, NULL, &steps);
}

enum err copy_read_back(struct ctx *cx, const struct schema_tables *tables,
			const struct dump_sum *want, struct dump_sum *have)
{
	enum err e;

	for (size_t i = 0; i < tables->n; i++) {
		if ((e = dump_table(cx, &tables->items[i], NULL, NULL, &have[i])))
			return e;
		if (have[i].rows != want[i].rows || !str_eq(have[i].digest, want[i].digest))
			return fail(cx, ERR_CONFLICT,
				    "what was written to " STR_FMT
				    " does not read back the same: nothing was kept",
				    STR_ARG(tables->items[i].name));
	}
	return OK;
}

/* ---- the copy ---- */

/* An error at the target is reported where the work was begun. */
static enum err hand_over(struct ctx *cx, struct ctx *to, enum err e)
{
	return e ? fail(cx, e, STR_FMT, STR_ARG(to->err_text)) : OK;
}

static enum err take_lines(struct ctx *cx, const struct schema_table *t, str lines, int64_t n,
			   void *arg)
{
	struct copying *c = arg;
	enum err e = hand_over(cx, c->to, dump_load(c->to, t, lines));

	c->done += n;
	if (!e && c->progress)
		c->progress(c->arg, c->done, c->all);
	return e;
}

/* Nobody changed either by hand. */
static enum err same_schema(struct ctx *cx, struct ctx *to)
{
	str one, other, difference;
	enum err e;

	if ((e = db_schema(cx, &one)) || (e = hand_over(cx, to, db_schema(to, &other))))
		return e;
	difference = schema_difference(&cx->arena, one, other);
	return difference.n ? fail(cx, ERR_CONFLICT, "the two schemas differ:\n" STR_FMT,
				   STR_ARG(difference))
			    : OK;
}

static enum err copy_rows(struct ctx *cx, struct copying *c, const struct schema_tables *tables,
			  struct dump_sum *sums)
{
	struct table_counts counts;
	enum err e;

	if ((e = dump_count_rows(cx, &counts)))
		return e;
	c->all = table_counts_sum(&counts);
	for (size_t i = 0; i < tables->n; i++)
		if ((e = dump_table(cx, &tables->items[i], take_lines, c, &sums[i])))
			return e;
	return OK;
}

static void fill_report(struct ctx *cx, const struct schema_tables *tables,
			const struct dump_sum *from, const struct dump_sum *to,
			struct copy_report *out)
{
	out->n = tables->n;
	out->tables = arena_new(&cx->arena, struct copy_table, tables->n + 1);
	for (size_t i = 0; i < tables->n; i++) {
		out->tables[i] = (struct copy_table){ tables->items[i].name, from[i], to[i] };
		out->tables[i].to.digest = str_dup(&cx->arena, to[i].digest);
	}
}

/* Inside both transactions. */
static enum err copy_all(struct ctx *cx, struct copying *c, struct copy_report *out)
{
	struct schema_tables from, to;
	struct dump_sum *wrote, *read;
	enum err e;

	if ((e = same_schema(cx, c->to)) || (e = dump_tables(cx, &from)) ||
	    (e = hand_over(cx, c->to, dump_tables(c->to, &to))))
		return e;
	wrote = arena_new(&cx->arena, struct dump_sum, from.n + 1);
	read = arena_new(&cx->arena, struct dump_sum, from.n + 1);
	for (size_t i = 0; i < from.n;
	     i++) /* equal schemas have one order; their types have each engine's names */
		CHECK(from.n == to.n && str_eq(from.items[i].name, to.items[i].name));
	if ((e = copy_rows(cx, c, &from, wrote)) ||
	    (e = hand_over(cx, c->to, copy_read_back(c->to, &to, wrote, read))))
		return e;
	fill_report(cx, &from, wrote, read, out);
	return OK;
}

static enum err nothing_there(struct ctx *cx)
{
	return fail(cx, ERR_NOT_FOUND, "there is no library in the database to copy from");
}

static enum err copy_to(struct ctx *cx, struct copying *c, struct copy_report *out)
{
	enum err e;

	if ((e = migrate_version(cx, migration_list_own(), &out->version)))
		return e;
	if (!out->version)
		return nothing_there(cx);
	if ((e = hand_over(cx, c->to, copy_make_ready(c->to, out->version))) ||
	    (e = db_begin_read(cx)))
		return e;
	if (!(e = hand_over(cx, c->to, db_begin(c->to))) && !(e = copy_all(cx, c, out)))
		e = hand_over(cx, c->to, db_commit(c->to));
	db_rollback(c->to);
	db_rollback(cx);
	return e;
}

enum err library_copy(struct ctx *cx, str from, str to, copy_progress *progress, void *arg,
		      struct copy_report *out)
{
	struct ctx target = ctx_make(cx->app);
	struct copying c = { .to = &target, .progress = progress, .arg = arg };
	struct db *own = cx->db;
	enum err e;

	*out = (struct copy_report){ .version = 0 };
	if (!db_is_there(from))
		return nothing_there(cx);
	cx->db = NULL;
	if (!(e = db_open(cx, from, &cx->db)) &&
	    !(e = hand_over(cx, &target, db_open(&target, to, &target.db))))
		e = copy_to(cx, &c, out);
	db_close(target.db);
	db_close(cx->db);
	cx->db = own;
	ctx_end(&target);
	return e;
}
