/* test_breaker.c - when it is worth asking somebody who has failed. */
#include "t.h"

#include "base/breaker.h"

static void fail_times(struct breaker *b, int n, int64_t now_ms)
{
	for (int i = 0; i < n; i++) {
		breaker_begin(b, now_ms);
		breaker_failure(b, now_ms, 0.5);
	}
}

TEST(a_breaker_opens_after_failures_in_a_row_and_not_before)
{
	struct breaker b = { 0 };

	fail_times(&b, BREAKER_FAILURES - 1, 0);
	EXPECT(b.state == BREAKER_CLOSED && breaker_wait_ms(&b, 0) == 0);
	breaker_begin(&b, 0);
	breaker_success(&b);
	fail_times(&b, BREAKER_FAILURES - 1, 0);
	EXPECT(b.state == BREAKER_CLOSED && breaker_wait_ms(&b, 0) == 0);
	fail_times(&b, 1, 1000);
	EXPECT(b.state == BREAKER_OPEN && breaker_wait_ms(&b, 1000) > 0);
}

TEST(an_open_breaker_lets_one_through_and_believes_what_becomes_of_it)
{
	struct breaker b = { 0 };
	int64_t wait, now = 500;

	fail_times(&b, BREAKER_FAILURES, now);
	wait = breaker_wait_ms(&b, now);
	EXPECT(breaker_wait_ms(&b, now + wait - 1) == 1);
	now += wait;
	EXPECT(breaker_wait_ms(&b, now) == 0);
	breaker_begin(&b, now);
	EXPECT(b.state == BREAKER_HALF_OPEN && breaker_wait_ms(&b, now) > 0);
	breaker_failure(&b, now, 0.5);
	EXPECT(b.state == BREAKER_OPEN && breaker_wait_ms(&b, now) > wait);
	now += breaker_wait_ms(&b, now);
	breaker_begin(&b, now);
	breaker_cancel(&b, now);
	EXPECT(b.state == BREAKER_OPEN && breaker_wait_ms(&b, now) == 0);
	breaker_begin(&b, now);
	breaker_success(&b);
	EXPECT(b.state == BREAKER_CLOSED && b.failures == 0 && breaker_wait_ms(&b, now) == 0);
}

TEST(failures_of_what_was_under_way_when_a_breaker_opened_prolong_nothing)
{
	struct breaker b = { 0 };
	int64_t until;

	for (int i = 0; i < BREAKER_FAILURES + 3; i++)
		breaker_begin(&b, 0);
	for (int i = 0; i < BREAKER_FAILURES; i++)
		breaker_failure(&b, 10, 1);
	until = b.until_ms;
	breaker_failure(&b, 20, 1);
	breaker_cancel(&b, 30);
	EXPECT(b.state == BREAKER_OPEN && b.until_ms == until && b.failures == BREAKER_FAILURES);
}

TEST(pauses_double_up_to_a_limit_and_half_of_each_is_chance)
{
	EXPECT(breaker_pause_ms(1, 0) == BREAKER_PAUSE_MS / 2);
	EXPECT(breaker_pause_ms(1, 1) == BREAKER_PAUSE_MS);
	for (int n = 1; n < 8; n++)
		EXPECT(breaker_pause_ms(n + 1, 1) == 2 * breaker_pause_ms(n, 1));
	EXPECT(breaker_pause_ms(1000000, 1) == BREAKER_PAUSE_MAX_MS);
	EXPECT(breaker_pause_ms(0, 0) > 0);
}

TEST(who_wants_to_be_left_alone_is_whatever_the_breaker_thinks_but_not_for_ever)
{
	struct breaker b = { 0 };

	breaker_begin(&b, 0);
	breaker_hold(&b, 0, 30000, 0.5);
	EXPECT(b.state == BREAKER_CLOSED && breaker_wait_ms(&b, 0) == 30000);
	breaker_success(&b); /* of another one that was under way */
	EXPECT(breaker_wait_ms(&b, 29999) == 1 && breaker_wait_ms(&b, 30000) == 0);
	breaker_begin(&b, 30000);
	breaker_hold(&b, 30000, 0, 1);
	EXPECT(breaker_wait_ms(&b, 30000) == BREAKER_PAUSE_MS);
	breaker_begin(&b, 40000);
	breaker_hold(&b, 40000, 0, 1);
	EXPECT(breaker_wait_ms(&b, 40000) == 2 * BREAKER_PAUSE_MS);
	breaker_begin(&b, 50000);
	breaker_hold(&b, 50000, INT64_MAX, 1);
	EXPECT(breaker_wait_ms(&b, 50000) == BREAKER_HOLD_MAX_MS);
}
