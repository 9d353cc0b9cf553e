/* passwords.c - see passwords.h. */
#include "library/passwords.h"

#include "base/crypto.h"
#include "base/utf8.h"

static struct crypto_cost cost_of(const struct conf *conf)
{
	return (struct crypto_cost){ conf->password_memory_kib, conf->password_passes };
}

enum err password_make(struct ctx *cx, str field, str password, const struct password_owner *owner,
		       str *hash)
{
	(void)owner;
	if (!utf8_valid(password) || password.n > PASSWORD_MAX)
		return fail_field(cx, field, "a password has at most %d bytes", PASSWORD_MAX);
	if (utf8_length(password) < PASSWORD_MIN)
		return fail_field(cx, field, "a password has at least %d characters", PASSWORD_MIN);
	*hash = crypto_password_hash(&cx->arena, password, cost_of(&cx->app->conf));
	return OK;
}

enum err password_check(struct ctx *cx, str hash, str password, bool known_place, bool *right,
			bool *stale)
{
	struct crypto_cost cost = cost_of(&cx->app->conf);

	(void)known_place;
	if (hash.n)
		*right = crypto_password_verify(hash, password);
	else
		*right = crypto_password_hash(&cx->arena, password, cost).n == 0;
	*stale = *right && crypto_password_stale(hash, cost);
	return OK;
}
