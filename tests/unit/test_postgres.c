/* test_postgres.c - PostgreSQL on its bad days: connections that end, commits without an answer, servers that restart. */
#include "t.h"

#include "db/db_pool.h"
#include "store/store.h"
#include "store/users.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char unknown[] = "it is not known whether the change was saved";

enum { PID, END, COUNT, PUT, TOUCH, PREPARED, READ };
static const struct sql sql[] = {
	[PID] = { "test_pid", "", "i", "SELECT pg_backend_pid()" },
	[END] = { "test_end", "i", "i", "SELECT pg_terminate_backend(CAST($1 AS INT), 5000)" },
	[COUNT] = { "test_count", "", "i", "SELECT COUNT(*) FROM things" },
	[PUT] = { "test_put", "i", "i", "INSERT INTO things VALUES ($1, 0) RETURNING id" },
	[TOUCH] = { "test_touch", "i", "",
		    "UPDATE things SET touched = touched + 1 WHERE id = $1" },
	[PREPARED] = { "test_prepared", "", "i", "SELECT COUNT(*) FROM pg_prepared_statements" },
	[READ] = { "test_read", "", "i", "SELECT touched FROM things ORDER BY id" },
};

static int64_t number(struct ctx *cx, int statement)
{
	struct rows r;

	EXPECT(db_query(cx, &sql[statement], NO_ARGS, &r) == OK && r.n);
	return r.n ? row_i64(&r, 0, 0) : -1;
}

static enum err put(struct ctx *cx, int64_t id)
{
	struct rows r;

	return db_query(cx, &sql[PUT], ARGS(V(id)), &r);
}

/* End the connection of cx from another, as an administrator does. */
static void end_connection(struct ctx *cx, str url)
{
	struct ctx other = ctx_make(NULL);
	int64_t pid = number(cx, PID);
	struct rows r;

	EXPECT(db_open(&other, url, &other.db) == OK);
	EXPECT(db_query(&other, &sql[END], ARGS(V(pid)), &r) == OK && row_i64(&r, 0, 0) == 1);
	db_close(other.db);
	ctx_end(&other);
}

static bool begin(struct ctx *cx, str *url)
{
	*cx = ctx_make(NULL);
	*url = t_postgres(cx);
	if (!url->n)
		return false;
	EXPECT(db_open(cx, *url, &cx->db) == OK);
	EXPECT(db_exec(cx,
		       "CREATE TABLE things (id BIGINT PRIMARY KEY, touched BIGINT NOT NULL)") ==
	       OK);
	return true;
}

static void end(struct ctx *cx)
{
	db_rollback(cx);
	db_close(cx->db);
	ctx_end(cx);
}

/* ---- connections that end ---- */

TEST(postgres_a_read_survives_the_end_of_its_connection)
{
	struct ctx cx;
	str url;

	if (!begin(&cx, &url))
		return;
	EXPECT(put(&cx, 1) == OK && number(&cx, COUNT) == 1);
	end_connection(&cx, url);
	EXPECT(number(&cx, COUNT) == 1 && cx.err == OK);
	EXPECT(number(&cx, COUNT) == 1);
	end(&cx);
}

TEST(postgres_a_transaction_begins_though_its_connection_ended_while_idle)
{
	struct ctx cx;
	str url;

	if (!begin(&cx, &url))
		return;
	end_connection(&cx, url);
	EXPECT(db_begin(&cx) == OK && put(&cx, 1) == OK && db_commit(&cx) == OK);
	EXPECT(number(&cx, COUNT) == 1);
	end(&cx);
}

TEST(postgres_a_write_alone_whose_connection_ended_is_not_repeated)
{
	struct ctx cx;
	str url;

	if (!begin(&cx, &url))
		return;
	EXPECT(put(&cx, 1) == OK); /* it is prepared */
	end_connection(&cx, url);
	EXPECT(put(&cx, 2) == ERR_UNAVAILABLE && strstr(cx.err_text.p, unknown));
	EXPECT(number(&cx, COUNT) == 1 && put(&cx, 3) == OK && number(&cx, COUNT) == 2);
	end(&cx);
}

TEST(postgres_a_transaction_whose_connection_ends_leaves_nothing)
{
	struct ctx cx;
	str url;

	if (!begin(&cx, &url))
		return;
	EXPECT(db_begin(&cx) == OK && put(&cx, 1) == OK);
	end_connection(&cx, url);
	EXPECT(put(&cx, 2) == ERR_UNAVAILABLE && !strstr(cx.err_text.p, unknown));
	EXPECT(put(&cx, 3) == ERR_UNAVAILABLE);
	db_rollback(&cx);
	EXPECT(number(&cx, COUNT) == 0);
	end(&cx);
}

TEST(postgres_the_pool_lends_no_connection_that_ended)
{
	struct ctx cx, other = ctx_make(NULL);
	struct db_pool *p;
	str url;

	if (!begin(&cx, &url))
		return;
	p = db_pool_open(url, 1, true);
	EXPECT(db_lend(&other, p) == OK && put(&other, 1) == OK);
	end_connection(&other, url);
	db_give_back(&other, p);
	EXPECT(db_pool_up(&other, p));
	EXPECT(db_lend(&other, p) == OK &&
	       put(&other, 2) == OK); /* a write alone would not be repeated */
	EXPECT(number(&cx, COUNT) == 2);
	db_give_back(&other, p);
	db_pool_close(p);
	ctx_end(&other);
	end(&cx);
}

/* ---- commits ---- */

static const char ends_at_commit[] =
	"CREATE FUNCTION end_me() RETURNS trigger LANGUAGE plpgsql AS"
	" 'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END';"
	" CREATE CONSTRAINT TRIGGER ends AFTER INSERT ON things DEFERRABLE INITIALLY DEFERRED"
	" FOR EACH ROW EXECUTE FUNCTION end_me()";

static enum err put_one(struct ctx *cx, void *runs)
{
	++*(int *)runs;
	return put(cx, 1);
}

TEST(postgres_a_commit_without_an_answer_is_never_reported_as_saved)
{
	struct ctx cx;
	int runs = 0;
	str url;

	if (!begin(&cx, &url))
		return;
	EXPECT(db_exec(&cx, ends_at_commit) == OK);
	EXPECT(db_transaction(&cx, put_one, &runs) == ERR_UNAVAILABLE && runs == 1);
	EXPECT(strstr(cx.err_text.p, unknown) != NULL);
	EXPECT(number(&cx, COUNT) == 0);
	end(&cx);
}

TEST(postgres_a_transaction_with_an_error_in_it_is_not_reported_as_saved)
{
	struct ctx cx;
	str url;

	if (!begin(&cx, &url))
		return;
	EXPECT(put(&cx, 1) == OK && db_begin(&cx) == OK && put(&cx, 2) == OK);
	EXPECT(put(&cx, 1) == ERR_CONFLICT);
	EXPECT(put(&cx, 3) == ERR_CONFLICT); /* PostgreSQL does nothing more in it */
	EXPECT(db_commit(&cx) == ERR_CONFLICT);
	EXPECT(number(&cx, COUNT) == 1);
	end(&cx);
}

/* ---- transactions that meet ---- */

/* The first run breaks the key of a row it could not see; the second sees it. */
static enum err put_unless_there(struct ctx *cx, void *runs)
{
	return ++*(int *)runs == 1 ? put(cx, 1) : put(cx, 2);
}

TEST(postgres_a_lost_race_for_a_key_is_run_once_more)
{
	struct ctx cx;
	int runs = 0;
	str url;

	if (!begin(&cx, &url))
		return;
	EXPECT(put(&cx, 1) == OK);
	EXPECT(db_transaction(&cx, put_unless_there, &runs) == OK && runs == 2);
	runs = 0;
	EXPECT(db_transaction(&cx, put_one, &runs) == ERR_CONFLICT && runs == 2);
	end(&cx);
}

struct meeting {
	str url;
	int64_t first, second;
	pthread_barrier_t *both;
	int runs;
	enum err e;
};

static enum err touch(struct ctx *cx, int64_t id)
{
	struct rows r;

	return db_query(cx, &sql[TOUCH], ARGS(V(id)), &r);
}

static enum err touch_both(struct ctx *cx, void *arg)
{
	struct meeting *m = arg;
	enum err e;

	if ((e = db_exec(cx, "SET LOCAL deadlock_timeout = '20ms'")) || (e = touch(cx, m->first)))
		return e;
	if (m->runs++ == 0)
		pthread_barrier_wait(m->both);
	return touch(cx, m->second);
}

static void *meet(void *arg)
{
	struct meeting *m = arg;
	struct ctx cx = ctx_make(NULL);

	if (!(m->e = db_open(&cx, m->url, &cx.db)))
		m->e = db_transaction(&cx, touch_both, m);
	db_close(cx.db);
	ctx_end(&cx);
	return NULL;
}

TEST(postgres_of_two_in_a_deadlock_both_succeed)
{
	struct ctx cx;
	struct meeting a, b;
	pthread_barrier_t both;
	pthread_t thread;
	struct rows r;
	str url;

	if (!begin(&cx, &url))
		return;
	EXPECT(put(&cx, 1) == OK && put(&cx, 2) == OK);
	pthread_barrier_init(&both, NULL, 2);
	a = (struct meeting){ url, 1, 2, &both, 0, OK };
	b = (struct meeting){ url, 2, 1, &both, 0, OK };
	EXPECT(pthread_create(&thread, NULL, meet, &a) == 0);
	meet(&b);
	pthread_join(thread, NULL);
	pthread_barrier_destroy(&both);
	EXPECT(a.e == OK && b.e == OK && a.runs + b.runs == 3);
	EXPECT(db_query(&cx, &sql[READ], NO_ARGS, &r) == OK && row_i64(&r, 0, 0) == 2 &&
	       row_i64(&r, 1, 0) == 2);
	end(&cx);
}

/* ---- what errors mean ---- */

TEST(postgres_an_error_is_told_by_its_code)
{
	static const struct {
		const char *state;
		enum err err;
	} cases[] = {
		{ "23505", ERR_CONFLICT },    { "40001", ERR_UNAVAILABLE },
		{ "40P01", ERR_UNAVAILABLE }, { "53100", ERR_NO_SPACE },
		{ "53200", ERR_UNAVAILABLE }, { "53300", ERR_UNAVAILABLE },
		{ "26000", ERR_UNAVAILABLE }, { "42P05", ERR_UNAVAILABLE },
		{ "57014", ERR_UNAVAILABLE }, { "23503", ERR_INTERNAL },
		{ "XX000", ERR_INTERNAL },
	};
	struct ctx cx;
	char text[128];
	str url;

	if (!begin(&cx, &url))
		return;
	for (size_t i = 0; i < countof(cases); i++) {
		snprintf(text, sizeof text,
			 "DO 'BEGIN RAISE EXCEPTION ''secret'' USING ERRCODE = ''%s''; END'",
			 cases[i].state);
		EXPECT(db_exec(&cx, text) == cases[i].err);
		EXPECT(cases[i].err == ERR_INTERNAL || !strstr(cx.err_text.p, "secret"));
		EXPECT(number(&cx, COUNT) == 0);
	}
	end(&cx);
}

TEST(postgres_a_changed_schema_is_met_with_statements_prepared_anew)
{
	static const struct sql names[] = { { "test_names", "", "s", "SELECT name FROM named" } };
	struct ctx cx;
	struct rows r;
	str url;

	if (!begin(&cx, &url))
		return;
	EXPECT(db_exec(&cx,
		       "CREATE TABLE named (name VARCHAR(9)); INSERT INTO named VALUES ('x')") ==
	       OK);
	EXPECT(db_query(&cx, &names[0], NO_ARGS, &r) == OK);
	EXPECT(db_exec(&cx, "ALTER TABLE named ALTER name TYPE TEXT") == OK);
	EXPECT(db_query(&cx, &names[0], NO_ARGS, &r) == OK && r.n == 1);
	EXPECT_STR(row_str(&r, 0, 0), "x");
	end(&cx);
}

/* ---- without names ---- */

TEST(postgres_without_names_the_session_keeps_nothing)
{
	struct ctx cx;
	struct user u = { .id = S("00000000-0000-7000-8000-000000000001"),
			  .email = S("a@b"),
			  .username = S("a"),
			  .created_ms = 1 };
	int applied;
	bool yes;
	str url;

	if (!begin(&cx, &url))
		return;
	EXPECT(number(&cx, PREPARED) == 1); /* that one itself */
	db_close(cx.db);
	EXPECT(db_open(&cx, url, &cx.db) == OK);
	db_unnamed(cx.db);
	EXPECT(db_migrate(&cx, &applied) == OK && applied > 0);
	EXPECT(db_begin(&cx) == OK && store_user_add(&cx, &u, &yes) == OK && yes);
	EXPECT(db_commit(&cx) == OK);
	EXPECT(store_user_find(&cx, S("a@b"), &u, &yes) == OK && yes && u.created_ms == 1);
	EXPECT_STR(u.id, "00000000-0000-7000-8000-000000000001");
	EXPECT(number(&cx, PREPARED) == 0);
	end(&cx);
}

/* ---- values ---- */

TEST(postgres_values_come_back_as_they_went)
{
	static const struct sql q[] = {
		{ "test_values", "iidSBs", "iiidSbsiiidS",
		  "SELECT $1, $2, CAST(-7 AS INT), $3, $4, $5, CAST($6 AS UUID), CAST(-2 AS SMALLINT), 1 = 1, 1 = 2,"
		  " CAST(0.5 AS REAL), NULL" },
	};
	struct ctx cx;
	struct rows r;
	str id = S("0190a4c5-7f00-7abc-8def-0123456789ab"), url;
	struct val bytes = { .type = 'b', .s = { "a\0\xff", 3 } };

	if (!begin(&cx, &url))
		return;
	for (int named = 1; named >= 0; named--) {
		EXPECT(db_query(&cx, &q[0],
				ARGS(V(INT64_MIN), V(INT64_MAX), V(-1.25e-300),
				     V(S("z\xc3\xbc'\"\\")), bytes, V(id)),
				&r) == OK);
		EXPECT(r.n == 1 && row_i64(&r, 0, 0) == INT64_MIN &&
		       row_i64(&r, 0, 1) == INT64_MAX);
		EXPECT(row_i64(&r, 0, 2) == -7 && row_f64(&r, 0, 3) == -1.25e-300);
		EXPECT_STR(row_str(&r, 0, 4), "z\xc3\xbc'\"\\");
		EXPECT(r.cells[5].type == 'b' && r.cells[5].s.n == 3 &&
		       memcmp(r.cells[5].s.p, "a\0\xff", 3) == 0);
		EXPECT(str_eq(row_str(&r, 0, 6), id) && row_i64(&r, 0, 7) == -2);
		EXPECT(row_i64(&r, 0, 8) == 1 && row_i64(&r, 0, 9) == 0 &&
		       row_f64(&r, 0, 10) == 0.5);
		EXPECT(row_null(&r, 0, 11));
		db_close(cx.db);
		EXPECT(db_open(&cx, url, &cx.db) == OK);
		db_unnamed(cx.db);
	}
	end(&cx);
}

/* ---- addresses ---- */

static void expect_refused(struct ctx *cx, str url, enum err want, const char *says)
{
	struct db *db;

	EXPECT(db_open(cx, url, &db) == want);
	if (!strstr(cx->err_text.p, says))
		t_expect_str(__FILE__, __LINE__, cx->err_text, says);
	EXPECT(!strstr(cx->err_text.p, "se%cret") && !strstr(cx->err_text.p, "se@cret") &&
	       !strstr(cx->err_text.p, "cret"));
	ctx_forgive(cx);
}

TEST(postgres_what_cannot_be_opened_is_said_without_the_password)
{
	const char *folder = getenv("BOOKSHELF_TEST_POSTGRES_DIR");
	struct ctx cx;
	str url;

	if (!begin(&cx, &url))
		return;
	EXPECT(db_exec(&cx,
		       "DROP ROLE IF EXISTS guarded; CREATE ROLE guarded LOGIN PASSWORD 'right'") ==
	       OK);
	expect_refused(
		&cx,
		str_fmt(&cx.arena, "postgresql://guarded:se%%40cret@/postgres?host=%s", folder),
		ERR_UNAVAILABLE, "password authentication failed");
	expect_refused(
		&cx, str_fmt(&cx.arena, "postgres://bookshelf:se%%40cret@/nowhere?host=%s", folder),
		ERR_UNAVAILABLE, "\"nowhere\" does not exist");
	expect_refused(&cx, S("postgres://bookshelf:se%40cret@127.0.0.1:1/x"), ERR_UNAVAILABLE,
		       "cannot be reached");
	expect_refused(&cx, S("postgres://bookshelf:se@cret@127.0.0.1:1/x"), ERR_CONFIG, "%40");
	expect_refused(&cx, S("postgres://bookshelf:se/cret@127.0.0.1:1/x"), ERR_CONFIG, "%2F");
	expect_refused(&cx, S("postgres://bookshelf:se%cret@127.0.0.1:1/x"), ERR_CONFIG,
		       "DATABASE_URL");
	expect_refused(&cx, S("mysql://bookshelf:se%40cret@127.0.0.1:1/x"), ERR_CONFIG,
		       "postgres://");
	EXPECT(db_exec(&cx, "DROP ROLE guarded") == OK);
	end(&cx);
}

/* ---- servers that restart ---- */

static void server(const char *how)
{
	char command[256];

	snprintf(command, sizeof command, "tools/run-postgres %s %s >/dev/null", how,
		 getenv("BOOKSHELF_TEST_POSTGRES_DIR"));
	EXPECT(system(command) == 0);
}

static bool comes_back(struct ctx *cx, struct db_pool *p)
{
	const struct timespec moment = { 0, 20000000 };

	for (int i = 0; i < 250; i++) {
		if (db_pool_up(cx, p))
			return true;
		nanosleep(&moment, NULL);
	}
	return false;
}

TEST(postgres_an_outage_is_told_at_once_and_its_end_is_noticed)
{
	static const char *const ways[] = { "stop", "kill" };
	struct ctx cx, mine = ctx_make(NULL);
	struct db_pool *p;
	str url;

	if (!begin(&cx, &url))
		return;
	p = db_pool_open(url, 2, true);
	EXPECT(db_lend(&mine, p) == OK && put(&mine, 0) == OK);
	for (size_t i = 0; i < countof(ways); i++) {
		EXPECT(db_begin(&mine) == OK && put(&mine, 10) == OK);
		server(ways[i]);
		EXPECT(db_commit(&mine) == ERR_UNAVAILABLE);
		db_give_back(&mine, p);
		EXPECT(!db_pool_up(&mine, p) && mine.err == OK);
		EXPECT(db_lend(&mine, p) == ERR_UNAVAILABLE && !mine.db);
		EXPECT(!strstr(mine.err_text.p, "/"));
		server("start");
		EXPECT(comes_back(&mine, p) && db_lend(&mine, p) == OK);
		EXPECT(put(&mine, (int64_t)i + 1) == OK && number(&mine, COUNT) == (int64_t)i + 2);
	}
	db_give_back(&mine, p);
	db_pool_close(p);
	ctx_end(&mine);
	end(&cx);
}
