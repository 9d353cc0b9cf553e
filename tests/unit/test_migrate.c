/* test_migrate.c - the schema up and back, cut off, raced for, copied before, and held against itself. */
#include "t.h"

#include "base/crypto.h"
#include "db/db_pool.h"
#include "db/migrate.h"
#include "db/schema.h"

#include <fcntl.h>
#include <glob.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define MIGRATION(name, text) \
	{ \
		name, text, sizeof(text) - 1 \
	}
#define LIST(items) ((struct migration_list){ items, countof(items) })

static const struct embedded small[] = {
	MIGRATION("0001_a.sql",
		  "CREATE TABLE a (id @uuid PRIMARY KEY, n BIGINT NOT NULL DEFAULT 7);\n"
		  "-- way back\nDROP TABLE a;\n"),
	MIGRATION(
		"0002_b.sql",
		"CREATE TABLE b (id @uuid PRIMARY KEY);\n"
		"INSERT INTO a (id) VALUES ('00000000-0000-7000-8000-000000000001');\n"
		"-- way back\n-- loses rows of a: they came with b\nDELETE FROM a;\nDROP TABLE b;\n"),
};

static str schema_of(struct ctx *cx)
{
	str s = S("");

	EXPECT(db_schema(cx, &s) == OK);
	return s;
}

static int64_t rows_of(struct ctx *cx, const char *table)
{
	struct table_counts counts;

	EXPECT(db_count_rows(cx, &counts) == OK);
	for (size_t i = 0; i < counts.n; i++)
		if (str_eq(counts.items[i].table, str_from(table)))
			return counts.items[i].rows;
	return -1;
}

/* Bring an open database to nothing, so that a list of the test's own can run. */
static void empty(struct ctx *cx)
{
	int steps;

	EXPECT(migrate_back(cx, migration_list_own(), 0, NULL, &steps) == OK);
	EXPECT(steps == (int)migrations_n);
}

static void open_file(struct ctx *cx, str path)
{
	*cx = ctx_make(NULL);
	EXPECT(db_open(cx, str_fmt(&cx->arena, "sqlite:" STR_FMT, STR_ARG(path)), &cx->db) == OK);
}

static void close_file(struct ctx *cx)
{
	db_rollback(cx);
	db_close(cx->db);
	ctx_end(cx);
}

static str new_file(struct ctx *cx)
{
	str folder = t_folder(cx);

	EXPECT(mkdir(folder.p, 0700) == 0);
	return str_fmt(&cx->arena, STR_FMT "/x.db", STR_ARG(folder));
}

static str verdict(struct ctx *cx)
{
	struct buf b = buf_make(&cx->arena, 1 << 20);

	EXPECT(migrate_verify(cx, migration_list_own(), &b) == OK);
	return b.n ? buf_str(&b) : S("");
}

TEST(migrate_every_file_has_its_number_and_a_way_back)
{
	for (size_t i = 0; i < migrations_n; i++) {
		char number[32];

		snprintf(number, sizeof number, "%04zu_", i + 1);
		EXPECT(strncmp(migrations[i].name, number, 5) == 0);
		EXPECT(migration_way_up(&migrations[i]).n > 0);
		EXPECT(migration_way_back(&migrations[i]).n > 0);
	}
}

TEST(migrate_the_first_still_has_the_digest_of_the_days_without_a_way_back)
{
	struct ctx cx = ctx_make(NULL);

	EXPECT_STR(crypto_digest_hex(&cx.arena, migration_way_up(&migrations[0])),
		   "94497fa8c171286a1f83de2c8ed44eca4d3a0832597781c9cdcb0358b5490116");
	ctx_end(&cx);
}

TEST(migrate_back_and_up_again_step_by_step_gives_the_same_schemas)
{
	struct ctx cx;
	int steps;

	for (int i = 0; t_each_db(&cx, &i);) {
		str *at = arena_new(&cx.arena, str, migrations_n + 1);

		for (int64_t v = (int64_t)migrations_n; v >= 0; v--) {
			EXPECT(migrate_back(&cx, migration_list_own(), v, NULL, &steps) == OK);
			at[v] = schema_of(&cx);
		}
		EXPECT_STR(at[0], "");
		for (int64_t v = 1; v <= (int64_t)migrations_n; v++) {
			EXPECT(migrate_up(&cx, migration_list_own(), v, NULL, &steps) == OK &&
			       steps == 1);
			EXPECT_STR(schema_difference(&cx.arena, at[v], schema_of(&cx)), "");
		}
	}
}

TEST(migrate_back_and_up_again_keeps_what_the_older_schema_can_hold)
{
	struct ctx cx;
	int steps;

	for (int i = 0; t_each_db(&cx, &i);) {
		str before = schema_of(&cx);

		t_seed(&cx);
		EXPECT(migrate_back(&cx, migration_list_own(), 1, NULL, &steps) == OK);
		EXPECT(rows_of(&cx, "users") == 2 && rows_of(&cx, "books") == 3);
		EXPECT(rows_of(&cx, "user_books") == 3 && rows_of(&cx, "friends") == -1);
		EXPECT(migrate_up(&cx, migration_list_own(), (int64_t)migrations_n, NULL, &steps) ==
		       OK);
		EXPECT(rows_of(&cx, "users") == 2 && rows_of(&cx, "books") == 3);
		EXPECT(rows_of(&cx, "user_books") == 3 && rows_of(&cx, "changes") == 3);
		EXPECT(rows_of(&cx, "library_memberships") == 2 && rows_of(&cx, "loans") == 0);
		EXPECT_STR(schema_difference(&cx.arena, before, schema_of(&cx)), "");
	}
}

TEST(schema_of_every_engine_reads_the_same)
{
	struct ctx cx, lite = ctx_make(NULL);
	int applied;

	EXPECT(db_open(&lite, S("sqlite::memory:"), &lite.db) == OK &&
	       db_migrate(&lite, &applied) == OK);
	for (int i = 0; t_each_db(&cx, &i);)
		EXPECT_STR(schema_difference(&cx.arena, schema_of(&lite), schema_of(&cx)), "");
	close_file(&lite);
}

TEST(schema_tells_tables_columns_keys_references_and_checks)
{
	struct ctx cx;

	for (int i = 0; t_each_db(&cx, &i);) {
		str s = schema_of(&cx);

		EXPECT(strstr(s.p, "table loans\n  column user_id text not null\n"));
		EXPECT(strstr(s.p, "  column keep_photos int not null default 1\n"));
		EXPECT(strstr(s.p, "  column rating real\n"));
		EXPECT(strstr(s.p, "  primary key user_id, scan_id, spine, candidate\n"));
		EXPECT(strstr(s.p, "  unique email\n"));
		EXPECT(strstr(
			s.p,
			"  unique user_id, user_book_id where status = 'active' and deleted_ms is null\n"));
		EXPECT(strstr(s.p, "  index user_id, title_key, id where deleted_ms is null\n"));
		EXPECT(strstr(s.p, "  foreign key user_id, user_book_id to user_books user_id, id"
				   " on delete cascade\n"));
		EXPECT(strstr(s.p, "  check rating >= 0 and rating <= 5\n"));
		EXPECT(strstr(s.p, "  check status in 'active' , 'blocked'\n"));
		EXPECT(!strstr(s.p, "schema_migrations"));
	}
}

TEST(schema_tables_come_after_those_they_refer_to)
{
	struct ctx cx;

	for (int i = 0; t_each_db(&cx, &i);) {
		struct schema_tables all = { NULL, 0 };
		size_t users = 0, copies = 0, loans = 0, friends = 0;

		EXPECT(db_tables(&cx, &all) == OK && all.n == T_SEED_TABLES + T_CATALOGUE_TABLES);
		for (size_t t = 0; t < all.n; t++) {
			users = str_eq(all.items[t].name, S("users")) ? t : users;
			copies = str_eq(all.items[t].name, S("user_books")) ? t : copies;
			friends = str_eq(all.items[t].name, S("friends")) ? t : friends;
			loans = str_eq(all.items[t].name, S("loans")) ? t : loans;
		}
		EXPECT(users < copies && users < friends && copies < loans && friends < loans);
	}
}

/* ---- steps that fail ---- */

TEST(migrate_a_step_that_fails_in_its_middle_leaves_everything_as_it_was)
{
	static const struct embedded bad[] = {
		small[0],
		MIGRATION("0002_bad.sql",
			  "CREATE TABLE b (id @uuid PRIMARY KEY);\n"
			  "UPDATE a SET n = 8;\n"
			  "INSERT INTO nowhere VALUES (1);\n-- way back\nDROP TABLE b;\n"),
	};
	struct ctx cx;
	struct rows r;
	int steps;

	for (int i = 0; t_each_db(&cx, &i);) {
		struct sql q = { "n", "", "i", "SELECT n FROM a" };
		str before;

		empty(&cx);
		EXPECT(migrate_up(&cx, LIST(small), 1, NULL, &steps) == OK && steps == 1);
		EXPECT(db_exec(&cx,
			       "INSERT INTO a (id) VALUES ('00000000-0000-7000-8000-000000000009')") ==
		       OK);
		before = schema_of(&cx);
		EXPECT(migrate_up(&cx, LIST(bad), 2, NULL, &steps) != OK && steps == 0);
		EXPECT_STR(schema_difference(&cx.arena, before, schema_of(&cx)), "");
		EXPECT(db_query_once(&cx, &q, NO_ARGS, &r) == OK && row_i64(&r, 0, 0) == 7);
		EXPECT(migrate_up(&cx, LIST(small), 2, NULL, &steps) == OK && steps == 1);
	}
}

TEST(migrate_a_step_that_would_lose_rows_without_saying_so_is_refused)
{
	static const struct embedded silent[] = {
		small[0],
		small[1],
		MIGRATION("0003_c.sql", "DELETE FROM a;\n-- way back\nSELECT 1;\n"),
	};
	static const struct embedded says[] = {
		small[0],
		small[1],
		MIGRATION(
			"0003_c.sql",
			"-- loses rows of a: the test wants it\nDELETE FROM a;\n-- way back\nSELECT 1;\n"),
	};
	struct ctx cx;
	int steps;

	for (int i = 0; t_each_db(&cx, &i);) {
		empty(&cx);
		EXPECT(migrate_up(&cx, LIST(silent), 3, NULL, &steps) == ERR_CONFLICT &&
		       steps == 2);
		EXPECT(strstr(cx.err_text.p, "0003_c.sql would lose 1 of the 1 rows of a"));
		EXPECT(rows_of(&cx, "a") == 1);
		EXPECT(migrate_up(&cx, LIST(says), 3, NULL, &steps) == OK && steps == 1);
		EXPECT(rows_of(&cx, "a") == 0);
	}
}

struct watched {
	int steps, copies;
	struct migration_count a, b;
	char copy[512];
};

static void watch_step(void *arg, const struct migration_step *step)
{
	struct watched *w = arg;

	w->steps++;
	for (size_t i = 0; i < step->n; i++) {
		if (str_eq(step->counts[i].table, S("a")))
			w->a = step->counts[i];
		if (str_eq(step->counts[i].table, S("b")))
			w->b = step->counts[i];
	}
}

static void watch_copy(void *arg, str path)
{
	struct watched *w = arg;

	w->copies++;
	snprintf(w->copy, sizeof w->copy, STR_FMT, STR_ARG(path));
}

TEST(migrate_tells_the_rows_before_and_after_each_step)
{
	struct ctx cx;
	int steps;

	for (int i = 0; t_each_db(&cx, &i);) {
		struct watched w = { 0 };
		const struct migration_watch watch = { watch_step, watch_copy, &w };

		empty(&cx);
		EXPECT(migrate_up(&cx, LIST(small), 2, &watch, &steps) == OK && w.steps == 2);
		EXPECT(w.a.before == 0 && w.a.after == 1 && w.b.before == -1 && w.b.after == 0);
		EXPECT(migrate_back(&cx, LIST(small), 1, &watch, &steps) == OK && w.steps == 3);
		EXPECT(w.a.before == 1 && w.a.after == 0 && w.b.before == 0 && w.b.after == -1);
		EXPECT(w.copies == 0);
	}
}

TEST(migrate_without_a_way_back_does_not_go_back)
{
	static const struct embedded oneway[] = { MIGRATION(
		"0001_a.sql", "CREATE TABLE a (id @uuid PRIMARY KEY);\n") };
	struct ctx cx;
	int steps;

	for (int i = 0; t_each_db(&cx, &i);) {
		empty(&cx);
		EXPECT(migrate_up(&cx, LIST(oneway), 1, NULL, &steps) == OK);
		EXPECT(migrate_back(&cx, LIST(oneway), 0, NULL, &steps) == ERR_CONFIG);
		EXPECT(rows_of(&cx, "a") == 0);
		EXPECT(migrate_up(&cx, LIST(oneway), 2, NULL, &steps) == ERR_INVALID);
	}
}

/* ---- programs that are killed, and programs that race ---- */

static const struct embedded endless[] = {
	MIGRATION("0001_a.sql",
		  "CREATE TABLE a (id @uuid PRIMARY KEY, n BIGINT NOT NULL DEFAULT 7);\n"
		  "-- way back\nDROP TABLE a;\n"),
	MIGRATION(
		"0002_endless.sql",
		"CREATE TABLE b (n BIGINT, text TEXT);\nDROP TABLE a;\nINSERT INTO b\n"
		"WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT n, 'words' FROM c;\n"
		"-- way back\nDROP TABLE b;\n"),
};

/* What a step that does not end has written outgrows the cache and reaches the disk: then it is in its middle. */
static void wait_for_the_middle(struct ctx *cx, str wal)
{
	const struct sql q = {
		"size", "", "i", "SELECT 1",
		.pg = "SELECT COUNT(*) FROM pg_stat_activity WHERE state = 'active'"
		      " AND query LIKE '%RECURSIVE c(n)%' AND pid <> pg_backend_pid()"
	};
	struct stat st = { 0 };
	struct rows r;
	bool there = false;

	while (!there) {
		usleep(5000);
		EXPECT(db_query_once(cx, &q, NO_ARGS, &r) == OK);
		there = strcmp(db_engine(cx->db), "sqlite") == 0
				? stat(wal.p, &st) == 0 && st.st_size > (8 << 20)
				: row_i64(&r, 0, 0) == 1;
	}
}

/* A server notices that its client is gone when it has something to say to it, which here is never. */
static void end_on_server(struct ctx *cx)
{
	const struct sql q = {
		"end", "", "i", "SELECT 1",
		.pg = "SELECT COUNT(pg_terminate_backend(pid, 10000)) FROM pg_stat_activity"
		      " WHERE query LIKE '%RECURSIVE c(n)%' AND pid <> pg_backend_pid()"
	};
	struct rows r;

	EXPECT(db_query_once(cx, &q, NO_ARGS, &r) == OK);
}

/* The middle of the endless step, and its end. */
static void kill_in_the_middle(struct ctx *cx, str url)
{
	str wal = str_fmt(&cx->arena, STR_FMT "-wal", (int)(url.n < 7 ? 0 : url.n - 7), url.p + 7);
	int steps, status;
	pid_t child = fork();

	if (!child) {
		struct ctx own = ctx_make(NULL);

		if (db_open(&own, url, &own.db) == OK)
			_exit(migrate_up(&own, LIST(endless), 2, NULL, &steps));
		_exit(100);
	}
	wait_for_the_middle(cx, wal);
	EXPECT(kill(child, SIGKILL) == 0 && waitpid(child, &status, 0) == child);
	EXPECT(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	end_on_server(cx);
}

TEST(migrate_killed_in_the_middle_leaves_the_old_schema)
{
	struct ctx cx;
	int steps;
	str url;

	for (int i = 0; t_each_url(&cx, &i, &url);) {
		str before;

		EXPECT(db_open(&cx, url, &cx.db) == OK);
		EXPECT(migrate_up(&cx, LIST(small), 1, NULL, &steps) == OK);
		EXPECT(db_exec(&cx,
			       "INSERT INTO a (id) VALUES ('00000000-0000-7000-8000-000000000009')") ==
		       OK);
		before = schema_of(&cx);
		kill_in_the_middle(&cx, url);
		EXPECT_STR(schema_difference(&cx.arena, before, schema_of(&cx)), "");
		EXPECT(rows_of(&cx, "a") == 1 && rows_of(&cx, "b") == -1);
		EXPECT(migrate_up(&cx, LIST(small), 2, NULL, &steps) == OK && steps == 1);
	}
}

/* Each of four programs migrates the same database; the exit status is how many steps it took. */
static int race(str url)
{
	enum { PROGRAMS = 4 };
	pid_t child[PROGRAMS];
	int all = 0, status, gate[2];
	char c;

	EXPECT(pipe(gate) == 0);
	for (int i = 0; i < PROGRAMS; i++)
		if (!(child[i] = fork())) {
			struct ctx cx = ctx_make(NULL);
			int steps;

			close(gate[1]);
			if (read(gate[0], &c, 1) != 0 || db_open(&cx, url, &cx.db) ||
			    db_migrate(&cx, &steps))
				_exit(100);
			db_close(cx.db);
			_exit(steps);
		}
	close(gate[0]);
	close(gate[1]); /* off they go */
	for (int i = 0; i < PROGRAMS; i++) {
		EXPECT(waitpid(child[i], &status, 0) == child[i] && WIFEXITED(status));
		EXPECT(WEXITSTATUS(status) < 100);
		all += WEXITSTATUS(status);
	}
	return all;
}

TEST(migrate_of_programs_that_start_together_is_done_once)
{
	struct ctx cx;
	str url;

	for (int times = 0; times < 5; times++)
		for (int i = 0; t_each_url(&cx, &i, &url);) {
			EXPECT(race(url) == (int)migrations_n);
			EXPECT(db_open(&cx, url, &cx.db) == OK);
			EXPECT_STR(verdict(&cx), "");
		}
}

/* ---- the copy before ---- */

static size_t copies_of(str path)
{
	struct ctx cx = ctx_make(NULL);
	size_t n;
	glob_t g;

	n = glob(str_fmt(&cx.arena, STR_FMT ".before-*", STR_ARG(path)).p, 0, NULL, &g)
		    ? 0
		    : g.gl_pathc;
	globfree(&g);
	ctx_end(&cx);
	return n;
}

TEST(migrate_copies_a_file_that_holds_rows_before_it_changes_it)
{
	struct ctx cx, copy, outer = ctx_make(NULL);
	str path = new_file(&outer), before;
	struct watched w = { 0 };
	const struct migration_watch watch = { watch_step, watch_copy, &w };
	int steps;

	open_file(&cx, path);
	EXPECT(migrate_up(&cx, LIST(small), 1, &watch, &steps) == OK && w.copies == 0);
	EXPECT(copies_of(path) == 0);
	EXPECT(db_exec(&cx, "INSERT INTO a (id) VALUES ('x')") == OK);
	before = schema_of(&cx);
	EXPECT(migrate_up(&cx, LIST(small), 2, &watch, &steps) == OK && w.copies == 1);
	EXPECT(copies_of(path) == 1 && strstr(w.copy, "/x.db.before-2-20") &&
	       rows_of(&cx, "a") == 2);
	open_file(&copy, str_from(w.copy));
	EXPECT_STR(schema_difference(&cx.arena, before, schema_of(&copy)), "");
	EXPECT(rows_of(&copy, "a") == 1);
	close_file(&copy);
	close_file(&cx);
	ctx_end(&outer);
}

TEST(migrate_keeps_the_three_newest_copies)
{
	struct ctx cx, outer = ctx_make(NULL);
	str path = new_file(&outer);
	struct watched w = { 0 };
	const struct migration_watch watch = { watch_step, watch_copy, &w };
	char first[512] = "";
	str half = str_fmt(&outer.arena, STR_FMT ".before-2-20991231T000000Z.new", STR_ARG(path));
	int steps;

	close(open(half.p, O_WRONLY | O_CREAT, 0600)); /* left by a crash */
	open_file(&cx, path);
	EXPECT(migrate_up(&cx, LIST(small), 2, &watch, &steps) == OK);
	for (int i = 0; i < 5; i++) {
		cx.now_ms += 1000;
		EXPECT(migrate_back(&cx, LIST(small), 1, &watch, &steps) == OK);
		EXPECT(db_exec(&cx,
			       "INSERT INTO a (id) VALUES ('00000000-0000-7000-8000-000000000009')") ==
		       OK);
		EXPECT(migrate_up(&cx, LIST(small), 2, &watch, &steps) == OK && w.copies == i + 1);
		EXPECT(access(w.copy, F_OK) == 0);
		if (!i)
			memcpy(first, w.copy, sizeof first);
	}
	EXPECT(copies_of(path) == 3 && access(first, F_OK) != 0 && access(half.p, F_OK) != 0);
	close_file(&cx);
	ctx_end(&outer);
}

TEST(migrate_whose_copy_cannot_be_made_changes_nothing)
{
	struct ctx cx, outer = ctx_make(NULL);
	str path = new_file(&outer), before;
	int steps;

	open_file(&cx, path);
	EXPECT(migrate_up(&cx, LIST(small), 1, NULL, &steps) == OK);
	EXPECT(db_exec(&cx, "INSERT INTO a (id) VALUES ('x')") == OK);
	before = schema_of(&cx);
	for (int i = 0; i < 2; i++) { /* a folder stands where the copy would be written */
		str in_the_way = str_fmt(&cx.arena, STR_FMT ".before-2-20250101T00000%dZ.new/x",
					 STR_ARG(path), i);

		cx.now_ms = 1735689600000 + i * 1000;
		EXPECT(mkdir(str_dup(&cx.arena, (str){ in_the_way.p, in_the_way.n - 2 }).p, 0700) ==
		       0);
		EXPECT(migrate_up(&cx, LIST(small), 2, NULL, &steps) == ERR_IO && steps == 0);
	}
	EXPECT_STR(schema_difference(&cx.arena, before, schema_of(&cx)), "");
	close_file(&cx);
	ctx_end(&outer);
}

/* ---- verify ---- */

TEST(migrate_verify_finds_what_is_not_as_it_should_be)
{
	struct ctx cx;

	for (int i = 0; t_each_db(&cx, &i);) {
		t_seed(&cx);
		EXPECT_STR(verdict(&cx), "");
		EXPECT(db_exec(&cx,
			       "DROP INDEX loans_one_active; CREATE TABLE extra (x TEXT PRIMARY KEY);"
			       "ALTER TABLE friends ADD COLUMN note TEXT") == OK);
		EXPECT_STR(
			verdict(&cx),
			"- table loans:  unique user_id, user_book_id where status = 'active' and deleted_ms is null\n"
			"+ table extra\n+ table extra:  column x text not null\n+ table extra:  primary key x\n"
			"+ table friends:  column note text\n");
		EXPECT(db_exec(&cx,
			       "UPDATE schema_migrations SET digest = 'x' WHERE version = 2") ==
		       OK);
		EXPECT(strncmp(verdict(&cx).p,
			       "migration 0002_changes.sql was applied with another content\n",
			       60) == 0);
	}
}

TEST(migrate_verify_finds_a_reference_to_nothing)
{
	struct ctx cx = ctx_make(NULL);
	int steps;

	EXPECT(db_open(&cx, S("sqlite::memory:"), &cx.db) == OK && db_migrate(&cx, &steps) == OK);
	t_seed(&cx);
	EXPECT(db_exec(&cx, "PRAGMA foreign_keys = OFF; DELETE FROM scans") == OK);
	EXPECT_STR(verdict(&cx),
		   "a row of scan_spines refers to a row of scans that is not there\n");
	close_file(&cx);
}

TEST(migrate_verify_holds_an_older_schema_against_the_older_one)
{
	struct ctx cx;
	int steps;

	for (int i = 0; t_each_db(&cx, &i);)
		for (int64_t v = (int64_t)migrations_n; v >= 0; v--) {
			EXPECT(migrate_back(&cx, migration_list_own(), v, NULL, &steps) == OK);
			EXPECT_STR(verdict(&cx), "");
		}
}

TEST(migrate_status_tells_what_ran)
{
	struct migration_state s[2];
	struct ctx cx;
	int64_t version;
	int steps;

	for (int i = 0; t_each_db(&cx, &i);) {
		empty(&cx);
		EXPECT(migrate_status(&cx, LIST(small), &version, s) == OK && version == 0);
		EXPECT(!s[0].applied && !s[1].applied);
		EXPECT(migrate_up(&cx, LIST(small), 1, NULL, &steps) == OK);
		EXPECT(migrate_status(&cx, LIST(small), &version, s) == OK && version == 1);
		EXPECT(s[0].applied && !s[0].changed && s[0].applied_ms == cx.now_ms);
		EXPECT(!s[1].applied);
	}
}
