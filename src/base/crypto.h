/* crypto.h - randomness, identifiers and digests. */
#ifndef CRYPTO_H
#define CRYPTO_H

#include "base/str.h"

/* Once, before any other call here and before other threads start. */
void crypto_setup(void);

void crypto_random(void *out, size_t n);

/* Overwrite what shall not be found in memory. */
void crypto_forget(void *p, size_t n);

/* A new UUIDv7 (RFC 9562) in lower-case text, 36 characters. `now_ms` goes into its first 48 bits. */
str uuid_make(struct arena *a, int64_t now_ms);

/* The same from randomness at hand: for request ids, where asking the system each time is felt. */
str uuid_from(struct arena *a, int64_t now_ms, const unsigned char random[16]);

/* 8-4-4-4-12 lower-case hexadecimal digits. */
bool uuid_valid(str s);

/* BLAKE2b-256 (RFC 7693) of the bytes, as 64 hexadecimal digits. */
str crypto_digest_hex(struct arena *a, str bytes);

/* The same piece by piece. After crypto_hash_hex the hash is used up. */
struct crypto_hash {
	_Alignas(64) unsigned char state[384];
};
void crypto_hash_begin(struct crypto_hash *h);
void crypto_hash_add(struct crypto_hash *h, str bytes);
str crypto_hash_hex(struct arena *a, struct crypto_hash *h);

/* SipHash-2-4: for tables whose keys strangers choose. */
enum { CRYPTO_SHORT_KEY = 16 };
uint64_t crypto_short_hash(const unsigned char key[CRYPTO_SHORT_KEY], str bytes);

/* Base 64 with the URL's alphabet and without padding (RFC 4648 section 5). Reading accepts nothing
 * but what writing makes: false for other characters, padding, loose bits. */
str crypto_base64url(struct arena *a, str bytes);
/* So many random bytes (at most 64) in that alphabet: a secret to show to one person. */
str crypto_random_text(struct arena *a, size_t bytes);
bool crypto_base64url_read(struct arena *a, str text, str *out) NODISCARD;

/* Argon2id (RFC 9106) with a random salt and one lane, in its usual notation, "$argon2id$v=19$m=19456,t=2,p=1$…". Takes as long as the cost
 * says: some 20 ms for 19456 KiB and 2 passes. */
struct crypto_cost {
	int64_t memory_kib, passes;
};
str crypto_password_hash(struct arena *a, str password, struct crypto_cost cost);
bool crypto_password_verify(str hash, str password);
bool crypto_password_stale(str hash, struct crypto_cost cost); /* made at another cost */

enum { CRYPTO_KEY = 32, CRYPTO_MAC = 32 };

/* HMAC-SHA-256 (RFC 2104): 32 raw bytes. */
void crypto_hmac_sha256(str key, str bytes, unsigned char out[CRYPTO_MAC]);

/* Equal, found in a time that does not tell where they differ. */
bool crypto_same(str a, str b);

/* Encrypt and authenticate with a key of CRYPTO_KEY bytes (XSalsa20-Poly1305, a random nonce before it), as base64url text, and
 * back; false: another key, or not as it was. */
str crypto_seal(struct arena *a, const unsigned char key[CRYPTO_KEY], str bytes);
bool crypto_open(struct arena *a, const unsigned char key[CRYPTO_KEY], str sealed,
		 str *out) NODISCARD;

#endif
