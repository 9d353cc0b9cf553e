/* breaker.h - whether it is worth asking somebody who has failed: a circuit breaker, and pauses that double.
 *
 * A state machine without a clock, a lock or chance of its own: times are milliseconds that the caller gives and that never go
 * back, `chance` is a number from 0 to 1. Closed, all is asked. After BREAKER_FAILURES failures in a row it is open and nothing is
 * asked for a while; then, half open, one is let through, and what becomes of it decides. Beside that, who says for how long
 * they want to be left alone is left alone. */
#ifndef BREAKER_H
#define BREAKER_H

#include "base/base.h"

enum {
	BREAKER_FAILURES = 5,
	BREAKER_PAUSE_MS = 1000, /* after the first failure; it doubles with each in a row */
	BREAKER_PAUSE_MAX_MS = 5 * 60 * 1000,
	BREAKER_HOLD_MAX_MS = 60 * 60 * 1000, /* longer than this nobody is believed */
};

enum breaker_state { BREAKER_CLOSED, BREAKER_OPEN, BREAKER_HALF_OPEN };

/* All zeros: closed, nothing known. */
struct breaker {
	enum breaker_state state;
	int failures;     /* in a row */
	int64_t until_ms; /* when open: nothing before */
	int64_t hold_ms;  /* whatever the state: nothing before */
};

/* How long to wait before asking; 0: now. While one is let through to try, the others wait BREAKER_PAUSE_MS. */
int64_t breaker_wait_ms(const struct breaker *b, int64_t now_ms);

/* Somebody asks now; only after a wait of 0. Exactly one of the three below follows. */
void breaker_begin(struct breaker *b, int64_t now_ms);
void breaker_success(struct breaker *b);
void breaker_failure(struct breaker *b, int64_t now_ms, double chance);
void breaker_cancel(struct breaker *b, int64_t now_ms); /* it was given up, which says nothing */

/* With a failure: they want to be left alone, for so long (0: they don't say), for the pause at least. */
void breaker_hold(struct breaker *b, int64_t now_ms, int64_t asked_ms, double chance);

/* BREAKER_PAUSE_MS, doubled with each failure beyond the first, of which half is chance: those who were turned away together
 * don't come back together. */
int64_t breaker_pause_ms(int failures, double chance);

#endif
