/* address.c - see address.h. */
#include "http/address.h"

#include <arpa/inet.h>
#include <string.h>

enum { V4_AT = 12, BYTE = 8, ALL_BITS = 128 };

static const unsigned char mapped[V4_AT] = { [10] = 0xff, [11] = 0xff };

bool address_is_v4(const struct address *a) { return memcmp(a->b, mapped, V4_AT) == 0; }

static struct address from_v4(const void *four)
{
	struct address a;

	memcpy(a.b, mapped, V4_AT);
	memcpy(a.b + V4_AT, four, sizeof a.b - V4_AT);
	return a;
}

struct address address_of(const struct sockaddr *s)
{
	struct address a = { { 0 } };

	if (s && s->sa_family == AF_INET)
		return from_v4(&((const struct sockaddr_in *)(const void *)s)->sin_addr);
	if (s && s->sa_family == AF_INET6)
		memcpy(a.b, &((const struct sockaddr_in6 *)(const void *)s)->sin6_addr, sizeof a.b);
	return a;
}

static bool is_port(str s)
{
	int64_t n;

	return s.n && s.p[0] >= '0' && s.p[0] <= '9' && str_i64(s, &n) && n <= 65535;
}

/* "[…]" or "[…]:port" or "a.b.c.d:port" without what stands around the address. */
static bool without_port(str *text)
{
	const char *colon = text->n ? memchr(text->p, ':', text->n) : NULL, *end;
	str rest = *text;

	if (text->n && text->p[0] == '[') {
		if (!(end = memchr(text->p, ']', text->n)))
			return false;
		rest = (str){ end + 1, (size_t)(text->p + text->n - end - 1) };
		*text = (str){ text->p + 1, (size_t)(end - text->p - 1) };
		return memchr(text->p, ':', text->n) &&
		       (!rest.n || (rest.p[0] == ':' && is_port((str){ rest.p + 1, rest.n - 1 })));
	}
	if (!colon || memchr(colon + 1, ':', (size_t)(text->p + text->n - colon - 1)))
		return true; /* no colon, or an IPv6 address */
	*text = str_cut(&rest, ':');
	return is_port(rest);
}

bool address_read(str text, bool port, struct address *out)
{
	char z[INET6_ADDRSTRLEN];
	struct in_addr four;

	if ((port && !without_port(&text)) || !text.n || text.n >= sizeof z ||
	    memchr(text.p, '\0', text.n))
		return false;
	memcpy(z, text.p, text.n);
	z[text.n] = '\0';
	if (inet_pton(AF_INET, z, &four) == 1) {
		*out = from_v4(&four);
		return true;
	}
	return inet_pton(AF_INET6, z, out->b) == 1;
}

void address_name(const struct address *a, char out[INET6_ADDRSTRLEN])
{
	static const struct address none;

	if (memcmp(a, &none, sizeof none) == 0)
		out[0] = '\0';
	else if (address_is_v4(a))
		inet_ntop(AF_INET, a->b + V4_AT, out, INET6_ADDRSTRLEN);
	else
		inet_ntop(AF_INET6, a->b, out, INET6_ADDRSTRLEN);
}

bool network_read(str text, struct network *out)
{
	bool whole = !text.n || !memchr(text.p, '/', text.n);
	str bits = text, address = str_cut(&bits, '/');
	int64_t n = ALL_BITS, most = ALL_BITS;

	if (!address_read(address, false, &out->address))
		return false;
	if (memchr(address.p, ':', address.n) == NULL)
		most = ALL_BITS - V4_AT * BYTE;
	if (!whole && (!is_port(bits) || !str_i64(bits, &n) || n > most))
		return false;
	out->bits = (int)(whole ? ALL_BITS : n + ALL_BITS - most);
	return true;
}

bool network_has(const struct network *n, const struct address *a)
{
	size_t bytes = (size_t)n->bits / BYTE, left = (size_t)n->bits % BYTE;
	unsigned mask = 0xffu << (BYTE - left) & 0xffu;

	return memcmp(n->address.b, a->b, bytes) == 0 &&
	       (!left || ((n->address.b[bytes] ^ a->b[bytes]) & mask) == 0);
}
