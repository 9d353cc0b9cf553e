/* own_account.c - see own_account.h. */
#include "library/own_account.h"

#include "base/clock.h"
#include "base/crypto.h"
#include "base/log.h"
#include "base/utf8.h"
#include "library/audit.h"
#include "library/delays.h"
#include "library/passwords.h"
#include "library/second_factor.h"
#include "library/users.h"
#include "library/writes.h"
#include "store/api_tokens.h"

static const str none = { NULL, 0 };

enum err library_account(struct ctx *cx, struct account *out)
{
	bool found;

	*out = (struct account){ .id = S(""),
				 .email = cx->actor.email,
				 .username = cx->actor.username,
				 .display_name = cx->actor.username,
				 .disabled_ms = NUMBER_NONE,
				 .erase_ms = NUMBER_NONE,
				 .created_ms = cx->now_ms };
	return cx->actor.user_id.n ? store_account_get(cx, cx->actor.user_id, out, &found) : OK;
}

static enum err wrong(struct ctx *cx, void *arg)
{
	enum err e;

	if ((e = delay_still(cx, arg)) || (e = delay_wrong(cx, arg)))
		return e;
	return audit(cx, AUDIT_login_failed, cx->actor.user_id, none);
}

/* That it is really them, not somebody at their unlocked phone, who may not guess as often as they like either. */
static enum err prove(struct ctx *cx, str password, struct account *out)
{
	bool found = false, right, stale;
	struct attempt attempt;
	enum err e = OK;

	*out = (struct account){ .id = S("") };
	if (cx->actor.user_id.n)
		e = store_account_get(cx, cx->actor.user_id, out, &found);
	if (e || (e = delay_check(cx, cx->actor.email, out->id, S(""), &attempt)) ||
	    (e = password_check(cx, out->password, password, true, &right, &stale)))
		return e;
	if (right)
		return delay_still(cx, &attempt);
	if ((e = db_transaction(cx, wrong, &attempt)))
		return e;
	return fail(cx, ERR_INVALID_LOGIN, "the password is wrong");
}

enum err library_prove(struct ctx *cx, str password)
{
	struct account a;

	return prove(cx, password, &a);
}

/* ---- the password ---- */

static enum err set_password(struct ctx *cx, void *arg)
{
	const str *hash = arg;
	str id = cx->actor.user_id;
	enum err e;

	if ((e = store_account_password(cx, id, *hash, cx->now_ms)) ||
	    (e = store_session_end_all(cx, id, cx->actor.session_id, cx->now_ms)) ||
	    (e = delay_forget(cx, id)) || (e = delay_place_known(cx, cx->actor.email, id)))
		return e;
	return audit(cx, AUDIT_password_changed, id, none);
}

enum err library_password_change(struct ctx *cx, str old_password, str new_password)
{
	struct password_owner owner;
	struct account a;
	int64_t left;
	str hash;
	enum err e;

	if ((e = prove(cx, old_password, &a)))
		return e;
	owner = (struct password_owner){ a.email, a.username, a.display_name, false };
	if ((e = second_factor_on(cx, a.id, &owner.second_factor, &left)))
		return e;
	if ((e = password_make(cx, S("newPassword"), new_password, &owner, &hash)))
		return e;
	return db_transaction(cx, set_password, &hash);
}

/* ---- names ---- */

/* The profile shows both: it is another one for whoever has read it. */
static enum err set_names(struct ctx *cx, void *arg)
{
	const struct account *a = arg;
	int64_t seq;
	enum err e;

	if ((e = library_changed(cx, NOUN_PROFILE, a->id, false, &seq)) ||
	    (e = store_account_names(cx, a->id, a->email, a->username)))
		return e;
	return audit(cx, AUDIT_names_changed, a->id, none);
}

enum err library_names_change(struct ctx *cx, str email, str username, str password)
{
	struct account a;
	enum err e;

	if (email.p && !email_shape(email))
		return fail_field(cx, S("email"), "email must be an e-mail address");
	if (username.p && !username_shape(username))
		return fail_username(cx);
	if ((e = email.p ? prove(cx, password, &a) : library_account(cx, &a)))
		return e;
	if (!a.id.n)
		return fail(cx, ERR_NOT_FOUND, "this account is not there yet: add a book first");
	a.email = email.p ? utf8_norm(&cx->arena, email) : a.email;
	a.username = username.p ? username : a.username;
	if ((e = library_write(cx, set_names, &a)) == ERR_CONFLICT)
		return fail(cx, ERR_CONFLICT, "this address or user name is taken");
	return e;
}

/* ---- leaving ---- */

static enum err mark(struct ctx *cx, void *arg)
{
	const int64_t *erase_ms = arg;
	str id = cx->actor.user_id;
	enum err e;

	if ((e = store_account_erase_at(cx, id, *erase_ms)))
		return e;
	if (*erase_ms == NUMBER_NONE)
		return audit(cx, AUDIT_erasing_taken_back, id, none);
	if ((e = store_session_end_all(cx, id, S(""), cx->now_ms)) ||
	    (e = store_api_token_end_all(cx, id, cx->now_ms)))
		return e;
	return audit(cx, AUDIT_erasing_asked, id, none);
}

enum err library_account_erase(struct ctx *cx, str password, int64_t *erase_ms)
{
	struct account a;
	enum err e;

	if ((e = prove(cx, password, &a)))
		return e;
	*erase_ms = cx->now_ms + ERASE_DAYS * DAY_MS;
	return db_transaction(cx, mark, erase_ms);
}

enum err library_account_keep(struct ctx *cx)
{
	int64_t never = NUMBER_NONE;

	return cx->actor.user_id.n ? db_transaction(cx, mark, &never) : OK;
}

static enum err erase(struct ctx *cx, void *arg)
{
	const struct account *a = arg;

	log_line(LOG_INFO, "erased", LOG_FIELDS(log_str("user_id", a->id)));
	return store_account_remove(cx, a->id);
}

/* Their photos are files that nobody names any more: the sweep that follows takes them. */
enum err library_accounts_erase_due(struct ctx *cx)
{
	struct account_list due;
	enum err e;

	if ((e = store_account_due(cx, cx->now_ms, &due)))
		return e;
	for (size_t i = 0; i < due.n && !e; i++)
		e = db_transaction(cx, erase, &due.items[i]);
	return e;
}
