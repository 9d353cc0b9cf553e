/* reach.h - which network addresses are of the whole internet, and which of this computer, this house, this link. */
#ifndef REACH_H
#define REACH_H

#include "base/base.h"

#include <sys/socket.h>

/* False for loopback, private, link-local, shared (RFC 6598), multicast, reserved and documentation addresses, also where IPv6
 * wraps an IPv4 one (mapped, NAT64, 6to4), and for families other than IPv4 and IPv6. */
bool reach_is_public(const struct sockaddr *a);

#endif
