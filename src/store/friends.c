/* friends.c - the friends table. */
#include "store/friends.h"

#include "store/columns.h"

enum { FIND, GET, BY_NAME, ADD, SET, DELETE, STMTS };

#define SELECT_FRIEND \
	"SELECT " FRIEND_COLUMNS " FROM friends f WHERE f.user_id = $1 AND f.deleted_ms IS NULL"

static const struct sql sql[STMTS] = {
	[FIND] = { "friend_find", "sIssi", FRIEND_TYPES,
		   SELECT_FRIEND
		   " AND ($2 IS NULL OR f.updated_ms >= $2) AND (f.name, f.id) > ($3, $4)"
		   " ORDER BY f.name, f.id LIMIT $5" },
	[GET] = { "friend_get", "ss", FRIEND_TYPES, SELECT_FRIEND " AND f.id = $2" },
	[BY_NAME] = { "friend_by_name", "ss", FRIEND_TYPES, SELECT_FRIEND " AND f.name = $2" },
	[ADD] = { "friend_add", "sssSSsSiii", "",
		  "INSERT INTO friends (user_id, id, name, email, avatar_url, status, friend_user_id, created_ms,"
		  " updated_ms, seq) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)" },
	[SET] = { "friend_set", "sssSSsSii", "",
		  "UPDATE friends SET name = $3, email = $4, avatar_url = $5, status = $6, friend_user_id = $7,"
		  " updated_ms = $8, seq = $9 WHERE user_id = $1 AND id = $2" },
	[DELETE] = { "friend_delete", "ssii", "",
		     "UPDATE friends SET deleted_ms = $3, seq = $4"
		     " WHERE user_id = $1 AND id = $2 AND deleted_ms IS NULL" },
};

const struct sql_set store_friend_sql = { sql, STMTS };

struct friend store_friend_of(const struct rows *r, size_t row, size_t col)
{
	return (struct friend){ .id = row_str(r, row, col),
				.name = row_str(r, row, col + 1),
				.email = row_str(r, row, col + 2),
				.avatar_url = row_str(r, row, col + 3),
				.status = row_str(r, row, col + 4),
				.user_id = row_str(r, row, col + 5),
				.created_ms = row_i64(r, row, col + 6),
				.updated_ms = row_i64(r, row, col + 7),
				.seq = row_i64(r, row, col + 8) };
}

enum err store_friend_find(struct ctx *cx, str user_id, const struct friend_query *q,
			   struct friend_list *out)
{
	struct rows r;
	enum err e;

	if ((e = db_query(cx, &sql[FIND],
			  ARGS(V(user_id), val_number(q->updated_since_ms),
			       val_after_text(&q->after), val_after_id(&q->after, true),
			       V(q->limit)),
			  &r)))
		return e;
	out->n = r.n;
	out->items = arena_new(&cx->arena, struct friend, r.n);
	for (size_t i = 0; i < r.n; i++)
		out->items[i] = store_friend_of(&r, i, 0);
	return OK;
}

enum err store_friend_get(struct ctx *cx, str user_id, str id, struct friend *out)
{
	struct rows r;
	enum err e;

	if ((e = db_query(cx, &sql[GET], ARGS(V(user_id), V(id)), &r)))
		return e;
	if (!r.n)
		return fail(cx, ERR_NOT_FOUND, "there is no such friend in this library");
	*out = store_friend_of(&r, 0, 0);
	return OK;
}

enum err store_friend_find_by_name(struct ctx *cx, str user_id, str name, struct friend *out,
				   bool *found)
{
	struct rows r;
	enum err e;

	if ((e = db_query(cx, &sql[BY_NAME], ARGS(V(user_id), V(name)), &r)))
		return e;
	if ((*found = r.n > 0))
		*out = store_friend_of(&r, 0, 0);
	return OK;
}

enum err store_friend_add(struct ctx *cx, str user_id, const struct friend *f)
{
	struct rows r;

	return db_query(cx, &sql[ADD],
			ARGS(V(user_id), V(f->id), V(f->name), V(f->email), V(f->avatar_url),
			     V(f->status), V(f->user_id), V(f->created_ms), V(f->updated_ms),
			     V(f->seq)),
			&r);
}

enum err store_friend_set(struct ctx *cx, str user_id, const struct friend *f)
{
	struct rows r;

	return db_query(cx, &sql[SET],
			ARGS(V(user_id), V(f->id), V(f->name), V(f->email), V(f->avatar_url),
			     V(f->status), V(f->user_id), V(f->updated_ms), V(f->seq)),
			&r);
}

enum err store_friend_delete(struct ctx *cx, str user_id, str id, int64_t now_ms, int64_t seq)
{
	struct rows r;

	return db_query(cx, &sql[DELETE], ARGS(V(user_id), V(id), V(now_ms), V(seq)), &r);
}
