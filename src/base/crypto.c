/* crypto.c - see crypto.h. The only file that includes libsodium. */
#include "base/crypto.h"

#include <sodium.h>

void crypto_setup(void)
{
	CHECK(sodium_init() >= 0);
}

void crypto_random(void *out, size_t n)
{
	randombytes_buf(out, n);
}

str uuid_make(struct arena *a, int64_t now_ms)
{
	unsigned char b[16];

	randombytes_buf(b, sizeof b);
	for (int i = 0; i < 6; i++)
		b[i] = (unsigned char)(now_ms >> (40 - 8 * i));
	b[6] = (unsigned char)(0x70 | (b[6] & 0x0f));
	b[8] = (unsigned char)(0x80 | (b[8] & 0x3f));
	return str_fmt(a, "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[0],
		       b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13],
		       b[14], b[15]);
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

str crypto_digest_hex(struct arena *a, str bytes)
{
	unsigned char d[32];
	char *hex = arena_new(a, char, 65);

	crypto_generichash(d, sizeof d, (const unsigned char *)bytes.p, bytes.n, NULL, 0);
	sodium_bin2hex(hex, 65, d, sizeof d);
	return (str){ hex, 64 };
}
