/* users.c - see users.h. */
#include "library/users.h"

#include "base/crypto.h"
#include "base/utf8.h"
#include "store/users.h"

#include <string.h>

enum { USERNAME_BASE_MAX = 70, TRIES = 10000 };

bool email_shape(str s)
{
	const char *at = s.n ? memchr(s.p, '@', s.n) : NULL;

	if (!at || at == s.p || at == s.p + s.n - 1 || s.n > EMAIL_MAX || !utf8_valid(s))
		return false;
	if (memchr(at + 1, '@', (size_t)(s.p + s.n - at) - 1))
		return false;
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] <= ' ' || s.p[i] == 0x7f)
			return false;
	return true;
}

enum err library_identify_actor(struct ctx *cx, str email, str username)
{
	const struct conf *conf = &cx->app->conf;
	struct user u = { .id = S("") };
	bool found;
	enum err e;

	email = utf8_trim(email);
	username = utf8_trim(username);
	if (!email.n && !conf->dev_identity)
		return fail(
			cx, ERR_MISSING_IDENTITY,
			"X-Bookshelf-User-Email is required when dev identity fallback is disabled.");
	if (!email.n)
		email = conf->dev_user_email;
	if (!email_shape(email))
		return fail_field(cx, S("email"),
				  "X-Bookshelf-User-Email is not an e-mail address");
	if (!utf8_valid(username) || username.n > USERNAME_MAX)
		return fail_field(cx, S("username"), "X-Bookshelf-Username is longer than %d bytes",
				  USERNAME_MAX);
	email = utf8_norm(&cx->arena, email);
	if ((e = store_user_find(cx, email, &u, &found)))
		return e;
	cx->actor = (struct actor){ .user_id = u.id,
				    .email = email,
				    .username = username.n ? username : conf->dev_user_username,
				    .proof = PROOF_DEVELOPMENT,
				    .scopes = SCOPE_ALL,
				    .address = cx->actor.address };
	return OK;
}

enum err library_act_for_user(struct ctx *cx)
{
	const struct conf *conf = &cx->app->conf;
	struct user u;
	bool found;
	enum err e;

	if (!conf->user.n && str_eq(conf->env, S("development")))
		return library_identify_actor(cx, (str){ NULL, 0 }, (str){ NULL, 0 });
	if (!conf->user.n)
		return fail(cx, ERR_INVALID, "whose library? Say --user E-MAIL");
	if ((e = store_user_find(cx, utf8_norm(&cx->arena, conf->user), &u, &found)))
		return e;
	if (!found)
		return fail(cx, ERR_NOT_FOUND, "there is no account with the address " STR_FMT,
			    STR_ARG(conf->user));
	cx->actor = (struct actor){ .user_id = u.id, .email = u.email, .username = u.username };
	return OK;
}

enum err library_actor_ensure(struct ctx *cx)
{
	str base = utf8_head(cx->actor.username, USERNAME_BASE_MAX);
	struct user u = { .email = cx->actor.email,
			  .display_name = base,
			  .created_ms = cx->now_ms };
	bool done = false;
	enum err e;

	for (int i = 1; !cx->actor.user_id.n && i < TRIES; i++) {
		if ((e = store_user_find(cx, u.email, &u, &done)))
			return e;
		if (!done) {
			u.id = uuid_make(&cx->arena, cx->now_ms);
			u.username = i == 1 ? base
					    : str_fmt(&cx->arena, STR_FMT "-%d", STR_ARG(base), i);
			if ((e = store_user_add(cx, &u, &done)))
				return e;
		}
		if (done)
			cx->actor.user_id = u.id;
	}
	if (!cx->actor.user_id.n)
		return fail(cx, ERR_CONFLICT, "this user name is taken too often; choose another");
	return OK;
}
