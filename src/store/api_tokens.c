/* api_tokens.c - see api_tokens.h. */
#include "store/api_tokens.h"

enum { PERSON, ADD, LIST, USED, END, END_ALL, STMTS };

static const struct sql sql[STMTS] = {
	[PERSON] = { "api_token_person", "s", "sssssiI",
		     "SELECT t.user_id, t.id, t.scopes, u.email, u.username, t.expires_ms, t.used_ms"
		     " FROM api_tokens t JOIN users u ON u.id = t.user_id"
		     " WHERE t.digest = $1 AND t.ended_ms IS NULL AND u.disabled_ms IS NULL" },
	[ADD] = { "api_token_add", "ssssssii", "",
		  "INSERT INTO api_tokens (user_id, id, name, scopes, digest, hint, created_ms, expires_ms)"
		  " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)" },
	[LIST] = { "api_token_list", "s", "ssssssiiI",
		   "SELECT user_id, id, name, scopes, digest, hint, created_ms, expires_ms, used_ms FROM api_tokens"
		   " WHERE user_id = $1 AND ended_ms IS NULL ORDER BY created_ms DESC, id DESC" },
	[USED] = { "api_token_used", "ssi", "",
		   "UPDATE api_tokens SET used_ms = $3 WHERE user_id = $1 AND id = $2" },
	[END] = { "api_token_end", "ssi", "s",
		  "UPDATE api_tokens SET ended_ms = $3 WHERE user_id = $1 AND id = $2 AND ended_ms IS NULL"
		  " RETURNING id" },
	[END_ALL] = { "api_token_end_all", "si", "",
		      "UPDATE api_tokens SET ended_ms = $2 WHERE user_id = $1 AND ended_ms IS NULL" },
};

const struct sql_set store_api_token_sql = { sql, STMTS };

enum err store_api_token_person(struct ctx *cx, str digest, struct api_token_person *out,
				bool *found)
{
	struct rows r;
	enum err e = db_query(cx, &sql[PERSON], ARGS(V(digest)), &r);

	if ((*found = !e && r.n > 0))
		*out = (struct api_token_person){ row_str(&r, 0, 0),   row_str(&r, 0, 1),
						  row_str(&r, 0, 2),   row_str(&r, 0, 3),
						  row_str(&r, 0, 4),   row_i64(&r, 0, 5),
						  row_number(&r, 0, 6) };
	return e;
}

enum err store_api_token_add(struct ctx *cx, const struct api_token *t)
{
	struct rows r;

	return db_query(cx, &sql[ADD],
			ARGS(V(t->user_id), V(t->id), V(t->name), V(t->scopes), V(t->digest),
			     V(t->hint), V(t->created_ms), V(t->expires_ms)),
			&r);
}

enum err store_api_token_list(struct ctx *cx, str user_id, struct api_token_list *out)
{
	struct rows r;
	enum err e;

	if ((e = db_query(cx, &sql[LIST], ARGS(V(user_id)), &r)))
		return e;
	*out = (struct api_token_list){ arena_new(&cx->arena, struct api_token, r.n), r.n };
	for (size_t i = 0; i < r.n; i++)
		out->items[i] = (struct api_token){
			row_str(&r, i, 0), row_str(&r, i, 1), row_str(&r, i, 2),
			row_str(&r, i, 3), row_str(&r, i, 4), row_str(&r, i, 5),
			row_i64(&r, i, 6), row_i64(&r, i, 7), row_number(&r, i, 8),
		};
	return OK;
}

enum err store_api_token_used(struct ctx *cx, str user_id, str id, int64_t now_ms)
{
	struct rows r;

	return db_query(cx, &sql[USED], ARGS(V(user_id), V(id), V(now_ms)), &r);
}

enum err store_api_token_end(struct ctx *cx, str user_id, str id, int64_t now_ms, bool *ended)
{
	struct rows r;
	enum err e = db_query(cx, &sql[END], ARGS(V(user_id), V(id), V(now_ms)), &r);

	*ended = !e && r.n > 0;
	return e;
}

enum err store_api_token_end_all(struct ctx *cx, str user_id, int64_t now_ms)
{
	struct rows r;

	return db_query(cx, &sql[END_ALL], ARGS(V(user_id), V(now_ms)), &r);
}
