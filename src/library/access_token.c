/* access_token.c - see access_token.h. */
#include "library/access_token.h"

#include "base/json_read.h"
#include "base/json_write.h"
#include "library/secrets.h"

#include <string.h>

enum {
	TOKEN_MAX = 1024,    /* bytes; ours have about 400 */
	CLOCKS_DIFFER_S = 60 /* between instances */
};

#define AUDIENCE S("bookshelf")
#define KIND S("access")

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
	struct json j = json_make(&claims);

	json_obj(&j, NULL);
	json_str(&j, "sub", c->user_id);
	json_str(&j, "sid", c->session_id);
	json_i64(&j, "iat", c->issued_s);
	json_i64(&j, "exp", c->expires_s);
	json_str(&j, "aud", AUDIENCE);
	json_str(&j, "typ", KIND);
	json_end(&j, '}');
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

static bool read_claims(struct ctx *cx, str text, struct access_claims *out)
{
	const struct jval *v;
	str json;

	if (!crypto_base64url_read(&cx->arena, text, &json) || jval_read(cx, json, &v))
		return false;
	*out = (struct access_claims){ jval_text(jval_get(v, "sub")), jval_text(jval_get(v, "sid")),
				       jval_int(jval_get(v, "iat")), jval_int(jval_get(v, "exp")) };
	return str_eq(jval_text(jval_get(v, "aud")), AUDIENCE) &&
	       str_eq(jval_text(jval_get(v, "typ")), KIND) && uuid_valid(out->user_id) &&
	       uuid_valid(out->session_id);
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
