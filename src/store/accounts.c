/* accounts.c - see accounts.h. */
#include "store/accounts.h"

enum {
	GET,
	FIND,
	LIST,
	ONE_AFTER_THE_OTHER,
	ANY,
	ROLE,
	NAMES,
	DISABLE,
	ERASE_AT,
	DUE,
	REMOVE,
	PASSWORD,
	STMTS
};

#define ACCOUNT_TYPES "sssSsIIiS"
#define ACCOUNTS \
	"SELECT u.id, u.email, u.username, u.display_name, u.role, u.disabled_ms, u.erase_ms, u.created_ms, p.hash" \
	" FROM users u LEFT JOIN passwords p ON p.user_id = u.id"

static const struct sql sql[STMTS] = {
	[GET] = { "account_get", "s", ACCOUNT_TYPES, ACCOUNTS " WHERE u.id = $1" },
	[FIND] = { "account_find", "s", ACCOUNT_TYPES, ACCOUNTS " WHERE u.email = $1" },
	[LIST] = { "account_list", "", ACCOUNT_TYPES, ACCOUNTS " ORDER BY u.created_ms, u.id" },
	/* SQLite has one writer at a time; of PostgreSQL's, the second would not see the first one's account. */
	[ONE_AFTER_THE_OTHER] = { "account_lock", "", "i", "SELECT 1",
				  "SELECT 1::bigint FROM (SELECT pg_advisory_xact_lock(7303014))"
				  " AS locked" },
	[ANY] = { "account_any", "", "s", "SELECT user_id FROM passwords LIMIT 1" },
	[ROLE] = { "account_role", "ss", "", "UPDATE users SET role = $2 WHERE id = $1" },
	[NAMES] = { "account_names", "sss", "",
		    "UPDATE users SET email = $2, username = $3 WHERE id = $1" },
	[DISABLE] = { "account_disable", "sI", "",
		      "UPDATE users SET disabled_ms = $2 WHERE id = $1" },
	[ERASE_AT] = { "account_erase_at", "sI", "",
		       "UPDATE users SET erase_ms = $2 WHERE id = $1" },
	[DUE] = { "account_due", "i", ACCOUNT_TYPES, ACCOUNTS " WHERE u.erase_ms <= $1" },
	[REMOVE] = { "account_remove", "s", "", "DELETE FROM users WHERE id = $1" },
	[PASSWORD] = { "account_password", "ssi", "",
		       "INSERT INTO passwords (user_id, hash, changed_ms) VALUES ($1, $2, $3)"
		       " ON CONFLICT (user_id) DO UPDATE SET hash = excluded.hash, changed_ms = excluded.changed_ms" },
};

const struct sql_set store_account_sql = { sql, STMTS };

static struct account account_of(const struct rows *r, size_t i)
{
	return (struct account){
		.id = row_str(r, i, 0),
		.email = row_str(r, i, 1),
		.username = row_str(r, i, 2),
		.display_name = row_str(r, i, 3),
		.admin = str_eq(row_str(r, i, 4), S("admin")),
		.disabled_ms = row_number(r, i, 5),
		.erase_ms = row_number(r, i, 6),
		.created_ms = row_i64(r, i, 7),
		.password = row_str(r, i, 8),
	};
}

static enum err one(struct ctx *cx, int statement, str key, struct account *out, bool *found)
{
	struct rows r;
	enum err e = db_query(cx, &sql[statement], ARGS(V(key)), &r);

	if ((*found = !e && r.n > 0))
		*out = account_of(&r, 0);
	return e;
}

enum err store_account_get(struct ctx *cx, str id, struct account *out, bool *found)
{
	return one(cx, GET, id, out, found);
}

enum err store_account_find(struct ctx *cx, str email, struct account *out, bool *found)
{
	return one(cx, FIND, email, out, found);
}

static enum err some(struct ctx *cx, int statement, const struct val *args, size_t n,
		     struct account_list *out)
{
	struct rows r;
	enum err e;

	if ((e = db_query(cx, &sql[statement], args, n, &r)))
		return e;
	*out = (struct account_list){ arena_new(&cx->arena, struct account, r.n), r.n };
	for (size_t i = 0; i < r.n; i++)
		out->items[i] = account_of(&r, i);
	return OK;
}

enum err store_account_list(struct ctx *cx, struct account_list *out)
{
	return some(cx, LIST, NO_ARGS, out);
}

enum err store_account_due(struct ctx *cx, int64_t now_ms, struct account_list *out)
{
	return some(cx, DUE, ARGS(V(now_ms)), out);
}

enum err store_account_any(struct ctx *cx, bool *any)
{
	struct rows r;
	enum err e;

	if (!(e = db_query(cx, &sql[ONE_AFTER_THE_OTHER], NO_ARGS, &r)))
		e = db_query(cx, &sql[ANY], NO_ARGS, &r);
	*any = !e && r.n > 0;
	return e;
}

static enum err set(struct ctx *cx, int statement, const struct val *args, size_t n)
{
	struct rows r;

	return db_query(cx, &sql[statement], args, n, &r);
}

enum err store_account_role(struct ctx *cx, str id, bool admin)
{
	return set(cx, ROLE, ARGS(V(id), V(admin ? S("admin") : S("member"))));
}

enum err store_account_names(struct ctx *cx, str id, str email, str username)
{
	return set(cx, NAMES, ARGS(V(id), V(email), V(username)));
}

enum err store_account_disable(struct ctx *cx, str id, int64_t disabled_ms)
{
	return set(cx, DISABLE, ARGS(V(id), val_number(disabled_ms)));
}

enum err store_account_erase_at(struct ctx *cx, str id, int64_t erase_ms)
{
	return set(cx, ERASE_AT, ARGS(V(id), val_number(erase_ms)));
}

enum err store_account_remove(struct ctx *cx, str id) { return set(cx, REMOVE, ARGS(V(id))); }

enum err store_account_password(struct ctx *cx, str id, str hash, int64_t now_ms)
{
	return set(cx, PASSWORD, ARGS(V(id), V(hash), V(now_ms)));
}
