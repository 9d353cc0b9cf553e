/* access_token.h - what a signed-in device shows with each request: who it is, for ten minutes.
 *
 * A JWT (RFC 7519) as RFC 9068 has them, signed with HMAC-SHA-256, which is the only algorithm there is. Good is not enough: the session
 * behind it must still be there (library/identity.h). */
#ifndef ACCESS_TOKEN_H
#define ACCESS_TOKEN_H

#include "library/app.h"

struct access_claims {
	str user_id, session_id;     /* UUIDs */
	int64_t issued_s, expires_s; /* seconds since 1970 UTC */
};

/* Signed with the newest of cx->app->secrets. In the arena. */
str access_token_make(struct ctx *cx, const struct access_claims *c);

/* ERR_INVALID_TOKEN: not signed by a key of ours, for something else, from the future, or over. */
enum err access_token_read(struct ctx *cx, str token, struct access_claims *out) NODISCARD;

#endif
