/* loans.h - what a person has lent, to whom. What is deleted stays as a tombstone, not seen here. */
#ifndef STORE_LOANS_H
#define STORE_LOANS_H

#include "store/books.h"
#include "store/friends.h"

struct loan {
	str id, user_book_id;
	str friend_id; /* {NULL, 0}: to somebody who is no friend */
	str borrower_name;
	str borrower_contact, note; /* {NULL, 0}: none */
	str status;                 /* active returned */
	int64_t lent_ms;
	int64_t due_ms, returned_ms; /* NUMBER_NONE: none */
	int64_t created_ms, updated_ms;
	int64_t seq; /* of the last change */

	/* as read, not written: */
	struct book book;
	struct friend friend; /* an empty id: none, or a deleted one */
};

struct loan_list {
	struct loan *items;
	size_t n;
};

/* Which of them, from where on. Texts: {NULL, 0} for any. */
struct loan_query {
	str status, friend_id, user_book_id;
	int64_t due_before_ms;    /* only what was to be back by then; NUMBER_NONE: all */
	int64_t updated_since_ms; /* NUMBER_NONE: any time */
	struct list_place after;  /* number: created_ms */
	int64_t limit;            /* at least 1 */
};

/* Newest first, each with its book and its friend. */
enum err store_loan_find(struct ctx *cx, str user_id, const struct loan_query *q,
			 struct loan_list *out) NODISCARD;
/* The same, one after the other: what `each` is given is gone when it returns. */
typedef enum err loan_row(struct ctx *cx, const struct loan *l, void *arg);
enum err store_loan_each(struct ctx *cx, str user_id, const struct loan_query *q, loan_row *each,
			 void *arg) NODISCARD;
enum err store_loan_get(struct ctx *cx, str user_id, str id,
			struct loan *out) NODISCARD; /* ERR_NOT_FOUND */
/* Of one copy. */
enum err store_loan_find_of_book(struct ctx *cx, str user_id, str user_book_id,
				 struct loan_list *out) NODISCARD;

/* Under the lock of the person's library (library/writes.h). ERR_CONFLICT for a second active loan of a copy. */
enum err store_loan_add(struct ctx *cx, str user_id, const struct loan *l) NODISCARD;
/* All but the book and created_ms becomes what l says. */
enum err store_loan_set(struct ctx *cx, str user_id, const struct loan *l) NODISCARD;
enum err store_loan_delete(struct ctx *cx, str user_id, str id, int64_t now_ms,
			   int64_t seq) NODISCARD;

extern const struct sql_set store_loan_sql;

#endif
