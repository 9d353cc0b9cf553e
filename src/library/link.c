/* link.c - see link.h. */
#include "library/link.h"

#include <string.h>
#include <strings.h>

static bool begins(str s, str scheme)
{
	return s.n > scheme.n && strncasecmp(s.p, scheme.p, scheme.n) == 0;
}

bool link_shape(str s) { return begins(s, S("http://")) || begins(s, S("https://")); }

bool link_is_cover(str s)
{
	static const char path[] = "/covers/", query[] = "?size=";
	const char *host = link_shape(s) ? memmem(s.p, s.n, "://", 3) : NULL;
	const char *at = host ? memchr(host + 3, '/', s.n - (size_t)(host + 3 - s.p)) : NULL;
	str rest = at ? (str){ at, s.n - (size_t)(at - s.p) } : S("");

	return begins(rest, str_from(path)) && memmem(rest.p, rest.n, query, strlen(query));
}
