/* covers.c - see covers.h. */
#include "store/covers.h"

enum { GET, SET, USED, NONE, NAMED, BYTES, OLDEST, FORGET, PURGE, STMTS };

static const struct sql sql[STMTS] = {
	[GET] = { "cover_get", "s", "Siii",
		  "SELECT digest, bytes, expires_ms, used_ms FROM covers WHERE id = $1" },
	[SET] = { "cover_set", "sSiii", "",
		  "INSERT INTO covers (id, digest, bytes, expires_ms, used_ms) VALUES ($1, $2, $3, $4, $5)"
		  " ON CONFLICT (id) DO UPDATE SET digest = excluded.digest, bytes = excluded.bytes,"
		  " expires_ms = excluded.expires_ms, used_ms = excluded.used_ms" },
	[USED] = { "cover_used", "si", "", "UPDATE covers SET used_ms = $2 WHERE id = $1" },
	[NONE] = { "cover_none", "sii", "",
		   "INSERT INTO covers (id, digest, bytes, expires_ms, used_ms) VALUES ($1, NULL, 0, $3, $2)"
		   " ON CONFLICT (id) DO UPDATE SET expires_ms = excluded.expires_ms" },
	[NAMED] = { "cover_named", "s", "s", "SELECT id FROM covers WHERE digest = $1 LIMIT 1" },
	[BYTES] = { "cover_bytes", "", "i",
		    "SELECT CAST(COALESCE(SUM(bytes), 0) AS BIGINT) FROM"
		    " (SELECT MAX(bytes) AS bytes FROM covers WHERE digest IS NOT NULL GROUP BY digest) d" },
	[OLDEST] = { "cover_oldest", "i", "sii",
		     "SELECT digest, MAX(bytes), MAX(used_ms) AS used FROM covers WHERE digest IS NOT NULL"
		     " GROUP BY digest ORDER BY used, digest LIMIT $1" },
	[FORGET] = { "cover_forget", "s", "", "DELETE FROM covers WHERE digest = $1" },
	[PURGE] = { "cover_purge", "i", "",
		    "DELETE FROM covers WHERE digest IS NULL AND expires_ms < $1" },
};

const struct sql_set store_cover_sql = { sql, STMTS };

static enum err run(struct ctx *cx, int statement, const struct val *args, size_t n)
{
	struct rows r;

	return db_query(cx, &sql[statement], args, n, &r);
}

enum err store_cover_get(struct ctx *cx, str id, struct cover_row *out, bool *found)
{
	struct rows r;
	enum err e = db_query(cx, &sql[GET], ARGS(V(id)), &r);

	if ((*found = !e && r.n > 0))
		*out = (struct cover_row){ row_str(&r, 0, 0), row_i64(&r, 0, 1), row_i64(&r, 0, 2),
					   row_i64(&r, 0, 3) };
	return e;
}

enum err store_cover_set(struct ctx *cx, str id, const struct cover_row *c)
{
	return run(cx, SET,
		   ARGS(V(id), V(c->digest), V(c->bytes), V(c->expires_ms), V(c->used_ms)));
}

enum err store_cover_used(struct ctx *cx, str id, int64_t now_ms)
{
	return run(cx, USED, ARGS(V(id), V(now_ms)));
}

enum err store_cover_none(struct ctx *cx, str id, int64_t now_ms, int64_t expires_ms)
{
	return run(cx, NONE, ARGS(V(id), V(now_ms), V(expires_ms)));
}

enum err store_cover_named(struct ctx *cx, str digest, bool *yes)
{
	struct rows r;
	enum err e = db_query(cx, &sql[NAMED], ARGS(V(digest)), &r);

	*yes = !e && r.n > 0;
	return e;
}

enum err store_cover_bytes(struct ctx *cx, int64_t *out)
{
	struct rows r;
	enum err e = db_query(cx, &sql[BYTES], NO_ARGS, &r);

	*out = e ? 0 : row_i64(&r, 0, 0);
	return e;
}

enum err store_cover_oldest(struct ctx *cx, int64_t max, struct cover_use *out, size_t *n)
{
	struct rows r;
	enum err e;

	*n = 0;
	if ((e = db_query(cx, &sql[OLDEST], ARGS(V(max)), &r)))
		return e;
	for (size_t i = 0; i < r.n; i++)
		out[i] = (struct cover_use){ row_str(&r, i, 0), row_i64(&r, i, 1) };
	*n = r.n;
	return OK;
}

enum err store_cover_forget(struct ctx *cx, str digest) { return run(cx, FORGET, ARGS(V(digest))); }

enum err store_cover_purge(struct ctx *cx, int64_t now_ms)
{
	return run(cx, PURGE, ARGS(V(now_ms)));
}
