/* test_copy.c - rows in words of no engine, and databases moved whole. */
#include "t.h"

#include "base/crypto.h"
#include "base/json_write.h"
#include "db/db_pool.h"
#include "db/migrate.h"
#include "library/copy.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static str file_url(struct ctx *cx)
{
	return str_fmt(&cx->arena, "sqlite:" STR_FMT ".db", STR_ARG(t_folder(cx)));
}

/* A database at this address, with the newest schema and, if wanted, the seed. */
static void make(str url, bool seeded)
{
	struct ctx cx = ctx_make(NULL);
	int steps;

	EXPECT(db_open(&cx, url, &cx.db) == OK && db_migrate(&cx, &steps) == OK);
	if (seeded)
		t_seed(&cx);
	db_close(cx.db);
	ctx_end(&cx);
}

static enum err run_sql(str url, const char *text)
{
	struct ctx cx = ctx_make(NULL);
	enum err e;

	EXPECT(db_open(&cx, url, &cx.db) == OK);
	e = db_exec(&cx, text);
	db_close(cx.db);
	ctx_end(&cx);
	return e;
}

static enum err append(struct ctx *cx, const struct schema_table *t, str lines, int64_t n,
		       void *arg)
{
	(void)cx;
	(void)t;
	(void)n;
	buf_add(arg, lines);
	return OK;
}

TEST(dump_is_a_line_of_json_a_row_in_the_order_of_the_key)
{
	struct ctx cx;

	for (int i = 0; t_each_db(&cx, &i);) {
		struct buf b = buf_make(&cx.arena, 1 << 20);
		struct schema_tables all = { NULL, 0 };
		struct dump_sum sum;

		t_seed(&cx);
		EXPECT(db_tables(&cx, &all) == OK);
		for (size_t t = 0; t < all.n; t++)
			if (str_eq(all.items[t].name, S("scan_spines")) ||
			    str_eq(all.items[t].name, S("books")))
				EXPECT(dump_table(&cx, &all.items[t], append, &b, &sum) == OK);
		EXPECT_STR(
			buf_str(&b),
			"{\"created_ms\":1,\"fold_key\":\"emma\",\"id\":\"00000000-0000-7000-8000-000000000003\",\"title\":\"Emma\",\"version\":0}\n"
			"{\"created_ms\":1,\"fold_key\":\"ulysses\",\"id\":\"00000000-0000-7000-8000-000000000004\",\"title\":\"Ulysses\",\"version\":0}\n"
			"{\"created_ms\":1,\"id\":\"00000000-0000-7000-8000-000000000005\",\"title\":\"Żółw \\\"i\\\" 'żaba'\",\"version\":0}\n"
			"{\"book_created\":0,\"confidence\":0.3333333333333333,\"polygon\":\"0,0 1,0 1,1 0,1\","
			"\"scan_id\":\"00000000-0000-7000-8000-000000000001\",\"spine\":0,\"status\":\"check\",\"text\":\"EMMA\","
			"\"text_confidence\":1e-07,\"user_id\":\"00000000-0000-7000-8000-000000000002\"}\n");
	}
}

/* 4500 of them, the last one first. */
static void add_books(struct ctx *cx)
{
	static const struct sql add = {
		"add_books", "", "",
		"INSERT INTO books (id, title, created_ms) WITH RECURSIVE c(n) AS (SELECT 5999 UNION ALL SELECT n - 1 FROM c"
		" WHERE n > 1500) SELECT '00000000-0000-7000-8000-00000000' || n, 'T' || n, n FROM c",
		.pg = /* says what is a uuid */
		"INSERT INTO books (id, title, created_ms)"
		" SELECT CAST('00000000-0000-7000-8000-00000000' || n AS UUID), 'T' || n, n"
		" FROM generate_series(5999, 1500, -1) n"
	};
	struct rows r;

	EXPECT(db_query_once(cx, &add, NO_ARGS, &r) == OK);
}

TEST(dump_of_many_rows_comes_in_pieces_and_loads_back)
{
	struct ctx cx;

	for (int i = 0; t_each_db(&cx, &i);) {
		struct buf b = buf_make(&cx.arena, 16 << 20);
		struct schema_tables all = { NULL, 0 };
		struct schema_table *books = NULL;
		struct dump_sum before, after;

		add_books(&cx);
		EXPECT(db_tables(&cx, &all) == OK);
		for (size_t t = 0; t < all.n; t++)
			if (str_eq(all.items[t].name, S("books")))
				books = &all.items[t];
		EXPECT(dump_table(&cx, books, append, &b, &before) == OK && before.rows == 4500);
		EXPECT(db_exec(&cx, "DELETE FROM books") == OK);
		EXPECT(dump_load(&cx, books, buf_str(&b)) == OK);
		EXPECT(dump_table(&cx, books, NULL, NULL, &after) == OK && after.rows == 4500);
		EXPECT(str_eq(before.digest, after.digest));
	}
}

TEST(dump_does_not_load_what_is_no_row)
{
	static const char *const bad[] = {
		"{\"id\":\"00000000-0000-7000-8000-000000000009\"}\n", /* no title */
		"{\"id\":\"00000000-0000-7000-8000-000000000009\",\"title\":\"x\",\"created_ms\":\"x\",\"version\":0}\n",
		"{\"id\":\n",
	};
	struct ctx cx;

	for (int i = 0; t_each_db(&cx, &i);)
		for (size_t k = 0; k < countof(bad); k++) {
			struct schema_tables all = { NULL, 0 };

			EXPECT(db_tables(&cx, &all) == OK && str_eq(all.items[0].name, S("books")));
			EXPECT(dump_load(&cx, &all.items[0], str_from(bad[k])) != OK);
		}
}

TEST(copy_to_every_engine_and_back_has_the_same_rows_and_digests)
{
	struct ctx cx;
	str url;

	for (int i = 0; t_each_url(&cx, &i, &url);) {
		struct copy_report there, back;
		str first = file_url(&cx), last = file_url(&cx);

		make(first, true);
		EXPECT(library_copy(&cx, first, url, NULL, NULL, &there) == OK);
		EXPECT(library_copy(&cx, url, last, NULL, NULL, &back) == OK);
		EXPECT(there.n == T_SEED_TABLES && back.n == there.n);
		for (size_t t = 0; t < there.n; t++) {
			EXPECT(there.tables[t].from.rows > 0);
			EXPECT(str_eq(there.tables[t].from.digest, back.tables[t].to.digest));
		}
	}
}

TEST(copy_fills_only_a_database_that_is_empty_and_not_newer)
{
	struct ctx cx;
	str url;

	for (int i = 0; t_each_url(&cx, &i, &url);) {
		struct copy_report report;
		str first = file_url(&cx), old = file_url(&cx), again = file_url(&cx);
		struct ctx own = ctx_make(NULL);
		int steps;

		make(first, true);
		make(url, true);
		EXPECT(library_copy(&cx, first, url, NULL, NULL, &report) == ERR_CONFLICT);
		EXPECT(strstr(cx.err_text.p, "must be empty"));
		make(old, true);
		EXPECT(db_open(&own, old, &own.db) == OK &&
		       migrate_back(&own, migration_list_own(), 2, NULL, &steps) == OK);
		db_close(own.db);
		ctx_end(&own);
		make(again, false);
		EXPECT(library_copy(&cx, old, again, NULL, NULL, &report) == ERR_CONFLICT);
		EXPECT(strstr(cx.err_text.p, "newer"));
	}
}

/* A slip of the pen in the address of the old database must not look like a library that was moved. */
TEST(copy_from_where_no_library_is_says_so_and_makes_nothing)
{
	struct ctx cx;
	str url;

	for (int i = 0; t_each_url(&cx, &i, &url);) {
		struct copy_report report;
		str none = file_url(&cx), to = file_url(&cx);

		EXPECT(library_copy(&cx, none, to, NULL, NULL, &report) == ERR_NOT_FOUND);
		EXPECT(!db_is_there(none) && !db_is_there(to));
		EXPECT(library_copy(&cx, url, to, NULL, NULL, &report) == ERR_NOT_FOUND);
		EXPECT(strstr(cx.err_text.p, "no library"));
		make(to, false);
		EXPECT(db_is_there(to) && db_is_there(S("sqlite::memory:")));
		EXPECT(library_copy(&cx, to, url, NULL, NULL, &report) == OK && report.version);
	}
}

TEST(copy_of_an_older_schema_stays_at_that_schema)
{
	struct ctx cx;
	str url;

	for (int i = 0; t_each_url(&cx, &i, &url);) {
		struct copy_report report;
		str old = file_url(&cx);
		int64_t version = 0;
		int steps;

		make(old, true);
		EXPECT(db_open(&cx, old, &cx.db) == OK &&
		       migrate_back(&cx, migration_list_own(), 2, NULL, &steps) == OK);
		db_close(cx.db);
		cx.db = NULL;
		EXPECT(library_copy(&cx, old, url, NULL, NULL, &report) == OK &&
		       report.version == 2);
		EXPECT(db_open(&cx, url, &cx.db) == OK &&
		       migrate_version(&cx, migration_list_own(), &version) == OK && version == 2);
	}
}

TEST(copy_that_fails_leaves_the_target_empty)
{
	struct ctx cx;
	str url;

	for (int i = 0; t_each_url(&cx, &i, &url);) {
		struct copy_report report;
		struct table_counts counts = { NULL, 0 };
		str bad = file_url(&cx);

		make(bad, true);
		EXPECT(run_sql(bad, "UPDATE friends SET name = CAST(x'ff41' AS TEXT)") == OK);
		EXPECT(library_copy(&cx, bad, url, NULL, NULL, &report) == ERR_CONFLICT);
		EXPECT(strstr(cx.err_text.p, "friends has a name that is not text in UTF-8"));
		EXPECT(db_open(&cx, url, &cx.db) == OK && db_count_rows(&cx, &counts) == OK);
		for (size_t t = 0; t < counts.n; t++)
			EXPECT(counts.items[t].rows == 0);
	}
}

TEST(json_exact_numbers_read_back_as_they_were)
{
	static const double numbers[] = { 0.0,     -0.0,  0.1,
					  1.0 / 3, 4.5,   1e300,
					  5e-324,  1e-07, 123456789012345678.0,
					  -2.5,    1e15,  0.1 + 0.2 };
	struct ctx cx = ctx_make(NULL);
	struct buf words = buf_make(&cx.arena, 256);
	struct json j = json_make(&words);

	for (size_t i = 0; i < countof(numbers); i++) {
		struct buf b = buf_make(&cx.arena, 64);
		struct json one = json_make(&b);

		json_exact(&one, NULL, numbers[i]);
		EXPECT(strtod(b.p, NULL) == numbers[i] && strpbrk(b.p, ".e"));
		EXPECT(signbit(strtod(b.p, NULL)) == signbit(numbers[i]));
	}
	json_arr(&j, NULL);
	json_exact(&j, NULL, 0.1);
	json_exact(&j, NULL, (double)INFINITY);
	json_exact(&j, NULL, -(double)INFINITY);
	json_end(&j, ']');
	EXPECT_STR(buf_str(&words), "[0.1,\"Infinity\",\"-Infinity\"]");
	ctx_end(&cx);
}

TEST(crypto_a_digest_piece_by_piece_is_that_of_the_whole)
{
	struct ctx cx = ctx_make(NULL);
	struct crypto_hash h;

	crypto_hash_begin(&h);
	crypto_hash_add(&h, S("one"));
	crypto_hash_add(&h, S(""));
	crypto_hash_add(&h, S("two"));
	EXPECT(str_eq(crypto_hash_hex(&cx.arena, &h), crypto_digest_hex(&cx.arena, S("onetwo"))));
	ctx_end(&cx);
}
