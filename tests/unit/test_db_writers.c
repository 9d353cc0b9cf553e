/* test_db_writers.c - several threads that write to one SQLite file: in turn, and not by sleeping until they are lucky. */
#include "t.h"

#include "db/db_pool.h"
#include "store/changes.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>

enum { THREADS = 6, ROUNDS = 60 };

struct room {
	struct db_pool *pool;
	atomic_int inside, together, failed;
};

static void *write_often(void *arg)
{
	struct room *r = arg;

	for (int i = 0; i < ROUNDS; i++) {
		struct ctx cx = ctx_make(NULL);

		if (db_lend(&cx, r->pool) || db_begin(&cx)) {
			atomic_fetch_add(&r->failed, 1);
		} else {
			atomic_fetch_add(&r->together, atomic_fetch_add(&r->inside, 1));
			if (db_exec(&cx, "UPDATE n SET v = v + 1"))
				atomic_fetch_add(&r->failed, 1);
			atomic_fetch_sub(&r->inside, 1);
			if (i % 3 == 0)
				db_rollback(&cx);
			else if (i % 3 == 1 && db_commit(&cx))
				atomic_fetch_add(&r->failed, 1);
		} /* every third is left open, and rolled back when the connection is given back */
		db_give_back(&cx, r->pool);
		ctx_end(&cx);
	}
	return NULL;
}

static const struct sql value = { "value", "", "i", "SELECT v FROM n", NULL };

TEST(db_writers_of_one_process_take_turns_on_sqlite)
{
	struct ctx cx = ctx_make(NULL);
	str folder = t_folder(&cx);
	struct room r = { .failed = 0 };
	pthread_t threads[THREADS];
	struct rows rows;

	CHECK(mkdir(folder.p, 0700) == 0);
	r.pool = db_pool_open(str_fmt(&cx.arena, "sqlite:" STR_FMT "/x.db", STR_ARG(folder)), 8,
			      true);
	EXPECT(db_lend(&cx, r.pool) == OK);
	EXPECT(db_exec(&cx, "CREATE TABLE n (v BIGINT); INSERT INTO n VALUES (0)") == OK);
	for (int i = 0; i < THREADS; i++)
		CHECK(pthread_create(&threads[i], NULL, write_often, &r) == 0);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	EXPECT(atomic_load(&r.together) == 0 && atomic_load(&r.failed) == 0);
	EXPECT(db_query(&cx, &value, NO_ARGS, &rows) == OK);
	EXPECT(row_i64(&rows, 0, 0) == THREADS * ROUNDS / 3);
	db_give_back(&cx, r.pool);
	db_pool_close(r.pool);
	ctx_end(&cx);
}

/* What is for the server's planner only must not wait for those who write to a file. */
TEST(measuring_the_tables_waits_for_no_writer_of_sqlite)
{
	struct ctx writer = ctx_make(NULL), cx = ctx_make(NULL);
	str url = str_fmt(&cx.arena, "sqlite:" STR_FMT ".db", STR_ARG(t_folder(&cx)));
	int steps;

	EXPECT(db_open(&writer, url, &writer.db) == OK && db_migrate(&writer, &steps) == OK);
	EXPECT(db_open(&cx, url, &cx.db) == OK && db_begin(&writer) == OK);
	EXPECT(db_exec(&writer, "UPDATE users SET bio = 'busy'") == OK);
	EXPECT(store_measure(&cx) == OK);
	db_rollback(&writer);
	db_close(cx.db);
	db_close(writer.db);
	ctx_end(&writer);
	ctx_end(&cx);
}

/* The connection that was lent is there again whatever becomes of the transaction, and sees what was committed. */
TEST(db_writes_of_a_pool_are_read_by_the_connection_that_was_lent)
{
	struct ctx cx = ctx_make(NULL);
	str folder = t_folder(&cx);
	struct db_pool *pool;
	struct rows rows;
	struct db *lent;

	CHECK(mkdir(folder.p, 0700) == 0);
	pool = db_pool_open(str_fmt(&cx.arena, "sqlite:" STR_FMT "/x.db", STR_ARG(folder)), 2,
			    true);
	EXPECT(db_lend(&cx, pool) == OK);
	lent = cx.db;
	EXPECT(db_exec(&cx, "CREATE TABLE n (v BIGINT); INSERT INTO n VALUES (0)") == OK);
	for (int i = 1; i <= 4; i++) {
		EXPECT(db_begin(&cx) == OK && db_exec(&cx, "UPDATE n SET v = v + 1") == OK);
		EXPECT(db_query(&cx, &value, NO_ARGS, &rows) == OK);
		EXPECT(row_i64(&rows, 0, 0) == i / 2 + 1); /* its own, before the commit */
		if (i % 2)
			EXPECT(db_commit(&cx) == OK);
		else
			db_rollback(&cx);
		EXPECT(cx.db == lent && db_query(&cx, &value, NO_ARGS, &rows) == OK);
		EXPECT(row_i64(&rows, 0, 0) == (i + 1) / 2);
	}
	db_give_back(&cx, pool);
	db_pool_close(pool);
	ctx_end(&cx);
}
