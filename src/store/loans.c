/* loans.c - the loans table. */
#include "store/loans.h"

#include "store/columns.h"

enum { FIND, GET, OF_BOOK, ADD, SET, DELETE, STMTS };
enum { LOAN_COLUMNS = 13, FRIEND_COLUMNS_N = 9 }; /* where the friend's begin; where the book's */

#define SELECT_LOAN \
	"SELECT l.id, l.user_book_id, l.friend_id, l.borrower_name, l.borrower_contact, l.note, l.status," \
	" l.lent_ms, l.due_ms, l.returned_ms, l.created_ms, l.updated_ms, l.seq, " FRIEND_COLUMNS \
	", " BOOK_COLUMNS " FROM loans l" \
	" JOIN user_books u ON u.user_id = l.user_id AND u.id = l.user_book_id JOIN books b ON b.id = u.book_id" \
	" LEFT JOIN friends f ON f.user_id = l.user_id AND f.id = l.friend_id AND f.deleted_ms IS NULL" \
	" WHERE l.user_id = $1 AND l.deleted_ms IS NULL"
#define LOAN_TYPES "ssSsSSsiIIiii" FRIEND_TYPES_OR_NONE BOOK_TYPES

static const struct sql sql[STMTS] = {
	/* Ids are never asked whether they are NULL: PostgreSQL would then take them for texts. */
	[FIND] = { "loan_find", "sSSSIIisi", LOAN_TYPES,
		   SELECT_LOAN
		   " AND ($2 IS NULL OR l.status = $2) AND COALESCE(l.friend_id, l.id) = COALESCE($3, l.friend_id, l.id)"
		   " AND l.user_book_id = COALESCE($4, l.user_book_id) AND ($5 IS NULL OR l.due_ms < $5)"
		   " AND ($6 IS NULL OR l.updated_ms >= $6) AND (l.created_ms, l.id) < ($7, $8)"
		   " ORDER BY l.created_ms DESC, l.id DESC LIMIT $9" },
	[GET] = { "loan_get", "ss", LOAN_TYPES, SELECT_LOAN " AND l.id = $2" },
	[OF_BOOK] = { "loan_of_book", "ss", LOAN_TYPES, SELECT_LOAN " AND l.user_book_id = $2" },
	[ADD] = { "loan_add", "sssSsSSsiIIiii", "",
		  "INSERT INTO loans (user_id, id, user_book_id, friend_id, borrower_name, borrower_contact, note,"
		  " status, lent_ms, due_ms, returned_ms, created_ms, updated_ms, seq)"
		  " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)" },
	[SET] = { "loan_set", "ssSsSSsiIIii", "",
		  "UPDATE loans SET friend_id = $3, borrower_name = $4, borrower_contact = $5, note = $6, status = $7,"
		  " lent_ms = $8, due_ms = $9, returned_ms = $10, updated_ms = $11, seq = $12"
		  " WHERE user_id = $1 AND id = $2" },
	[DELETE] = { "loan_delete", "ssii", "",
		     "UPDATE loans SET deleted_ms = $3, seq = $4"
		     " WHERE user_id = $1 AND id = $2 AND deleted_ms IS NULL" },
};

const struct sql_set store_loan_sql = { sql, STMTS };

static struct loan from_row(const struct rows *r, size_t i)
{
	return (struct loan){ .id = row_str(r, i, 0),
			      .user_book_id = row_str(r, i, 1),
			      .friend_id = row_str(r, i, 2),
			      .borrower_name = row_str(r, i, 3),
			      .borrower_contact = row_str(r, i, 4),
			      .note = row_str(r, i, 5),
			      .status = row_str(r, i, 6),
			      .lent_ms = row_i64(r, i, 7),
			      .due_ms = row_number(r, i, 8),
			      .returned_ms = row_number(r, i, 9),
			      .created_ms = row_i64(r, i, 10),
			      .updated_ms = row_i64(r, i, 11),
			      .seq = row_i64(r, i, 12),
			      .friend = store_friend_of(r, i, LOAN_COLUMNS),
			      .book = store_book_of(r, i, LOAN_COLUMNS + FRIEND_COLUMNS_N) };
}

static void to_list(struct ctx *cx, const struct rows *r, struct loan_list *out)
{
	out->n = r->n;
	out->items = arena_new(&cx->arena, struct loan, r->n);
	for (size_t i = 0; i < r->n; i++)
		out->items[i] = from_row(r, i);
}

static enum err find(struct ctx *cx, int statement, str user_id, str arg, struct loan_list *out)
{
	struct rows r;
	enum err e;

	if (!(e = db_query(cx, &sql[statement], ARGS(V(user_id), V(arg)), &r)))
		to_list(cx, &r, out);
	return e;
}

#define ARGS_OF(user_id, q) \
	ARGS(V(user_id), V((q)->status), V((q)->friend_id), V((q)->user_book_id), \
	     val_number((q)->due_before_ms), val_number((q)->updated_since_ms), \
	     val_after_number(&(q)->after), val_after_id(&(q)->after, false), V((q)->limit))

enum err store_loan_find(struct ctx *cx, str user_id, const struct loan_query *q,
			 struct loan_list *out)
{
	struct rows r;
	enum err e;

	if (!(e = db_query(cx, &sql[FIND], ARGS_OF(user_id, q), &r)))
		to_list(cx, &r, out);
	return e;
}

struct walk {
	loan_row *each;
	void *arg;
};

static enum err walk(struct ctx *cx, const struct rows *row, void *arg)
{
	const struct walk *w = arg;
	struct loan l = from_row(row, 0);

	return w->each(cx, &l, w->arg);
}

enum err store_loan_each(struct ctx *cx, str user_id, const struct loan_query *q, loan_row *each,
			 void *arg)
{
	struct walk w = { each, arg };

	return db_each(cx, &sql[FIND], ARGS_OF(user_id, q), walk, &w);
}

enum err store_loan_find_of_book(struct ctx *cx, str user_id, str user_book_id,
				 struct loan_list *out)
{
	return find(cx, OF_BOOK, user_id, user_book_id, out);
}

enum err store_loan_get(struct ctx *cx, str user_id, str id, struct loan *out)
{
	struct loan_list list;
	enum err e;

	if ((e = find(cx, GET, user_id, id, &list)))
		return e;
	if (!list.n)
		return fail(cx, ERR_NOT_FOUND, "there is no such loan in this library");
	*out = list.items[0];
	return OK;
}

enum err store_loan_add(struct ctx *cx, str user_id, const struct loan *l)
{
	struct rows r;

	return db_query(cx, &sql[ADD],
			ARGS(V(user_id), V(l->id), V(l->user_book_id), V(l->friend_id),
			     V(l->borrower_name), V(l->borrower_contact), V(l->note), V(l->status),
			     V(l->lent_ms), val_number(l->due_ms), val_number(l->returned_ms),
			     V(l->created_ms), V(l->updated_ms), V(l->seq)),
			&r);
}

enum err store_loan_set(struct ctx *cx, str user_id, const struct loan *l)
{
	struct rows r;

	return db_query(cx, &sql[SET],
			ARGS(V(user_id), V(l->id), V(l->friend_id), V(l->borrower_name),
			     V(l->borrower_contact), V(l->note), V(l->status), V(l->lent_ms),
			     val_number(l->due_ms), val_number(l->returned_ms), V(l->updated_ms),
			     V(l->seq)),
			&r);
}

enum err store_loan_delete(struct ctx *cx, str user_id, str id, int64_t now_ms, int64_t seq)
{
	struct rows r;

	return db_query(cx, &sql[DELETE], ARGS(V(user_id), V(id), V(now_ms), V(seq)), &r);
}
