/* api_tokens.c - see api_tokens.h. */
#include "library/api_tokens.h"

#include "base/clock.h"
#include "base/crypto.h"
#include "base/utf8.h"
#include "library/audit.h"
#include "library/writes.h"

#define PREFIX "bookshelf_pat_"

enum {
	SECRET_BYTES = 32,
	SECRET_TEXT = 43,
	CHECK_TEXT = 6,
	BODY = sizeof PREFIX - 1 + SECRET_TEXT,
	HINT = sizeof PREFIX - 1 + 4,
	USED_AGAIN_MS = 3600000 /* "last used" is right to the hour: no request need write for it */
};

static const struct {
	const char *word;
	unsigned scope;
} scope_words[] = {
	{ "read", SCOPE_READ },
	{ "write", SCOPE_WRITE },
	{ "scan", SCOPE_SCAN },
};

unsigned scopes_read(str words)
{
	unsigned all = 0;
	str w;

	while ((w = utf8_word(&words)).n) {
		unsigned one = 0;

		for (size_t i = 0; i < countof(scope_words); i++)
			if (str_eq(w, str_from(scope_words[i].word)))
				one = scope_words[i].scope;
		if (!one)
			return 0;
		all |= one;
	}
	return all;
}

str scopes_write(struct arena *a, unsigned scopes)
{
	struct buf b = buf_make(a, 64);

	for (size_t i = 0; i < countof(scope_words); i++)
		if (scopes & scope_words[i].scope) {
			buf_add(&b, b.n ? S(" ") : S(""));
			buf_add(&b, str_from(scope_words[i].word));
		}
	return buf_str(&b);
}

/* ---- the token itself ---- */

static str check_of(struct arena *a, str body)
{
	return (str){ crypto_digest_hex(a, body).p, CHECK_TEXT };
}

static str make_token(struct arena *a)
{
	str secret = crypto_random_text(a, SECRET_BYTES);
	str body = str_fmt(a, PREFIX STR_FMT, STR_ARG(secret));
	str check = check_of(a, body);

	return str_fmt(a, STR_FMT STR_FMT, STR_ARG(body), STR_ARG(check));
}

bool api_token_shape(str s)
{
	return s.n > sizeof PREFIX && memcmp(s.p, PREFIX, sizeof PREFIX - 1) == 0;
}

static bool checks(struct arena *a, str token)
{
	return token.n == BODY + CHECK_TEXT &&
	       str_eq(check_of(a, (str){ token.p, BODY }), (str){ token.p + BODY, CHECK_TEXT });
}

static enum err mark_used(struct ctx *cx, void *arg)
{
	const struct api_token_person *p = arg;

	return store_api_token_used(cx, p->user_id, p->id, cx->now_ms);
}

/* Nobody is kept out because it could not be noted. */
static void note_use(struct ctx *cx, struct api_token_person *p)
{
	if (p->used_ms != NUMBER_NONE && cx->now_ms - p->used_ms < USED_AGAIN_MS)
		return;
	if (db_transaction(cx, mark_used, p))
		ctx_forgive(cx);
}

enum err api_token_identify(struct ctx *cx, str token)
{
	struct api_token_person p;
	bool found = false;
	enum err e;

	if (checks(&cx->arena, token) &&
	    (e = store_api_token_person(cx, crypto_digest_hex(&cx->arena, token), &p, &found)))
		return e;
	if (!found || p.expires_ms <= cx->now_ms)
		return fail(cx, ERR_INVALID_TOKEN, "this token is not known, or over");
	cx->actor = (struct actor){ .user_id = p.user_id,
				    .email = p.email,
				    .username = p.username,
				    .proof = PROOF_TOKEN,
				    .scopes = scopes_read(p.scopes),
				    .address = cx->actor.address };
	note_use(cx, &p);
	return OK;
}

/* ---- one's own ---- */

static enum err add(struct ctx *cx, void *arg)
{
	struct api_token *t = arg;
	struct api_token_list all;
	enum err e;

	t->user_id = cx->actor.user_id;
	if ((e = store_api_token_list(cx, cx->actor.user_id, &all)))
		return e;
	if (all.n >= TOKEN_COUNT_MAX)
		return fail(cx, ERR_CONFLICT, "you have %d tokens: end one before you make another",
			    TOKEN_COUNT_MAX);
	if ((e = store_api_token_add(cx, t)))
		return e;
	return audit(cx, AUDIT_token_made, cx->actor.user_id,
		     str_fmt(&cx->arena, STR_FMT ", for " STR_FMT, STR_ARG(t->hint),
			     STR_ARG(t->scopes)));
}

enum err library_api_token_add(struct ctx *cx, str name, unsigned scopes, int64_t days,
			       struct api_token *out, str *token)
{
	*token = make_token(&cx->arena);
	*out = (struct api_token){
		.id = uuid_make(&cx->arena, cx->now_ms),
		.name = name,
		.scopes = scopes_write(&cx->arena, scopes),
		.digest = crypto_digest_hex(&cx->arena, *token),
		.hint = { token->p, HINT },
		.created_ms = cx->now_ms,
		.expires_ms = cx->now_ms + days * DAY_MS,
		.used_ms = NUMBER_NONE,
	};
	return library_write(cx, add, out); /* who is new begins with it */
}

enum err library_api_tokens(struct ctx *cx, struct api_token_list *out)
{
	*out = (struct api_token_list){ NULL, 0 };
	return cx->actor.user_id.n ? store_api_token_list(cx, cx->actor.user_id, out) : OK;
}

static enum err end(struct ctx *cx, void *arg)
{
	const str *id = arg;
	bool ended;
	enum err e;

	if ((e = store_api_token_end(cx, cx->actor.user_id, *id, cx->now_ms, &ended)))
		return e;
	if (!ended)
		return fail(cx, ERR_NOT_FOUND, "there is no such token");
	return audit(cx, AUDIT_token_ended, cx->actor.user_id, (str){ NULL, 0 });
}

enum err library_api_token_end(struct ctx *cx, str id)
{
	if (!cx->actor.user_id.n || !uuid_valid(id))
		return fail(cx, ERR_NOT_FOUND, "there is no such token");
	return db_transaction(cx, end, &id);
}
