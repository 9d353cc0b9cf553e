/* accounts.c - see accounts.h. */
#include "library/accounts.h"

#include "base/clock.h"
#include "base/crypto.h"
#include "base/utf8.h"
#include "library/audit.h"
#include "library/delays.h"
#include "library/passwords.h"
#include "library/profile.h"
#include "library/second_factor.h"
#include "library/stewards.h"
#include "library/users.h"
#include "store/users.h"

#include <string.h>

enum { SECRET_BYTES = 32 };

/* ---- what may be an account ---- */

bool username_shape(str s)
{
	str rest = s;

	if (!s.n || s.n > USERNAME_MAX || !utf8_valid(s))
		return false;
	while (rest.n) {
		int32_t c = utf8_next(&rest);

		if (c <= ' ' || c == 0x7f || c == 0xa0 || (c < 0x80 && strchr("/\\?#%@\"'<>&:", c)))
			return false;
	}
	return true;
}

enum err fail_username(struct ctx *cx)
{
	return fail_field(
		cx, S("username"),
		"username must be 1 to %d bytes without white space and signs like / or @",
		USERNAME_MAX);
}

static enum err check_names(struct ctx *cx, const struct registration *r)
{
	if (!email_shape(r->email))
		return fail_field(cx, S("email"), "email must be an e-mail address");
	if (!username_shape(r->username))
		return fail_username(cx);
	if (utf8_length(r->display_name) > DISPLAY_NAME_MAX)
		return fail_field(cx, S("displayName"), "displayName has at most %d characters",
				  DISPLAY_NAME_MAX);
	return OK;
}

/* ---- making one ---- */

struct making {
	const struct registration *r;
	str email, hash;
	bool by_operator, admin;
	str invitation; /* the digest of the one that lets them in; empty: none is needed */
	str user_id;
	struct signed_in in;
};

static str invitation_digest(struct ctx *cx, str code)
{
	return crypto_digest_hex(&cx->arena, code);
}

static enum err not_invited(struct ctx *cx, const struct making *m)
{
	if (str_eq(cx->app->conf.registration, S("closed")))
		return fail(cx, ERR_FORBIDDEN, "accounts of this server are made by who runs it");
	if (m->r->invitation.n)
		return fail(cx, ERR_FORBIDDEN,
			    "this invitation is not known, used, over, or for somebody else");
	return fail(cx, ERR_FORBIDDEN,
		    "accounts of this server are made by invitation: ask who runs it for one");
}

enum err library_first_awaited(struct ctx *cx, bool *out)
{
	bool any;
	enum err e = store_account_any(cx, &any);

	*out = !e && !any && !str_eq(cx->app->conf.registration, S("closed"));
	return e;
}

/* May this person come in, and as what? Asked before anything is said of who is here already. */
static enum err admit(struct ctx *cx, struct making *m)
{
	str mode = cx->app->conf.registration, digest = invitation_digest(cx, m->r->invitation);
	struct invitation i;
	bool found = false;
	enum err e;

	if ((e = library_first_awaited(cx, &m->admin)) || m->admin)
		return e;
	if (str_eq(mode, S("open")) && !m->r->invitation.n)
		return OK;
	if ((e = store_invitation_find(cx, digest, cx->now_ms, &i, &found)))
		return e;
	if (!found || str_eq(mode, S("closed")) || (i.email.n && !str_eq(i.email, m->email)))
		return not_invited(cx, m);
	m->admin = i.admin;
	m->invitation = digest;
	return OK;
}

static enum err add_user(struct ctx *cx, struct making *m)
{
	const struct user u = { m->user_id, m->email, m->r->username,
				m->r->display_name.n ? m->r->display_name : m->r->username,
				cx->now_ms };
	struct user before;
	bool found, added;
	enum err e;

	if ((e = store_user_find(cx, m->email, &before, &found)))
		return e;
	if (found)
		return fail(cx, ERR_CONFLICT, "there is an account with this e-mail address");
	if ((e = store_user_add(cx, &u, &added)))
		return e;
	return added ? OK : fail(cx, ERR_CONFLICT, "the user name is taken: choose another");
}

static enum err use_invitation(struct ctx *cx, const struct making *m)
{
	bool taken = true;
	enum err e = OK;

	if (m->invitation.n)
		e = store_invitation_take(cx, m->invitation, m->user_id, cx->now_ms, &taken);
	return e || taken ? e : not_invited(cx, m);
}

static enum err make(struct ctx *cx, void *arg)
{
	struct making *m = arg;
	enum err e;

	m->user_id = uuid_make(&cx->arena, cx->now_ms);
	m->invitation = S("");
	if ((!m->by_operator && (e = admit(cx, m))) || (e = add_user(cx, m)) ||
	    (e = use_invitation(cx, m)) ||
	    (e = store_account_password(cx, m->user_id, m->hash, cx->now_ms)) ||
	    (m->admin && (e = store_account_role(cx, m->user_id, true))))
		return e;
	if ((e = session_leave(cx, m->r->before)))
		return e;
	if (!m->by_operator)
		cx->actor.user_id = m->user_id;
	if ((e = audit(cx, AUDIT_account_made, m->user_id,
		       m->admin ? S("an administrator's") : (str){ NULL, 0 })))
		return e;
	if (m->by_operator)
		return OK;
	if ((e = delay_place_known(cx, m->email, m->user_id)) ||
	    (e = session_start(cx, m->user_id, m->r->device, &m->in)))
		return e;
	return m->r->marked ? delay_mark(cx, m->email, m->user_id, &m->in.mark) : OK;
}

/* Checked before the long hashing; what counts is checked again in the transaction. */
static enum err make_account(struct ctx *cx, struct making *m)
{
	const struct registration *r = m->r;
	struct password_owner owner;
	enum err e;

	if ((e = check_names(cx, r)))
		return e;
	m->email = utf8_norm(&cx->arena, r->email);
	owner = (struct password_owner){ m->email, r->username, r->display_name };
	if ((e = password_make(cx, S("password"), r->password, &owner, &m->hash)))
		return e;
	return db_transaction(cx, make, m);
}

enum err library_register(struct ctx *cx, const struct registration *r, struct signed_in *out)
{
	struct making m = { .r = r };
	enum err e;

	if (!(e = make_account(cx, &m)))
		*out = m.in;
	return e;
}

enum err library_account_add(struct ctx *cx, const struct new_account *a, struct account *out)
{
	const struct registration r = { .email = a->email,
					.username = a->username,
					.display_name = S(""),
					.password = a->password,
					.invitation = S(""),
					.before = S("") };
	struct making m = { .r = &r, .by_operator = true, .admin = a->admin };
	bool found;
	enum err e;

	if ((e = make_account(cx, &m)))
		return e;
	return store_account_get(cx, m.user_id, out, &found);
}

/* ---- signing in ---- */

struct signing_in {
	const struct credentials *c;
	str email;
	struct attempt attempt;
	struct account account;
	str hash; /* made anew; empty: as it is */
	enum { FACTOR_NONE, FACTOR_FINE, FACTOR_WANTED, FACTOR_WRONG } factor;
	bool disabled;
	struct signed_in in;
};

/* The code beside the password, if one is asked for. */
static enum err check_factor(struct ctx *cx, struct signing_in *s)
{
	bool on, right = true;
	int64_t left;
	enum err e;

	s->factor = FACTOR_NONE;
	if ((e = second_factor_on(cx, s->account.id, &on, &left)) || !on)
		return e;
	s->factor = FACTOR_FINE;
	if (!s->c->code.n)
		s->factor = FACTOR_WANTED;
	else if (!(e = second_factor_take(cx, s->account.id, s->c->code, &right)) && !right)
		s->factor = FACTOR_WRONG;
	return e;
}

static enum err wrong(struct ctx *cx, void *arg)
{
	const struct signing_in *s = arg;
	enum err e;

	if ((e = delay_still(cx, &s->attempt)) || (e = delay_wrong(cx, &s->attempt)))
		return e;
	return audit(cx, AUDIT_login_failed, s->account.id,
		     s->factor == FACTOR_WRONG ? S("the password was right, the code was not")
					       : (str){ NULL, 0 });
}

/* While the password was hashed the account may have been disabled, or its password changed. */
static enum err come_in(struct ctx *cx, void *arg)
{
	struct signing_in *s = arg;
	struct account now;
	bool found;
	enum err e;

	if ((e = delay_still(cx, &s->attempt)) ||
	    (e = store_account_get(cx, s->account.id, &now, &found)))
		return e;
	if (!found || !str_eq(now.password, s->account.password))
		return fail(cx, ERR_INVALID_LOGIN, "the password was changed just now: try again");
	if ((s->disabled = now.disabled_ms != NUMBER_NONE))
		return audit(cx, AUDIT_login_failed, now.id, S("the account is disabled"));
	if ((e = check_factor(cx, s)) || s->factor == FACTOR_WANTED)
		return e;
	if (s->factor == FACTOR_WRONG)
		return wrong(cx, s);
	if (s->hash.n && (e = store_account_password(cx, now.id, s->hash, cx->now_ms)))
		return e;
	if ((e = session_leave(cx, s->c->before)))
		return e;
	cx->actor.user_id = now.id;
	if ((e = delay_right(cx, &s->attempt)) ||
	    (e = session_start(cx, now.id, s->c->device, &s->in)))
		return e;
	if (s->c->marked && !s->attempt.browser.n &&
	    (e = delay_mark(cx, s->email, now.id, &s->in.mark)))
		return e;
	cx->actor.session_id = s->in.session_id;
	return audit(cx, AUDIT_login, now.id,
		     s->factor == FACTOR_FINE ? S("by password and code") : S("by password"));
}

enum err library_sign_in(struct ctx *cx, const struct credentials *c, struct signed_in *out)
{
	struct signing_in s = { .c = c,
				.email = utf8_norm(&cx->arena, c->email),
				.account = { .id = S("") },
				.hash = S("") };
	const struct password_owner nobody = { S(""), S(""), S(""), true };
	bool found, right, stale;
	enum err e;

	if ((e = store_account_find(cx, s.email, &s.account, &found)) ||
	    (e = delay_check(cx, s.email, s.account.id, c->mark, &s.attempt)) ||
	    (e = password_check(cx, s.account.password, c->password, s.attempt.known_place, &right,
				&stale)))
		return e;
	if (!right) {
		if ((e = db_transaction(cx, wrong, &s)))
			return e;
		return fail(cx, ERR_INVALID_LOGIN, "the e-mail address or the password is wrong");
	}
	if (stale && password_make(cx, S("password"), c->password, &nobody, &s.hash))
		ctx_forgive(cx); /* by newer rules it would be none; it still lets them in */
	if ((e = db_transaction(cx, come_in, &s)))
		return e;
	if (s.disabled)
		return fail(cx, ERR_FORBIDDEN,
			    "this account is disabled: ask who runs this server");
	if (s.factor == FACTOR_WANTED)
		return fail(cx, ERR_SECOND_FACTOR, "a code of your authenticator app is wanted");
	if (s.factor == FACTOR_WRONG)
		return fail(cx, ERR_INVALID_LOGIN, "the code is wrong, or was used before");
	*out = s.in;
	return OK;
}

/* ---- invitations ---- */

static enum err invite(struct ctx *cx, void *arg)
{
	enum err e;

	if ((e = store_invitation_add(cx, arg)))
		return e;
	return audit(cx, AUDIT_invitation_made, cx->actor.user_id, (str){ NULL, 0 });
}

enum err library_invite(struct ctx *cx, str email, bool admin, struct invitation *out, str *code)
{
	if (email.n && !email_shape(email))
		return fail_field(cx, S("email"), "email must be an e-mail address");
	*code = crypto_random_text(&cx->arena, SECRET_BYTES);
	*out = (struct invitation){
		.id = uuid_make(&cx->arena, cx->now_ms),
		.digest = invitation_digest(cx, *code),
		.email = email.n ? utf8_norm(&cx->arena, email) : (str){ NULL, 0 },
		.admin = admin,
		.made_by = str_or_null(cx->actor.user_id),
		.created_ms = cx->now_ms,
		.expires_ms = cx->now_ms + INVITATION_DAYS * DAY_MS,
	};
	return db_transaction(cx, invite, out);
}
