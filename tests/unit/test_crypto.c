/* test_crypto.c - what passwords, tokens and sealed secrets rest on. */
#include "t.h"

#include "base/crypto.h"
#include "base/totp.h"

static str hex(struct arena *a, const unsigned char *p, size_t n)
{
	struct buf b = buf_make(a, 2 * n + 1);

	for (size_t i = 0; i < n; i++)
		buf_addf(&b, "%02x", p[i]);
	return buf_str(&b);
}

TEST(hmac_is_that_of_rfc_4231)
{
	struct ctx cx = ctx_make(NULL);
	unsigned char mac[CRYPTO_MAC];

	crypto_hmac_sha256(S("Jefe"), S("what do ya want for nothing?"), mac);
	EXPECT(str_eq(hex(&cx.arena, mac, sizeof mac),
		      S("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")));
	ctx_end(&cx);
}

TEST(sealed_text_opens_with_its_key_only_and_only_unchanged)
{
	static const unsigned char key[CRYPTO_KEY] = { 1 }, other[CRYPTO_KEY] = { 2 };
	struct ctx cx = ctx_make(NULL);
	str sealed = crypto_seal(&cx.arena, key, S("JBSWY3DPEHPK3PXP")), out;
	char *bent = arena_new(&cx.arena, char, sealed.n + 1);

	EXPECT(crypto_open(&cx.arena, key, sealed, &out) && str_eq(out, S("JBSWY3DPEHPK3PXP")));
	EXPECT(!str_eq(sealed, crypto_seal(&cx.arena, key, S("JBSWY3DPEHPK3PXP"))));
	EXPECT(!crypto_open(&cx.arena, other, sealed, &out));
	for (size_t i = 0; i < sealed.n; i++) {
		memcpy(bent, sealed.p, sealed.n);
		bent[i] = bent[i] == 'A' ? 'B' : 'A';
		EXPECT(!crypto_open(&cx.arena, key, (str){ bent, sealed.n }, &out));
		EXPECT(!crypto_open(&cx.arena, key, (str){ sealed.p, i }, &out));
	}
	ctx_end(&cx);
}

TEST(equality_of_secrets_is_that_of_their_bytes)
{
	EXPECT(crypto_same(S("abc"), S("abc")) && crypto_same(S(""), S("")));
	EXPECT(!crypto_same(S("abc"), S("abd")) && !crypto_same(S("abc"), S("ab")));
}

TEST(password_hashes_are_argon2id_with_a_salt_of_their_own_and_know_their_cost)
{
	const struct crypto_cost cost = { 8192, 1 }, higher = { 8192, 2 };
	struct ctx cx = ctx_make(NULL);
	str a = crypto_password_hash(&cx.arena, S("correct horse battery"), cost);
	str b = crypto_password_hash(&cx.arena, S("correct horse battery"), cost);

	EXPECT(a.n > 30 && memcmp(a.p, "$argon2id$v=19$m=8192,t=1,p=1$", 30) == 0 && !str_eq(a, b));
	EXPECT(crypto_password_verify(a, S("correct horse battery")));
	EXPECT(!crypto_password_verify(a, S("correct horse batterz")));
	EXPECT(!crypto_password_verify(S("$argon2id$"), S("correct horse battery")));
	EXPECT(!crypto_password_stale(a, cost) && crypto_password_stale(a, higher));
	ctx_end(&cx);
}

TEST(no_password_at_all_is_a_wrong_one)
{
	const struct crypto_cost cost = { 8192, 1 };
	const str none = { NULL, 0 };
	struct ctx cx = ctx_make(NULL);

	EXPECT(!crypto_password_verify(crypto_password_hash(&cx.arena, S("correct horse"), cost),
				       none));
	EXPECT(crypto_password_verify(crypto_password_hash(&cx.arena, none, cost), S("")));
	ctx_end(&cx);
}

/* RFC 6238, appendix B, its last six digits. */
TEST(codes_are_those_of_rfc_6238_and_each_is_good_once_within_a_step)
{
	static const struct {
		int64_t now_s;
		const char *code;
	} vectors[] = {
		{ 59, "287082" },         { 1111111109, "081804" }, { 1111111111, "050471" },
		{ 1234567890, "005924" }, { 2000000000, "279037" }, { 20000000000, "353130" },
	};
	const str secret = S("12345678901234567890");
	struct ctx cx = ctx_make(NULL);
	int64_t step;

	for (size_t i = 0; i < countof(vectors); i++)
		EXPECT_STR(totp_code(&cx.arena, secret, vectors[i].now_s), vectors[i].code);
	for (int late = -60; late <= 60; late += 30)
		EXPECT(totp_right(&cx.arena, secret, S("005924"), 1234567890 + late, 0, &step) ==
		       (late >= -30 && late <= 30));
	EXPECT(totp_right(&cx.arena, secret, S("005 924"), 1234567890, 41152262, &step) &&
	       step == 41152263);
	EXPECT(!totp_right(&cx.arena, secret, S("005924"), 1234567890, 41152263, &step));
	EXPECT(!totp_right(&cx.arena, secret, S("05924"), 1234567890, 0, &step) &&
	       !totp_right(&cx.arena, secret, S("0059240"), 1234567890, 0, &step) &&
	       !totp_right(&cx.arena, secret, S(""), 1234567890, 0, &step));
	EXPECT_STR(totp_text(&cx.arena, secret), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
	EXPECT_STR(
		totp_uri(&cx.arena, secret, S("a b@x.org")),
		"otpauth://totp/Bookshelf:a%20b%40x%2Eorg?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Bookshelf");
	ctx_end(&cx);
}
