/* test_db.c - transactions and connections, on every engine and on one that fails as told. */
#include "t.h"

#include "db/db_script.h"
#include "store/store.h"
#include "store/users.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct adding {
	int runs;
	str email;
	enum err then;
};

static enum err add_somebody(struct ctx *cx, void *arg)
{
	struct adding *a = arg;
	struct user u = { .id = S("00000000-0000-7000-8000-000000000001"),
			  .email = a->email,
			  .username = a->email,
			  .created_ms = 1 };
	bool added;
	enum err e;

	a->runs++;
	if ((e = store_user_add(cx, &u, &added)))
		return e;
	cx->actor.user_id = u.id;
	return a->then ? fail(cx, a->then, "told to fail") : OK;
}

static bool is_there(struct ctx *cx, str email)
{
	struct user u;
	bool found;

	EXPECT(store_user_find(cx, email, &u, &found) == OK);
	return found;
}

TEST(db_transaction_is_saved_whole_or_not_at_all)
{
	struct ctx cx;

	for (int i = 0; t_each_db(&cx, &i);) {
		struct adding fails = { 0, S("a@b"), ERR_NOT_FOUND }, works = { 0, S("c@d"), OK };

		EXPECT(db_transaction(&cx, add_somebody, &fails) == ERR_NOT_FOUND);
		EXPECT(fails.runs == 1 && !is_there(&cx, S("a@b")) && !cx.actor.user_id.n);
		EXPECT(db_transaction(&cx, add_somebody, &works) == OK);
		EXPECT(works.runs == 1 && is_there(&cx, S("c@d")) && cx.actor.user_id.n);
	}
}

TEST(db_a_file_that_is_no_database_or_cannot_be_written_is_named_and_no_sql_is)
{
	struct ctx cx = ctx_make(NULL);
	str path = str_fmt(&cx.arena, STR_FMT ".db", STR_ARG(t_folder(&cx)));
	str url = str_fmt(&cx.arena, "sqlite:" STR_FMT, STR_ARG(path));
	FILE *f = fopen(path.p, "wb");

	EXPECT(f && fprintf(f, "%0600d", 0) == 600 && fclose(f) == 0);
	EXPECT(db_open(&cx, url, &cx.db) == ERR_IO && !cx.db);
	EXPECT(strstr(cx.err_text.p, path.p) && !strstr(cx.err_text.p, "PRAGMA"));
	EXPECT(unlink(path.p) == 0 && mkdir(path.p, 0700) == 0);
	EXPECT(db_open(&cx, url, &cx.db) != OK && !cx.db);
	EXPECT(strstr(cx.err_text.p, path.p) && !strstr(cx.err_text.p, "PRAGMA"));
	EXPECT(rmdir(path.p) == 0);
	ctx_end(&cx);
}

TEST(db_a_text_with_a_nul_is_refused_by_every_engine)
{
	struct ctx cx;
	struct user u;
	bool found;

	for (int i = 0; t_each_db(&cx, &i);)
		EXPECT(store_user_find(&cx, S("a\0b"), &u, &found) == ERR_INVALID);
}

static const struct val an_id[] = { { .type = 's', .s = { "1", 1 } } };

TEST(db_transaction_is_run_again_when_it_made_way_for_another)
{
	struct ctx cx = ctx_make(NULL);
	struct adding a = { 0, S("a@b"), OK };
	const struct db_step steps[] = {
		{ "BEGIN", OK },
		{ "user_add", ERR_UNAVAILABLE, .again = true },
		{ "ROLLBACK", OK },
		{ "BEGIN", OK },
		{ "user_add", OK, 1, an_id },
		{ "user_own", OK },
		{ "COMMIT", ERR_UNAVAILABLE, .again = true },
		{ "ROLLBACK", OK },
		{ "BEGIN", OK },
		{ "user_add", OK, 1, an_id },
		{ "user_own", OK },
		{ "COMMIT", OK },
	};

	cx.db = db_script_make(steps, countof(steps));
	EXPECT(db_transaction(&cx, add_somebody, &a) == OK && a.runs == 3);
	EXPECT(cx.err == OK && cx.actor.user_id.n && db_script_left(cx.db) == 0);
	db_close(cx.db);
	ctx_end(&cx);
}

TEST(db_transaction_that_always_makes_way_ends_after_five_runs)
{
	struct ctx cx = ctx_make(NULL);
	struct adding a = { 0, S("a@b"), OK };
	struct db_step steps[15];

	for (size_t i = 0; i < 5; i++) {
		steps[i * 3] = (struct db_step){ "BEGIN", OK };
		steps[i * 3 + 1] = (struct db_step){ "user_add", ERR_UNAVAILABLE, .again = true };
		steps[i * 3 + 2] = (struct db_step){ "ROLLBACK", OK };
	}
	cx.db = db_script_make(steps, countof(steps));
	EXPECT(db_transaction(&cx, add_somebody, &a) == ERR_UNAVAILABLE && a.runs == 5);
	EXPECT(db_script_left(cx.db) == 0 && !cx.actor.user_id.n);
	db_close(cx.db);
	ctx_end(&cx);
}

TEST(db_transaction_that_fails_otherwise_is_run_once)
{
	struct ctx cx = ctx_make(NULL);
	struct adding a = { 0, S("a@b"), OK };
	const struct db_step steps[] = {
		{ "BEGIN", OK },    { "user_add", OK, 1, an_id },
		{ "user_own", OK }, { "COMMIT", ERR_UNAVAILABLE },
		{ "ROLLBACK", OK },
	};

	cx.db = db_script_make(steps, countof(steps));
	EXPECT(db_transaction(&cx, add_somebody, &a) == ERR_UNAVAILABLE && a.runs == 1);
	EXPECT(db_script_left(cx.db) == 0);
	db_close(cx.db);
	ctx_end(&cx);
}
