/* totp.c - see totp.h. The only file that includes liboath. */
#include "base/totp.h"

#include "base/crypto.h"

#include <liboath/oath.h>
#include <stdlib.h>

str totp_text(struct arena *a, str secret)
{
	char *text = NULL;
	size_t n;
	str out;

	CHECK(oath_base32_encode(secret.p, secret.n, &text, &n) == OATH_OK);
	out = str_dup(a, (str){ text, n });
	free(text);
	return out;
}

/* All but letters and figures as %XX. */
static str escaped(struct arena *a, str s)
{
	struct buf b = buf_make(a, 3 * s.n + 1);

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'))
			buf_addc(&b, (char)c);
		else
			buf_addf(&b, "%%%02X", c);
	}
	return buf_str(&b);
}

str totp_uri(struct arena *a, str secret, str account)
{
	str text = totp_text(a, secret), who = escaped(a, account);

	return str_fmt(a,
		       "otpauth://totp/Bookshelf:" STR_FMT "?secret=" STR_FMT "&issuer=Bookshelf",
		       STR_ARG(who), STR_ARG(text));
}

str totp_code(struct arena *a, str secret, int64_t now_s)
{
	char *code = arena_new(a, char, TOTP_DIGITS + 1);

	CHECK(oath_totp_generate(secret.p, secret.n, now_s, TOTP_STEP_S,
				 OATH_TOTP_DEFAULT_START_TIME, TOTP_DIGITS, code) == OATH_OK);
	return (str){ code, TOTP_DIGITS };
}

bool totp_right(struct arena *a, str secret, str code, int64_t now_s, int64_t after, int64_t *step)
{
	struct buf digits = buf_make(a, TOTP_DIGITS + 1);
	int64_t now = now_s / TOTP_STEP_S;

	for (size_t i = 0; i < code.n; i++)
		if (code.p[i] != ' ')
			buf_addc(&digits, code.p[i]);
	for (*step = now - 1; *step <= now + 1; ++*step)
		if (*step > after && !digits.full &&
		    crypto_same(buf_str(&digits), totp_code(a, secret, *step * TOTP_STEP_S)))
			return true;
	return false;
}
