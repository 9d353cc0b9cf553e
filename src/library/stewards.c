/* stewards.c - see stewards.h. */
#include "library/stewards.h"

#include "base/utf8.h"
#include "library/audit.h"
#include "library/delays.h"
#include "library/passwords.h"
#include "store/api_tokens.h"
#include "store/second_factors.h"

static const str none = { NULL, 0 };

struct change {
	struct account account;
	str hash;
	bool yes;
};

static enum err find(struct ctx *cx, str email, struct account *out)
{
	bool found;
	enum err e;

	if ((e = store_account_find(cx, utf8_norm(&cx->arena, email), out, &found)))
		return e;
	return found ? OK
		     : fail(cx, ERR_NOT_FOUND, "there is no account with the address " STR_FMT,
			    STR_ARG(email));
}

static enum err reset(struct ctx *cx, void *arg)
{
	const struct change *c = arg;
	enum err e;

	if ((e = store_account_password(cx, c->account.id, c->hash, cx->now_ms)) ||
	    (e = store_session_end_all(cx, c->account.id, S(""), cx->now_ms)) ||
	    (e = delay_forget(cx, c->account.id)))
		return e;
	return audit(cx, AUDIT_password_reset, c->account.id, none);
}

enum err library_password_reset(struct ctx *cx, str email, str password)
{
	struct password_owner owner;
	struct change c;
	enum err e;

	if ((e = find(cx, email, &c.account)))
		return e;
	owner = (struct password_owner){ c.account.email, c.account.username,
					 c.account.display_name };
	if ((e = password_make(cx, S("password"), password, &owner, &c.hash)))
		return e;
	return db_transaction(cx, reset, &c);
}

static enum err disable(struct ctx *cx, void *arg)
{
	const struct change *c = arg;
	str id = c->account.id;
	enum err e;

	if ((e = store_account_disable(cx, id, c->yes ? cx->now_ms : NUMBER_NONE)) ||
	    (c->yes && (e = store_session_end_all(cx, id, S(""), cx->now_ms))))
		return e;
	return audit(cx, c->yes ? AUDIT_account_disabled : AUDIT_account_enabled, id, none);
}

enum err library_account_disable(struct ctx *cx, str email, bool disabled)
{
	struct change c = { .yes = disabled };
	enum err e;

	return (e = find(cx, email, &c.account)) ? e : db_transaction(cx, disable, &c);
}

static enum err factor_off(struct ctx *cx, void *arg)
{
	const struct change *c = arg;
	struct second_factor f;
	bool found;
	enum err e;

	if ((e = store_factor_get(cx, c->account.id, &f, &found)))
		return e;
	if (!found)
		return fail(cx, ERR_NOT_FOUND, "this account has no second factor");
	if ((e = store_factor_remove(cx, c->account.id)))
		return e;
	return audit(cx, AUDIT_second_factor_off, c->account.id, S("by who runs the server"));
}

enum err library_factor_off(struct ctx *cx, str email)
{
	struct change c = { .yes = true };
	enum err e;

	return (e = find(cx, email, &c.account)) ? e : db_transaction(cx, factor_off, &c);
}

static enum err sign_out(struct ctx *cx, void *arg)
{
	const struct change *c = arg;
	str id = c->account.id;
	enum err e;

	if ((e = store_session_end_all(cx, id, S(""), cx->now_ms)) ||
	    (e = store_api_token_end_all(cx, id, cx->now_ms)))
		return e;
	return audit(cx, AUDIT_signed_out, id, none);
}

enum err library_sign_out(struct ctx *cx, str email, size_t *n)
{
	struct account_list all;
	struct change c = { .yes = true };
	enum err e;

	*n = 1;
	if (email.n)
		return (e = find(cx, email, &c.account)) ? e : db_transaction(cx, sign_out, &c);
	if ((e = store_account_list(cx, &all)))
		return e;
	*n = all.n;
	for (size_t i = 0; i < all.n && !e; i++) {
		c.account = all.items[i];
		e = db_transaction(cx, sign_out, &c);
	}
	return e;
}

static enum err set_role(struct ctx *cx, void *arg)
{
	const struct change *c = arg;
	enum err e;

	if ((e = store_account_role(cx, c->account.id, c->yes)))
		return e;
	return audit(cx, AUDIT_role_changed, c->account.id,
		     c->yes ? S("an administrator's") : S("a member's"));
}

enum err library_account_role(struct ctx *cx, str email, bool admin)
{
	struct change c = { .yes = admin };
	enum err e;

	return (e = find(cx, email, &c.account)) ? e : db_transaction(cx, set_role, &c);
}
