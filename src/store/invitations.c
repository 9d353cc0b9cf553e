/* invitations.c - see invitations.h. */
#include "store/invitations.h"

enum { ADD, LIST, FIND, TAKE, REMOVE, STMTS };

#define INVITATION_TYPES "ssSsSii"
#define INVITATION "id, digest, email, role, made_by, created_ms, expires_ms"

static const struct sql sql[STMTS] = {
	[ADD] = { "invitation_add", INVITATION_TYPES, "",
		  "INSERT INTO invitations (" INVITATION ") VALUES ($1, $2, $3, $4, $5, $6, $7)" },
	[LIST] = { "invitation_list", "i", INVITATION_TYPES,
		   "SELECT " INVITATION
		   " FROM invitations WHERE used_ms IS NULL AND expires_ms > $1"
		   " ORDER BY created_ms DESC, id DESC" },
	[FIND] = { "invitation_find", "si", INVITATION_TYPES,
		   "SELECT " INVITATION
		   " FROM invitations WHERE digest = $1 AND used_ms IS NULL AND expires_ms > $2" },
	[TAKE] = { "invitation_take", "ssi", "s",
		   "UPDATE invitations SET used_ms = $3, used_by = $2"
		   " WHERE digest = $1 AND used_ms IS NULL AND expires_ms > $3 RETURNING id" },
	[REMOVE] = { "invitation_remove", "s", "s",
		     "DELETE FROM invitations WHERE id = $1 AND used_ms IS NULL RETURNING id" },
};

const struct sql_set store_invitation_sql = { sql, STMTS };

static struct invitation invitation_of(const struct rows *r, size_t i)
{
	return (struct invitation){
		.id = row_str(r, i, 0),
		.digest = row_str(r, i, 1),
		.email = row_str(r, i, 2),
		.admin = str_eq(row_str(r, i, 3), S("admin")),
		.made_by = row_str(r, i, 4),
		.created_ms = row_i64(r, i, 5),
		.expires_ms = row_i64(r, i, 6),
	};
}

enum err store_invitation_add(struct ctx *cx, const struct invitation *i)
{
	struct rows r;

	return db_query(cx, &sql[ADD],
			ARGS(V(i->id), V(i->digest), V(i->email),
			     V(i->admin ? S("admin") : S("member")), V(i->made_by),
			     V(i->created_ms), V(i->expires_ms)),
			&r);
}

enum err store_invitation_list(struct ctx *cx, int64_t now_ms, struct invitation_list *out)
{
	struct rows r;
	enum err e;

	if ((e = db_query(cx, &sql[LIST], ARGS(V(now_ms)), &r)))
		return e;
	*out = (struct invitation_list){ arena_new(&cx->arena, struct invitation, r.n), r.n };
	for (size_t i = 0; i < r.n; i++)
		out->items[i] = invitation_of(&r, i);
	return OK;
}

enum err store_invitation_find(struct ctx *cx, str digest, int64_t now_ms, struct invitation *out,
			       bool *found)
{
	struct rows r;
	enum err e = db_query(cx, &sql[FIND], ARGS(V(digest), V(now_ms)), &r);

	if ((*found = !e && r.n > 0))
		*out = invitation_of(&r, 0);
	return e;
}

enum err store_invitation_take(struct ctx *cx, str digest, str used_by, int64_t now_ms, bool *taken)
{
	struct rows r;
	enum err e = db_query(cx, &sql[TAKE], ARGS(V(digest), V(used_by), V(now_ms)), &r);

	*taken = !e && r.n > 0;
	return e;
}

enum err store_invitation_remove(struct ctx *cx, str id, bool *removed)
{
	struct rows r;
	enum err e = db_query(cx, &sql[REMOVE], ARGS(V(id)), &r);

	*removed = !e && r.n > 0;
	return e;
}
