/* breaker.c - see breaker.h. */
#include "base/breaker.h"

static int64_t later(int64_t a, int64_t b) { return a > b ? a : b; }
static int64_t lesser(int64_t a, int64_t b) { return a < b ? a : b; }

int64_t breaker_pause_ms(int failures, double chance)
{
	int64_t whole = BREAKER_PAUSE_MS;

	for (int i = 1; i < failures && whole < BREAKER_PAUSE_MAX_MS; i++)
		whole *= 2;
	whole = lesser(whole, BREAKER_PAUSE_MAX_MS);
	return whole / 2 + (int64_t)((double)(whole - whole / 2) * chance);
}

int64_t breaker_wait_ms(const struct breaker *b, int64_t now_ms)
{
	int64_t until = b->hold_ms;

	if (b->state == BREAKER_OPEN)
		until = later(until, b->until_ms);
	if (b->state == BREAKER_HALF_OPEN)
		until = later(until, now_ms + BREAKER_PAUSE_MS);
	return later(until - now_ms, 0);
}

void breaker_begin(struct breaker *b, int64_t now_ms)
{
	CHECK(breaker_wait_ms(b, now_ms) == 0);
	if (b->state == BREAKER_OPEN)
		b->state = BREAKER_HALF_OPEN;
}

void breaker_success(struct breaker *b)
{
	b->state = BREAKER_CLOSED;
	b->failures = 0;
}

void breaker_failure(struct breaker *b, int64_t now_ms, double chance)
{
	bool first = b->state == BREAKER_CLOSED;

	/* those that were under way when it opened say nothing new */
	if (b->state == BREAKER_OPEN)
		return;
	b->failures++;
	if (first && b->failures < BREAKER_FAILURES)
		return;
	b->state = BREAKER_OPEN;
	b->until_ms = now_ms + breaker_pause_ms(b->failures, chance);
}

void breaker_cancel(struct breaker *b, int64_t now_ms)
{
	if (b->state != BREAKER_HALF_OPEN)
		return;
	b->state = BREAKER_OPEN;
	b->until_ms = now_ms;
}

void breaker_hold(struct breaker *b, int64_t now_ms, int64_t asked_ms, double chance)
{
	int64_t wait;

	breaker_failure(b, now_ms, chance);
	wait = later(lesser(asked_ms, BREAKER_HOLD_MAX_MS), breaker_pause_ms(b->failures, chance));
	b->hold_ms = later(b->hold_ms, now_ms + wait);
}
