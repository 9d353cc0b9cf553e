/* audit.c - see audit.h. */
#include "store/audit.h"

enum { ADD, OF, ALL, PURGE, STMTS };

#define LINE_TYPES "sisSSSSSS"
#define LINES \
	"SELECT id, at_ms, event, user_id, actor_id, session_id, address, request_id, detail FROM audit WHERE "

static const struct sql sql[STMTS] = {
	[ADD] = { "audit_add", LINE_TYPES, "",
		  "INSERT INTO audit (id, at_ms, event, user_id, actor_id, session_id, address, request_id, detail)"
		  " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)" },
	[OF] = { "audit_of", "sisi", LINE_TYPES,
		 LINES "user_id = $1 AND (at_ms < $2 OR (at_ms = $2 AND id < $3))"
		       " ORDER BY at_ms DESC, id DESC LIMIT $4" },
	[ALL] = { "audit_all", "isi", LINE_TYPES,
		  LINES
		  "(at_ms < $1 OR (at_ms = $1 AND id < $2)) ORDER BY at_ms DESC, id DESC LIMIT $3" },
	[PURGE] = { "audit_purge", "i", "", "DELETE FROM audit WHERE at_ms < $1" },
};

const struct sql_set store_audit_sql = { sql, STMTS };

enum err store_audit_add(struct ctx *cx, const struct audit_line *l)
{
	struct rows r;

	return db_query(cx, &sql[ADD],
			ARGS(V(l->id), V(l->at_ms), V(l->event), V(l->user_id), V(l->actor_id),
			     V(l->session_id), V(l->address), V(l->request_id), V(l->detail)),
			&r);
}

static enum err list(struct ctx *cx, int statement, const struct val *args, size_t n,
		     struct audit_list *out)
{
	struct rows r;
	enum err e;

	if ((e = db_query(cx, &sql[statement], args, n, &r)))
		return e;
	*out = (struct audit_list){ arena_new(&cx->arena, struct audit_line, r.n), r.n };
	for (size_t i = 0; i < r.n; i++)
		out->items[i] = (struct audit_line){
			.id = row_str(&r, i, 0),
			.at_ms = row_i64(&r, i, 1),
			.event = row_str(&r, i, 2),
			.user_id = row_str(&r, i, 3),
			.actor_id = row_str(&r, i, 4),
			.session_id = row_str(&r, i, 5),
			.address = row_str(&r, i, 6),
			.request_id = row_str(&r, i, 7),
			.detail = row_str(&r, i, 8),
		};
	return OK;
}

enum err store_audit_of(struct ctx *cx, str user_id, int64_t before_ms, str before_id, int64_t max,
			struct audit_list *out)
{
	return list(cx, OF, ARGS(V(user_id), V(before_ms), V(before_id), V(max)), out);
}

enum err store_audit_all(struct ctx *cx, int64_t before_ms, str before_id, int64_t max,
			 struct audit_list *out)
{
	return list(cx, ALL, ARGS(V(before_ms), V(before_id), V(max)), out);
}

enum err store_audit_purge(struct ctx *cx, int64_t before_ms)
{
	struct rows r;

	return db_query(cx, &sql[PURGE], ARGS(V(before_ms)), &r);
}
