/* online.c - see online.h. */
#include "store/online.h"

enum { FIND, SET, EXPIRED, SURPLUS, ALLOWED, STMTS };

static const struct sql sql[STMTS] = {
	[FIND] = { "online_find", "s", "ssi",
		   "SELECT source, answer, expires_ms FROM online_answers WHERE question = $1" },
	[SET] = { "online_set", "sssii", "",
		  "INSERT INTO online_answers (source, question, answer, fetched_ms, expires_ms) VALUES ($1, $2, $3, $4, $5)"
		  " ON CONFLICT (source, question) DO UPDATE SET answer = excluded.answer,"
		  " fetched_ms = excluded.fetched_ms, expires_ms = excluded.expires_ms" },
	[EXPIRED] = { "online_expired", "i", "",
		      "DELETE FROM online_answers WHERE expires_ms < $1" },
	[SURPLUS] = { "online_surplus", "i", "",
		      "DELETE FROM online_answers WHERE fetched_ms <="
		      " (SELECT fetched_ms FROM online_answers ORDER BY fetched_ms DESC LIMIT 1 OFFSET $1)" },
	[ALLOWED] = { "online_allowed", "s", "i", "SELECT online_lookup FROM users WHERE id = $1" },
};

const struct sql_set store_online_sql = { sql, STMTS };

enum err store_online_find(struct ctx *cx, str question, struct online_rows *out)
{
	struct rows r;
	enum err e;

	if ((e = db_query(cx, &sql[FIND], ARGS(V(question)), &r)))
		return e;
	out->n = r.n;
	out->items = arena_new(&cx->arena, struct online_row, r.n);
	for (size_t i = 0; i < r.n; i++)
		out->items[i] = (struct online_row){ row_str(&r, i, 0), row_str(&r, i, 1),
						     row_i64(&r, i, 2) };
	return OK;
}

enum err store_online_set(struct ctx *cx, str question, const struct online_row *row)
{
	struct rows r;

	return db_query(cx, &sql[SET],
			ARGS(V(row->source), V(question), V(row->answer), V(cx->now_ms),
			     V(row->expires_ms)),
			&r);
}

enum err store_online_purge(struct ctx *cx, int64_t expired_before_ms, int64_t keep)
{
	struct rows r;
	enum err e = db_query(cx, &sql[EXPIRED], ARGS(V(expired_before_ms)), &r);

	return e ? e : db_query(cx, &sql[SURPLUS], ARGS(V(keep)), &r);
}

enum err store_online_allowed(struct ctx *cx, str user_id, bool *out)
{
	struct rows r;
	enum err e = db_query(cx, &sql[ALLOWED], ARGS(V(user_id)), &r);

	*out = !e && r.n > 0 && row_i64(&r, 0, 0) == 1;
	return e;
}
