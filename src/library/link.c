/* link.c - see link.h. */
#include "library/link.h"

#include <strings.h>

static bool begins(str s, str scheme)
{
	return s.n > scheme.n && strncasecmp(s.p, scheme.p, scheme.n) == 0;
}

bool link_shape(str s) { return begins(s, S("http://")) || begins(s, S("https://")); }
