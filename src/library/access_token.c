/* access_token.c - see access_token.h. */
#include "library/access_token.h"

#include "library/secrets.h"

#include <string.h>

enum {
	TOKEN_MAX = 1024, /* bytes; ours have about 400 */
	UUID_TEXT = 36,
	CLOCKS_DIFFER_S = 60 /* between instances */
};

#define REST ",\"aud\":\"bookshelf\",\"typ\":\"access\"}"

static str sign(struct arena *a, const struct signing_key *k, str text)
{
	unsigned char *mac = arena_new(a, unsigned char, CRYPTO_MAC);

	crypto_hmac_sha256((str){ (const char *)k->bytes, CRYPTO_KEY }, text, mac);
	return crypto_base64url(a, (str){ (const char *)mac, CRYPTO_MAC });
}

str access_token_make(struct ctx *cx, const struct access_claims *c)
{
	struct signing_key k = secrets_signing_key(cx->app->secrets);
	struct buf claims = buf_make(&cx->arena, TOKEN_MAX);
	struct buf token = buf_make(&cx->arena, TOKEN_MAX);

	buf_addf(&claims,
		 "{\"sub\":\"" STR_FMT "\",\"sid\":\"" STR_FMT "\",\"iat\":%lld,\"exp\":%lld" REST,
		 STR_ARG(c->user_id), STR_ARG(c->session_id), (long long)c->issued_s,
		 (long long)c->expires_s);
	buf_add(&token, str_from(k.header));
	buf_addc(&token, '.');
	buf_add(&token, crypto_base64url(&cx->arena, buf_str(&claims)));
	claims = token; /* what is signed: all before the last point */
	buf_addc(&token, '.');
	buf_add(&token, sign(&cx->arena, &k, buf_str(&claims)));
	crypto_forget(&k, sizeof k);
	CHECK(!token.full);
	return buf_str(&token);
}

/* Take `what` off the beginning of *s. */
static bool take(str *s, const char *what)
{
	size_t n = strlen(what);

	if (s->n < n || memcmp(s->p, what, n) != 0)
		return false;
	*s = (str){ s->p + n, s->n - n };
	return true;
}

static bool take_uuid(str *s, str *out)
{
	*out = (str){ s->p, s->n < UUID_TEXT ? s->n : UUID_TEXT };
	*s = (str){ s->p + out->n, s->n - out->n };
	return uuid_valid(*out);
}

static bool take_number(str *s, int64_t *out)
{
	str digits = { s->p, 0 };

	while (digits.n < s->n && s->p[digits.n] >= '0' && s->p[digits.n] <= '9')
		digits.n++;
	*s = (str){ s->p + digits.n, s->n - digits.n };
	return str_i64(digits, out);
}

/* Word for word what access_token_make writes: it has been signed by us, and a JSON reader takes 3 us for it. */
static bool read_claims(struct ctx *cx, str text, struct access_claims *out)
{
	str s;

	return crypto_base64url_read(&cx->arena, text, &s) && take(&s, "{\"sub\":\"") &&
	       take_uuid(&s, &out->user_id) && take(&s, "\",\"sid\":\"") &&
	       take_uuid(&s, &out->session_id) && take(&s, "\",\"iat\":") &&
	       take_number(&s, &out->issued_s) && take(&s, ",\"exp\":") &&
	       take_number(&s, &out->expires_s) && take(&s, REST) && s.n == 0;
}

/* The header, then the signature, then what it says: nothing is read that has not been signed. */
static bool is_signed(struct ctx *cx, str token, str *claims)
{
	const char *last = token.n ? memrchr(token.p, '.', token.n) : NULL;
	str signed_text, signature, header;
	struct signing_key k;
	bool ok;

	if (!last || token.n > TOKEN_MAX)
		return false;
	signed_text = (str){ token.p, (size_t)(last - token.p) };
	signature = (str){ last + 1, token.n - signed_text.n - 1 };
	*claims = signed_text;
	header = str_cut(claims, '.');
	if (!secrets_find_key(cx->app->secrets, header, &k))
		return false;
	ok = crypto_same(signature, sign(&cx->arena, &k, signed_text));
	crypto_forget(&k, sizeof k);
	return ok;
}

enum err access_token_read(struct ctx *cx, str token, struct access_claims *out)
{
	int64_t now_s = cx->now_ms / 1000;
	str claims;

	if (!is_signed(cx, token, &claims) || !read_claims(cx, claims, out))
		return fail(cx, ERR_INVALID_TOKEN, "this access token is not one of this server");
	if (out->issued_s > now_s + CLOCKS_DIFFER_S)
		return fail(cx, ERR_INVALID_TOKEN, "this access token is of a time to come");
	if (out->expires_s <= now_s)
		return fail(cx, ERR_INVALID_TOKEN, "this access token is over: refresh it");
	return OK;
}
