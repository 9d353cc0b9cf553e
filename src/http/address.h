/* address.h - IP addresses and networks: read, written, compared. */
#ifndef ADDRESS_H
#define ADDRESS_H

#include "base/str.h"

#include <netinet/in.h>

/* Of either family: IPv4 as its mapped form, ::ffff:192.0.2.1. All zeros: none is known. */
struct address {
	unsigned char b[16];
};

struct network {
	struct address address;
	int bits; /* of 128 that count */
};

struct address address_of(const struct sockaddr *a);

/* "192.0.2.1", "2001:db8::1"; with `port` also "192.0.2.1:443", "[2001:db8::1]" and "[2001:db8::1]:443". */
bool address_read(str text, bool port, struct address *out) NODISCARD;

bool address_is_v4(const struct address *a);

/* Into out, with a NUL; a mapped IPv4 address as IPv4; empty for none. */
void address_name(const struct address *a, char out[INET6_ADDRSTRLEN]);

/* An address, or "192.0.2.0/24", "2001:db8::/32". */
bool network_read(str text, struct network *out) NODISCARD;
bool network_has(const struct network *n, const struct address *a);

#endif
