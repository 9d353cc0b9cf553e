/* test_delays.c - how long a wrong password makes one wait, and whom it does not. */
#include "t.h"

#include "base/crypto.h"
#include "library/delays.h"
#include "library/users.h"
#include "store/users.h"

static str add_person(struct ctx *cx, const char *email)
{
	const struct user u = { uuid_make(&cx->arena, cx->now_ms), str_from(email), str_from(email),
				str_from(email), cx->now_ms };
	bool added;

	EXPECT(store_user_add(cx, &u, &added) == OK && added);
	return u.id;
}

/* Seconds to wait before an attempt from there, with a browser that shows this; 0: none. */
static int64_t wait_with(struct ctx *cx, const char *address, str mark, str user_id,
			 struct attempt *out)
{
	int64_t s;

	cx->actor.address = str_from(address);
	if (!delay_check(cx, S("ada@example.org"), user_id, mark, out))
		return 0;
	EXPECT(cx->err == ERR_TOO_MANY);
	s = cx->err_wait_s;
	ctx_forgive(cx);
	return s;
}

static int64_t wait_s(struct ctx *cx, const char *address, str user_id, struct attempt *out)
{
	return wait_with(cx, address, S(""), user_id, out);
}

TEST(each_wrong_password_doubles_the_wait_up_to_36_seconds_and_a_right_one_ends_it)
{
	static const int64_t waits[] = { 0, 0, 0, 1, 2, 4, 8, 16, 32, 36, 36 };
	struct ctx cx;

	for (int i = 0; t_each_db(&cx, &i);) {
		str ada = add_person(&cx, "ada@example.org");
		struct attempt a;

		for (size_t k = 0; k < countof(waits); k++) {
			EXPECT(wait_s(&cx, "198.51.100.7", ada, &a) == 0 && !a.known_place);
			EXPECT(delay_wrong(&cx, &a) == OK);
			EXPECT(wait_s(&cx, "198.51.100.8", ada, &a) == waits[k]);
			cx.now_ms += waits[k] * 1000;
		}
		EXPECT(wait_s(&cx, "198.51.100.7", ada, &a) == 0);
		EXPECT(delay_right(&cx, &a) == OK && delay_wrong(&cx, &a) == OK);
		EXPECT(wait_s(&cx, "198.51.100.9", ada, &a) == 0);
	}
}

TEST(who_signed_in_from_a_place_before_is_not_kept_out_of_it_by_others_attempts)
{
	struct ctx cx;

	for (int i = 0; t_each_db(&cx, &i);) {
		str ada = add_person(&cx, "ada@example.org");
		struct attempt home, other;

		EXPECT(wait_s(&cx, "2001:db8:1:2::3", ada, &home) == 0);
		EXPECT(delay_right(&cx, &home) == OK);
		for (int k = 0; k < 20; k++) {
			EXPECT(wait_s(&cx, "203.0.113.5", ada, &other) == 0 && !other.known_place);
			EXPECT(delay_wrong(&cx, &other) == OK);
			cx.now_ms += 1000 * DELAY_MAX_S;
		}
		EXPECT(delay_wrong(&cx, &other) == OK);
		EXPECT(wait_s(&cx, "203.0.113.6", ada, &other) == DELAY_MAX_S);
		EXPECT(wait_s(&cx, "2001:db8:1:2:ffff::9", ada, &home) == 0 && home.known_place);
		EXPECT(wait_s(&cx, "2001:db8:1:3::3", ada, &other) == DELAY_MAX_S);
		for (int k = 0; k <= DELAY_FREE; k++)
			EXPECT(delay_wrong(&cx, &home) == OK);
		EXPECT(wait_s(&cx, "2001:db8:1:2::3", ada, &home) == 1);
	}
}

TEST(a_browser_they_signed_in_with_is_not_kept_out_anywhere_and_another_password_ends_that)
{
	struct ctx cx;

	for (int i = 0; t_each_db(&cx, &i);) {
		str ada = add_person(&cx, "ada@example.org"),
		    bob = add_person(&cx, "bob@example.org");
		str mark, his;
		struct attempt a;

		EXPECT(delay_mark(&cx, S("ada@example.org"), ada, &mark) == OK && mark.n == 43);
		EXPECT(delay_mark(&cx, S("bob@example.org"), bob, &his) == OK &&
		       !str_eq(mark, his));
		for (int k = 0; k < 10; k++)
			EXPECT(wait_s(&cx, "203.0.113.5", ada, &a) >= 0 &&
			       delay_wrong(&cx, &a) == OK);
		EXPECT(wait_with(&cx, "203.0.113.6", his, ada, &a) == DELAY_MAX_S);
		EXPECT(wait_with(&cx, "203.0.113.6", S("browser"), ada, &a) == DELAY_MAX_S);
		EXPECT(wait_with(&cx, "203.0.113.6", mark, ada, &a) == 0 && a.known_place);
		for (int k = 0; k <= DELAY_FREE; k++)
			EXPECT(delay_wrong(&cx, &a) == OK);
		EXPECT(wait_with(&cx, "203.0.113.7", mark, ada, &a) == 1);
		cx.now_ms += 1000;
		EXPECT(wait_with(&cx, "203.0.113.7", mark, ada, &a) == 0);
		EXPECT(delay_right(&cx, &a) == OK);
		EXPECT(wait_s(&cx, "203.0.113.7", ada, &a) == 0 && a.known_place);
		EXPECT(delay_forget(&cx, ada) == OK);
		EXPECT(wait_with(&cx, "203.0.113.7", mark, ada, &a) > 0 && !a.known_place);
	}
}

TEST(an_address_that_nobody_has_waits_just_the_same_and_all_is_forgotten_in_a_day)
{
	struct ctx cx;

	for (int i = 0; t_each_db(&cx, &i);) {
		struct attempt a;

		for (int k = 0; k <= DELAY_FREE; k++)
			EXPECT(wait_s(&cx, "192.0.2.1", S(""), &a) == 0 &&
			       delay_wrong(&cx, &a) == OK);
		EXPECT(wait_s(&cx, "192.0.2.1", S(""), &a) == 1);
		cx.now_ms += DELAY_FORGET_S * INT64_C(1000) + 1;
		EXPECT(delay_wrong(&cx, &a) == OK && wait_s(&cx, "192.0.2.1", S(""), &a) == 0);
		cx.now_ms += DELAY_FORGET_S * INT64_C(1000) + 1;
		EXPECT(delays_purge(&cx) == OK && wait_s(&cx, "192.0.2.1", S(""), &a) == 0);
	}
}
