/* users.c - the users table. */
#include "store/users.h"

enum { FIND, EXISTS, ADD, OWN, STMTS };

static const struct sql sql[STMTS] = {
	[FIND] = { "user_find", "s", "sssSi",
		   "SELECT id, email, username, display_name, created_ms FROM users WHERE email = $1" },
	[EXISTS] = { "user_exists", "s", "s", "SELECT id FROM users WHERE id = $1" },
	[ADD] = { "user_add", "sssSi", "s",
		  "INSERT INTO users (id, email, username, display_name, created_ms)"
		  " VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING id" },
	[OWN] = { "user_own", "si", "",
		  "INSERT INTO library_memberships (user_id, member_id, role, created_ms)"
		  " VALUES ($1, $1, 'owner', $2)" },
};

const struct sql_set store_user_sql = { sql, STMTS };

enum err store_user_find(struct ctx *cx, str email, struct user *out, bool *found)
{
	struct rows r;
	enum err e;

	if ((e = db_query(cx, &sql[FIND], ARGS(V(email)), &r)))
		return e;
	if ((*found = r.n > 0))
		*out = (struct user){
			.id = row_str(&r, 0, 0),
			.email = row_str(&r, 0, 1),
			.username = row_str(&r, 0, 2),
			.display_name = row_str(&r, 0, 3),
			.created_ms = row_i64(&r, 0, 4),
		};
	return OK;
}

enum err store_user_exists(struct ctx *cx, str id, bool *found)
{
	struct rows r;
	enum err e = db_query(cx, &sql[EXISTS], ARGS(V(id)), &r);

	*found = !e && r.n > 0;
	return e;
}

enum err store_user_add(struct ctx *cx, const struct user *u, bool *added)
{
	struct rows r;
	enum err e;

	e = db_query(
		cx, &sql[ADD],
		ARGS(V(u->id), V(u->email), V(u->username), V(u->display_name), V(u->created_ms)),
		&r);
	*added = !e && r.n > 0;
	return *added ? db_query(cx, &sql[OWN], ARGS(V(u->id), V(u->created_ms)), &r) : e;
}
