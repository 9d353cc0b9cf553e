/* delays.c - see delays.h. */
#include "store/delays.h"

enum { GET, COUNT, UNTIL, CLEAR, PURGE, KNOWN, SEEN, FORGET, FORGET_ALL, STMTS };

static const struct sql sql[STMTS] = {
	[GET] = { "delay_get", "s", "iii",
		  "SELECT failures, until_ms, last_ms FROM login_delays WHERE subject = $1" },
	[COUNT] = { "delay_count", "sii", "i",
		    "INSERT INTO login_delays (subject, failures, until_ms, last_ms) VALUES ($1, 1, 0, $2)"
		    " ON CONFLICT (subject) DO UPDATE SET last_ms = excluded.last_ms, failures ="
		    " CASE WHEN login_delays.last_ms < $3 THEN 1 ELSE login_delays.failures + 1 END RETURNING failures" },
	[UNTIL] = { "delay_until", "si", "",
		    "UPDATE login_delays SET until_ms = $2 WHERE subject = $1" },
	[CLEAR] = { "delay_clear", "s", "", "DELETE FROM login_delays WHERE subject = $1" },
	[PURGE] = { "delay_purge", "i", "", "DELETE FROM login_delays WHERE last_ms < $1" },
	[KNOWN] = { "place_known", "ss", "s",
		    "SELECT digest FROM known_places WHERE user_id = $1 AND digest = $2" },
	[SEEN] = { "place_seen", "ssi", "",
		   "INSERT INTO known_places (user_id, digest, seen_ms) VALUES ($1, $2, $3)"
		   " ON CONFLICT (user_id, digest) DO UPDATE SET seen_ms = excluded.seen_ms" },
	[FORGET_ALL] = { "places_forget", "s", "", "DELETE FROM known_places WHERE user_id = $1" },
	[FORGET] = { "place_purge", "i", "", "DELETE FROM known_places WHERE seen_ms < $1" },
};

const struct sql_set store_delay_sql = { sql, STMTS };

static enum err run(struct ctx *cx, int statement, const struct val *args, size_t n)
{
	struct rows r;

	return db_query(cx, &sql[statement], args, n, &r);
}

enum err store_delay_get(struct ctx *cx, str subject, struct login_delay *out, bool *found)
{
	struct rows r;
	enum err e = db_query(cx, &sql[GET], ARGS(V(subject)), &r);

	if ((*found = !e && r.n > 0))
		*out = (struct login_delay){ row_i64(&r, 0, 0), row_i64(&r, 0, 1),
					     row_i64(&r, 0, 2) };
	return e;
}

enum err store_delay_count(struct ctx *cx, str subject, int64_t now_ms, int64_t forget_before_ms,
			   int64_t *failures)
{
	struct rows r;
	enum err e = db_query(cx, &sql[COUNT], ARGS(V(subject), V(now_ms), V(forget_before_ms)),
			      &r);

	*failures = e ? 0 : row_i64(&r, 0, 0);
	return e;
}

enum err store_delay_until(struct ctx *cx, str subject, int64_t until_ms)
{
	return run(cx, UNTIL, ARGS(V(subject), V(until_ms)));
}

enum err store_delay_clear(struct ctx *cx, str subject) { return run(cx, CLEAR, ARGS(V(subject))); }

enum err store_delay_purge(struct ctx *cx, int64_t before_ms)
{
	return run(cx, PURGE, ARGS(V(before_ms)));
}

enum err store_place_known(struct ctx *cx, str user_id, str digest, bool *known)
{
	struct rows r;
	enum err e = db_query(cx, &sql[KNOWN], ARGS(V(user_id), V(digest)), &r);

	*known = !e && r.n > 0;
	return e;
}

enum err store_place_seen(struct ctx *cx, str user_id, str digest, int64_t now_ms)
{
	return run(cx, SEEN, ARGS(V(user_id), V(digest), V(now_ms)));
}

enum err store_place_purge(struct ctx *cx, int64_t before_ms)
{
	return run(cx, FORGET, ARGS(V(before_ms)));
}

enum err store_places_forget(struct ctx *cx, str user_id)
{
	return run(cx, FORGET_ALL, ARGS(V(user_id)));
}
