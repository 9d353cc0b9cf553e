/* sessions.c - see sessions.h. */
#include "library/sessions.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "library/access_token.h"
#include "library/audit.h"
#include "library/secrets.h"

#define PREFIX "bsr_"

enum { SECRET_BYTES = 32, KEPT_DAYS = 30, TOKEN_MAX = 100 };

/* ---- tokens ---- */

static str token_of(struct arena *a, str secret)
{
	return str_fmt(a, PREFIX STR_FMT, STR_ARG(secret));
}

static str random_token(struct arena *a)
{
	return token_of(a, crypto_random_text(a, SECRET_BYTES));
}

/* The same for the same token and nonce, and for nobody without the sealing key: see sessions.h. */
static str successor(struct ctx *cx, str token, str nonce)
{
	str key = { (const char *)secrets_sealing_key(cx->app->secrets), CRYPTO_KEY };
	unsigned char mac[CRYPTO_MAC];

	if (!nonce.n)
		return random_token(&cx->arena);
	crypto_hmac_sha256(
		key,
		str_fmt(&cx->arena, "refresh " STR_FMT " " STR_FMT, STR_ARG(token), STR_ARG(nonce)),
		mac);
	return token_of(&cx->arena,
			crypto_base64url(&cx->arena, (str){ (const char *)mac, CRYPTO_MAC }));
}

static bool is_refresh_token(str s)
{
	return s.n > sizeof PREFIX && s.n <= TOKEN_MAX &&
	       memcmp(s.p, PREFIX, sizeof PREFIX - 1) == 0;
}

static str digest_of(struct ctx *cx, str token) { return crypto_digest_hex(&cx->arena, token); }

static int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }

/* Tokens of a session that is over at expires_ms at the latest. */
static struct signed_in tokens_of(struct ctx *cx, str user_id, str session_id, str refresh_token,
				  int64_t expires_ms)
{
	const struct conf *conf = &cx->app->conf;
	int64_t access_ms = least(cx->now_ms + conf->access_token_s * 1000, expires_ms);
	const struct access_claims claims = { user_id, session_id, cx->now_ms / 1000,
					      access_ms / 1000 };

	return (struct signed_in){
		.user_id = user_id,
		.session_id = session_id,
		.access_token = access_token_make(cx, &claims),
		.refresh_token = refresh_token,
		.access_ms = access_ms,
		.refresh_ms = least(cx->now_ms + conf->session_idle_days * DAY_MS, expires_ms),
	};
}

static enum err keep_refresh(struct ctx *cx, const struct signed_in *s)
{
	const struct refresh_token t = { digest_of(cx, s->refresh_token), s->user_id, s->session_id,
					 s->refresh_ms };

	return store_refresh_add(cx, &t, cx->now_ms);
}

/* ---- signing in ---- */

static str device_name(struct ctx *cx, str said)
{
	str s = utf8_head(utf8_trim(said), DEVICE_MAX);

	return s.n ? str_dup(&cx->arena, s) : S("Unknown device");
}

enum err session_start(struct ctx *cx, str user_id, str device, struct signed_in *out)
{
	const struct session s = {
		.user_id = user_id,
		.id = uuid_make(&cx->arena, cx->now_ms),
		.device = device_name(cx, device),
		.address = str_or_null(cx->actor.address),
		.created_ms = cx->now_ms,
		.used_ms = cx->now_ms,
		.expires_ms = cx->now_ms + cx->app->conf.session_days * DAY_MS,
	};
	enum err e;

	if ((e = store_session_add(cx, &s)))
		return e;
	*out = tokens_of(cx, user_id, s.id, random_token(&cx->arena), s.expires_ms);
	return keep_refresh(cx, out);
}

enum err session_leave(struct ctx *cx, str refresh_token)
{
	struct refresh_token t;
	bool fresh, found, ended;
	enum err e;

	if (!is_refresh_token(refresh_token))
		return OK;
	if ((e = store_refresh_find(cx, digest_of(cx, refresh_token), &t, &fresh, &found)) ||
	    !found)
		return e;
	if ((e = store_session_end(cx, t.user_id, t.session_id, cx->now_ms, &ended)) || !ended)
		return e;
	return audit(cx, AUDIT_logout, t.user_id, (str){ NULL, 0 });
}

/* ---- refreshing ---- */

struct refreshing {
	str token, nonce;
	struct signed_in out;
	enum { REFRESHED, NOT_OURS, OVER, REUSED } how;
};

/* Still there, and the person let in? Its row is locked by the update before. */
static enum err renew(struct ctx *cx, struct refreshing *w, const struct refresh_token *t)
{
	struct session_person p;
	bool found;
	enum err e;

	if ((e = store_session_person(cx, t->user_id, t->session_id, &p, &found)))
		return e;
	if (!found || t->expires_ms <= cx->now_ms || p.expires_ms <= cx->now_ms) {
		w->how = OVER;
		return OK;
	}
	w->out = tokens_of(cx, t->user_id, t->session_id, successor(cx, w->token, w->nonce),
			   p.expires_ms);
	w->how = REFRESHED;
	return store_session_used(cx, t->user_id, t->session_id, str_or_null(cx->actor.address),
				  cx->now_ms);
}

/* Shown before. With the nonce it was shown with then, and what it gave unused: the answer was lost. */
static enum err shown_again(struct ctx *cx, struct refreshing *w, const struct refresh_token *t)
{
	struct refresh_token next;
	bool found = false, fresh = false, ended;
	enum err e = OK;

	if (w->nonce.n)
		e = store_refresh_find(cx, digest_of(cx, successor(cx, w->token, w->nonce)), &next,
				       &fresh, &found);
	if (e)
		return e;
	if (found && fresh)
		return renew(cx, w, t);
	w->how = REUSED;
	if ((e = store_session_end(cx, t->user_id, t->session_id, cx->now_ms, &ended)) || !ended)
		return e;
	return audit(cx, AUDIT_refresh_reused, t->user_id, (str){ NULL, 0 });
}

static enum err refresh(struct ctx *cx, void *arg)
{
	struct refreshing *w = arg;
	struct refresh_token t;
	bool taken, fresh, found;
	str digest = digest_of(cx, w->token);
	enum err e;

	w->how = NOT_OURS;
	if ((e = store_refresh_take(cx, digest, cx->now_ms, &t, &taken)))
		return e;
	if (taken)
		return (e = renew(cx, w, &t)) || w->how != REFRESHED ? e
								     : keep_refresh(cx, &w->out);
	if ((e = store_refresh_find(cx, digest, &t, &fresh, &found)) || !found)
		return e;
	return shown_again(cx, w, &t);
}

enum err library_session_refresh(struct ctx *cx, str refresh_token, str nonce,
				 struct signed_in *out)
{
	struct refreshing w = { .token = refresh_token, .nonce = nonce };
	enum err e;

	if (nonce.n > NONCE_MAX)
		return fail(cx, ERR_INVALID, "an Idempotency-Key has at most %d bytes", NONCE_MAX);
	if (!is_refresh_token(refresh_token))
		return fail(cx, ERR_INVALID_TOKEN, "this is no refresh token");
	if ((e = db_transaction(cx, refresh, &w)))
		return e;
	if (w.how == REUSED)
		return fail(
			cx, ERR_INVALID_TOKEN,
			"this refresh token was used before: the device is signed out, sign in again");
	if (w.how != REFRESHED)
		return fail(cx, ERR_INVALID_TOKEN, "this device is signed out: sign in again");
	*out = w.out;
	return OK;
}

/* ---- one's own sessions ---- */

enum err library_sessions(struct ctx *cx, struct session_list *out)
{
	*out = (struct session_list){ NULL, 0 };
	return cx->actor.user_id.n ? store_session_list(cx, cx->actor.user_id, cx->now_ms, out)
				   : OK;
}

static enum err end_one(struct ctx *cx, void *arg)
{
	const str *id = arg;
	bool own = str_eq(*id, cx->actor.session_id), ended;
	enum err e;

	if ((e = store_session_end(cx, cx->actor.user_id, *id, cx->now_ms, &ended)))
		return e;
	if (!ended)
		return fail(cx, ERR_NOT_FOUND, "there is no such session");
	return audit(cx, own ? AUDIT_logout : AUDIT_session_ended, cx->actor.user_id,
		     (str){ NULL, 0 });
}

enum err library_session_end(struct ctx *cx, str id)
{
	if (!cx->actor.user_id.n || !uuid_valid(id))
		return fail(cx, ERR_NOT_FOUND, "there is no such session");
	return db_transaction(cx, end_one, &id);
}

static enum err end_all(struct ctx *cx, void *arg)
{
	const bool *also_this = arg;
	enum err e;

	if ((e = store_session_end_all(cx, cx->actor.user_id,
				       *also_this ? S("") : cx->actor.session_id, cx->now_ms)))
		return e;
	return audit(cx, AUDIT_sessions_ended, cx->actor.user_id, (str){ NULL, 0 });
}

enum err library_sessions_end(struct ctx *cx, bool also_this)
{
	return cx->actor.user_id.n ? db_transaction(cx, end_all, &also_this) : OK;
}

static enum err purge(struct ctx *cx, void *arg)
{
	(void)arg;
	return store_session_purge(cx, cx->now_ms - KEPT_DAYS * DAY_MS);
}

enum err library_sessions_purge(struct ctx *cx) { return db_transaction(cx, purge, NULL); }
