/* test_own_books.c - a person's own books are found by them, at once, and by nobody else. */
#include "person.h"
#include "t.h"

#include "library/books.h"
#include "library/identify.h"
#include "library/loans.h"
#include "library/own_books.h"
#include "library/trash.h"

#include <pthread.h>
#include <sys/stat.h>

static const struct expected any = { .any = true };

/* A database, the starter catalogue, somebody; *own is of this test. */
static bool each_with(struct ctx *cx, int *i, size_t max_bytes)
{
	if (*i > 0) {
		own_books_close(cx->app->own_books);
		catalogue_close(cx->app->catalogue);
	}
	if (!t_each_db(cx, i))
		return false;
	cx->app = arena_new(&cx->arena, struct app, 1);
	cx->app->conf = (struct conf){ .data_dir = t_folder(cx) };
	CHECK(catalogue_open(cx, &cx->app->conf, &cx->app->catalogue) == OK);
	cx->app->own_books = own_books_open(max_bytes);
	t_be(cx, "a@b.c");
	return true;
}

static bool each(struct ctx *cx, int *i) { return each_with(cx, i, OWN_BOOKS_BYTES); }

static struct book_entry named(const char *title, const char *author)
{
	struct book_entry e = book_entry_make();

	e.says.about.title = str_from(title);
	e.says.about.authors = author ? str_from(author) : (str){ NULL, 0 };
	return e;
}

static struct book save(struct ctx *cx, struct book_entry e)
{
	struct book_saved s = { .err = OK };

	EXPECT(library_book_save(cx, &e, &s) == OK);
	return s.book;
}

static struct book add(struct ctx *cx, const char *title, const char *author)
{
	return save(cx, named(title, author));
}

struct answer {
	size_t n;   /* hits that are their own */
	size_t all; /* hits with the first one's title */
	char title[128], id[64], authors[128];
};

/* What a search or a spine gives, asked as one request. */
static struct answer ask(struct ctx *cx, bool spine, const char *text)
{
	struct ctx one = ctx_make(cx->app);
	struct catalogue_hits hits = { .n = 0 };
	struct answer a = { .n = 0 };
	struct catalogue *c;
	bool later;

	one.db = cx->db;
	one.actor = cx->actor;
	EXPECT(own_books_catalogue(&one, false, &later, &c) == OK && !later);
	EXPECT((spine ? catalogue_identify(&one, c, str_from(text), 10, &hits)
		      : catalogue_search(&one, c, str_from(text), NULL, 0, 10, &hits)) == OK);
	for (size_t i = 0; i < hits.n; i++) {
		const struct catalogue_book *b = &hits.items[i].book;

		a.all += str_eq(b->title, hits.items[0].book.title);
		if (!b->own || a.n++)
			continue;
		snprintf(a.title, sizeof a.title, STR_FMT, STR_ARG(b->title));
		snprintf(a.id, sizeof a.id, STR_FMT, STR_ARG(b->id));
		snprintf(a.authors, sizeof a.authors, STR_FMT, STR_ARG(b->authors));
	}
	ctx_end(&one);
	return a;
}

static bool finds(struct ctx *cx, const char *text, const char *title)
{
	struct answer typed = ask(cx, false, text), read = ask(cx, true, text);

	if (!title)
		return typed.n == 0 && read.n == 0;
	return typed.n == 1 && strcmp(typed.title, title) == 0 && read.n == 1 &&
	       strcmp(read.title, title) == 0;
}

TEST(a_book_is_found_by_its_owner_at_once_and_by_nobody_else)
{
	struct ctx cx;

	for (int i = 0; each(&cx, &i);) {
		EXPECT(finds(&cx, "Grandmother's Recipes Zwetschge", NULL));
		add(&cx, "Grandmother's Recipes", "Hilda Zwetschge");
		EXPECT(finds(&cx, "grandmothers recipes zwetschge", "Grandmother's Recipes"));
		add(&cx, "Minutes of the Angling Club", "Otto Karpfen\nIda Hecht");
		EXPECT(finds(&cx, "angling club karpfen", "Minutes of the Angling Club"));
		EXPECT(!strcmp(ask(&cx, false, "angling club karpfen").authors,
			       "Otto Karpfen; Ida Hecht"));
		t_be(&cx, "b@b.c");
		EXPECT(finds(&cx, "angling club karpfen", NULL));
		add(&cx, "Another Notebook", "Ursula Stint");
		EXPECT(finds(&cx, "angling club karpfen", NULL));
		cx.actor = (struct actor){ .user_id = S("") };
		EXPECT(finds(&cx, "angling club karpfen", NULL));
		t_be(&cx, "a@b.c");
		EXPECT(finds(&cx, "angling club karpfen", "Minutes of the Angling Club"));
		EXPECT(finds(&cx, "another notebook", NULL));
	}
}

TEST(what_is_changed_deleted_and_restored_is_found_as_it_is_now)
{
	struct ctx cx;

	for (int i = 0; each(&cx, &i);) {
		struct book_entry e[2] = { named("Tidal Almanac", "Mina Ebb"),
					   named("Lockkeeper's Log", "Jan Sluis") };
		struct book_saved saved[2] = { 0 };
		struct own_books_counts n;
		struct trash_item back;
		struct book b = add(&cx, "Harbuor Songs", "Mina Ebb");
		struct book_entry corrected = named("Harbour Songs", "Mina Ebb");

		EXPECT(finds(&cx, "harbuor songs ebb", "Harbuor Songs"));
		corrected.id = b.id;
		corrected.says.about.google_books_id = S("g1");
		corrected.says.about.title = S("Harbuor Songs");
		save(&cx, corrected);
		corrected.id = S("");
		corrected.says.about.title = S("Harbour Songs");
		save(&cx, corrected); /* the Google id says which */
		EXPECT(finds(&cx, "harbour songs ebb", "Harbour Songs"));
		EXPECT(!strcmp(ask(&cx, false, "harbour songs ebb").id, "g1"));
		EXPECT(library_book_save_all(&cx, e, saved, 2) == OK);
		EXPECT(finds(&cx, "lockkeepers log sluis", "Lockkeeper's Log"));
		EXPECT(library_book_remove(&cx, saved[1].book.id, &any) == OK);
		EXPECT(finds(&cx, "lockkeepers log sluis", NULL));
		EXPECT(library_trash_restore(&cx, saved[1].book.id, &back) == OK);
		EXPECT(finds(&cx, "lockkeepers log sluis", "Lockkeeper's Log"));
		EXPECT(library_book_remove(&cx, saved[1].book.id, &any) == OK);
		EXPECT(library_trash_remove(&cx, saved[1].book.id) ==
		       OK); /* no line tells of it any more */
		EXPECT(finds(&cx, "lockkeepers log sluis", NULL));
		n = own_books_count(cx.app->own_books);
		EXPECT(n.changed >= 4 && n.whole >= 1 && n.whole <= 2 && n.kept > 0 &&
		       n.libraries == 1);
	}
}

TEST(a_book_the_catalogue_has_too_is_answered_once_and_in_its_owner_s_words)
{
	struct ctx cx;

	for (int i = 0; each(&cx, &i);) {
		struct book_entry e = named("Pride & Prejudice", "Jane Austen");
		struct answer a;

		e.says.about.subtitle = S("with notes of the Zwetschge family");
		e.says.about.published_year = 1996;
		save(&cx, e);
		a = ask(&cx, false, "pride and prejudice");
		EXPECT(a.n == 1 && a.all == 1 && !strcmp(a.title, "Pride & Prejudice"));
		a = ask(&cx, true, "PRIDE AND PREJUDICE JANE AUSTEN");
		EXPECT(a.n == 1 && a.all == 1 && !strcmp(a.title, "Pride & Prejudice"));
		a = ask(&cx, false,
			"pride prejudice zwetschge"); /* by its subtitle, answered without */
		EXPECT(a.n == 1 && !strcmp(a.title, "Pride & Prejudice"));
	}
}

TEST(the_id_of_an_own_book_leads_back_to_the_copy)
{
	struct ctx cx;

	for (int i = 0; each(&cx, &i);) {
		struct book_entry e = named("Tidal Almanac", "Mina Ebb"), again;
		struct book b = save(&cx, e);
		struct answer a = ask(&cx, false, "tidal almanac");

		EXPECT(strncmp(a.id, "work:", 5) == 0);
		again = named(a.title, "Mina Ebb");
		again.says.about.google_books_id = str_from(a.id);
		EXPECT(str_eq(save(&cx, again).id, b.id));
		a = ask(&cx, false, "tidal almanac");
		EXPECT(str_eq(str_from(a.id), again.says.about.google_books_id));
		e = named("Shore Birds", "Mina Ebb");
		e.says.about.isbn13 = S("9781032305691");
		save(&cx, e);
		EXPECT(!strcmp(ask(&cx, false, "shore birds").id, "isbn:9781032305691"));
		EXPECT(!strcmp(ask(&cx, false, "978-1-0323-0569-1").title, "Shore Birds"));
	}
}

TEST(with_no_room_each_search_reads_the_library_and_with_little_the_oldest_goes)
{
	struct ctx cx;

	for (int i = 0; each_with(&cx, &i, 0);) {
		struct own_books_counts n;

		add(&cx, "Tidal Almanac", "Mina Ebb");
		EXPECT(finds(&cx, "tidal almanac", "Tidal Almanac"));
		EXPECT(finds(&cx, "tidal almanac", "Tidal Almanac"));
		n = own_books_count(cx.app->own_books);
		EXPECT(n.whole == 4 && n.kept == 0 && n.libraries == 0 && n.bytes == 0);
		own_books_close(cx.app->own_books);
		cx.app->own_books = own_books_open(OWN_BOOKS_BYTES);
		finds(&cx, "tidal almanac", "Tidal Almanac");
		n = own_books_count(cx.app->own_books);
		own_books_close(cx.app->own_books);
		cx.app->own_books = own_books_open(n.bytes * 5 / 2); /* two of three */
		for (int k = 0; k < 3; k++) {
			char who[] = { 'k', (char)('0' + k), '@', 'b', '\0' };

			t_be(&cx, who);
			add(&cx, "Tidal Almanac", "Mina Ebb");
			EXPECT(finds(&cx, "tidal almanac", "Tidal Almanac"));
		}
		n = own_books_count(cx.app->own_books);
		EXPECT(n.libraries == 2 && n.whole == 3);
		t_be(&cx, "k0@b");
		EXPECT(finds(&cx, "tidal almanac", "Tidal Almanac"));
		EXPECT(own_books_count(cx.app->own_books).whole == 4);
	}
}

TEST(a_large_library_waits_for_the_pool_and_many_changes_have_it_read_again)
{
	struct ctx cx;

	for (int i = 0; each(&cx, &i);) {
		struct book_entry *e = arena_new(&cx.arena, struct book_entry, 2100);
		struct book_saved *saved = arena_new(&cx.arena, struct book_saved, 2100);
		struct ctx one = ctx_make(cx.app);
		struct own_books_counts n;
		struct catalogue *c;
		bool later;

		for (size_t k = 0; k < 2100; k++)
			e[k] = named(str_fmt(&cx.arena, "Ledger %zu", k).p, "Jan Sluis");
		EXPECT(library_book_save_all(&cx, e, saved, 2100) == OK);
		one.db = cx.db;
		one.actor = cx.actor;
		EXPECT(own_books_catalogue(&one, true, &later, &c) == OK && later);
		ctx_end(&one);
		EXPECT(ask(&cx, false, "ledger 2099").n > 0);
		for (size_t k = 0; k < 300; k++)
			e[k] = named(str_fmt(&cx.arena, "Diary %zu", k).p, "Jan Sluis");
		EXPECT(library_book_save_all(&cx, e, saved, 100) == OK);
		EXPECT(ask(&cx, false, "diary 99").n > 0);
		n = own_books_count(cx.app->own_books);
		EXPECT(n.whole == 1 && n.changed == 1);
		EXPECT(library_book_save_all(&cx, e + 100, saved, 200) == OK);
		EXPECT(ask(&cx, false, "diary 299").n > 0);
		n = own_books_count(cx.app->own_books);
		EXPECT(n.whole == 2 && n.changed == 1);
	}
}

struct asker {
	struct app *app;
	struct actor actor;
	int found;
};

/* A request of its own, as often as it takes to meet others. */
static void *ask_often(void *arg)
{
	struct asker *a = arg;

	for (int i = 0; i < 40; i++) {
		struct ctx cx = ctx_make(a->app);

		cx.actor = a->actor;
		CHECK(db_lend(&cx, a->app->dbs) == OK);
		a->found += ask(&cx, false, "tidal almanac ebb").n == 1;
		if (i % 8 == 0)
			add(&cx, str_fmt(&cx.arena, "Note %d of %p", i, arg).p, "Jan Sluis");
		db_give_back(&cx, a->app->dbs);
		ctx_end(&cx);
	}
	return NULL;
}

TEST(two_requests_of_one_person_ask_and_write_at_once)
{
	struct ctx cx = ctx_make(NULL);
	struct conf conf = { .data_dir = t_folder(&cx),
			     .env = S("development"),
			     .database_connections = 4,
			     .hashes_at_once = 1 };
	struct asker a[3];
	pthread_t t[3];
	struct app *app;

	CHECK(app_open(&cx, &conf, &app) == OK && db_lend(&cx, app->dbs) == OK);
	t_be(&cx, "a@b.c");
	add(&cx, "Tidal Almanac", "Mina Ebb");
	for (int i = 0; i < 3; i++) {
		a[i] = (struct asker){ .app = app, .actor = cx.actor };
		CHECK(pthread_create(&t[i], NULL, ask_often, &a[i]) == 0);
	}
	for (int i = 0; i < 3; i++) {
		pthread_join(t[i], NULL);
		EXPECT(a[i].found == 40);
	}
	db_give_back(&cx, app->dbs);
	app_close(app);
	ctx_end(&cx);
}
