/* test_db_writers.c - several threads that write to one SQLite file: in turn, and not by sleeping until they are lucky. */
#include "t.h"

#include "db/db_pool.h"

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
