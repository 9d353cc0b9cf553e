/* trash.c - tombstones. Each noun has its table, and its own idea of what stands in the way of coming back. */
#include "store/trash.h"

enum {
	NOTHING, /* for nouns that have no such statement: FIND is never one */
	FIND = NOTHING,
	GET,
	LOANS_OF,
	PEOPLE,
	FLOOR,
	COMPACT,
	PURGE_FIRST,
	PURGE_LAST = PURGE_FIRST + 6,
	CLASH_BOOK,
	CLASH_FRIEND,
	CLASH_LOAN,
	RESTORE_BOOK,
	RESTORE_FRIEND,
	RESTORE_LOAN,
	RESTORE_SCAN,
	AGE_BOOK,
	AGE_FRIEND,
	AGE_LOAN,
	AGE_SCAN,
	STMTS
};

/* Loans first: their book's id gives the column its type. */
#define ALL \
	"SELECT noun, id, title, book_id, deleted_ms FROM (" \
	"SELECT 'loan' AS noun, l.id AS id, l.borrower_name AS title, l.user_book_id AS book_id," \
	" l.deleted_ms AS deleted_ms FROM loans l" \
	" JOIN user_books u ON u.user_id = l.user_id AND u.id = l.user_book_id" \
	" WHERE l.user_id = $1 AND l.deleted_ms IS NOT NULL AND COALESCE(u.deleted_ms, -1) <> l.deleted_ms" \
	" UNION ALL SELECT 'book', u.id, COALESCE(u.title, b.title), NULL, u.deleted_ms" \
	" FROM user_books u JOIN books b ON b.id = u.book_id WHERE u.user_id = $1 AND u.deleted_ms IS NOT NULL" \
	" UNION ALL SELECT 'friend', id, name, NULL, deleted_ms FROM friends" \
	" WHERE user_id = $1 AND deleted_ms IS NOT NULL" \
	" UNION ALL SELECT 'scan', id, '', NULL, deleted_ms FROM scans" \
	" WHERE user_id = $1 AND deleted_ms IS NOT NULL) t"
#define DELETED_BOOKS " (SELECT id FROM user_books WHERE user_id = $1 AND deleted_ms < $2)"
#define DELETED_FRIENDS " (SELECT id FROM friends WHERE user_id = $1 AND deleted_ms < $2)"

static const struct sql sql[STMTS] = {
	[FIND] = { "trash_find", "s", "sssSi", ALL " ORDER BY deleted_ms DESC, id" },
	[GET] = { "trash_get", "ss", "sssSi", ALL " WHERE id = $2" },
	[LOANS_OF] = { "trash_loans_of", "ssi", "s",
		       "SELECT id FROM loans WHERE user_id = $1 AND user_book_id = $2 AND deleted_ms = $3"
		       " ORDER BY id" },
	[PEOPLE] = { "trash_people", "ii", "s",
		     "SELECT user_id FROM user_books WHERE deleted_ms < $1 UNION"
		     " SELECT user_id FROM friends WHERE deleted_ms < $1 UNION"
		     " SELECT user_id FROM loans WHERE deleted_ms < $1 UNION"
		     " SELECT user_id FROM scans WHERE deleted_ms < $1 LIMIT $2" },
	[FLOOR] = { "trash_floor", "si", "",
		    "UPDATE users SET change_floor = COALESCE((SELECT MAX(c.seq) FROM changes c"
		    " WHERE c.user_id = $1 AND c.at_ms < $2 AND c.deleted = 1 AND c.seq > users.change_floor),"
		    " change_floor) WHERE id = $1" },
	[COMPACT] = { "trash_compact", "si", "",
		      "DELETE FROM changes WHERE user_id = $1 AND at_ms < $2 AND (deleted = 1 OR seq NOT IN"
		      " (SELECT MAX(seq) FROM changes WHERE user_id = $1 GROUP BY item_id))" },
	/* In this order: what points at a row goes, or lets go, before the row. */
	[PURGE_FIRST] = { "purge_spines", "si", "",
			  "UPDATE scan_spines SET user_book_id = NULL WHERE user_id = $1"
			  " AND user_book_id IN" DELETED_BOOKS },
	{ "purge_import_rows", "si", "",
	  "UPDATE import_rows SET user_book_id = NULL WHERE user_id = $1"
	  " AND user_book_id IN" DELETED_BOOKS },
	{ "purge_loans_friends", "si", "",
	  "UPDATE loans SET friend_id = NULL WHERE user_id = $1 AND friend_id IN" DELETED_FRIENDS },
	{ "purge_loans", "si", "", "DELETE FROM loans WHERE user_id = $1 AND deleted_ms < $2" },
	{ "purge_friends", "si", "", "DELETE FROM friends WHERE user_id = $1 AND deleted_ms < $2" },
	{ "purge_scans", "si", "", "DELETE FROM scans WHERE user_id = $1 AND deleted_ms < $2" },
	[PURGE_LAST] = { "purge_books", "si", "",
			 "DELETE FROM user_books WHERE user_id = $1 AND deleted_ms < $2" },
	[CLASH_BOOK] = { "trash_clash_book", "ss", "s",
			 "SELECT 'this book is in the library again' FROM user_books u JOIN user_books d"
			 " ON d.user_id = u.user_id AND d.book_id = u.book_id AND d.id <> u.id"
			 " WHERE u.user_id = $1 AND u.id = $2 AND d.deleted_ms IS NULL" },
	[CLASH_FRIEND] = { "trash_clash_friend", "ss", "s",
			   "SELECT 'there is a friend of that name again' FROM friends f JOIN friends d"
			   " ON d.user_id = f.user_id AND d.name = f.name AND d.id <> f.id"
			   " WHERE f.user_id = $1 AND f.id = $2 AND d.deleted_ms IS NULL" },
	[CLASH_LOAN] = { "trash_clash_loan", "ss", "s",
			 "SELECT CASE WHEN u.deleted_ms IS NULL THEN 'the book is lent again'"
			 " ELSE 'its book is deleted: restore that first' END FROM loans l"
			 " JOIN user_books u ON u.user_id = l.user_id AND u.id = l.user_book_id"
			 " WHERE l.user_id = $1 AND l.id = $2 AND (u.deleted_ms IS NOT NULL OR (l.status = 'active'"
			 " AND EXISTS (SELECT 1 FROM loans d WHERE d.user_id = $1 AND d.user_book_id = l.user_book_id"
			 " AND d.status = 'active' AND d.deleted_ms IS NULL)))" },
	[RESTORE_BOOK] = { "trash_restore_book", "ssi", "",
			   "UPDATE user_books SET deleted_ms = NULL, seq = $3, search_key = NULL"
			   " WHERE user_id = $1 AND id = $2" },
	[RESTORE_FRIEND] = { "trash_restore_friend", "ssi", "",
			     "UPDATE friends SET deleted_ms = NULL, seq = $3 WHERE user_id = $1 AND id = $2" },
	[RESTORE_LOAN] = { "trash_restore_loan", "ssi", "",
			   "UPDATE loans SET deleted_ms = NULL, seq = $3 WHERE user_id = $1 AND id = $2" },
	[RESTORE_SCAN] = { "trash_restore_scan", "ssi", "",
			   "UPDATE scans SET deleted_ms = NULL, seq = $3 WHERE user_id = $1 AND id = $2" },
	[AGE_BOOK] = { "trash_age_book", "ss", "",
		       "UPDATE user_books SET deleted_ms = 0 WHERE user_id = $1 AND id = $2" },
	[AGE_FRIEND] = { "trash_age_friend", "ss", "",
			 "UPDATE friends SET deleted_ms = 0 WHERE user_id = $1 AND id = $2" },
	[AGE_LOAN] = { "trash_age_loan", "ss", "",
		       "UPDATE loans SET deleted_ms = 0 WHERE user_id = $1 AND id = $2" },
	[AGE_SCAN] = { "trash_age_scan", "ss", "",
		       "UPDATE scans SET deleted_ms = 0 WHERE user_id = $1 AND id = $2" },
};

const struct sql_set store_trash_sql = { sql, STMTS };

static const struct {
	int clash, restore, age;
} of_noun[NOUN__MAX] = {
	[NOUN_BOOK] = { CLASH_BOOK, RESTORE_BOOK, AGE_BOOK },
	[NOUN_FRIEND] = { CLASH_FRIEND, RESTORE_FRIEND, AGE_FRIEND },
	[NOUN_LOAN] = { CLASH_LOAN, RESTORE_LOAN, AGE_LOAN },
	[NOUN_SCAN] = { NOTHING, RESTORE_SCAN, AGE_SCAN },
};

static struct trash_item from_row(const struct rows *r, size_t i)
{
	return (struct trash_item){ .noun = store_noun_of(row_str(r, i, 0)),
				    .id = row_str(r, i, 1),
				    .title = row_str(r, i, 2),
				    .book_id = row_str(r, i, 3),
				    .deleted_ms = row_i64(r, i, 4) };
}

enum err store_trash_find(struct ctx *cx, str user_id, struct trash_list *out)
{
	struct rows r;
	enum err e;

	if ((e = db_query(cx, &sql[FIND], ARGS(V(user_id)), &r)))
		return e;
	out->n = r.n;
	out->items = arena_new(&cx->arena, struct trash_item, r.n);
	for (size_t i = 0; i < r.n; i++)
		out->items[i] = from_row(&r, i);
	return OK;
}

enum err store_trash_get(struct ctx *cx, str user_id, str id, struct trash_item *out)
{
	struct rows r;
	enum err e;

	if ((e = db_query(cx, &sql[GET], ARGS(V(user_id), V(id)), &r)))
		return e;
	if (!r.n)
		return fail(cx, ERR_NOT_FOUND, "there is no such thing in the trash");
	*out = from_row(&r, 0);
	return OK;
}

enum err store_trash_clash(struct ctx *cx, str user_id, const struct trash_item *it, str *out)
{
	int statement = of_noun[it->noun].clash;
	struct rows r;
	enum err e;

	*out = S("");
	if (statement == NOTHING)
		return OK;
	if (!(e = db_query(cx, &sql[statement], ARGS(V(user_id), V(it->id)), &r)) && r.n)
		*out = row_str(&r, 0, 0);
	return e;
}

enum err store_trash_restore(struct ctx *cx, str user_id, const struct trash_item *it, int64_t seq)
{
	struct rows r;

	return db_query(cx, &sql[of_noun[it->noun].restore], ARGS(V(user_id), V(it->id), V(seq)),
			&r);
}

enum err store_trash_loans_of(struct ctx *cx, str user_id, const struct trash_item *book,
			      struct trash_list *out)
{
	struct rows r;
	enum err e;

	if ((e = db_query(cx, &sql[LOANS_OF], ARGS(V(user_id), V(book->id), V(book->deleted_ms)),
			  &r)))
		return e;
	out->n = r.n;
	out->items = arena_new(&cx->arena, struct trash_item, r.n);
	for (size_t i = 0; i < r.n; i++)
		out->items[i] = (struct trash_item){ .noun = NOUN_LOAN,
						     .id = row_str(&r, i, 0),
						     .book_id = book->id,
						     .deleted_ms = book->deleted_ms };
	return OK;
}

enum err store_trash_purge(struct ctx *cx, str user_id, int64_t before_ms,
			   int64_t changes_before_ms)
{
	struct rows r;
	enum err e = OK;

	for (int s = PURGE_FIRST; s <= PURGE_LAST && !e; s++)
		e = db_query(cx, &sql[s], ARGS(V(user_id), V(before_ms)), &r);
	for (int s = FLOOR; s <= COMPACT && !e; s++)
		e = db_query(cx, &sql[s], ARGS(V(user_id), V(changes_before_ms)), &r);
	return e;
}

enum err store_trash_age(struct ctx *cx, str user_id, const struct trash_item *it)
{
	struct rows r;

	return db_query(cx, &sql[of_noun[it->noun].age], ARGS(V(user_id), V(it->id)), &r);
}

enum err store_trash_people(struct ctx *cx, int64_t before_ms, int64_t max, struct id_list *out)
{
	struct rows r;
	enum err e;

	if ((e = db_query(cx, &sql[PEOPLE], ARGS(V(before_ms), V(max)), &r)))
		return e;
	out->n = r.n;
	out->items = arena_new(&cx->arena, str, r.n);
	for (size_t i = 0; i < r.n; i++)
		out->items[i] = row_str(&r, i, 0);
	return OK;
}
