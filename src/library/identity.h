/* identity.h - who asks: by an access token of a session, by an API token, or, on a server for development, because they say so. */
#ifndef IDENTITY_H
#define IDENTITY_H

#include "library/app.h"

/* What a request says of itself: header values, {NULL, 0} when absent. */
struct identity_claim {
	str authorization;   /* Authorization */
	str email, username; /* X-Bookshelf-User-Email, X-Bookshelf-Username */
	str address;         /* where it comes from */
};

/* Set cx->actor. Needs cx->db. A token goes before the development headers. ERR_MISSING_IDENTITY: nothing was said, or only what
 * a server in production does not believe. ERR_INVALID_TOKEN: the token is none, over, or its session or person is out. */
enum err identity_find(struct ctx *cx, const struct identity_claim *c) NODISCARD;

#endif
