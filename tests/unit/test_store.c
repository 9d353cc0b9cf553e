/* test_store.c - the statements, the schema and the database when it fails. */
#include "t.h"

#include "base/crypto.h"
#include "base/embed.h"
#include "db/db_script.h"
#include "library/books.h"
#include "library/users.h"
#include "store/users.h"

#include <stdio.h>
#include <string.h>

TEST(sql_every_statement_prepares_on_every_engine)
{
	struct ctx cx;

	for (int i = 0; t_each_db(&cx, &i);)
		for (size_t f = 0; f < store_sets_n; f++)
			for (size_t s = 0; s < store_sets[f]->n; s++)
				if (db_prepare(&cx, &store_sets[f]->stmts[s]))
					t_fail(__FILE__, __LINE__, cx.err_text.p);
}

TEST(migrate_a_second_time_does_nothing)
{
	struct ctx cx;
	int applied;

	for (int i = 0; t_each_db(&cx, &i);)
		EXPECT(db_migrate(&cx, &applied) == OK && applied == 0);
}

TEST(migrate_refuses_a_database_that_is_newer_or_was_migrated_otherwise)
{
	struct ctx cx;
	int applied;

	for (int i = 0; t_each_db(&cx, &i);) {
		EXPECT(db_exec(&cx,
			       "UPDATE schema_migrations SET digest = 'x' WHERE version = 1") ==
		       OK);
		EXPECT(db_migrate(&cx, &applied) == ERR_CONFIG);
	}
	for (int i = 0; t_each_db(&cx, &i);) {
		EXPECT(db_exec(&cx,
			       "INSERT INTO schema_migrations VALUES (999, 'future', 'x', 0)") ==
		       OK);
		EXPECT(db_migrate(&cx, &applied) == ERR_CONFIG && strstr(cx.err_text.p, "newer"));
	}
}

TEST(db_transaction_left_open_is_rolled_back_when_given_back)
{
	struct ctx cx = ctx_make(NULL);
	str folder = t_folder(&cx);
	struct db_pool *p;
	struct user u = { .id = S("a"), .email = S("a@b"), .username = S("a"), .created_ms = 1 };
	bool found;
	int applied;

	p = db_pool_open(str_fmt(&cx.arena, "sqlite:" STR_FMT "/x.db", STR_ARG(folder)), 2, true);
	EXPECT(db_lend(&cx, p) == ERR_UNAVAILABLE); /* its folder is not there */
	p = (db_pool_close(p), db_pool_open(S("sqlite::memory:"), 1, true));
	EXPECT(db_lend(&cx, p) == OK && db_migrate(&cx, &applied) == OK && db_begin(&cx) == OK);
	EXPECT(store_user_add(&cx, &u, &found) == OK && found);
	db_give_back(&cx, p);
	EXPECT(db_lend(&cx, p) == OK && store_user_find(&cx, S("a@b"), &u, &found) == OK && !found);
	db_give_back(&cx, p);
	db_pool_close(p);
	ctx_end(&cx);
}

TEST(db_foreign_keys_are_enforced)
{
	struct ctx cx;

	for (int i = 0; t_each_db(&cx, &i);)
		EXPECT(db_exec(&cx,
			       "INSERT INTO user_books (id, user_id, book_id, title_key, shelf, status, source, loaned,"
			       " liked, reread, added_ms, updated_ms) VALUES ('a','b','c','t','read','','',0,0,0,1,1)") !=
		       OK);
}

static const struct val someone[] = { { .type = 's', .s = { "u1", 2 } },
				      { .type = 's', .s = { "a@b", 3 } },
				      { .type = 's', .s = { "a", 1 } },
				      { .type = 0 },
				      { .type = 'i', .i = 1 } };
static const struct val no_change[] = { { .type = 'i', .i = 0 } };

TEST(books_a_commit_that_fails_is_never_reported_as_saved)
{
	static const struct val id[] = { { .type = 's', .s = { "b1", 2 } } };
	struct ctx cx = ctx_make(NULL);
	struct book_entry entry = book_entry_make();
	struct book_saved saved = { .err = OK };
	const struct db_step steps[] = {
		{ "BEGIN", OK, 0, NULL },
		{ "user_find", OK, 1, someone },
		{ "changes_lock", OK, 1, no_change },
		{ "edition_by_fold", OK, 1, id },
		{ "book_by_edition", OK, 0, NULL },
		{ "book_by_title", OK, 0, NULL },
		{ "edition_fill", OK, 0, NULL },
		{ "change_add", OK, 0, NULL },
		{ "book_add", ERR_UNAVAILABLE, 0, NULL },
		{ "ROLLBACK", OK, 0, NULL },
	};

	cx.actor.email = S("a@b");
	cx.actor.username = S("a");
	entry.says.about.title = S("Emma");
	cx.db = db_script_make(steps, countof(steps));
	EXPECT(library_book_save(&cx, &entry, &saved) == ERR_UNAVAILABLE);
	EXPECT(db_script_left(cx.db) == 0);
	db_close(cx.db);
	ctx_end(&cx);
}

TEST(books_a_batch_whose_commit_fails_saves_nothing)
{
	struct ctx cx = ctx_make(NULL);
	struct book_saved saved = { .err = OK };
	const struct db_step steps[] = {
		{ "BEGIN", OK, 0, NULL },
		{ "user_find", OK, 1, someone },
		{ "changes_lock", OK, 1, no_change },
		{ "COMMIT", ERR_UNAVAILABLE, 0, NULL },
		{ "ROLLBACK", OK, 0, NULL },
	};

	cx.actor.email = S("a@b");
	cx.db = db_script_make(steps, countof(steps));
	EXPECT(library_book_save_all(&cx, NULL, &saved, 0) == ERR_UNAVAILABLE);
	EXPECT(db_script_left(cx.db) == 0);
	db_close(cx.db);
	ctx_end(&cx);
}
