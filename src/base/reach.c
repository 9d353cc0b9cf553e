/* reach.c - see reach.h. The registries of special-purpose addresses: RFC 6890 and what was added since. */
#include "base/reach.h"

#include <netinet/in.h>
#include <string.h>

struct range {
	unsigned char first[16];
	int bits; /* of it that count */
};

static const struct range special4[] = {
	{ { 0 }, 8 },
	{ { 10 }, 8 },
	{ { 100, 64 }, 10 },
	{ { 127 }, 8 },
	{ { 169, 254 }, 16 },
	{ { 172, 16 }, 12 },
	{ { 192, 0, 0 }, 24 },
	{ { 192, 0, 2 }, 24 },
	{ { 192, 88, 99 }, 24 },
	{ { 192, 168 }, 16 },
	{ { 198, 18 }, 15 },
	{ { 198, 51, 100 }, 24 },
	{ { 203, 0, 113 }, 24 },
	{ { 224 }, 3 },
};

/* Only 2000::/3 is given out; of that, what is not of the whole internet. */
static const struct range special6[] = {
	{ { 0x20, 0x01 }, 23 },             /* protocol assignments, Teredo */
	{ { 0x20, 0x01, 0x0d, 0xb8 }, 32 }, /* documentation */
	{ { 0x3f, 0xff }, 20 },             /* documentation */
};

static const struct range global6 = { { 0x20 }, 3 };
static const struct range mapped = { { [10] = 0xff, [11] = 0xff }, 96 };
static const struct range nat64 = { { 0x00, 0x64, 0xff, 0x9b }, 96 };
static const struct range six_to_four = { { 0x20, 0x02 }, 16 };

static bool is_in(const unsigned char *a, const struct range *r)
{
	int whole = r->bits / 8, rest = r->bits % 8;

	if (memcmp(a, r->first, (size_t)whole) != 0)
		return false;
	return rest == 0 || ((a[whole] ^ r->first[whole]) >> (8 - rest)) == 0;
}

static bool is_public4(const unsigned char *a)
{
	for (size_t i = 0; i < countof(special4); i++)
		if (is_in(a, &special4[i]))
			return false;
	return true;
}

static bool is_public6(const unsigned char *a)
{
	if (is_in(a, &mapped) || is_in(a, &nat64))
		return is_public4(a + 12);
	if (is_in(a, &six_to_four))
		return is_public4(a + 2);
	for (size_t i = 0; i < countof(special6); i++)
		if (is_in(a, &special6[i]))
			return false;
	return is_in(a, &global6);
}

bool reach_is_public(const struct sockaddr *a)
{
	struct sockaddr_in four;
	struct sockaddr_in6 six;

	if (a->sa_family == AF_INET) {
		memcpy(&four, a, sizeof four);
		return is_public4((const unsigned char *)&four.sin_addr);
	}
	if (a->sa_family != AF_INET6)
		return false;
	memcpy(&six, a, sizeof six);
	return is_public6(six.sin6_addr.s6_addr);
}
