/* delays.h - who must wait before the next attempt to sign in; and where, and with which browsers, people have signed in. */
#ifndef STORE_DELAYS_H
#define STORE_DELAYS_H

#include "store/store.h"

struct login_delay {
	int64_t failures, until_ms, last_ms;
};

/* *found false: nothing is held against them. */
enum err store_delay_get(struct ctx *cx, str subject, struct login_delay *out,
			 bool *found) NODISCARD;
/* One more failure; until_ms follows from how many there are now: see library/delays.h. */
enum err store_delay_count(struct ctx *cx, str subject, int64_t now_ms, int64_t forget_before_ms,
			   int64_t *failures) NODISCARD;
enum err store_delay_until(struct ctx *cx, str subject, int64_t until_ms) NODISCARD;
enum err store_delay_clear(struct ctx *cx, str subject) NODISCARD;
enum err store_delay_purge(struct ctx *cx, int64_t before_ms) NODISCARD;

enum err store_place_known(struct ctx *cx, str user_id, str digest, bool *known) NODISCARD;
enum err store_place_seen(struct ctx *cx, str user_id, str digest, int64_t now_ms) NODISCARD;
enum err store_places_forget(struct ctx *cx, str user_id) NODISCARD; /* all of this person */
enum err store_place_purge(struct ctx *cx, int64_t before_ms) NODISCARD;

extern const struct sql_set store_delay_sql;

#endif
