/* test_books.c - the rules of a library: when two books are the same, and what wins. D1 to D25 are the
 * defects of the first implementation that the wire contract lists. */
#include "person.h"
#include "t.h"

#include "library/books.h"
#include "library/keys.h"
#include "library/users.h"
#include "library/writes.h"
#include "store/users.h"

#include <math.h>

static const struct expected any = { .any = true };

static struct book_entry entry(const char *title, const char *author, int64_t year)
{
	struct book_entry e = book_entry_make();

	e.says.about.title = str_from(title);
	if (author)
		e.says.about.authors = str_from(author);
	if (year)
		e.says.about.published_year = year;
	return e;
}

static struct book save(struct ctx *cx, struct book_entry e, enum book_outcome want)
{
	struct book_saved s = { .err = OK };

	EXPECT(library_book_save(cx, &e, &s) == OK);
	EXPECT(s.outcome == want);
	return s.book;
}

/* As save, but as a client that repeats what it has. */
static struct book echo(struct ctx *cx, struct book_entry e, enum book_outcome want)
{
	struct book_saved s = { .err = OK };

	EXPECT(library_book_save_all(cx, &e, &s, 1) == OK && !s.err);
	EXPECT(s.outcome == want);
	return s.book;
}

TEST(d1_another_person_s_book_is_never_overwritten)
{
	struct ctx cx;

	for (int i = 0; t_each_db(&cx, &i);) {
		struct book_entry e = entry("It", "Stephen King", 1986);
		struct book king, chung, again;

		t_be(&cx, "c@x.org");
		e.says.about.synopsis = S("A clown.");
		e.says.about.google_books_id = S("g1");
		king = save(&cx, e, BOOK_CREATED);
		t_be(&cx, "d@x.org");
		chung = save(&cx, entry("It", "Alexa Chung", 1986), BOOK_CREATED);
		EXPECT(!str_eq(chung.edition_id, king.edition_id));
		e = entry("It!", "S. King", 1987);
		e.says.about.google_books_id = S("g1"); /* the same edition, seen otherwise */
		EXPECT_STR(save(&cx, e, BOOK_CREATED).about.title, "It!");
		t_be(&cx, "c@x.org");
		EXPECT(store_book_get(&cx, cx.actor.user_id, king.id, &again) == OK);
		EXPECT_STR(again.about.title, "It");
		EXPECT_STR(again.about.authors, "Stephen King");
		EXPECT_STR(again.about.synopsis, "A clown.");
	}
}

TEST(d2_a_sparse_repeat_keeps_what_is_known_and_makes_no_double)
{
	struct ctx cx;

	for (int i = 0; t_each_db(&cx, &i);) {
		struct book_entry full = entry("Emma", "Jane Austen", 1815);
		struct book a, b;

		t_be(&cx, "a@x.org");
		full.says.about.google_books_id = S("gE");
		full.says.about.page_count = 400;
		full.says.rating = 4.5;
		a = save(&cx, full, BOOK_CREATED);
		b = save(&cx, entry(" emma ", NULL, 0),
			 BOOK_UPDATED); /* only the spelling of the title */
		EXPECT(str_eq(a.id, b.id) && b.about.page_count == 400 && b.rating == 4.5);
		EXPECT_STR(b.about.google_books_id, "gE");
		EXPECT_STR(b.about.authors, "Jane Austen");
		EXPECT(b.about.published_year == 1815);
	}
}

TEST(books_same_title_by_another_author_or_year_is_another_book)
{
	struct ctx cx;

	for (int i = 0; t_each_db(&cx, &i);) {
		struct book_list list;

		t_be(&cx, "a@x.org");
		save(&cx, entry("Poems", "Emily Dickinson", 1890), BOOK_CREATED);
		save(&cx, entry("Poems", "Wilfred Owen", 1890), BOOK_CREATED);
		save(&cx, entry("Poems", "Emily Dickinson", 1955), BOOK_CREATED);
		save(&cx, entry("POEMS", "emily  dickinson", 1955), BOOK_UPDATED);
		EXPECT(library_books(&cx, &list) == OK && list.n == 3);
	}
}

TEST(books_of_one_edition_are_shared_and_copies_are_not)
{
	struct ctx cx;

	for (int i = 0; t_each_db(&cx, &i);) {
		struct book_entry e = entry("Dune", "Frank Herbert", 1965);
		struct book a, b;

		t_be(&cx, "a@x.org");
		e.says.review = S("sand");
		e.says.about.isbn13 = S("9780441013593");
		a = save(&cx, e, BOOK_CREATED);
		t_be(&cx, "b@x.org");
		e.says.review = (str){ NULL, 0 };
		b = save(&cx, e, BOOK_CREATED);
		EXPECT(str_eq(a.edition_id, b.edition_id) && !str_eq(a.id, b.id) && !b.review.p);
	}
}

TEST(d14_a_stale_echo_of_the_whole_library_undoes_nothing)
{
	struct ctx cx;

	for (int i = 0; t_each_db(&cx, &i);) {
		struct book_entry e = entry("Emma", "Jane Austen", 1815), stale;
		struct book_change c = book_change_make();
		struct book b;

		t_be(&cx, "a@x.org");
		e.says.liked = 0;
		e.says.rating = 2;
		b = save(&cx, e, BOOK_CREATED);
		stale = e;
		stale.updated_ms = b.updated_ms;
		cx.now_ms += 1000;
		c.liked = 1;
		c.rating = 5;
		c.review = S("mine");
		EXPECT(library_book_change(&cx, b.id, &c, &any, &b) == OK);
		b = echo(&cx, stale, BOOK_UNCHANGED);
		EXPECT(b.liked && b.rating == 5);
		EXPECT_STR(b.review, "mine");
		stale.updated_ms = b.updated_ms; /* now it has seen the newest */
		cx.now_ms += 1000;
		b = echo(&cx, stale, BOOK_UPDATED);
		EXPECT(!b.liked && b.rating == 2);
	}
}

TEST(books_an_echo_may_fill_what_is_empty_and_set_marks)
{
	struct ctx cx;

	for (int i = 0; t_each_db(&cx, &i);) {
		struct book_entry e = entry("Emma", NULL, 0);
		struct book b;

		t_be(&cx, "a@x.org");
		save(&cx, e, BOOK_CREATED);
		e.says.liked = 1;
		e.says.review = S("read twice");
		e.says.about.authors = S("Jane Austen");
		b = echo(&cx, e, BOOK_UPDATED);
		EXPECT(b.liked);
		EXPECT_STR(b.review, "read twice");
		EXPECT_STR(b.about.authors, "Jane Austen");
		EXPECT(str_eq(echo(&cx, e, BOOK_UNCHANGED).id, b.id));
	}
}

TEST(d13_one_bad_entry_keeps_no_other_back)
{
	struct ctx cx;

	for (int i = 0; t_each_db(&cx, &i);) {
		struct book_entry e[3] = { entry("Emma", NULL, 0), book_entry_make(),
					   entry("Persuasion", NULL, 0) };
		struct book_saved s[3] = { { .err = OK } };

		t_be(&cx, "a@x.org");
		EXPECT(library_book_save_all(&cx, e, s, 3) == OK);
		EXPECT(!s[0].err && s[1].err == ERR_MISSING_TITLE && !s[2].err);
		EXPECT_STR(s[1].err_name, "missing_title");
		EXPECT_STR(s[2].book.about.title, "Persuasion");
	}
}

TEST(d4_a_change_is_written_to_the_book_of_the_id_and_no_other)
{
	struct ctx cx;

	for (int i = 0; t_each_db(&cx, &i);) {
		struct book_change c = book_change_make();
		struct book a, b, got;

		t_be(&cx, "a@x.org");
		a = save(&cx, entry("Poems", "A", 1900), BOOK_CREATED);
		b = save(&cx, entry("Poems", "B", 1901), BOOK_CREATED);
		c.about.page_count = 99;
		EXPECT(library_book_change(&cx, b.id, &c, &any, &got) == OK &&
		       str_eq(got.id, b.id));
		EXPECT(store_book_get(&cx, cx.actor.user_id, a.id, &got) == OK &&
		       got.about.page_count == NUMBER_NONE);
	}
}

TEST(d5_what_was_said_can_be_taken_back)
{
	struct ctx cx;

	for (int i = 0; t_each_db(&cx, &i);) {
		struct book_entry e = entry("Emma", NULL, 0);
		struct book_change c = book_change_make();
		struct book b;

		t_be(&cx, "a@x.org");
		e.says.rating = 3;
		e.says.review = S("fine");
		e.says.finished_ms = 1000;
		e.says.about.page_count = 10;
		e.says.about.synopsis = S("x");
		b = save(&cx, e, BOOK_CREATED);
		c.rating = -1;
		c.review = c.about.synopsis = S("");
		c.finished_ms = c.about.page_count = NUMBER_CLEAR;
		EXPECT(library_book_change(&cx, b.id, &c, &any, &b) == OK);
		EXPECT(isnan(b.rating) && !b.review.p && !b.about.synopsis.p);
		EXPECT(b.finished_ms == NUMBER_NONE && b.about.page_count == NUMBER_NONE);
		EXPECT(library_book_change(&cx, b.id, &c, &any, &b) == OK);
	}
}

TEST(books_of_others_are_unknown)
{
	struct ctx cx;

	for (int i = 0; t_each_db(&cx, &i);) {
		struct book_change c = book_change_make();
		struct book b, got;
		struct book_list list;

		t_be(&cx, "a@x.org");
		b = save(&cx, entry("Emma", NULL, 0), BOOK_CREATED);
		t_be(&cx, "b@x.org");
		EXPECT(library_books(&cx, &list) == OK && list.n == 0);
		save(&cx, entry("Dune", NULL, 0), BOOK_CREATED);
		c.liked = 1;
		EXPECT(library_book_change(&cx, b.id, &c, &any, &got) == ERR_NOT_FOUND);
		EXPECT(library_book_remove(&cx, b.id, &any) == ERR_NOT_FOUND);
		EXPECT(library_book_remove(&cx, S("nonsense"), &any) == ERR_NOT_FOUND);
		t_be(&cx, "a@x.org");
		EXPECT(library_book_remove(&cx, b.id, &any) == OK &&
		       library_book_remove(&cx, b.id, &any) == ERR_NOT_FOUND);
	}
}

TEST(users_a_taken_name_gets_a_number)
{
	struct ctx cx;

	for (int i = 0; t_each_db(&cx, &i);) {
		struct user u;
		bool found;

		t_be(&cx, "a@x.org");
		EXPECT(library_actor_ensure(&cx) == OK && cx.actor.user_id.n == 36);
		t_be(&cx, "b@x.org");
		EXPECT(library_actor_ensure(&cx) == OK);
		EXPECT(store_user_find(&cx, S("b@x.org"), &u, &found) == OK && found);
		EXPECT_STR(u.username, "localdev-2");
		EXPECT_STR(u.display_name, "localdev");
	}
}

TEST(isbn_is_checked_and_made_thirteen_digits)
{
	struct arena a = ARENA_INIT;

	EXPECT_STR(isbn13_of(&a, S("0-441-01359-7")), "9780441013593");
	EXPECT_STR(isbn13_of(&a, S("978 0441013593")), "9780441013593");
	EXPECT_STR(isbn13_of(&a, S("080442957X")), "9780804429573");
	EXPECT(!isbn13_of(&a, S("9780441013594")).p && !isbn13_of(&a, S("0441013598")).p);
	EXPECT(!isbn13_of(&a, S("")).p && !isbn13_of(&a, S("97804410135931")).p &&
	       !isbn13_of(&a, S("abc")).p);
	arena_free(&a);
}

static int64_t changes_of(struct ctx *cx, struct change_list *out)
{
	int64_t last;

	EXPECT(store_changes_last(cx, cx->actor.user_id, &last) == OK);
	EXPECT(store_change_find(cx, cx->actor.user_id, 0, 1000, out) == OK);
	return last;
}

TEST(every_write_takes_the_next_number_and_leaves_a_line)
{
	struct ctx cx;

	for (int i = 0; t_each_db(&cx, &i);) {
		struct book_change c = book_change_make();
		struct change_list list;
		struct book b, other;

		t_be(&cx, "a@x.org");
		b = save(&cx, entry("Emma", "Jane Austen", 1815), BOOK_CREATED);
		other = save(&cx, entry("Dune", NULL, 0), BOOK_CREATED);
		save(&cx, entry("Emma", NULL, 0), BOOK_UNCHANGED);
		c.liked = 1;
		EXPECT(library_book_change(&cx, b.id, &c, &any, &b) == OK && b.seq == 3);
		EXPECT(library_book_change(&cx, b.id, &c, &any, &b) == OK && b.seq == 3);
		EXPECT(library_book_remove(&cx, other.id, &any) == OK);
		EXPECT(changes_of(&cx, &list) == 4 && list.n == 4);
		for (size_t k = 0; k < list.n; k++)
			EXPECT(list.items[k].seq == (int64_t)k + 1 &&
			       list.items[k].noun == NOUN_BOOK &&
			       list.items[k].deleted == (k == 3));
		EXPECT_STR(list.items[3].item_id, other.id.p);
	}
}

static enum err change_and_fail(struct ctx *cx, void *arg)
{
	int64_t seq;
	enum err e = library_changed(cx, NOUN_PROFILE, cx->actor.user_id, false, &seq);

	(void)arg;
	return e ? e : fail(cx, ERR_CONFLICT, "on purpose");
}

TEST(a_write_that_fails_takes_no_number_and_makes_nobody)
{
	struct ctx cx;

	for (int i = 0; t_each_db(&cx, &i);) {
		struct change_list list;
		struct user u;
		bool found;

		t_be(&cx, "new@x.org");
		EXPECT(library_write(&cx, change_and_fail, NULL) == ERR_CONFLICT);
		EXPECT(!cx.actor.user_id.n);
		EXPECT(store_user_find(&cx, S("new@x.org"), &u, &found) == OK && !found);
		save(&cx, entry("Emma", NULL, 0), BOOK_CREATED);
		EXPECT(library_write(&cx, change_and_fail, NULL) == ERR_CONFLICT);
		EXPECT(changes_of(&cx, &list) == 1 && list.n == 1);
	}
}

TEST(a_deleted_book_can_be_added_anew_beside_its_tombstone)
{
	struct ctx cx;

	for (int i = 0; t_each_db(&cx, &i);) {
		struct book_entry e = entry("Emma", "Jane Austen", 1815);
		struct book first, again, gone;
		struct book_list list;

		t_be(&cx, "a@x.org");
		e.says.review = S("old");
		first = save(&cx, e, BOOK_CREATED);
		EXPECT(library_book_remove(&cx, first.id, &any) == OK);
		again = save(&cx, entry("Emma", "Jane Austen", 1815), BOOK_CREATED);
		EXPECT(!str_eq(first.id, again.id) && !again.review.p);
		EXPECT(library_books(&cx, &list) == OK && list.n == 1);
		EXPECT(store_book_get_deleted(&cx, cx.actor.user_id, first.id, &gone) == OK);
		EXPECT_STR(gone.review, "old");
		EXPECT(gone.deleted_ms == cx.now_ms);
	}
}

TEST(keys_put_the_family_name_first)
{
	struct ctx cx = ctx_make(NULL);

	EXPECT_STR(keys_author(&cx, S("Frank Herbert")), "herbert frank");
	EXPECT_STR(keys_author(&cx, S("Tolkien, J. R. R.\nSomebody Else")), "tolkien j. r. r.");
	EXPECT_STR(keys_author(&cx, S("村上春樹")), "村上春樹");
	EXPECT_STR(keys_author(&cx, S("")), "");
	ctx_end(&cx);
}

TEST(what_somebody_fills_in_an_edition_is_found_by_all_who_have_it)
{
	struct ctx cx;

	for (int i = 0; t_each_db(&cx, &i);) {
		struct book_entry e = entry("Emma", NULL, 0);
		struct book_query by_author = { .sort = BOOKS_BY_AUTHOR,
						.updated_since_ms = NUMBER_NONE,
						.limit = 9 };
		struct list_place *places;
		struct book_list list;

		e.says.about.google_books_id = S("gE");
		t_be(&cx, "a@x.org");
		save(&cx, e, BOOK_CREATED);
		t_be(&cx, "b@x.org");
		e.says.about.authors = S("Jane Austen");
		save(&cx, e, BOOK_CREATED);
		t_be(&cx, "a@x.org");
		EXPECT(store_book_find_unfolded(&cx, cx.actor.user_id, 9, &list) == OK &&
		       list.n == 1);
		/* nor is it missing from the list by author until then */
		EXPECT(store_book_page(&cx, cx.actor.user_id, &by_author, &list, &places) == OK &&
		       list.n == 1);
		EXPECT(keys_refresh(&cx) == OK);
		EXPECT(store_book_find_unfolded(&cx, cx.actor.user_id, 9, &list) == OK && !list.n);
		EXPECT(store_book_find(&cx, cx.actor.user_id, &list) == OK && list.n == 1);
		EXPECT_STR(list.items[0].about.authors, "Jane Austen");
	}
}
