/* friends.h - whom a person lends to. What is deleted stays as a tombstone, not seen here. */
#ifndef STORE_FRIENDS_H
#define STORE_FRIENDS_H

#include "store/store.h"

struct friend
{
	str id, name;          /* one live friend a name */
	str email, avatar_url; /* {NULL, 0}: none */
	str status;            /* active blocked */
	str user_id;           /* who they are here; {NULL, 0}: nobody that is known of */
	int64_t created_ms, updated_ms;
	int64_t seq; /* of the last change */
};

struct friend_list {
	struct friend *items;
	size_t n;
};

/* Which of them, from where on. */
struct friend_query {
	int64_t updated_since_ms; /* NUMBER_NONE: any time */
	struct list_place after;  /* text: a name */
	int64_t limit;            /* at least 1 */
};

/* By name, in the order of its bytes. */
enum err store_friend_find(struct ctx *cx, str user_id, const struct friend_query *q,
			   struct friend_list *out) NODISCARD;
enum err store_friend_get(struct ctx *cx, str user_id, str id,
			  struct friend *out) NODISCARD; /* ERR_NOT_FOUND */
enum err store_friend_find_by_name(struct ctx *cx, str user_id, str name, struct friend *out,
				   bool *found) NODISCARD;

/* Under the lock of the person's library (library/writes.h), having looked for the name. */
enum err store_friend_add(struct ctx *cx, str user_id, const struct friend *f) NODISCARD;
/* All but created_ms becomes what f says. */
enum err store_friend_set(struct ctx *cx, str user_id, const struct friend *f) NODISCARD;
enum err store_friend_delete(struct ctx *cx, str user_id, str id, int64_t now_ms,
			     int64_t seq) NODISCARD;

extern const struct sql_set store_friend_sql;

#endif
