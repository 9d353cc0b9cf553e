/* second_factor.c - see second_factor.h. */
#include "library/second_factor.h"

#include "base/crypto.h"
#include "base/totp.h"
#include "base/utf8.h"
#include "library/audit.h"
#include "library/own_account.h"
#include "library/secrets.h"
#include "store/second_factors.h"

static const str none = { NULL, 0 };

static const unsigned char *sealing_key(struct ctx *cx)
{
	return secrets_sealing_key(cx->app->secrets);
}

/* ---- recovery codes ---- */

/* Short enough to be tried out by whoever has the database alone: the digest takes the sealing key. */
static str digest_of(struct ctx *cx, str code)
{
	unsigned char *mac = arena_new(&cx->arena, unsigned char, CRYPTO_MAC);

	crypto_hmac_sha256((str){ (const char *)sealing_key(cx), CRYPTO_KEY },
			   str_fmt(&cx->arena, "recovery " STR_FMT, STR_ARG(code)), mac);
	return crypto_base64url(&cx->arena, (str){ (const char *)mac, CRYPTO_MAC });
}

/* 50 random bits, in letters and figures that are not mistaken for each other. */
static str make_code(struct ctx *cx)
{
	static const char letters[] = "abcdefghijkmnpqrstuvwxyz23456789";
	char *p = arena_new(&cx->arena, char, RECOVERY_CODE + 1);
	unsigned char random[RECOVERY_CODE];

	crypto_random(random, sizeof random);
	for (int i = 0; i < RECOVERY_CODE; i++)
		p[i] = i == RECOVERY_CODE / 2 ? '-' : letters[random[i] % 32];
	return (str){ p, RECOVERY_CODE };
}

static enum err make_codes(struct ctx *cx, struct recovery_codes *out)
{
	enum err e = store_recovery_remove(cx, cx->actor.user_id);

	for (int i = 0; i < RECOVERY_CODES && !e; i++) {
		out->code[i] = make_code(cx);
		e = store_recovery_add(cx, cx->actor.user_id, digest_of(cx, out->code[i]),
				       cx->now_ms);
	}
	return e;
}

/* ---- asked for ---- */

enum err second_factor_on(struct ctx *cx, str user_id, bool *on, int64_t *codes_left)
{
	struct second_factor f;
	bool found;
	enum err e;

	*codes_left = 0;
	if ((e = store_factor_get(cx, user_id, &f, &found)))
		return e;
	*on = found && f.confirmed_ms != NUMBER_NONE;
	return *on ? store_recovery_left(cx, user_id, codes_left) : OK;
}

/* The secret does not open any more where the sealing key is another one: recovery codes are lost with it, too. */
static bool is_right(struct ctx *cx, const struct second_factor *f, str code, int64_t *step)
{
	str secret;

	return crypto_open(&cx->arena, sealing_key(cx), f->secret, &secret) &&
	       totp_right(&cx->arena, secret, code, cx->now_ms / 1000, f->last_step, step);
}

enum err second_factor_take(struct ctx *cx, str user_id, str code, bool *right)
{
	struct second_factor f;
	int64_t step;
	bool found;
	enum err e;

	*right = false;
	code = utf8_norm(&cx->arena, code);
	if ((e = store_factor_get(cx, user_id, &f, &found)) || !found)
		return e;
	if (is_right(cx, &f, code, &step))
		return store_factor_take(cx, user_id, step, right);
	if ((e = store_recovery_take(cx, user_id, digest_of(cx, code), cx->now_ms, right)) ||
	    !*right)
		return e;
	return audit(cx, AUDIT_recovery_code_used, user_id, none);
}

/* ---- one's own ---- */

static enum err begin(struct ctx *cx, void *arg)
{
	const str *sealed = arg;
	bool set;
	enum err e;

	if ((e = store_factor_set(cx, cx->actor.user_id, *sealed, cx->now_ms, &set)))
		return e;
	return set ? OK : fail(cx, ERR_CONFLICT, "there is a second factor: remove it first");
}

enum err library_factor_begin(struct ctx *cx, str password, str *secret, str *uri)
{
	unsigned char raw[TOTP_SECRET];
	str bytes = { (const char *)raw, sizeof raw }, sealed;
	enum err e;

	if ((e = library_prove(cx, password)))
		return e;
	crypto_random(raw, sizeof raw);
	sealed = crypto_seal(&cx->arena, sealing_key(cx), bytes);
	if ((e = db_transaction(cx, begin, &sealed)))
		return e;
	*secret = totp_text(&cx->arena, bytes);
	*uri = totp_uri(&cx->arena, bytes, cx->actor.email);
	crypto_forget(raw, sizeof raw);
	return OK;
}

static enum err none_begun(struct ctx *cx)
{
	return fail(cx, ERR_CONFLICT, "no second factor is being set up");
}

struct work {
	str code;
	struct recovery_codes *codes;
	bool right;
};

static enum err confirm(struct ctx *cx, void *arg)
{
	struct work *w = arg;
	struct second_factor f;
	int64_t step;
	bool found;
	enum err e;

	if ((e = store_factor_get(cx, cx->actor.user_id, &f, &found)))
		return e;
	if (!found || f.confirmed_ms != NUMBER_NONE)
		return none_begun(cx);
	if (!is_right(cx, &f, w->code, &step))
		return fail_field(cx, S("code"),
				  "the code is wrong: is the clock of your phone right?");
	if ((e = store_factor_take(cx, cx->actor.user_id, step, &found)) ||
	    (e = store_factor_confirm(cx, cx->actor.user_id, cx->now_ms)) ||
	    (e = make_codes(cx, w->codes)))
		return e;
	return audit(cx, AUDIT_second_factor_on, cx->actor.user_id, none);
}

enum err library_factor_confirm(struct ctx *cx, str code, struct recovery_codes *out)
{
	struct work w = { .code = code, .codes = out };

	return cx->actor.user_id.n ? db_transaction(cx, confirm, &w) : none_begun(cx);
}

/* With `codes` they are made anew, without the whole goes. */
static enum err change(struct ctx *cx, void *arg)
{
	struct work *w = arg;
	str me = cx->actor.user_id;
	enum err e;

	if ((e = second_factor_take(cx, me, w->code, &w->right)) || !w->right)
		return e;
	e = w->codes ? make_codes(cx, w->codes) : store_factor_remove(cx, me);
	if (e)
		return e;
	return audit(cx, w->codes ? AUDIT_recovery_codes_made : AUDIT_second_factor_off, me, none);
}

static enum err change_proved(struct ctx *cx, str password, struct work *w)
{
	enum err e;

	if ((e = library_prove(cx, password)) || (e = db_transaction(cx, change, w)))
		return e;
	return w->right ? OK : fail(cx, ERR_INVALID_LOGIN, "the code is wrong, or was used before");
}

enum err library_factor_remove(struct ctx *cx, str password, str code)
{
	struct work w = { .code = code };

	return change_proved(cx, password, &w);
}

enum err library_factor_recovery(struct ctx *cx, str password, str code, struct recovery_codes *out)
{
	struct work w = { .code = code, .codes = out };

	return change_proved(cx, password, &w);
}
