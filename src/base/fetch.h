/* fetch.h - asking other servers over HTTP, and never waiting for them: one thread asks, whoever wants to know is called.
 *
 * Only https to addresses of the whole internet, unless the settings name another (`near`); the certificate is looked at; no proxy,
 * no cookies. A redirect is followed a few times, to the same server and to those that the ask names. Each server is asked as often as the rules say and no
 * more; one that says 429 or 503 is left alone as long as it wants, one that fails again and again for a while (breaker.h). */
#ifndef FETCH_H
#define FETCH_H

#include "base/str.h"

struct fetcher;

enum {
	FETCH_URL_MAX = 4096,
	FETCH_ASKS_MAX = 64, /* waiting and running, of all servers */
	FETCH_REDIRECTS = 3,
	FETCH_TRIES = 2, /* of one that is turned away for a moment */
	FETCH_BURST = 3, /* at once, before the pace holds */
};

struct fetch_rules {
	int connections;   /* to one server at a time */
	int64_t pace_ms;   /* between two requests to one server, after FETCH_BURST */
	const char *agent; /* User-Agent */
};

/* What to fetch. Copied. */
struct fetch_ask {
	str url;
	int64_t within_ms; /* for all of it: waiting for its turn, redirects, the last byte */
	size_t max_bytes;  /* of the body, unpacked */
	bool near; /* whoever runs this server named the address: http and private addresses are fine */
	str traceparent;    /* sent when not empty */
	const char *accept; /* media types; NULL: JSON. A constant */
	str also; /* host names, separated by commas, that a redirect may lead to, and whatever is below them: "example.org" */
};

enum fetch_end {
	FETCH_DONE, /* there is an answer, of whatever status */
	FETCH_HELD, /* not asked: the server has failed again and again */
	FETCH_BUSY, /* not asked: the server wants to be left alone, or its turn did not come in time */
	FETCH_AWAY,  /* no connection, a wrong certificate, or it broke off */
	FETCH_SLOW,  /* not within the time */
	FETCH_LARGE, /* more than max_bytes */
	FETCH_REFUSED, /* the address, or the one it was redirected to, may not be asked; too many redirects */
	FETCH_STOPPED /* fetch_close */
};

/* Borrowed until the call returns. */
struct fetch_answer {
	enum fetch_end end;
	int status;      /* of FETCH_DONE */
	str body;        /* of FETCH_DONE */
	int64_t wait_ms; /* it is worth asking again after so long; 0: not known */
};

/* Called once for each ask, on the fetcher's thread: briefly. It says whether the answer was of any use; one that is not counts
 * as a failure of its server, as do 429, 5xx and having none. */
typedef bool fetch_done(void *arg, const struct fetch_answer *a);

/* `rules->agent` must outlive it. */
struct fetcher *fetch_open(const struct fetch_rules *rules);

/* False: too many are waiting, or the address is longer than FETCH_URL_MAX; then `done` is not called. */
bool fetch_add(struct fetcher *f, const struct fetch_ask *ask, fetch_done *done,
	       void *arg) NODISCARD;

/* Give up what is running, at once; each `done` is called with FETCH_STOPPED. */
void fetch_close(struct fetcher *f);

/* Text as a part of an address: all but letters, digits and -._~ as %XX. In the arena. */
str fetch_escape(struct arena *a, str s);

#endif
