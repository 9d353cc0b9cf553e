/* own_covers.c - see own_covers.h. */
#include "store/own_covers.h"

enum { GET, SET, REMOVE, BYTES, STMTS };

static const struct sql sql[STMTS] = {
	[GET] = { "own_cover_get", "ss", "s",
		  "SELECT photo FROM own_covers WHERE user_id = $1 AND user_book_id = $2" },
	[SET] = { "own_cover_set", "sssii", "",
		  "INSERT INTO own_covers (user_id, user_book_id, photo, photo_bytes, created_ms)"
		  " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (user_id, user_book_id) DO UPDATE SET"
		  " photo = excluded.photo, photo_bytes = excluded.photo_bytes, created_ms = excluded.created_ms" },
	[REMOVE] = { "own_cover_remove", "ss", "",
		     "DELETE FROM own_covers WHERE user_id = $1 AND user_book_id = $2" },
	[BYTES] = { "own_cover_bytes", "s", "i",
		    "SELECT CAST(COALESCE(SUM(f.bytes), 0) AS BIGINT) FROM"
		    " (SELECT MAX(photo_bytes) AS bytes FROM own_covers WHERE user_id = $1 GROUP BY photo) f" },
};

const struct sql_set store_own_cover_sql = { sql, STMTS };

enum err store_own_cover_get(struct ctx *cx, str user_id, str book_id, str *photo)
{
	struct rows r;
	enum err e = db_query(cx, &sql[GET], ARGS(V(user_id), V(book_id)), &r);

	*photo = !e && r.n ? row_str(&r, 0, 0) : S("");
	return e;
}

enum err store_own_cover_set(struct ctx *cx, str user_id, str book_id, str photo, int64_t bytes)
{
	struct rows r;

	return db_query(cx, &sql[SET],
			ARGS(V(user_id), V(book_id), V(photo), V(bytes), V(cx->now_ms)), &r);
}

enum err store_own_cover_remove(struct ctx *cx, str user_id, str book_id)
{
	struct rows r;

	return db_query(cx, &sql[REMOVE], ARGS(V(user_id), V(book_id)), &r);
}

enum err store_own_cover_bytes(struct ctx *cx, str user_id, int64_t *out)
{
	struct rows r;
	enum err e = db_query(cx, &sql[BYTES], ARGS(V(user_id)), &r);

	*out = e ? 0 : row_i64(&r, 0, 0);
	return e;
}
