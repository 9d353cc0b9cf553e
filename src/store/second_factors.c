/* second_factors.c - see second_factors.h. */
#include "store/second_factors.h"

enum { GET, SET, CONFIRM, TAKE, REMOVE, CODE_ADD, CODE_TAKE, CODES_LEFT, CODES_REMOVE, STMTS };

static const struct sql sql[STMTS] = {
	[GET] = { "factor_get", "s", "sIi",
		  "SELECT secret, confirmed_ms, last_step FROM second_factors WHERE user_id = $1" },
	[SET] = { "factor_set", "ssi", "s",
		  "INSERT INTO second_factors (user_id, secret, created_ms, last_step) VALUES ($1, $2, $3, 0)"
		  " ON CONFLICT (user_id) DO UPDATE SET secret = excluded.secret, created_ms = excluded.created_ms"
		  " WHERE second_factors.confirmed_ms IS NULL RETURNING user_id" },
	[CONFIRM] = { "factor_confirm", "si", "",
		      "UPDATE second_factors SET confirmed_ms = $2 WHERE user_id = $1" },
	[TAKE] = { "factor_take", "si", "s",
		   "UPDATE second_factors SET last_step = $2 WHERE user_id = $1 AND last_step < $2"
		   " RETURNING user_id" },
	[REMOVE] = { "factor_remove", "s", "", "DELETE FROM second_factors WHERE user_id = $1" },
	[CODE_ADD] = { "recovery_add", "ssi", "",
		       "INSERT INTO recovery_codes (user_id, digest, created_ms) VALUES ($1, $2, $3)" },
	[CODE_TAKE] = { "recovery_take", "ssi", "s",
			"UPDATE recovery_codes SET used_ms = $3 WHERE user_id = $1 AND digest = $2 AND used_ms IS NULL"
			" RETURNING digest" },
	[CODES_LEFT] = { "recovery_left", "s", "i",
			 "SELECT COUNT(*) FROM recovery_codes WHERE user_id = $1 AND used_ms IS NULL" },
	[CODES_REMOVE] = { "recovery_remove", "s", "",
			   "DELETE FROM recovery_codes WHERE user_id = $1" },
};

const struct sql_set store_factor_sql = { sql, STMTS };

/* *any: it changed, or told of, a row. */
static enum err run(struct ctx *cx, int statement, const struct val *args, size_t n, bool *any)
{
	struct rows r;
	enum err e = db_query(cx, &sql[statement], args, n, &r);

	if (any)
		*any = !e && r.n > 0;
	return e;
}

enum err store_factor_get(struct ctx *cx, str user_id, struct second_factor *out, bool *found)
{
	struct rows r;
	enum err e = db_query(cx, &sql[GET], ARGS(V(user_id)), &r);

	if ((*found = !e && r.n > 0))
		*out = (struct second_factor){ row_str(&r, 0, 0), row_number(&r, 0, 1),
					       row_i64(&r, 0, 2) };
	return e;
}

enum err store_factor_set(struct ctx *cx, str user_id, str secret, int64_t now_ms, bool *set)
{
	return run(cx, SET, ARGS(V(user_id), V(secret), V(now_ms)), set);
}

enum err store_factor_confirm(struct ctx *cx, str user_id, int64_t now_ms)
{
	return run(cx, CONFIRM, ARGS(V(user_id), V(now_ms)), NULL);
}

enum err store_factor_take(struct ctx *cx, str user_id, int64_t step, bool *taken)
{
	return run(cx, TAKE, ARGS(V(user_id), V(step)), taken);
}

enum err store_factor_remove(struct ctx *cx, str user_id)
{
	enum err e = run(cx, REMOVE, ARGS(V(user_id)), NULL);

	return e ? e : store_recovery_remove(cx, user_id);
}

enum err store_recovery_add(struct ctx *cx, str user_id, str digest, int64_t now_ms)
{
	return run(cx, CODE_ADD, ARGS(V(user_id), V(digest), V(now_ms)), NULL);
}

enum err store_recovery_take(struct ctx *cx, str user_id, str digest, int64_t now_ms, bool *taken)
{
	return run(cx, CODE_TAKE, ARGS(V(user_id), V(digest), V(now_ms)), taken);
}

enum err store_recovery_left(struct ctx *cx, str user_id, int64_t *left)
{
	struct rows r;
	enum err e = db_query(cx, &sql[CODES_LEFT], ARGS(V(user_id)), &r);

	*left = e ? 0 : row_i64(&r, 0, 0);
	return e;
}

enum err store_recovery_remove(struct ctx *cx, str user_id)
{
	return run(cx, CODES_REMOVE, ARGS(V(user_id)), NULL);
}
