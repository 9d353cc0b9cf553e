/* test_catalogue_share.c - one catalogue on a PostgreSQL database, and the folders that have copies of it. */
#include "t.h"

#include "base/clock.h"
#include "catalogue/shared.h"
#include "library/catalogue_share.h"
#include "store/catalogue_files.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* A program: a data folder and a connection of its own. */
struct program {
	struct ctx cx;
	struct conf conf;
};

static bool begin(struct ctx *cx, str *url)
{
	int applied;

	*cx = ctx_make(NULL);
	*url = t_postgres(cx);
	if (!url->n) {
		ctx_end(cx);
		return false;
	}
	EXPECT(db_open(cx, *url, &cx->db) == OK && db_migrate(cx, &applied) == OK);
	return true;
}

static void end(struct ctx *cx)
{
	db_close(cx->db);
	ctx_end(cx);
}

static void program_open(struct program *p, str url)
{
	*p = (struct program){ .cx = ctx_make(NULL) };
	p->conf.data_dir = t_folder(&p->cx);
	p->conf.database_url = url;
	mkdir(p->conf.data_dir.p, 0700);
	EXPECT(db_open(&p->cx, url, &p->cx.db) == OK);
}

static enum err share(struct program *p, struct share_report *r)
{
	enum err e = catalogue_share(&p->cx, &p->conf, true, NULL, r);

	return e;
}

static void import(struct program *p, const char *rows)
{
	const char *path = str_fmt(&p->cx.arena, STR_FMT "/books.tsv", STR_ARG(p->conf.data_dir)).p;
	struct catalogue_import what = { .paths = &path, .n = 1 };
	struct catalogue_report r;
	FILE *f = fopen(path, "wb");

	CHECK(f && fprintf(f, "title\tauthors\n%s", rows) > 0 && fclose(f) == 0);
	EXPECT(catalogue_import(&p->cx, &p->conf, &what, &r) == OK);
}

/* Whether its own catalogue has the book. */
static bool knows(struct program *p, const char *title)
{
	struct catalogue_hits hits = { .n = 0 };
	struct catalogue *c;

	EXPECT(catalogue_open(&p->cx, &p->conf, &c) == OK);
	EXPECT(catalogue_search(&p->cx, c, str_from(title), NULL, 0, 5, &hits) == OK);
	catalogue_close(c);
	return hits.n && str_eq(hits.items[0].book.title, str_from(title));
}

static void run(struct ctx *cx, const char *text) { EXPECT(db_exec(cx, text) == OK); }

static int64_t number(struct ctx *cx, const char *text)
{
	const struct sql q = { "test_number", "", "i", text };
	struct rows r;

	EXPECT(db_query_once(cx, &q, NO_ARGS, &r) == OK && r.n == 1);
	return row_i64(&r, 0, 0);
}

static int64_t listed(struct ctx *cx)
{
	return number(cx, "SELECT COUNT(*) FROM catalogue_files WHERE place IS NOT NULL");
}

#define ALMANAC "The Lamplighter's Almanac"
#define WEATHER "A Field Guide to Imaginary Weather"
#define SALT "Salt and Saffron Roads"

TEST(share_a_catalogue_that_is_published_is_fetched_into_an_empty_folder_whole)
{
	struct program a, b;
	struct share_report r;
	struct ctx cx;
	str url;

	if (!begin(&cx, &url))
		return;
	program_open(&a, url);
	program_open(&b, url);
	EXPECT(share(&b, &r) == OK && !r.sent && !r.fetched); /* nobody has anything */
	import(&a, ALMANAC "\tMorwenna Trelawney\n");
	EXPECT(share(&a, &r) == OK && r.sent == 1 && r.sent_bytes > 0 && !r.fetched);
	EXPECT(!knows(&b, ALMANAC));
	EXPECT(share(&b, &r) == OK && r.fetched == 1 && r.fetched_bytes > 0 && !r.sent);
	EXPECT(knows(&b, ALMANAC));
	for (int i = 0; i < 2; i++) /* and once more there is nothing to do */
		EXPECT(share(i ? &a : &b, &r) == OK && !r.sent && !r.fetched);
	EXPECT(number(&cx, "SELECT generation FROM catalogue_list") == 1);
	end(&a.cx);
	end(&b.cx);
	end(&cx);
}

TEST(share_fetches_and_sends_only_what_is_missing)
{
	struct program a, b;
	struct share_report r;
	struct ctx cx;
	struct buf rows;
	str url;

	if (!begin(&cx, &url))
		return;
	program_open(&a, url);
	program_open(&b, url);
	rows = buf_make(&a.cx.arena, 1 << 20);
	for (int k = 0; k < 3000; k++) /* so large that the next one is not merged with it */
		buf_addf(&rows, "Volume %d of the Endless Chronicle %d\tAuthor %d\n", k, k * 7919,
			 k);
	import(&a, buf_str(&rows).p);
	EXPECT(share(&a, &r) == OK && r.sent == 1 && share(&b, &r) == OK && r.fetched == 1);
	import(&a, ALMANAC "\tMorwenna Trelawney\n");
	EXPECT(share(&a, &r) == OK && r.sent == 1 && listed(&cx) == 2);
	EXPECT(share(&b, &r) == OK && r.fetched == 1 && knows(&b, ALMANAC));
	EXPECT(knows(&b, "Volume 17 of the Endless Chronicle 134623"));
	end(&a.cx);
	end(&b.cx);
	end(&cx);
}

TEST(share_refuses_a_damaged_or_missing_chunk_and_the_old_catalogue_answers)
{
	static const char *const damage[] = {
		"UPDATE catalogue_chunks SET bytes = set_byte(bytes, 5000, get_byte(bytes, 5000) # 1)",
		"UPDATE catalogue_chunks SET bytes = substring(bytes FROM 1 FOR octet_length(bytes) - 9)",
		"UPDATE catalogue_chunks SET bytes = bytes || bytes",
		"DELETE FROM catalogue_chunks",
	};
	struct program a, b;
	struct share_report r;
	struct ctx cx;
	str url;

	if (!begin(&cx, &url))
		return;
	program_open(&a, url);
	program_open(&b, url);
	import(&a, ALMANAC "\tMorwenna Trelawney\n");
	EXPECT(share(&a, &r) == OK && share(&b, &r) == OK);
	import(&a, SALT "\tFarid Anwari\n"); /* becomes one file with the other */
	EXPECT(share(&a, &r) == OK && listed(&cx) == 1);
	run(&cx,
	    "DELETE FROM catalogue_files WHERE place IS NULL; CREATE TABLE kept AS SELECT * FROM catalogue_chunks");
	for (size_t i = 0; i < countof(damage); i++) {
		enum err e;

		run(&cx, damage[i]);
		e = share(&b, &r);
		EXPECT((e == ERR_IO || e == ERR_NOT_FOUND) && !r.fetched);
		ctx_forgive(&b.cx);
		EXPECT(knows(&b, ALMANAC) && !knows(&b, SALT));
		run(&cx,
		    "DELETE FROM catalogue_chunks; INSERT INTO catalogue_chunks SELECT * FROM kept");
	}
	EXPECT(share(&b, &r) == OK && r.fetched == 1 && knows(&b, SALT) && knows(&b, ALMANAC));
	end(&a.cx);
	end(&b.cx);
	end(&cx);
}

TEST(share_that_is_cut_off_between_files_and_list_is_gone_on_with)
{
	struct program a, b;
	struct share_report r;
	struct ctx cx;
	str url;

	if (!begin(&cx, &url))
		return;
	program_open(&a, url);
	program_open(&b, url);
	import(&a, ALMANAC "\tMorwenna Trelawney\n");
	/* the list cannot be changed: as if killed before that */
	run(&cx, "ALTER TABLE catalogue_list RENAME COLUMN generation TO gone");
	EXPECT(share(&a, &r) != OK);
	ctx_forgive(&a.cx);
	run(&cx, "ALTER TABLE catalogue_list RENAME COLUMN gone TO generation");
	run(&cx,
	    "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no''; END';"
	    "CREATE TRIGGER refuse BEFORE INSERT ON catalogue_list FOR EACH ROW EXECUTE FUNCTION refuse()");
	EXPECT(share(&a, &r) == ERR_INTERNAL && r.sent == 1 && r.sent_bytes > 0);
	ctx_forgive(&a.cx);
	EXPECT(listed(&cx) == 0 && share(&b, &r) == OK && !r.fetched && !knows(&b, ALMANAC));
	run(&cx, "DROP TRIGGER refuse ON catalogue_list");
	EXPECT(share(&a, &r) == OK && r.sent_bytes == 0 &&
	       listed(&cx) == 1); /* its bytes were there */
	EXPECT(share(&b, &r) == OK && r.fetched == 1 && knows(&b, ALMANAC));
	end(&a.cx);
	end(&b.cx);
	end(&cx);
}

TEST(share_a_folder_that_was_killed_before_its_mark_was_written_takes_nothing_from_the_others)
{
	struct program a, b;
	struct share_report r;
	struct ctx cx;
	str url;

	if (!begin(&cx, &url))
		return;
	program_open(&a, url);
	program_open(&b, url);
	import(&a, ALMANAC "\tMorwenna Trelawney\n");
	EXPECT(share(&a, &r) == OK && share(&b, &r) == OK && r.fetched == 1);
	EXPECT(unlink(segments_path(&b.cx, &b.conf, "shared").p) == 0);
	EXPECT(share(&b, &r) == OK && !r.sent && !r.fetched && listed(&cx) == 1);
	/* and neither does one whose list is lost, or that is all gone */
	EXPECT(unlink(segments_path(&b.cx, &b.conf, SEGMENTS_LIST).p) == 0);
	EXPECT(share(&b, &r) == OK && r.fetched == 1 && knows(&b, ALMANAC));
	EXPECT(unlink(segments_path(&b.cx, &b.conf, SEGMENTS_LIST).p) == 0);
	import(&b, SALT "\tFarid Anwari\n");
	EXPECT(share(&b, &r) == OK && knows(&b, ALMANAC) && knows(&b, SALT) && listed(&cx) == 2);
	EXPECT(share(&a, &r) == OK && knows(&a, ALMANAC) && knows(&a, SALT));
	end(&a.cx);
	end(&b.cx);
	end(&cx);
}

TEST(share_two_imports_before_they_meet_both_arrive_everywhere)
{
	struct program a, b, c;
	struct share_report r;
	struct ctx cx;
	str url;

	if (!begin(&cx, &url))
		return;
	program_open(&a, url);
	program_open(&b, url);
	program_open(&c, url);
	import(&a, ALMANAC "\tMorwenna Trelawney\n");
	EXPECT(share(&a, &r) == OK && share(&b, &r) == OK);
	import(&a, WEATHER "\tOskar Blomqvist\n"); /* each merges what both had with its own */
	import(&b, SALT "\tFarid Anwari\n");
	EXPECT(share(&b, &r) == OK && share(&a, &r) == OK && share(&b, &r) == OK &&
	       share(&c, &r) == OK);
	for (int i = 0; i < 3; i++) {
		struct program *p = i == 0 ? &a : i == 1 ? &b : &c;

		EXPECT(knows(p, ALMANAC) && knows(p, WEATHER) && knows(p, SALT));
	}
	end(&a.cx);
	end(&b.cx);
	end(&c.cx);
	end(&cx);
}

struct importer {
	struct program p;
	const char *title;
	pthread_barrier_t *together;
};

static void *import_and_share(void *arg)
{
	struct importer *im = arg;
	struct share_report r;

	import(&im->p, str_fmt(&im->p.cx.arena, "%s\tSomebody\n", im->title).p);
	pthread_barrier_wait(im->together);
	EXPECT(share(&im->p, &r) == OK && r.sent == 1);
	return NULL;
}

TEST(share_two_that_publish_at_one_moment_lose_neither_list)
{
	static const char *const titles[] = { ALMANAC, WEATHER, SALT };
	struct importer all[3];
	pthread_t threads[3];
	pthread_barrier_t together;
	struct program d;
	struct share_report r;
	struct ctx cx;
	str url;

	if (!begin(&cx, &url))
		return;
	pthread_barrier_init(&together, NULL, countof(all));
	for (size_t i = 0; i < countof(all); i++) {
		program_open(&all[i].p, url);
		all[i].title = titles[i];
		all[i].together = &together;
		EXPECT(pthread_create(&threads[i], NULL, import_and_share, &all[i]) == 0);
	}
	for (size_t i = 0; i < countof(all); i++)
		pthread_join(threads[i], NULL);
	pthread_barrier_destroy(&together);
	program_open(&d, url);
	EXPECT(listed(&cx) == 3 && share(&d, &r) == OK && r.fetched == 3);
	for (size_t i = 0; i < countof(all); i++) {
		EXPECT(knows(&d, titles[i]));
		end(&all[i].p.cx);
	}
	end(&d.cx);
	end(&cx);
}

static void *only_share(void *arg)
{
	struct program *p = arg;
	struct share_report r;

	EXPECT(share(p, &r) == OK && r.sent == 1);
	return NULL;
}

/* For a lock of the database; within ten seconds. */
static bool somebody_waits(struct ctx *cx)
{
	static const char text[] =
		"SELECT COUNT(*) FROM pg_stat_activity"
		" WHERE datname = current_database() AND wait_event_type = 'Lock'";
	const struct timespec moment = { 0, 20000000 };

	for (int i = 0; i < 500; i++) {
		if (number(cx, text))
			return true;
		nanosleep(&moment, NULL);
	}
	return false;
}

TEST(share_whoever_changes_the_list_has_it_alone)
{
	struct catalogue_files files;
	struct program a, b, c, d;
	struct share_report r;
	pthread_t thread;
	struct ctx cx;
	str url, ids[2];

	if (!begin(&cx, &url))
		return;
	program_open(&a, url);
	program_open(&b, url);
	program_open(&c, url);
	program_open(&d, url);
	import(&a, ALMANAC "\tMorwenna Trelawney\n");
	import(&b, WEATHER "\tOskar Blomqvist\n");
	import(&c, SALT "\tFarid Anwari\n");
	EXPECT(share(&a, &r) == OK && share(&c, &r) == OK && listed(&cx) == 2);
	EXPECT(store_catalogue_list(&cx, &files) == OK && files.n == 2);
	run(&cx, "UPDATE catalogue_files SET place = NULL WHERE place = 1");
	/* a program that has read the list and is about to write it, while another comes */
	EXPECT(db_begin(&cx) == OK && store_catalogue_lock(&cx, files.lineage) == OK);
	EXPECT(pthread_create(&thread, NULL, only_share, &b) == 0);
	EXPECT(somebody_waits(&d.cx));
	ids[0] = files.items[0].id;
	ids[1] = files.items[1].id;
	EXPECT(store_catalogue_set(&cx, ids, 2, cx.now_ms) == OK && db_commit(&cx) == OK);
	pthread_join(thread, NULL);
	EXPECT(share(&d, &r) == OK && r.fetched == 3);
	EXPECT(knows(&d, ALMANAC) && knows(&d, WEATHER) && knows(&d, SALT));
	end(&a.cx);
	end(&b.cx);
	end(&c.cx);
	end(&d.cx);
	end(&cx);
}

TEST(share_a_list_that_was_begun_anew_gets_what_the_folders_have)
{
	struct program a, b;
	struct share_report r;
	struct ctx cx;
	str url;

	if (!begin(&cx, &url))
		return;
	program_open(&a, url);
	program_open(&b, url);
	import(&a, ALMANAC "\tMorwenna Trelawney\n");
	EXPECT(share(&a, &r) == OK && share(&b, &r) == OK);
	run(&cx, "DELETE FROM catalogue_files; DELETE FROM catalogue_list");
	EXPECT(share(&b, &r) == OK && r.sent == 1 && listed(&cx) == 1 && knows(&b, ALMANAC));
	EXPECT(share(&a, &r) == OK && !r.sent && listed(&cx) == 1 && knows(&a, ALMANAC));
	end(&a.cx);
	end(&b.cx);
	end(&cx);
}

TEST(share_does_not_publish_a_file_that_is_damaged_here)
{
	struct segments list;
	struct program a;
	struct share_report r;
	struct ctx cx;
	int folder, fd;
	str url;

	if (!begin(&cx, &url))
		return;
	program_open(&a, url);
	import(&a, ALMANAC "\tMorwenna Trelawney\n");
	folder = open(segments_path(&a.cx, &a.conf, "").p, O_RDONLY | O_DIRECTORY);
	EXPECT(segments_read(&a.cx, folder, &list) == OK && list.n == 1);
	fd = openat(folder, list.items[0].name, O_RDWR);
	EXPECT(pwrite(fd, "?", 1, 3000) == 1);
	close(fd);
	close(folder);
	EXPECT(share(&a, &r) == ERR_IO && listed(&cx) == 0);
	end(&a.cx);
	end(&cx);
}

TEST(share_fetches_again_what_is_lost_or_damaged_here)
{
	static const char *const lost[] = { "rm catalogue/0*.index",
					    "truncate -s 5000 catalogue/0*.index",
					    "for f in catalogue/0*.index; do printf x >$f; done",
					    "echo x >catalogue/segments", "rm -r catalogue" };
	struct program a, b;
	struct share_report r;
	struct ctx cx;
	char command[256];
	str url;

	if (!begin(&cx, &url))
		return;
	program_open(&a, url);
	program_open(&b, url);
	import(&a, ALMANAC "\tMorwenna Trelawney\n");
	EXPECT(share(&a, &r) == OK && share(&b, &r) == OK);
	for (size_t i = 0; i < countof(lost); i++) {
		snprintf(command, sizeof command, "cd %s && %s", b.conf.data_dir.p, lost[i]);
		EXPECT(system(command) == 0);
		EXPECT(share(&b, &r) == OK && r.fetched == 1 && !r.sent && knows(&b, ALMANAC));
		EXPECT(listed(&cx) == 1);
	}
	end(&a.cx);
	end(&b.cx);
	end(&cx);
}

TEST(share_keeps_what_went_off_the_list_for_a_day)
{
	struct program a;
	struct share_report r;
	struct ctx cx;
	str url;

	if (!begin(&cx, &url))
		return;
	program_open(&a, url);
	import(&a, ALMANAC "\tMorwenna Trelawney\n");
	EXPECT(share(&a, &r) == OK);
	import(&a, SALT "\tFarid Anwari\n");
	EXPECT(share(&a, &r) == OK && listed(&cx) == 1);
	EXPECT(catalogue_share_purge(&cx) == OK &&
	       number(&cx, "SELECT COUNT(*) FROM catalogue_files") == 2);
	cx.now_ms += SHARE_KEPT_MS + 60000;
	EXPECT(catalogue_share_purge(&cx) == OK &&
	       number(&cx, "SELECT COUNT(*) FROM catalogue_files") == 1);
	EXPECT(number(&cx, "SELECT COUNT(DISTINCT file_id) FROM catalogue_chunks") == 1 &&
	       listed(&cx) == 1);
	end(&a.cx);
	end(&cx);
}

/* ---- what becomes of two lists; needs no database ---- */

/* A letter a file; a digit behind it: it is the dump of that day. */
static struct segments list_of(const char *letters)
{
	struct segments s = { .next = 1 };

	for (const char *p = letters; *p; p++) {
		struct segment *g = &s.items[s.n++];

		g->content = (unsigned char)*p;
		if (p[1] >= '0' && p[1] <= '9')
			snprintf(g->day, sizeof g->day, "2026-01-0%c", *++p);
	}
	return s;
}

TEST(share_lists_that_meet_keep_what_either_added_and_drop_what_either_put_into_another)
{
	static const struct {
		const char *mark, *ours, *theirs, *want;
	} cases[] = {
		{ "", "", "AB", "AB" },       { "", "A", "", "A" },
		{ "AB", "AB", "ABC", "ABC" }, { "AB", "ABX", "ABC", "ABCX" },
		{ "AB", "M", "AB", "M" },     { "AB", "M", "ABC", "CM" },
		{ "AB", "AM", "N", "NM" },    { "AB", "", "AB", "AB" },
		{ "", "AX", "AB", "ABX" },    { "D1A", "E2A", "D1A", "AE" },
		{ "D1", "D1", "E2", "E" },    { "", "D1A", "E2B", "EBA" },
		{ "D2", "C1", "D2", "C" },    { "", "D2", "E2", "E" },
	};
	struct ctx cx = ctx_make(NULL);

	for (size_t i = 0; i < countof(cases); i++) {
		struct segments mark = list_of(cases[i].mark), ours = list_of(cases[i].ours),
				theirs = list_of(cases[i].theirs), out;
		char have[SEGMENTS_MAX + 1] = "";

		EXPECT(shared_merge(&cx, &mark, &ours, &theirs, &out) == OK);
		for (size_t k = 0; k < out.n; k++)
			have[k] = (char)out.items[k].content;
		EXPECT_STR(str_from(have), cases[i].want);
	}
	ctx_end(&cx);
}
