/* accounts.h - people as those who sign in: the users table, their passwords. */
#ifndef STORE_ACCOUNTS_H
#define STORE_ACCOUNTS_H

#include "store/store.h"

struct account {
	str id, email, username, display_name;
	bool admin;
	int64_t disabled_ms, erase_ms; /* NUMBER_NONE: not */
	int64_t created_ms;
	str password; /* its hash; {NULL, 0}: nobody can sign in as them */
};

struct account_list {
	struct account *items;
	size_t n;
};

/* By id, or by e-mail address (lower case). */
enum err store_account_get(struct ctx *cx, str id, struct account *out, bool *found) NODISCARD;
enum err store_account_find(struct ctx *cx, str email, struct account *out, bool *found) NODISCARD;
enum err store_account_list(struct ctx *cx,
			    struct account_list *out) NODISCARD; /* the oldest first */

/* Has anybody a password? Transactions that ask this and then make an account come one after the other. */
enum err store_account_any(struct ctx *cx, bool *any) NODISCARD;

enum err store_account_role(struct ctx *cx, str id, bool admin) NODISCARD;
enum err store_account_names(struct ctx *cx, str id, str email,
			     str username) NODISCARD; /* ERR_CONFLICT: taken */
enum err store_account_disable(struct ctx *cx, str id,
			       int64_t disabled_ms) NODISCARD; /* NUMBER_NONE: enable */
enum err store_account_erase_at(struct ctx *cx, str id,
				int64_t erase_ms) NODISCARD; /* NUMBER_NONE: no more */
/* Those whose day has come; and the person with everything that is theirs. */
enum err store_account_due(struct ctx *cx, int64_t now_ms, struct account_list *out) NODISCARD;
enum err store_account_remove(struct ctx *cx, str id) NODISCARD;
enum err store_account_password(struct ctx *cx, str id, str hash, int64_t now_ms) NODISCARD;

extern const struct sql_set store_account_sql;

#endif
