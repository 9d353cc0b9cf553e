/* sessions.h - where a person is signed in: one session a device, kept alive by refresh tokens that are each good for once.
 *
 * A refresh token is 256 random bits; only its digest is stored. Taking it gives the next one. Shown again, somebody else has it too: the
 * session ends. One case is not that: an answer that was lost on its way, and the device asks again. A device that says a
 * nonce with its request (Idempotency-Key) gets the same successor again for the same nonce, as long as that has not been used;
 * whoever has the token alone does not know the nonce. */
#ifndef SESSIONS_H
#define SESSIONS_H

#include "library/app.h"
#include "store/sessions.h"

enum { DEVICE_MAX = 120, NONCE_MAX = 200 }; /* code points, bytes */

/* What a device gets when it signs in or refreshes. */
struct signed_in {
	str user_id, session_id;
	str access_token, refresh_token;
	int64_t access_ms; /* when each is over */
	int64_t refresh_ms;
	str mark; /* signing in only: what the browser shows the next time (delays.h); empty: it keeps the one it has, or none */
};

/* Inside a transaction: a new session of this person, from cx->actor.address. An empty device is called "Unknown device". */
enum err session_start(struct ctx *cx, str user_id, str device, struct signed_in *out) NODISCARD;

/* Inside the transaction: who signs in anew leaves the session behind whose refresh token the browser still had. One that is not known
 * is as none. */
enum err session_leave(struct ctx *cx, str refresh_token) NODISCARD;

/* ERR_INVALID_TOKEN: not known, over, used before (which ends the session), or its session has ended. `nonce` may be empty. */
enum err library_session_refresh(struct ctx *cx, str refresh_token, str nonce,
				 struct signed_in *out) NODISCARD;

/* The actor's own. ERR_NOT_FOUND: no such session of theirs. */
enum err library_sessions(struct ctx *cx, struct session_list *out) NODISCARD;
enum err library_session_end(struct ctx *cx, str id) NODISCARD;
enum err library_sessions_end(struct ctx *cx, bool also_this) NODISCARD;

/* Housekeeping: rows of sessions that have been over for a month. */
enum err library_sessions_purge(struct ctx *cx) NODISCARD;

#endif
