/* crypto.c - see crypto.h. The only file that includes libsodium. */
#include "base/crypto.h"

#include <sodium.h>
#include <string.h>

void crypto_setup(void) { CHECK(sodium_init() >= 0); }

void crypto_random(void *out, size_t n) { randombytes_buf(out, n); }

void crypto_forget(void *p, size_t n) { sodium_memzero(p, n); }

str uuid_make(struct arena *a, int64_t now_ms)
{
	unsigned char random[16];

	randombytes_buf(random, sizeof random);
	return uuid_from(a, now_ms, random);
}

str uuid_from(struct arena *a, int64_t now_ms, const unsigned char random[16])
{
	static const char digit[] = "0123456789abcdef";
	char *p = arena_new(a, char, 37);
	unsigned char b[16];

	memcpy(b, random, sizeof b);
	for (int i = 0; i < 6; i++)
		b[i] = (unsigned char)(now_ms >> (40 - 8 * i));
	b[6] = (unsigned char)(0x70 | (b[6] & 0x0f));
	b[8] = (unsigned char)(0x80 | (b[8] & 0x3f));
	for (int i = 0; i < 16;
	     i++) { /* by hand: every request makes one, and printf takes 1.5 µs for it */
		if (i == 4 || i == 6 || i == 8 || i == 10)
			*p++ = '-';
		*p++ = digit[b[i] >> 4];
		*p++ = digit[b[i] & 15];
	}
	return (str){ p - 36, 36 };
}

bool uuid_valid(str s)
{
	if (s.n != 36)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;

		if (dash ? c != '-' : !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
			return false;
	}
	return true;
}

uint64_t crypto_short_hash(const unsigned char key[CRYPTO_SHORT_KEY], str bytes)
{
	uint64_t out;

	_Static_assert(CRYPTO_SHORT_KEY == crypto_shorthash_KEYBYTES &&
			       sizeof out == crypto_shorthash_BYTES,
		       "as the library's");
	crypto_shorthash((unsigned char *)&out, (const unsigned char *)bytes.p, bytes.n, key);
	return out;
}

str crypto_digest_hex(struct arena *a, str bytes)
{
	unsigned char d[32];
	char *hex = arena_new(a, char, 65);

	crypto_generichash(d, sizeof d, (const unsigned char *)bytes.p, bytes.n, NULL, 0);
	sodium_bin2hex(hex, 65, d, sizeof d);
	return (str){ hex, 64 };
}

enum { DIGEST_BYTES = 32 };

_Static_assert(sizeof(struct crypto_hash) >= sizeof(crypto_generichash_state),
	       "room for its state");

static crypto_generichash_state *state_of(struct crypto_hash *h)
{
	return (crypto_generichash_state *)(void *)h->state;
}

void crypto_hash_begin(struct crypto_hash *h)
{
	crypto_generichash_init(state_of(h), NULL, 0, DIGEST_BYTES);
}

void crypto_hash_add(struct crypto_hash *h, str bytes)
{
	crypto_generichash_update(state_of(h), (const unsigned char *)bytes.p, bytes.n);
}

str crypto_hash_hex(struct arena *a, struct crypto_hash *h)
{
	unsigned char d[DIGEST_BYTES];
	char *hex = arena_new(a, char, 2 * DIGEST_BYTES + 1);

	crypto_generichash_final(state_of(h), d, sizeof d);
	sodium_bin2hex(hex, 2 * DIGEST_BYTES + 1, d, sizeof d);
	return (str){ hex, 2 * DIGEST_BYTES };
}

str crypto_base64url(struct arena *a, str bytes)
{
	size_t room = sodium_base64_encoded_len(bytes.n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	char *p = arena_new(a, char, room);

	sodium_bin2base64(p, room, (const unsigned char *)bytes.p, bytes.n,
			  sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	return (str){ p, room - 1 };
}

/* The library itself takes some bytes above 0x7f for letters. */
static bool is_ascii(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] > 0x7f)
			return false;
	return true;
}

str crypto_random_text(struct arena *a, size_t bytes)
{
	unsigned char random[64];

	CHECK(bytes <= sizeof random);
	crypto_random(random, bytes);
	return crypto_base64url(a, (str){ (const char *)random, bytes });
}

bool crypto_base64url_read(struct arena *a, str text, str *out)
{
	unsigned char *p = arena_new(a, unsigned char, text.n + 1);
	const char *end = NULL;
	size_t n = 0;

	if (!is_ascii(text) ||
	    sodium_base642bin(p, text.n + 1, text.p, text.n, NULL, &n, &end,
			      sodium_base64_VARIANT_URLSAFE_NO_PADDING) ||
	    end != text.p + text.n)
		return false;
	*out = (str){ (const char *)p, n };
	return true;
}

void crypto_hmac_sha256(str key, str bytes, unsigned char out[CRYPTO_MAC])
{
	crypto_auth_hmacsha256_state s;

	crypto_auth_hmacsha256_init(&s, (const unsigned char *)key.p, key.n);
	crypto_auth_hmacsha256_update(&s, (const unsigned char *)bytes.p, bytes.n);
	crypto_auth_hmacsha256_final(&s, out);
	sodium_memzero(&s, sizeof s);
}

bool crypto_same(str a, str b) { return a.n == b.n && sodium_memcmp(a.p, b.p, a.n) == 0; }

str crypto_seal(struct arena *a, const unsigned char key[CRYPTO_KEY], str bytes)
{
	size_t n = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + bytes.n;
	unsigned char *box = arena_new(a, unsigned char, n);

	randombytes_buf(box, crypto_secretbox_NONCEBYTES);
	CHECK(crypto_secretbox_easy(box + crypto_secretbox_NONCEBYTES,
				    (const unsigned char *)bytes.p, bytes.n, box, key) == 0);
	return crypto_base64url(a, (str){ (const char *)box, n });
}

bool crypto_open(struct arena *a, const unsigned char key[CRYPTO_KEY], str sealed, str *out)
{
	const size_t extra = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;
	const unsigned char *nonce;
	unsigned char *plain;
	str box;

	if (!crypto_base64url_read(a, sealed, &box) || box.n < extra)
		return false;
	nonce = (const unsigned char *)box.p;
	plain = arena_new(a, unsigned char, box.n - extra + 1);
	if (crypto_secretbox_open_easy(plain, nonce + crypto_secretbox_NONCEBYTES,
				       box.n - crypto_secretbox_NONCEBYTES, nonce, key))
		return false;
	*out = (str){ (const char *)plain, box.n - extra };
	return true;
}

/* What the library wants: a pointer, of nothing too. */
static const char *bytes_of(str s) { return s.n ? s.p : ""; }

str crypto_password_hash(struct arena *a, str password, struct crypto_cost cost)
{
	char *p = arena_new(a, char, crypto_pwhash_STRBYTES);

	CHECK(crypto_pwhash_str_alg(p, bytes_of(password), password.n,
				    (unsigned long long)cost.passes, (size_t)cost.memory_kib << 10,
				    crypto_pwhash_ALG_ARGON2ID13) == 0);
	return str_from(p);
}

bool crypto_password_verify(str hash, str password)
{
	char text[crypto_pwhash_STRBYTES] = { 0 };

	if (hash.n >= sizeof text)
		return false;
	memcpy(text, hash.p, hash.n);
	return crypto_pwhash_str_verify(text, bytes_of(password), password.n) == 0;
}

bool crypto_password_stale(str hash, struct crypto_cost cost)
{
	char text[crypto_pwhash_STRBYTES] = { 0 };

	if (hash.n >= sizeof text)
		return true;
	memcpy(text, hash.p, hash.n);
	return crypto_pwhash_str_needs_rehash(text, (unsigned long long)cost.passes,
					      (size_t)cost.memory_kib << 10) != 0;
}
