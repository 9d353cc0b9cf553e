/* test_backup.c - backups: whole, checked, restored into either engine, and refused when they are not sound. */
#include "t.h"

#include "base/crypto.h"
#include "base/tarball.h"
#include "db/migrate.h"
#include "library/backup.h"
#include "library/photos.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SOMEBODY S("00000000-0000-7000-8000-000000000001")

/* A data folder with a photo, for cx. */
static void set_place(struct ctx *cx, struct app *app)
{
	str folder = t_folder(cx);

	EXPECT(mkdir(folder.p, 0700) == 0);
	*app = (struct app){ .conf = { .data_dir = folder } };
	cx->app = app;
}

static str keep_photo(struct ctx *cx, const char *bytes)
{
	str name = str_fmt(&cx->arena, STR_FMT ".png",
			   STR_ARG(crypto_digest_hex(&cx->arena, str_from(bytes))));

	EXPECT(photo_keep(cx, SOMEBODY, name, str_from(bytes)) == OK);
	return name;
}

static str path_in(struct ctx *cx, const char *name)
{
	return str_fmt(&cx->arena, STR_FMT "/%s", STR_ARG(cx->app->conf.data_dir), name);
}

static void write_file(str path, str bytes)
{
	FILE *f = fopen(path.p, "wb");

	EXPECT(f && fwrite(bytes.p, 1, bytes.n, f) == bytes.n && fclose(f) == 0);
}

/* A backup of the seed and one photo, made in a place of its own in memory. */
static str some_backup(struct ctx *cx, int64_t version)
{
	struct ctx own = ctx_make(NULL);
	struct backup_report report;
	struct app app;
	str path;
	int steps;

	set_place(&own, &app);
	path = str_dup(&cx->arena, path_in(&own, "x.backup"));
	EXPECT(db_open(&own, S("sqlite::memory:"), &own.db) == OK &&
	       db_migrate(&own, &steps) == OK);
	t_seed(&own);
	EXPECT(migrate_back(&own, migration_list_own(), version, NULL, &steps) == OK);
	keep_photo(&own, "a photo");
	EXPECT(library_backup(&own, path.p, false, NULL, &report) == OK);
	EXPECT(report.photos == 1 && report.manifest.version == version);
	db_close(own.db);
	ctx_end(&own);
	return path;
}

static enum err check_path(struct ctx *cx, str path, struct backup_report *out)
{
	int fd = open(path.p, O_RDONLY);
	enum err e = backup_check(cx, fd, NULL, out);

	close(fd);
	return e;
}

static bool is_empty(struct ctx *cx)
{
	struct photo_files photos = { NULL, 1 };
	struct table_counts counts;
	int64_t rows = 0;

	EXPECT(db_count_rows(cx, &counts) == OK && photos_list(cx, &photos) == OK);
	for (size_t i = 0; i < counts.n; i++)
		rows += counts.items[i].rows;
	return rows == 0 && photos.n == 0;
}

TEST(backup_is_restored_into_every_engine_with_equal_rows_photos_and_settings)
{
	struct ctx cx;
	str url;

	for (int i = 0; t_each_url(&cx, &i, &url);) {
		struct backup_report first, again, last;
		struct app app, other;
		str photo, bytes = S(""), path;

		EXPECT(db_open(&cx, url, &cx.db) == OK);
		set_place(&cx, &app);
		path = some_backup(&cx, (int64_t)migrations_n);
		EXPECT(library_restore(&cx, path.p, NULL, &first) == OK);
		EXPECT(first.version == (int64_t)migrations_n && first.photos == 1);
		photo = str_fmt(&cx.arena, STR_FMT ".png",
				STR_ARG(crypto_digest_hex(&cx.arena, S("a photo"))));
		EXPECT(photo_read(&cx, SOMEBODY, photo, &bytes) == OK);
		EXPECT_STR(bytes, "a photo");
		/* and a backup of what was restored has the same digests */
		write_file(
			path_in(&cx, "bookshelf.conf"),
			S("port = 5003\ndatabase_url = postgres://me:secret@host/x?password=other\n"
			  "sealing_key = abc\nBOOKSHELF_SIGNING_KEYS=\"def\"\n# signing-keys=old\n"));
		path = path_in(&cx, "again");
		EXPECT(library_backup(&cx, path.p, false, NULL, &again) == OK);
		EXPECT(first.manifest.ntables == T_SEED_TABLES &&
		       again.manifest.ntables == T_SEED_TABLES);
		for (size_t t = 0; t < T_SEED_TABLES; t++)
			EXPECT(str_eq(first.manifest.tables[t].sum.digest,
				      again.manifest.tables[t].sum.digest) &&
			       first.manifest.tables[t].sum.rows > 0);
		db_close(cx.db);
		EXPECT(db_open(&cx, S("sqlite::memory:"), &cx.db) == OK);
		set_place(&cx, &other);
		EXPECT(library_restore(&cx, path.p, NULL, &last) == OK);
		EXPECT_STR(t_read_file(&cx, path_in(&cx, "bookshelf.conf.restored").p),
			   "port = 5003\ndatabase_url = postgres://me:***@host/x?password=***\n"
			   "sealing_key = ***\nBOOKSHELF_SIGNING_KEYS= ***\n# signing-keys= ***\n");
	}
}

TEST(backup_of_an_older_schema_is_restored_and_brought_up)
{
	struct ctx cx;
	str url;

	for (int i = 0; t_each_url(&cx, &i, &url);) {
		struct backup_report report;
		struct app app;

		EXPECT(db_open(&cx, url, &cx.db) == OK);
		set_place(&cx, &app);
		EXPECT(library_restore(&cx, some_backup(&cx, 1).p, NULL, &report) == OK);
		EXPECT(report.manifest.version == 1 && report.version == (int64_t)migrations_n);
	}
}

TEST(backup_is_restored_only_into_an_empty_place)
{
	struct ctx cx;

	for (int i = 0; t_each_db(&cx, &i);) {
		struct backup_report report;
		struct app app;
		str path, photo;

		set_place(&cx, &app);
		path = some_backup(&cx, (int64_t)migrations_n);
		photo = keep_photo(&cx, "mine");
		EXPECT(library_restore(&cx, path.p, NULL, &report) == ERR_CONFLICT);
		EXPECT(strstr(cx.err_text.p, "has 1 photos"));
		EXPECT(photo_remove(&cx, SOMEBODY, photo) == OK);
		t_seed(&cx);
		EXPECT(library_restore(&cx, path.p, NULL, &report) == ERR_CONFLICT);
		EXPECT(strstr(cx.err_text.p, "must be empty"));
	}
}

TEST(backup_that_cannot_be_filled_in_whole_leaves_nothing)
{
	struct ctx cx;

	for (int i = 0; t_each_db(&cx, &i);) {
		struct ctx own = ctx_make(NULL);
		struct backup_report report;
		struct app app, bad;
		str path;
		int steps;

		set_place(&cx, &app);
		set_place(&own, &bad);
		path = path_in(&own, "bad");
		EXPECT(db_open(&own, S("sqlite::memory:"), &own.db) == OK &&
		       db_migrate(&own, &steps) == OK);
		t_seed(&own);
		keep_photo(&own, "a photo");
		EXPECT(db_exec(&own, "PRAGMA foreign_keys = OFF; DELETE FROM scans") == OK);
		EXPECT(library_backup(&own, path.p, false, NULL, &report) == OK);
		EXPECT(library_restore(&cx, path.p, NULL, &report) != OK);
		EXPECT(is_empty(&cx));
		db_close(own.db);
		ctx_end(&own);
	}
}

TEST(backup_is_not_written_over_another_unless_told)
{
	struct ctx cx;
	int n = 0;

	for (int i = 0; t_each_db(&cx, &i); n++) {
		struct backup_report report;
		struct app app;
		str path;

		set_place(&cx, &app);
		path = path_in(&cx, "x");
		write_file(path, S("mine"));
		EXPECT(library_backup(&cx, path.p, false, NULL, &report) == ERR_CONFLICT);
		EXPECT_STR(t_read_file(&cx, path.p), "mine");
		EXPECT(library_backup(&cx, path.p, true, NULL, &report) == OK);
		EXPECT(check_path(&cx, path, &report) == OK);
		EXPECT(access(path_in(&cx, "x.part").p, F_OK) != 0);
		EXPECT(library_backup(&cx, path_in(&cx, "no/folder").p, false, NULL, &report) ==
		       ERR_IO);
	}
	EXPECT(n > 0);
}

/* Deletes the photo while the rows are written. */
static void delete_photo(void *arg, int64_t done, int64_t all)
{
	struct ctx *cx = arg;
	struct photo_files photos;

	(void)done;
	(void)all;
	EXPECT(photos_list(cx, &photos) == OK);
	for (size_t i = 0; i < photos.n; i++)
		EXPECT(photo_remove(cx, SOMEBODY, photos.items[i].name) == OK);
}

TEST(backup_tells_a_photo_that_is_deleted_meanwhile)
{
	struct ctx cx;

	for (int i = 0; t_each_db(&cx, &i);) {
		const struct backup_watch watch = { delete_photo, &cx };
		struct backup_report report;
		struct app app;

		set_place(&cx, &app);
		t_seed(&cx);
		keep_photo(&cx, "a photo");
		EXPECT(library_backup(&cx, path_in(&cx, "x").p, false, &watch, &report) == OK);
		EXPECT(report.photos == 0 && report.manifest.ngone == 1);
	}
}

/* ---- what is not sound ---- */

TEST(backup_cut_off_anywhere_is_refused_before_anything_is_written)
{
	struct ctx cx;

	for (int i = 0; t_each_db(&cx, &i);) {
		struct app app;
		str whole, cut;

		set_place(&cx, &app);
		whole = t_read_file(&cx, some_backup(&cx, (int64_t)migrations_n).p);
		cut = path_in(&cx, "cut");
		EXPECT(whole.n > 1000);
		for (size_t n = 0; n < whole.n - 40; n += whole.n / 60) {
			struct backup_report report;

			write_file(cut, (str){ whole.p, n });
			EXPECT(library_restore(&cx, cut.p, NULL, &report) == ERR_INVALID);
		}
		EXPECT(is_empty(&cx));
	}
}

TEST(backup_with_a_changed_byte_is_refused_or_says_the_same)
{
	struct ctx cx = ctx_make(NULL);
	struct backup_report whole, report;
	struct app app;
	str bytes, path;
	int refused = 0;

	set_place(&cx, &app);
	path = some_backup(&cx, (int64_t)migrations_n);
	EXPECT(check_path(&cx, path, &whole) == OK);
	bytes = str_dup(&cx.arena, t_read_file(&cx, path.p));
	path = path_in(&cx, "changed");
	for (size_t at = 0; at < bytes.n; at += 7) {
		char *p = (char *)(uintptr_t)bytes.p + at;

		*p = (char)(*p ^ (1 << at % 8));
		write_file(path, bytes);
		*p = (char)(*p ^ (1 << at % 8));
		if (check_path(&cx, path, &report)) {
			refused++;
			continue;
		}
		for (size_t t = 0; t < whole.manifest.ntables; t++)
			EXPECT(str_eq(whole.manifest.tables[t].sum.digest,
				      report.manifest.tables[t].sum.digest));
		EXPECT(report.photos == whole.photos);
	}
	EXPECT(refused > 100);
	ctx_end(&cx);
}

/* An archive that is sealed as ours are, with one file and this schema. */
static str made_up(struct ctx *cx, const char *name, int64_t version)
{
	struct manifest m = { .program = S("9"), .engine = S("sqlite"), .version = version };
	str path = path_in(cx, "made-up"), text;
	int fd = open(path.p, O_RDWR | O_CREAT | O_TRUNC, 0600);
	struct tar_out *tar;

	EXPECT(tar_make(cx, fd, &tar) == OK);
	if (name) {
		EXPECT(tar_begin_file(cx, tar, str_from(name), 2) == OK &&
		       tar_add(cx, tar, S("hi")) == OK);
		manifest_add_file(cx, &m,
				  (struct manifest_file){ str_from(name),
							  crypto_digest_hex(&cx->arena, S("hi")),
							  2 });
	}
	text = manifest_write(cx, &m);
	EXPECT(tar_begin_file(cx, tar, S("manifest.json"), (int64_t)text.n) == OK &&
	       tar_add(cx, tar, text) == OK);
	EXPECT(tar_begin_file(cx, tar, S("manifest.blake2b"), 64) == OK &&
	       tar_add(cx, tar, crypto_digest_hex(&cx->arena, text)) == OK);
	EXPECT(tar_finish(cx, tar) == OK);
	close(fd);
	return path;
}

TEST(backup_with_names_that_lead_elsewhere_is_refused)
{
	static const char *const bad[] = {
		"../evil",
		"/etc/evil",
		"photos/../../evil",
		"photos/00000000-0000-7000-8000-000000000001/../../../evil",
		"photos/00000000-0000-7000-8000-000000000001/x.jpg",
		"tables/../users/0000001.jsonl",
		"tables/users/1.jsonl",
		"settings/../in-force.conf",
		"settings/other.conf",
		"extra",
	};
	struct ctx cx = ctx_make(NULL);
	struct backup_report report;
	struct app app;

	set_place(&cx, &app);
	EXPECT(check_path(&cx, made_up(&cx, "settings/in-force.conf", 1), &report) == OK);
	for (size_t i = 0; i < countof(bad); i++) {
		EXPECT(check_path(&cx, made_up(&cx, bad[i], 1), &report) == ERR_INVALID);
		EXPECT(strstr(cx.err_text.p, "a file that no backup has"));
	}
	ctx_end(&cx);
}

TEST(backup_of_a_newer_schema_or_of_something_else_is_refused)
{
	struct ctx cx;

	for (int i = 0; t_each_db(&cx, &i);) {
		struct backup_report report;
		struct app app;
		str path;

		set_place(&cx, &app);
		EXPECT(library_restore(&cx, made_up(&cx, NULL, 999).p, NULL, &report) ==
		       ERR_CONFIG);
		EXPECT(strstr(cx.err_text.p, "newer"));
		path = path_in(&cx, "text");
		write_file(path, S("not an archive at all, but a text"));
		EXPECT(library_restore(&cx, path.p, NULL, &report) == ERR_INVALID);
		EXPECT(library_restore(&cx, path_in(&cx, "none").p, NULL, &report) == ERR_IO);
		EXPECT(is_empty(&cx));
	}
}

TEST(backup_leaves_the_shared_catalogues_files_out_and_is_restored_beside_them)
{
	static const char file[] =
		"INSERT INTO catalogue_files (id, bytes, titles, editions, touched_ms) VALUES ('0123456789abcdef', 1, 1, 1, 1)";
	struct ctx cx;
	str url;

	for (int i = 0; t_each_url(&cx, &i, &url);) {
		struct backup_report first, again;
		struct app app;
		int applied;
		str path;

		EXPECT(db_open(&cx, url, &cx.db) == OK && db_migrate(&cx, &applied) == OK);
		EXPECT(db_exec(&cx, file) == OK);
		set_place(&cx, &app);
		path = some_backup(&cx, (int64_t)migrations_n);
		EXPECT(library_restore(&cx, path.p, NULL, &first) == OK);
		path = path_in(&cx, "again");
		EXPECT(library_backup(&cx, path.p, false, NULL, &again) == OK);
		EXPECT(again.manifest.ntables == T_SEED_TABLES);
		for (size_t t = 0; t < again.manifest.ntables; t++)
			EXPECT(again.manifest.tables[t].name.n < 10 ||
			       memcmp(again.manifest.tables[t].name.p, "catalogue_", 10) != 0);
	}
}
