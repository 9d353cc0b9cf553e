/* users.h - people. */
#ifndef STORE_USERS_H
#define STORE_USERS_H

#include "store/store.h"

struct user {
	str id, email, username, display_name; /* the e-mail address in lower case */
	int64_t created_ms;
};

enum err store_user_find(struct ctx *cx, str email, struct user *out, bool *found) NODISCARD;
enum err store_user_exists(struct ctx *cx, str id, bool *found) NODISCARD;
/* With the membership of their own library. *added is false, and nothing changed, when the address or the name is taken. */
enum err store_user_add(struct ctx *cx, const struct user *u, bool *added) NODISCARD;

extern const struct sql_set store_user_sql;

#endif
