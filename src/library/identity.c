/* identity.c - see identity.h. */
#include "library/identity.h"

#include "base/utf8.h"
#include "library/access_token.h"
#include "library/api_tokens.h"
#include "library/users.h"
#include "store/sessions.h"

#include <strings.h>

/* The token of "Bearer TOKEN"; {NULL, 0} for another scheme. */
static str bearer(str authorization)
{
	static const char scheme[] = "Bearer ";

	if (authorization.n < sizeof scheme ||
	    strncasecmp(authorization.p, scheme, sizeof scheme - 1) != 0)
		return (str){ NULL, 0 };
	return utf8_trim((str){ authorization.p + sizeof scheme - 1,
				authorization.n - (sizeof scheme - 1) });
}

static enum err by_session(struct ctx *cx, str token)
{
	struct access_claims c;
	struct session_person p;
	bool found;
	enum err e;

	if ((e = access_token_read(cx, token, &c)) ||
	    (e = store_session_person(cx, c.user_id, c.session_id, &p, &found)))
		return e;
	if (!found || p.expires_ms <= cx->now_ms)
		return fail(cx, ERR_INVALID_TOKEN, "this device is signed out: sign in again");
	cx->actor = (struct actor){ .user_id = c.user_id,
				    .email = p.email,
				    .username = p.username,
				    .proof = PROOF_SESSION,
				    .scopes = SCOPE_ALL,
				    .admin = p.admin,
				    .session_id = c.session_id,
				    .address = cx->actor.address };
	return OK;
}

enum err identity_find(struct ctx *cx, const struct identity_claim *c)
{
	bool production = str_eq(cx->app->conf.env, S("production"));
	str token = bearer(c->authorization);

	cx->actor = (struct actor){ .address = c->address };
	if (production && (c->email.p || c->username.p))
		return fail(
			cx, ERR_MISSING_IDENTITY,
			"this server does not believe X-Bookshelf-User-Email: sign in, and send an access token");
	if (token.n)
		return api_token_shape(token) ? api_token_identify(cx, token)
					      : by_session(cx, token);
	if (c->authorization.n)
		return fail(cx, ERR_INVALID_TOKEN, "Authorization must be: Bearer, and a token");
	if (production)
		return fail(cx, ERR_MISSING_IDENTITY,
			    "sign in: this needs an access token, or an API token");
	return library_identify_actor(cx, c->email, c->username);
}
