/* test_profile.c - what people say of themselves, and what their library amounts to. D5 and D16 are defects of the first
 * implementation that the wire contract lists. */
#include "person.h"
#include "t.h"

#include "base/clock.h"
#include "library/books.h"
#include "library/friends.h"
#include "library/loans.h"
#include "library/profile.h"
#include "library/users.h"
#include "store/changes.h"
#include "store/users.h"

#include <math.h>

static str book(struct ctx *cx, const char *title, double rating, const char *review)
{
	struct book_entry e = book_entry_make();
	struct book_saved s = { .err = OK };

	e.says.about.title = str_from(title);
	e.says.rating = rating;
	e.says.liked = review != NULL;
	if (review)
		e.says.review = str_from(review);
	EXPECT(library_book_save(cx, &e, &s) == OK);
	return s.book.id;
}

TEST(clock_a_year_begins_on_1_january_utc)
{
	static const struct {
		const char *moment, *year;
	} of[] = { { "2026-11-23T21:00:00Z", "2026-01-01" },
		   { "2024-02-29T00:00:00Z", "2024-01-01" },
		   { "2024-12-31T23:59:59.999Z", "2024-01-01" },
		   { "2025-01-01T00:00:00Z", "2025-01-01" },
		   { "1969-07-20T20:17:00Z", "1969-01-01" },
		   { "2000-01-01T00:00:00Z", "2000-01-01" } };

	for (size_t i = 0; i < countof(of); i++) {
		int64_t moment = 0, year = 1;

		EXPECT(clock_parse(str_from(of[i].moment), &moment) &&
		       clock_parse(str_from(of[i].year), &year));
		EXPECT(clock_year_began_ms(moment) == year);
	}
}

TEST(a_website_is_http_or_has_no_scheme)
{
	static const char *const good[] = { "",          "example.org",        "http://example.org",
					    "HTTPS://x", "example.org:8080/a", "example.org/a:b",
					    "my page",   "/javascript:x" };
	static const char *const bad[] = { "javascript:alert(1)",
					   "JavaScript:1/alert(1)",
					   "data:text/html,x",
					   "mailto:a@x.org",
					   "http:",
					   "http://",
					   "https:x",
					   ":x" };

	for (size_t i = 0; i < countof(good); i++)
		EXPECT(profile_website_shape(str_from(good[i])));
	for (size_t i = 0; i < countof(bad); i++)
		EXPECT(!profile_website_shape(str_from(bad[i])));
}

TEST(d16_who_is_new_sees_what_they_would_begin_with_and_is_not_created)
{
	struct ctx cx;

	for (int i = 0; t_each_db(&cx, &i);) {
		struct profile_page p;
		struct user u;
		bool found;

		t_be(&cx, "new@x.org");
		EXPECT(library_profile(&cx, &p) == OK);
		EXPECT_STR(p.about.email, "new@x.org");
		EXPECT_STR(p.about.display_name, "localdev");
		EXPECT_STR(p.about.badge, "PATRON");
		EXPECT(!p.about.user_id.n && p.about.keep_photos && p.metrics.books == 0);
		EXPECT(isnan(p.metrics.rating) && !p.favorites.n && !p.reviews.n);
		EXPECT(store_user_find(&cx, S("new@x.org"), &u, &found) == OK && !found);
	}
}

TEST(d5_what_a_profile_says_is_cleared_by_null_and_kept_by_silence)
{
	struct ctx cx;

	for (int i = 0; t_each_db(&cx, &i);) {
		struct profile_says s = { .display_name = S("Ada"),
					  .bio = S("Reads."),
					  .badge = S("CURATOR"),
					  .keep_photos = 0 };
		struct change_list changes;
		struct profile_page p;

		t_be(&cx, "ada@x.org");
		EXPECT(library_profile_change(&cx, &s) == OK && library_profile(&cx, &p) == OK);
		EXPECT_STR(p.about.display_name, "Ada");
		EXPECT_STR(p.about.badge, "CURATOR");
		EXPECT(!p.about.keep_photos);
		s = (struct profile_says){ .display_name = S(""),
					   .badge = S(""),
					   .keep_photos = NUMBER_NONE };
		EXPECT(library_profile_change(&cx, &s) == OK && library_profile(&cx, &p) == OK);
		EXPECT_STR(p.about.display_name, p.about.username.p);
		EXPECT_STR(p.about.badge, "PATRON");
		EXPECT_STR(p.about.bio, "Reads.");
		EXPECT(library_profile_change(&cx, &s) == OK);
		EXPECT(store_change_find(&cx, cx.actor.user_id, 0, 9, &changes) == OK);
		EXPECT(changes.n == 2 && changes.items[1].noun == NOUN_PROFILE);
		EXPECT_STR(changes.items[1].item_id, cx.actor.user_id.p);
	}
}

TEST(a_profile_sums_up_what_is_in_the_library_and_not_in_the_trash)
{
	struct ctx cx;

	for (int i = 0; t_each_db(&cx, &i);) {
		struct friend_says blocked = { .name = S("Bob"), .status = S("blocked") };
		struct loan_says lent = { .borrower_name = S("Ada"),
					  .lent_ms = NUMBER_NONE,
					  .due_ms = NUMBER_NONE,
					  .returned_ms = NUMBER_NONE };
		struct book_entry old = book_entry_make();
		struct book_saved s = { .err = OK };
		struct profile_page p;
		struct friend f;
		struct loan l;
		bool created;

		t_be(&cx, "ada@x.org");
		book(&cx, "Emma", 4, "Good.");
		cx.now_ms += 5;
		lent.user_book_id = book(&cx, "Dune", 3.5, "Sand.");
		EXPECT(library_book_remove(&cx, book(&cx, "Gone", 1, "Bad."), &EXPECT_ANY) == OK);
		old.says.about.title = S("Old");
		old.says.shelf = S("reading");
		old.added_ms = clock_year_began_ms(cx.now_ms) - 1;
		EXPECT(library_book_save(&cx, &old, &s) == OK);
		EXPECT(library_friend_save(&cx, S(""), &blocked, &f, &created) == OK);
		EXPECT(library_loan_add(&cx, &lent, &l) == OK);
		t_be(&cx, "other@x.org");
		book(&cx, "Theirs", 0, "Mine.");
		t_be(&cx, "ada@x.org");
		EXPECT(library_profile(&cx, &p) == OK);
		EXPECT(p.metrics.books == 3 && p.metrics.books_since == 2 &&
		       p.metrics.shelves == 2);
		EXPECT(p.metrics.friends == 0 && p.metrics.loans == 1 && p.metrics.rating == 3.75);
		EXPECT(p.favorites.n == 2 && p.reviews.n == 2);
		EXPECT_STR(p.favorites.items[0].about.title, "Dune");
		EXPECT_STR(p.reviews.items[1].review, "Good.");
	}
}

TEST(a_profile_shows_8_favourites_and_5_reviews_at_most)
{
	struct ctx cx;

	for (int i = 0; t_each_db(&cx, &i);) {
		struct profile_page p;

		t_be(&cx, "ada@x.org");
		for (int n = 0; n < 10; n++, cx.now_ms++)
			book(&cx, str_fmt(&cx.arena, "Volume %d", n).p, NAN, "Read.");
		EXPECT(library_profile(&cx, &p) == OK && isnan(p.metrics.rating));
		EXPECT(p.favorites.n == 8 && p.reviews.n == 5);
		EXPECT_STR(p.favorites.items[0].about.title, "Volume 9");
	}
}
