/* loans.h - the rules of lending: a copy is with one person at a time, and is marked as loaned while it is. */
#ifndef LOANS_H
#define LOANS_H

#include "base/expected.h"
#include "library/app.h"
#include "store/loans.h"

/* In code points. */
enum { BORROWER_MAX = 255, NOTE_MAX = 2000 };

/* What is said of a loan. {NULL, 0} and NUMBER_NONE keep. An empty note and NUMBER_CLEAR of due_ms clear; nothing else can be. */
struct loan_says {
	str user_book_id; /* when it is made only */
	str friend_id, borrower_name, borrower_contact, note, status;
	int64_t lent_ms, due_ms, returned_ms;
};

/* The actor's, newest first; of one status, or all where that is {NULL, 0}. */
enum err library_loans(struct ctx *cx, str status, struct loan_list *out) NODISCARD;

struct loan_query loan_query_make(void); /* all of them */

/* Those that are asked for, one after the other (store_loan_each); q->limit 0 is no limit. *next: the q->after of the next page; its
 * id is empty when this is the last. */
enum err library_loans_each(struct ctx *cx, const struct loan_query *q, loan_row *each, void *arg,
			    struct list_place *next) NODISCARD;

enum err library_loan(struct ctx *cx, str id, struct loan *out) NODISCARD; /* ERR_NOT_FOUND */

/* The number of a loan's state as its owner sees it, with its book and its friend, for ETag and If-Match. */
int64_t library_loan_tag(const struct loan *l);

/* Lend a copy to a friend, or to anybody by name; a friend nobody knows is nobody. With returned_ms, or status "returned", it is a
 * note of the past. ERR_MISSING_USER_BOOK_ID, ERR_USER_BOOK_NOT_FOUND, ERR_MISSING_BORROWER_NAME; ERR_CONFLICT when the
 * copy is lent already. */
enum err library_loan_add(struct ctx *cx, const struct loan_says *says, struct loan *out) NODISCARD;

/* Returning is a change of the status: "returned" without a time is now, "active" takes it back. ERR_NOT_FOUND,
 * ERR_PRECONDITION, ERR_CONFLICT. */
enum err library_loan_change(struct ctx *cx, str id, const struct loan_says *says,
			     const struct expected *x, struct loan *out) NODISCARD;
enum err library_loan_remove(struct ctx *cx, str id, const struct expected *x) NODISCARD;

/* ---- for what changes copies: inside the work of a library_write ---- */

/* Who has the copy: {NULL, 0} for nobody. */
enum err loan_borrower(struct ctx *cx, str user_book_id, str *name) NODISCARD;

/* The copy goes: its loans go with it, at the same moment, and so come back with it. */
enum err loan_drop_all(struct ctx *cx, str user_book_id) NODISCARD;

/* One loan goes, and with it the mark of its copy. */
enum err loan_drop(struct ctx *cx, const struct loan *l) NODISCARD;

/* Loans of the copy have changed: mark it as loaned, or no longer. */
enum err loan_mark_book(struct ctx *cx, str user_book_id) NODISCARD;

#endif
