/* test_loans.c - lending: one person at a time, and the book's mark follows. D17 and D18 are defects of the first implementation
 * that the wire contract lists. */
#include "person.h"
#include "t.h"

#include "library/books.h"
#include "library/friends.h"
#include "library/loans.h"
#include "library/trash.h"
#include "library/users.h"
#include "store/changes.h"
#include "store/users.h"

static str book(struct ctx *cx, const char *title)
{
	struct book_entry e = book_entry_make();
	struct book_saved s = { .err = OK };

	e.says.about.title = str_from(title);
	EXPECT(library_book_save(cx, &e, &s) == OK);
	return s.book.id;
}

static str friend_named(struct ctx *cx, const char *name)
{
	struct friend_says s = { .name = str_from(name) };
	struct friend f = { .id = S("") };
	bool created;

	EXPECT(library_friend_save(cx, S(""), &s, &f, &created) == OK);
	return f.id;
}

static struct loan_says nothing(void)
{
	return (struct loan_says){ .lent_ms = NUMBER_NONE,
				   .due_ms = NUMBER_NONE,
				   .returned_ms = NUMBER_NONE };
}

static struct loan_says to(str book_id, const char *who)
{
	struct loan_says s = nothing();

	s.user_book_id = book_id;
	s.borrower_name = str_from(who);
	return s;
}

static struct loan lend(struct ctx *cx, str book_id, const char *who)
{
	struct loan_says s = to(book_id, who);
	struct loan l = { .id = S("") };

	EXPECT(library_loan_add(cx, &s, &l) == OK);
	return l;
}

static enum err say(struct ctx *cx, struct loan *l, const char *status)
{
	struct loan_says s = nothing();

	s.status = str_from(status);
	return library_loan_change(cx, l->id, &s, &EXPECT_ANY, l);
}

static bool marked(struct ctx *cx, str book_id)
{
	struct book b = { .loaned = false };

	EXPECT(store_book_get(cx, cx->actor.user_id, book_id, &b) == OK);
	return b.loaned;
}

TEST(lending_marks_the_book_and_returning_clears_the_mark)
{
	struct ctx cx;

	for (int i = 0; t_each_db(&cx, &i);) {
		struct change_list changes;
		struct loan l;
		str emma;

		t_be(&cx, "me@x.org");
		emma = book(&cx, "Emma");
		l = lend(&cx, emma, "Ada");
		EXPECT(l.book.loaned && l.due_ms == NUMBER_NONE && l.lent_ms == cx.now_ms);
		EXPECT(l.seq == 2 && l.book.seq == 3);
		EXPECT(say(&cx, &l, "returned") == OK && l.returned_ms == cx.now_ms);
		EXPECT(!l.book.loaned && l.seq == 4 && l.book.seq == 5);
		EXPECT(say(&cx, &l, "returned") == OK && l.seq == 4);
		EXPECT(say(&cx, &l, "odd") == OK && l.seq == 4);
		EXPECT(say(&cx, &l, "active") == OK && l.returned_ms == NUMBER_NONE);
		EXPECT(marked(&cx, emma));
		EXPECT(store_change_find(&cx, cx.actor.user_id, 0, 100, &changes) == OK);
		EXPECT(changes.n == 7 && changes.items[1].noun == NOUN_LOAN &&
		       changes.items[2].noun == NOUN_BOOK);
	}
}

TEST(d18_a_book_that_is_lent_is_not_lent_again)
{
	struct ctx cx;

	for (int i = 0; t_each_db(&cx, &i);) {
		struct loan_says past;
		struct loan ada, l;
		str emma;

		t_be(&cx, "me@x.org");
		emma = book(&cx, "Emma");
		ada = lend(&cx, emma, "Ada");
		past = to(emma, "Bob");
		EXPECT(library_loan_add(&cx, &past, &l) == ERR_CONFLICT);
		EXPECT(strstr(cx.err_text.p, "Ada"));
		past.status = S("returned");
		EXPECT(library_loan_add(&cx, &past, &l) == OK && l.returned_ms == cx.now_ms);
		EXPECT(marked(&cx, emma));
		EXPECT(say(&cx, &l, "active") == ERR_CONFLICT);
		EXPECT(say(&cx, &ada, "returned") == OK);
		EXPECT(say(&cx, &l, "active") == OK && marked(&cx, emma));
	}
}

TEST(d18_a_time_of_return_is_a_return_and_a_return_has_a_time)
{
	struct ctx cx;

	for (int i = 0; t_each_db(&cx, &i);) {
		struct loan_says s;
		struct loan l;
		str emma;

		t_be(&cx, "me@x.org");
		emma = book(&cx, "Emma");
		s = to(emma, "Ada");
		s.returned_ms = 1000;
		s.status = S("active");
		EXPECT(library_loan_add(&cx, &s, &l) == OK && l.returned_ms == 1000);
		EXPECT_STR(l.status, "returned");
		EXPECT(!marked(&cx, emma));
		l = lend(&cx, emma, "Bob");
		s = nothing();
		s.returned_ms = 2000;
		EXPECT(library_loan_change(&cx, l.id, &s, &EXPECT_ANY, &l) == OK);
		EXPECT_STR(l.status, "returned");
		EXPECT(l.returned_ms == 2000);
		s.returned_ms = NUMBER_CLEAR;
		EXPECT(library_loan_change(&cx, l.id, &s, &EXPECT_ANY, &l) == OK &&
		       l.returned_ms == 2000);
	}
}

TEST(d18_a_lent_book_is_not_unmarked_behind_its_loan)
{
	struct ctx cx;

	for (int i = 0; t_each_db(&cx, &i);) {
		struct book_entry entry = book_entry_make();
		struct book_change here = book_change_make();
		struct book_saved saved = { .err = OK };
		struct loan l;
		struct book b;
		str emma;

		t_be(&cx, "me@x.org");
		emma = book(&cx, "Emma");
		here.loaned = 1;
		EXPECT(library_book_change(&cx, emma, &here, &EXPECT_ANY, &b) == OK && b.loaned);
		here.loaned = 0;
		EXPECT(library_book_change(&cx, emma, &here, &EXPECT_ANY, &b) == OK && !b.loaned);
		l = lend(&cx, emma, "Ada");
		EXPECT(library_book_change(&cx, emma, &here, &EXPECT_ANY, &b) == ERR_CONFLICT);
		EXPECT(strstr(cx.err_text.p, "Ada"));
		entry.says.about.title = S("Emma");
		entry.says.loaned = 0;
		entry.updated_ms = l.book.updated_ms;
		EXPECT(library_book_save(&cx, &entry, &saved) == OK && saved.book.loaned);
		EXPECT(library_book_save_all(&cx, &entry, &saved, 1) == OK && saved.book.loaned);
		EXPECT(saved.outcome == BOOK_UNCHANGED);
		EXPECT(say(&cx, &l, "returned") == OK && !marked(&cx, emma));
	}
}

TEST(d14_an_echo_from_before_the_return_does_not_lend_the_book_again)
{
	struct ctx cx;

	for (int i = 0; t_each_db(&cx, &i);) {
		struct book_entry entry = book_entry_make();
		struct book_saved saved = { .err = OK };
		struct loan l;
		str emma;

		t_be(&cx, "me@x.org");
		emma = book(&cx, "Emma");
		l = lend(&cx, emma, "Ada");
		entry.id = emma;
		entry.says.about.title = S("Emma");
		entry.says.loaned = 1;
		entry.updated_ms = l.book.updated_ms;
		cx.now_ms += 5;
		EXPECT(say(&cx, &l, "returned") == OK);
		EXPECT(library_book_save_all(&cx, &entry, &saved, 1) == OK && !saved.err);
		EXPECT(saved.outcome == BOOK_UNCHANGED && !marked(&cx, emma));
	}
}

TEST(d17_a_loan_names_a_book_and_a_friend_that_are_there)
{
	struct ctx cx;

	for (int i = 0; t_each_db(&cx, &i);) {
		struct loan_says s = nothing();
		str theirs, stranger, emma;
		struct loan l;

		t_be(&cx, "other@x.org");
		theirs = book(&cx, "Emma");
		stranger = friend_named(&cx, "Stranger");
		t_be(&cx, "me@x.org");
		emma = book(&cx, "Emma");
		s.borrower_name = S("Ada");
		EXPECT(library_loan_add(&cx, &s, &l) == ERR_MISSING_USER_BOOK_ID);
		s.user_book_id = theirs;
		EXPECT(library_loan_add(&cx, &s, &l) == ERR_USER_BOOK_NOT_FOUND);
		s.user_book_id = S("book-1");
		EXPECT(library_loan_add(&cx, &s, &l) == ERR_USER_BOOK_NOT_FOUND);
		s.user_book_id = emma;
		s.borrower_name = S("");
		s.friend_id = stranger;
		EXPECT(library_loan_add(&cx, &s, &l) == ERR_MISSING_BORROWER_NAME);
		s.borrower_name = S("Ada");
		EXPECT(library_loan_add(&cx, &s, &l) == OK && !l.friend_id.p && !l.friend.id.n);
	}
}

TEST(a_loan_to_a_friend_bears_their_name_and_outlives_them)
{
	struct ctx cx;

	for (int i = 0; t_each_db(&cx, &i);) {
		struct loan_says s = nothing();
		struct loan_list list;
		struct trash_item it;
		struct loan l;
		str ada;

		t_be(&cx, "me@x.org");
		s.user_book_id = book(&cx, "Emma");
		s.friend_id = ada = friend_named(&cx, "Ada");
		EXPECT(library_loan_add(&cx, &s, &l) == OK);
		EXPECT_STR(l.borrower_name, "Ada");
		EXPECT_STR(l.friend.id, ada.p);
		EXPECT(library_friend_remove(&cx, ada, &EXPECT_ANY) == OK);
		EXPECT(library_loans(&cx, S("active"), &list) == OK && list.n == 1);
		EXPECT_STR(list.items[0].borrower_name, "Ada");
		EXPECT(!list.items[0].friend.id.n);
		EXPECT(say(&cx, &l, "returned") == OK);
		EXPECT(library_trash_restore(&cx, ada, &it) == OK);
		EXPECT(library_loans(&cx, (str){ NULL, 0 }, &list) == OK);
		EXPECT_STR(list.items[0].friend.id, ada.p);
		EXPECT(library_loans(&cx, S("active"), &list) == OK && list.n == 0);
	}
}

TEST(what_was_said_of_a_loan_stays_where_nothing_is_said)
{
	struct ctx cx;

	for (int i = 0; t_each_db(&cx, &i);) {
		struct loan_says s = nothing();
		int64_t seen = 0;
		struct expected first = { &seen, 1, false };
		struct loan l;

		t_be(&cx, "me@x.org");
		s = to(book(&cx, "Emma"), "Ada");
		s.borrower_contact = S("ada@x.org");
		s.note = S("the blue one");
		s.due_ms = 5000;
		EXPECT(library_loan_add(&cx, &s, &l) == OK && l.seq == 2);
		seen = library_loan_tag(&l);
		s = nothing();
		s.friend_id = s.borrower_name = s.borrower_contact = S("");
		s.lent_ms = NUMBER_CLEAR;
		EXPECT(library_loan_change(&cx, l.id, &s, &first, &l) == OK && l.seq == 2);
		EXPECT_STR(l.borrower_name, "Ada");
		EXPECT_STR(l.borrower_contact, "ada@x.org");
		s.note = S("");
		s.due_ms = NUMBER_CLEAR;
		EXPECT(library_loan_change(&cx, l.id, &s, &first, &l) == OK && l.seq == 4);
		EXPECT(!l.note.p && l.due_ms == NUMBER_NONE);
		EXPECT(library_loan_change(&cx, l.id, &s, &first, &l) == ERR_PRECONDITION);
		EXPECT(library_loan_remove(&cx, l.id, &first) == ERR_PRECONDITION);
	}
}

TEST(a_deleted_book_takes_its_loans_along_and_brings_exactly_those_back)
{
	struct ctx cx;

	for (int i = 0; t_each_db(&cx, &i);) {
		struct loan_list list;
		struct trash_item it;
		struct loan old, now;
		str emma;

		t_be(&cx, "me@x.org");
		emma = book(&cx, "Emma");
		old = lend(&cx, emma, "Ada");
		EXPECT(library_loan_remove(&cx, old.id, &EXPECT_ANY) == OK && !marked(&cx, emma));
		cx.now_ms += 5;
		now = lend(&cx, emma, "Bob");
		EXPECT(library_book_remove(&cx, emma, &EXPECT_ANY) == OK);
		EXPECT(library_loans(&cx, (str){ NULL, 0 }, &list) == OK && list.n == 0);
		EXPECT(library_trash_restore(&cx, old.id, &it) == ERR_CONFLICT);
		EXPECT(library_trash_restore(&cx, emma, &it) == OK && marked(&cx, emma));
		EXPECT(library_loans(&cx, (str){ NULL, 0 }, &list) == OK && list.n == 1);
		EXPECT_STR(list.items[0].id, now.id.p);
		EXPECT(library_trash_restore(&cx, old.id, &it) == ERR_CONFLICT);
		EXPECT(say(&cx, &now, "returned") == OK && !marked(&cx, emma));
		EXPECT(library_trash_restore(&cx, old.id, &it) == OK && marked(&cx, emma));
	}
}

TEST(loans_of_others_are_unknown)
{
	struct ctx cx;

	for (int i = 0; t_each_db(&cx, &i);) {
		struct loan_list list;
		struct loan l;

		t_be(&cx, "me@x.org");
		l = lend(&cx, book(&cx, "Emma"), "Ada");
		t_be(&cx, "other@x.org");
		EXPECT(library_loans(&cx, (str){ NULL, 0 }, &list) == OK && list.n == 0);
		EXPECT(say(&cx, &l, "returned") == ERR_NOT_FOUND);
		EXPECT(library_loan_remove(&cx, l.id, &EXPECT_ANY) == ERR_NOT_FOUND);
		EXPECT(library_loan_remove(&cx, S("x"), &EXPECT_ANY) == ERR_NOT_FOUND);
	}
}
