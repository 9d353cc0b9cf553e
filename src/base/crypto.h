/* crypto.h - randomness, identifiers and digests. */
#ifndef CRYPTO_H
#define CRYPTO_H

#include "base/str.h"

/* Once, before any other call here and before other threads start. */
void crypto_setup(void);

void crypto_random(void *out, size_t n);

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

/* Base 64 with the URL's alphabet and without padding (RFC 4648 section 5). Reading accepts nothing
 * but what writing makes: false for other characters, padding, loose bits. */
str crypto_base64url(struct arena *a, str bytes);
bool crypto_base64url_read(struct arena *a, str text, str *out) NODISCARD;

#endif
