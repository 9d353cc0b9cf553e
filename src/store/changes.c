/* changes.c - the changes table, and its counter in users. */
#include "store/changes.h"

enum { LOCK, SET, ADD, LAST, KNOWN, FIND, MEASURE_BOOKS, MEASURE_COPIES, STMTS };

static const struct sql sql[STMTS] = {
	[LOCK] = { "changes_lock", "s", "i", "SELECT change_seq FROM users WHERE id = $1",
		   .pg = /* SQLite has one writer at a time as it is, and no such clause */
		   "SELECT change_seq FROM users WHERE id = $1 FOR NO KEY UPDATE" },
	[SET] = { "changes_set", "si", "", "UPDATE users SET change_seq = $2 WHERE id = $1" },
	[ADD] = { "change_add", "sissii", "",
		  "INSERT INTO changes (user_id, seq, noun, item_id, deleted, at_ms)"
		  " VALUES ($1, $2, $3, $4, $5, $6)" },
	[LAST] = { "changes_last", "s", "i", "SELECT change_seq FROM users WHERE id = $1" },
	[KNOWN] = { "changes_known", "s", "ii",
		    "SELECT change_seq, change_floor FROM users WHERE id = $1" },
	[FIND] = { "change_find", "sii", "issii",
		   "SELECT seq, noun, item_id, deleted, at_ms FROM changes WHERE user_id = $1 AND seq > $2"
		   " ORDER BY seq LIMIT $3" },
	/* SQLite's plans don't depend on it: there these are prepared by the tests and never run. */
	[MEASURE_BOOKS] = { "measure_books", "", "", "UPDATE books SET id = id WHERE 0 = 1",
			    .pg = "ANALYZE books" },
	[MEASURE_COPIES] = { "measure_copies", "", "", "UPDATE user_books SET id = id WHERE 0 = 1",
			     .pg = "ANALYZE user_books" },
};

const struct sql_set store_change_sql = { sql, STMTS };

const char *const noun_names[NOUN__MAX] = {
	[NOUN_BOOK] = "book",       [NOUN_FRIEND] = "friend", [NOUN_LOAN] = "loan",
	[NOUN_PROFILE] = "profile", [NOUN_SCAN] = "scan",     [NOUN_IMPORT] = "import",
};

enum noun store_noun_of(str name)
{
	for (enum noun n = 0; n < NOUN__MAX; n++)
		if (str_eq(name, str_from(noun_names[n])))
			return n;
	BUG("a change of something unknown");
}

enum err store_changes_lock(struct ctx *cx, str user_id, int64_t *seq)
{
	struct rows r;
	enum err e;

	if ((e = db_query(cx, &sql[LOCK], ARGS(V(user_id)), &r)))
		return e;
	if (!r.n)
		return fail(cx, ERR_NOT_FOUND, "there is no such person");
	*seq = row_i64(&r, 0, 0);
	return OK;
}

enum err store_changes_set(struct ctx *cx, str user_id, int64_t seq)
{
	struct rows r;

	return db_query(cx, &sql[SET], ARGS(V(user_id), V(seq)), &r);
}

enum err store_change_add(struct ctx *cx, str user_id, const struct change *c)
{
	struct rows r;

	return db_query(cx, &sql[ADD],
			ARGS(V(user_id), V(c->seq), V(str_from(noun_names[c->noun])), V(c->item_id),
			     V((int64_t)c->deleted), V(c->at_ms)),
			&r);
}

enum err store_measure(struct ctx *cx)
{
	struct rows r;
	enum err e;

	if (strcmp(db_engine(cx->db), "postgres") != 0)
		return OK;
	if ((e = db_query(cx, &sql[MEASURE_BOOKS], NO_ARGS, &r)))
		return e;
	return db_query(cx, &sql[MEASURE_COPIES], NO_ARGS, &r);
}

enum err store_changes_last(struct ctx *cx, str user_id, int64_t *seq)
{
	struct rows r;
	enum err e;

	if (!(e = db_query(cx, &sql[LAST], ARGS(V(user_id)), &r)))
		*seq = r.n ? row_i64(&r, 0, 0) : 0;
	return e;
}

enum err store_changes_known(struct ctx *cx, str user_id, int64_t *last, int64_t *floor)
{
	struct rows r;
	enum err e;

	*last = *floor = 0;
	if ((e = db_query(cx, &sql[KNOWN], ARGS(V(user_id)), &r)) || !r.n)
		return e;
	*last = row_i64(&r, 0, 0);
	*floor = row_i64(&r, 0, 1);
	return OK;
}

enum err store_change_find(struct ctx *cx, str user_id, int64_t since, int64_t max,
			   struct change_list *out)
{
	struct rows r;
	enum err e;

	if ((e = db_query(cx, &sql[FIND], ARGS(V(user_id), V(since), V(max)), &r)))
		return e;
	out->n = r.n;
	out->items = arena_new(&cx->arena, struct change, r.n);
	for (size_t i = 0; i < r.n; i++)
		out->items[i] = (struct change){ .seq = row_i64(&r, i, 0),
						 .noun = store_noun_of(row_str(&r, i, 1)),
						 .item_id = row_str(&r, i, 2),
						 .deleted = row_i64(&r, i, 3) != 0,
						 .at_ms = row_i64(&r, i, 4) };
	return OK;
}
