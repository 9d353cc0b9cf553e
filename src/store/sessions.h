/* sessions.h - where people are signed in, and the refresh tokens behind it. */
#ifndef STORE_SESSIONS_H
#define STORE_SESSIONS_H

#include "store/store.h"

struct session {
	str user_id, id;
	str device, address; /* address: {NULL, 0} when not known */
	int64_t created_ms, used_ms, expires_ms;
};

struct session_list {
	struct session *items;
	size_t n;
};

/* What every request of a session asks: is it there and its person let in? Else *found is false. */
struct session_person {
	str email, username;
	bool admin;
	int64_t expires_ms; /* of the session */
};
enum err store_session_person(struct ctx *cx, str user_id, str id, struct session_person *out,
			      bool *found) NODISCARD;

enum err store_session_add(struct ctx *cx, const struct session *s) NODISCARD;
/* The last used first; of those that have not ended and are not over at now_ms. */
enum err store_session_list(struct ctx *cx, str user_id, int64_t now_ms,
			    struct session_list *out) NODISCARD;
/* A device showed that it is still there. */
enum err store_session_used(struct ctx *cx, str user_id, str id, str address,
			    int64_t now_ms) NODISCARD;
/* *ended: it was there and is not any more. */
enum err store_session_end(struct ctx *cx, str user_id, str id, int64_t now_ms,
			   bool *ended) NODISCARD;
/* All of them but one (empty: all). */
enum err store_session_end_all(struct ctx *cx, str user_id, str but, int64_t now_ms) NODISCARD;

struct refresh_token {
	str digest, user_id, session_id;
	int64_t expires_ms;
};
enum err store_refresh_add(struct ctx *cx, const struct refresh_token *t, int64_t now_ms) NODISCARD;
/* Take it: of several that try at once one gets it. *taken false: it is not there or was taken before. */
enum err store_refresh_take(struct ctx *cx, str digest, int64_t now_ms, struct refresh_token *out,
			    bool *taken) NODISCARD;
/* Whose it is, taken or not; *fresh: it has not been taken. */
enum err store_refresh_find(struct ctx *cx, str digest, struct refresh_token *out, bool *fresh,
			    bool *found) NODISCARD;

/* Sessions and tokens that were over before then, for good. */
enum err store_session_purge(struct ctx *cx, int64_t before_ms) NODISCARD;

extern const struct sql_set store_session_sql;

#endif
