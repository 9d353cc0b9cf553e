/* fuzz_token.c - what strangers show to be let in: an access token, and the same signed with our key, so that what is behind the
 * signature is reached as well; an API token's shape, scopes, cookies, codes. */
#include "base/log.h"
#include "base/totp.h"
#include "http/cookie.h"
#include "library/access_token.h"
#include "library/api_tokens.h"
#include "library/secrets.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static struct secrets *known_secrets(void)
{
	static struct secrets *s;
	struct ctx cx = ctx_make(NULL);
	const struct conf conf = {
		.signing_keys = S("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"),
		.sealing_key = S("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"),
	};

	if (!s) {
		crypto_setup();
		log_setup(LOG_OFF, LOG_TEXT);
		CHECK(secrets_open(&cx, &conf, &s) == OK);
	}
	ctx_end(&cx);
	return s;
}

/* The bytes as claims, under our header and signature. */
static str sign(struct ctx *cx, str claims)
{
	struct signing_key k = secrets_signing_key(cx->app->secrets);
	str body = crypto_base64url(&cx->arena, claims), signature, text;
	unsigned char mac[CRYPTO_MAC];

	text = str_fmt(&cx->arena, "%s." STR_FMT, k.header, STR_ARG(body));
	crypto_hmac_sha256((str){ (const char *)k.bytes, CRYPTO_KEY }, text, mac);
	signature = crypto_base64url(&cx->arena, (str){ (const char *)mac, sizeof mac });
	return str_fmt(&cx->arena, STR_FMT "." STR_FMT, STR_ARG(text), STR_ARG(signature));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct app app = { .secrets = known_secrets() };
	struct ctx cx = ctx_make(&app);
	str s = { (const char *)data, n };
	const struct http_pair header = { S("Cookie"), s };
	const struct http_req req = { .headers = &header, .nheaders = 1 };
	struct access_claims c;
	int64_t step;

	CHECK(access_token_read(&cx, s, &c) != OK); /* nobody guesses a signature */
	if (n < 512 && access_token_read(&cx, sign(&cx, s), &c) == OK)
		CHECK(uuid_valid(c.user_id) && uuid_valid(c.session_id) &&
		      c.expires_s > cx.now_ms / 1000);
	CHECK(scopes_read(scopes_write(&cx.arena, scopes_read(s))) == scopes_read(s));
	CHECK(!api_token_shape(s) || n > 14);
	CHECK(http_cookie(&req, "__Host-bookshelf").n <= n);
	CHECK(!totp_right(&cx.arena, S("12345678901234567890"), s, 59, 3, &step));
	ctx_end(&cx);
	return 0;
}
