/* sessions.c - see sessions.h. */
#include "store/sessions.h"

enum {
	PERSON,
	ADD,
	LIST,
	USED,
	END,
	END_ALL,
	REFRESH_ADD,
	REFRESH_TAKE,
	REFRESH_FIND,
	PURGE,
	REFRESH_PURGE,
	STMTS
};

static const struct sql sql[STMTS] = {
	[PERSON] = { "session_person", "ss", "sssi",
		     "SELECT u.email, u.username, u.role, s.expires_ms FROM sessions s JOIN users u ON u.id = s.user_id"
		     " WHERE s.user_id = $1 AND s.id = $2 AND s.ended_ms IS NULL AND u.disabled_ms IS NULL" },
	[ADD] = { "session_add", "sssSiii", "",
		  "INSERT INTO sessions (user_id, id, device, address, created_ms, used_ms, expires_ms)"
		  " VALUES ($1, $2, $3, $4, $5, $6, $7)" },
	[LIST] = { "session_list", "si", "sssSiii",
		   "SELECT user_id, id, device, address, created_ms, used_ms, expires_ms FROM sessions"
		   " WHERE user_id = $1 AND ended_ms IS NULL AND expires_ms > $2 ORDER BY used_ms DESC, id DESC" },
	[USED] = { "session_used", "ssSi", "",
		   "UPDATE sessions SET address = $3, used_ms = $4 WHERE user_id = $1 AND id = $2" },
	[END] = { "session_end", "ssi", "s",
		  "UPDATE sessions SET ended_ms = $3 WHERE user_id = $1 AND id = $2 AND ended_ms IS NULL"
		  " RETURNING id" },
	[END_ALL] = { "session_end_all", "ssi", "",
		      "UPDATE sessions SET ended_ms = $3 WHERE user_id = $1 AND id <> $2 AND ended_ms IS NULL" },
	[REFRESH_ADD] = { "refresh_add", "sssii", "",
			  "INSERT INTO refresh_tokens (digest, user_id, session_id, created_ms, expires_ms)"
			  " VALUES ($1, $2, $3, $4, $5)" },
	[REFRESH_TAKE] = { "refresh_take", "si", "sssi",
			   "UPDATE refresh_tokens SET used_ms = $2 WHERE digest = $1 AND used_ms IS NULL"
			   " RETURNING digest, user_id, session_id, expires_ms" },
	[REFRESH_FIND] = { "refresh_find", "s", "sssiI",
			   "SELECT digest, user_id, session_id, expires_ms, used_ms FROM refresh_tokens WHERE digest = $1" },
	[PURGE] = { "session_purge", "i", "",
		    "DELETE FROM sessions WHERE ended_ms < $1 OR expires_ms < $1" },
	[REFRESH_PURGE] = { "refresh_purge", "i", "",
			    "DELETE FROM refresh_tokens WHERE expires_ms < $1" },
};

const struct sql_set store_session_sql = { sql, STMTS };

static enum err run(struct ctx *cx, int statement, const struct val *args, size_t n)
{
	struct rows r;

	return db_query(cx, &sql[statement], args, n, &r);
}

enum err store_session_person(struct ctx *cx, str user_id, str id, struct session_person *out,
			      bool *found)
{
	struct rows r;
	enum err e = db_query(cx, &sql[PERSON], ARGS(V(user_id), V(id)), &r);

	if ((*found = !e && r.n > 0))
		*out = (struct session_person){ row_str(&r, 0, 0), row_str(&r, 0, 1),
						str_eq(row_str(&r, 0, 2), S("admin")),
						row_i64(&r, 0, 3) };
	return e;
}

enum err store_session_add(struct ctx *cx, const struct session *s)
{
	return run(cx, ADD,
		   ARGS(V(s->user_id), V(s->id), V(s->device), V(s->address), V(s->created_ms),
			V(s->used_ms), V(s->expires_ms)));
}

enum err store_session_list(struct ctx *cx, str user_id, int64_t now_ms, struct session_list *out)
{
	struct rows r;
	enum err e;

	if ((e = db_query(cx, &sql[LIST], ARGS(V(user_id), V(now_ms)), &r)))
		return e;
	*out = (struct session_list){ arena_new(&cx->arena, struct session, r.n), r.n };
	for (size_t i = 0; i < r.n; i++)
		out->items[i] = (struct session){
			row_str(&r, i, 0), row_str(&r, i, 1), row_str(&r, i, 2), row_str(&r, i, 3),
			row_i64(&r, i, 4), row_i64(&r, i, 5), row_i64(&r, i, 6),
		};
	return OK;
}

enum err store_session_used(struct ctx *cx, str user_id, str id, str address, int64_t now_ms)
{
	return run(cx, USED, ARGS(V(user_id), V(id), V(address), V(now_ms)));
}

enum err store_session_end(struct ctx *cx, str user_id, str id, int64_t now_ms, bool *ended)
{
	struct rows r;
	enum err e = db_query(cx, &sql[END], ARGS(V(user_id), V(id), V(now_ms)), &r);

	*ended = !e && r.n > 0;
	return e;
}

enum err store_session_end_all(struct ctx *cx, str user_id, str but, int64_t now_ms)
{
	if (!but.n)
		but = S("00000000-0000-0000-0000-000000000000");
	return run(cx, END_ALL, ARGS(V(user_id), V(but), V(now_ms)));
}

enum err store_refresh_add(struct ctx *cx, const struct refresh_token *t, int64_t now_ms)
{
	return run(
		cx, REFRESH_ADD,
		ARGS(V(t->digest), V(t->user_id), V(t->session_id), V(now_ms), V(t->expires_ms)));
}

static struct refresh_token refresh_of(const struct rows *r)
{
	return (struct refresh_token){ row_str(r, 0, 0), row_str(r, 0, 1), row_str(r, 0, 2),
				       row_i64(r, 0, 3) };
}

enum err store_refresh_take(struct ctx *cx, str digest, int64_t now_ms, struct refresh_token *out,
			    bool *taken)
{
	struct rows r;
	enum err e = db_query(cx, &sql[REFRESH_TAKE], ARGS(V(digest), V(now_ms)), &r);

	if ((*taken = !e && r.n > 0))
		*out = refresh_of(&r);
	return e;
}

enum err store_refresh_find(struct ctx *cx, str digest, struct refresh_token *out, bool *fresh,
			    bool *found)
{
	struct rows r;
	enum err e = db_query(cx, &sql[REFRESH_FIND], ARGS(V(digest)), &r);

	if ((*found = !e && r.n > 0)) {
		*out = refresh_of(&r);
		*fresh = row_null(&r, 0, 4);
	}
	return e;
}

enum err store_session_purge(struct ctx *cx, int64_t before_ms)
{
	enum err e;

	if ((e = run(cx, REFRESH_PURGE, ARGS(V(before_ms)))))
		return e;
	return run(cx, PURGE, ARGS(V(before_ms)));
}
