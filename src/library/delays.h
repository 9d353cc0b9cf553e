/* delays.h - after a wrong password the next attempt must wait: for one second, then two, then four …
 *
 * Counted for an e-mail address, whether anybody here has it or not, on all instances together (table login_delays). Where somebody has
 * signed in from before (their address, or its /64 of IPv6), and in a browser they have signed in with (by the mark it was given), they have a
 * count of their own: others who try elsewhere do not keep them out, and what they are signed in to is never touched. From anywhere else at most one attempt in DELAY_MAX_S seconds gets through in the end: 100 an
 * hour. An attempt that must wait is not looked at, and leaves nothing behind. */
#ifndef DELAYS_H
#define DELAYS_H

#include "library/app.h"

/* Failures that cost nothing yet (people mistype), the longest wait, and after how long without any all is forgotten. */
enum { DELAY_FREE = 3, DELAY_MAX_S = 36, DELAY_FORGET_S = 24 * 3600, MARK_DAYS = 365 };

struct attempt {
	str subject;      /* whose count it is; a digest */
	str place;        /* a digest of the address and where they are */
	str browser;      /* a digest of the address and the mark; empty: none that is known */
	str user_id;      /* empty: nobody has this address */
	bool known_place; /* they signed in from there, or with this browser, before */
};

/* Before the password is looked at. `email` in lower case; `mark`: what the browser shows, empty: nothing. ERR_TOO_MANY: they must wait. */
enum err delay_check(struct ctx *cx, str email, str user_id, str mark,
		     struct attempt *out) NODISCARD;

/* The same once more when it has been hashed, before it is told what came of it: many that are sent at once have all passed the first
 * time, and those that were wrong in between count against the others. */
enum err delay_still(struct ctx *cx, const struct attempt *a) NODISCARD;

/* Inside the transaction that follows: it was wrong; it was right. */
enum err delay_wrong(struct ctx *cx, const struct attempt *a) NODISCARD;
enum err delay_right(struct ctx *cx, const struct attempt *a) NODISCARD;

/* They made their account from here, or changed its password. */
enum err delay_place_known(struct ctx *cx, str email, str user_id) NODISCARD;

/* Inside the transaction in which they came in: a new mark for their browser, 256 random bits of which a digest is kept. */
enum err delay_mark(struct ctx *cx, str email, str user_id, str *mark) NODISCARD;

/* Another password: whoever knew the old one may have been here, and their places and browsers are nobody's any more. */
enum err delay_forget(struct ctx *cx, str user_id) NODISCARD;

/* Housekeeping: counts that are forgotten, places and browsers nobody came from for a year. */
enum err delays_purge(struct ctx *cx) NODISCARD;

#endif
