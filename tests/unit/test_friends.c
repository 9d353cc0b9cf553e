/* test_friends.c - whom a person lends to: who is the same person, what is kept, what clashes. D6, D16 and D17 are defects of the
 * first implementation that the wire contract lists. */
#include "person.h"
#include "t.h"

#include "base/utf8.h"
#include "library/friends.h"
#include "library/trash.h"
#include "library/users.h"
#include "store/users.h"

static struct friend save(struct ctx *cx, struct friend_says s, bool want_created)
{
	struct friend f = { .id = S("") };
	bool created = false;

	EXPECT(library_friend_save(cx, S(""), &s, &f, &created) == OK);
	EXPECT(created == want_created);
	return f;
}

TEST(friend_initials_are_of_the_first_and_the_last_word)
{
	struct ctx cx = ctx_make(NULL);

	EXPECT_STR(friend_initials(&cx.arena, S("ada")), "AD");
	EXPECT_STR(friend_initials(&cx.arena, S("x")), "X");
	EXPECT_STR(friend_initials(&cx.arena, S("Ada King Lovelace")), "AL");
	EXPECT_STR(friend_initials(&cx.arena, S("émile zola")), "ÉZ");
	EXPECT_STR(friend_initials(&cx.arena, S("жан\xc2\xa0поль")), "ЖП");
	EXPECT_STR(friend_initials(&cx.arena, S("李小龙")), "李小");
	EXPECT_STR(friend_initials(&cx.arena, S("")), "?");
	EXPECT_STR(friend_initials(&cx.arena, S("  ")), "?");
	ctx_end(&cx);
}

TEST(utf8_word_cuts_at_unicode_white_space)
{
	str s = S(" \xe2\x80\x83one\xc2\xa0two "), none = S("");

	EXPECT_STR(utf8_word(&s), "one");
	EXPECT_STR(utf8_word(&s), "two");
	EXPECT_STR(utf8_word(&s), "");
	EXPECT_STR(utf8_word(&none), "");
}

TEST(d6_a_friend_named_again_keeps_what_is_known_of_them)
{
	struct ctx cx;

	for (int i = 0; t_each_db(&cx, &i);) {
		struct friend_says s = { .name = S("Ada"),
					 .email = S("ada@x.org"),
					 .avatar_url = S("http://x/a.png") };
		struct friend f, g;

		t_be(&cx, "me@x.org");
		f = save(&cx, s, true);
		EXPECT(f.seq == 1);
		g = save(&cx, (struct friend_says){ .name = S("Ada"), .email = S("") }, false);
		EXPECT_STR(g.id, f.id.p);
		EXPECT_STR(g.email, "ada@x.org");
		EXPECT_STR(g.avatar_url, "http://x/a.png");
		EXPECT(g.seq == 1);
		g = save(&cx, (struct friend_says){ .name = S("Ada"), .email = S("ADA@x.org") },
			 false);
		EXPECT_STR(g.email, "ADA@x.org");
	}
}

TEST(d6_two_people_of_one_name_are_a_conflict_and_not_a_broken_key)
{
	struct ctx cx;

	for (int i = 0; t_each_db(&cx, &i);) {
		struct friend_says ada = { .name = S("Ada"), .email = S("ada@x.org") };
		struct friend_says bob = { .name = S("Bob") };
		struct friend f, out;
		bool created;

		t_be(&cx, "me@x.org");
		f = save(&cx, ada, true);
		save(&cx, bob, true);
		ada.email = S("other@x.org");
		EXPECT(library_friend_save(&cx, S(""), &ada, &out, &created) == ERR_CONFLICT);
		EXPECT(strstr(cx.err_text.p, "another e-mail address"));
		EXPECT(library_friend_save(&cx, f.id, &bob, &out, &created) == ERR_CONFLICT);
		EXPECT(library_friend_change(&cx, f.id, &bob, &EXPECT_ANY, &out) == ERR_CONFLICT);
		EXPECT(library_friend(&cx, f.id, &out) == OK);
		EXPECT_STR(out.name, "Ada");
		EXPECT_STR(out.email, "ada@x.org");
	}
}

TEST(d17_a_friend_s_account_must_be_somebody_s)
{
	struct ctx cx;

	for (int i = 0; t_each_db(&cx, &i);) {
		struct friend_says s = { .name = S("Ada"),
					 .user_id = S("01890000-0000-7000-8000-000000000000") };
		struct friend f;
		bool created;

		t_be(&cx, "ada@x.org");
		save(&cx, (struct friend_says){ .name = S("Whoever") }, true);
		t_be(&cx, "me@x.org");
		EXPECT(library_friend_save(&cx, S(""), &s, &f, &created) == ERR_INVALID_FIELD);
		EXPECT_STR(ctx_err_name(&cx), "invalid_friend_user_id");
		EXPECT(!cx.actor.user_id.n);
		s.user_id = S("nonsense");
		EXPECT(library_friend_save(&cx, S(""), &s, &f, &created) == ERR_INVALID_FIELD);
		t_be(&cx, "ada@x.org");
		s.user_id = cx.actor.user_id;
		t_be(&cx, "me@x.org");
		f = save(&cx, s, true);
		EXPECT_STR(f.user_id, s.user_id.p);
	}
}

TEST(a_friend_is_changed_only_in_the_state_that_was_seen)
{
	struct ctx cx;

	for (int i = 0; t_each_db(&cx, &i);) {
		struct friend_says blocked = { .status = S("blocked") }, odd = { .status = S("x") };
		struct expected first = { (const int64_t[]){ 1 }, 1, false };
		struct friend f;

		t_be(&cx, "me@x.org");
		f = save(&cx, (struct friend_says){ .name = S("Ada"), .email = S("a@x.org") },
			 true);
		EXPECT(library_friend_change(&cx, f.id, &blocked, &first, &f) == OK && f.seq == 2);
		EXPECT_STR(f.status, "blocked");
		EXPECT(library_friend_change(&cx, f.id, &odd, &first, &f) == ERR_PRECONDITION);
		EXPECT(library_friend_change(&cx, f.id, &odd, &EXPECT_ANY, &f) == OK && f.seq == 2);
		EXPECT_STR(f.status, "blocked");
		EXPECT(library_friend_remove(&cx, f.id, &first) == ERR_PRECONDITION);
		EXPECT(library_friend_change(&cx, f.id, &(struct friend_says){ .email = S("") },
					     &EXPECT_ANY, &f) == OK);
		EXPECT(!f.email.p && f.seq == 3);
	}
}

TEST(a_deleted_friend_leaves_the_name_free_and_comes_back_only_while_it_is)
{
	struct ctx cx;

	for (int i = 0; t_each_db(&cx, &i);) {
		struct friend_says s = { .name = S("Ada") };
		struct friend_list list;
		struct trash_item it;
		struct friend f, g;

		t_be(&cx, "me@x.org");
		f = save(&cx, s, true);
		EXPECT(library_friend_remove(&cx, f.id, &EXPECT_ANY) == OK);
		EXPECT(library_friend_remove(&cx, f.id, &EXPECT_ANY) == ERR_NOT_FOUND);
		EXPECT(library_friends(&cx, &list) == OK && list.n == 0);
		g = save(&cx, s, true);
		EXPECT(!str_eq(f.id, g.id));
		EXPECT(library_trash_restore(&cx, f.id, &it) == ERR_CONFLICT);
		EXPECT(library_friend_remove(&cx, g.id, &EXPECT_ANY) == OK);
		EXPECT(library_trash_restore(&cx, f.id, &it) == OK);
		EXPECT(library_friends(&cx, &list) == OK && list.n == 1);
		EXPECT_STR(list.items[0].id, f.id.p);
	}
}

TEST(friends_of_others_are_unknown_and_names_stand_in_the_order_of_their_bytes)
{
	struct ctx cx;

	for (int i = 0; t_each_db(&cx, &i);) {
		static const char *const names[] = { "zoe", "Zoe", "émile", "2pac", "ada" };
		struct friend_list list;
		struct friend f;

		t_be(&cx, "me@x.org");
		for (size_t n = 0; n < countof(names); n++)
			f = save(&cx, (struct friend_says){ .name = str_from(names[n]) }, true);
		EXPECT(library_friends(&cx, &list) == OK && list.n == 5);
		EXPECT_STR(list.items[0].name, "2pac");
		EXPECT_STR(list.items[1].name, "Zoe");
		EXPECT_STR(list.items[2].name, "ada");
		EXPECT_STR(list.items[3].name, "zoe");
		EXPECT_STR(list.items[4].name, "émile");
		t_be(&cx, "other@x.org");
		EXPECT(library_friends(&cx, &list) == OK && list.n == 0);
		EXPECT(library_friend(&cx, f.id, &f) == ERR_NOT_FOUND);
		EXPECT(library_friend_remove(&cx, f.id, &EXPECT_ANY) == ERR_NOT_FOUND);
		EXPECT(!cx.actor.user_id.n);
	}
}

TEST(d16_reading_friends_creates_nobody)
{
	struct ctx cx;

	for (int i = 0; t_each_db(&cx, &i);) {
		struct friend_list list;
		struct user u;
		bool found;

		t_be(&cx, "new@x.org");
		EXPECT(library_friends(&cx, &list) == OK && list.n == 0);
		EXPECT(store_user_find(&cx, S("new@x.org"), &u, &found) == OK && !found);
	}
}
