/* backup.c - writing a backup; see backup.h. Reading one is restore.c's. */
#include "library/backup.h"

#include "base/crypto.h"
#include "base/folder.h"
#include "base/tarball.h"
#include "base/utf8.h"
#include "conf/conf.h"
#include "db/migrate.h"
#include "library/photos.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SETTINGS_MAX = 256 * 1024 };

struct writer {
	struct ctx *cx; /* what the manifest needs lives as long as this */
	struct tar_out *tar;
	struct manifest *m;
	const struct backup_watch *watch;
	int64_t piece; /* of the table being written */
	int64_t done, all;
	int64_t photos;
};

static enum err broken(struct ctx *cx, const char *path)
{
	int why = errno;

	if (why == ENOSPC || why == EDQUOT)
		return fail(cx, ERR_NO_SPACE, "there is no room for the backup");
	return fail(cx, ERR_IO, "%s: %s", path, strerrordesc_np(why));
}

/* ---- files of the archive ---- */

/* Errors are cx's; the name and digest are kept with the manifest. */
static enum err add_file(struct ctx *cx, struct writer *w, str name, str bytes, bool listed)
{
	enum err e;

	if ((e = tar_begin_file(cx, w->tar, name, (int64_t)bytes.n)) ||
	    (e = tar_add(cx, w->tar, bytes)))
		return e;
	if (listed)
		manifest_add_file(w->cx, w->m,
				  (struct manifest_file){ str_dup(&w->cx->arena, name),
							  crypto_digest_hex(&w->cx->arena, bytes),
							  (int64_t)bytes.n });
	return OK;
}

/* ---- tables ---- */

static enum err take_lines(struct ctx *cx, const struct schema_table *t, str lines, int64_t n,
			   void *arg)
{
	struct writer *w = arg;
	str name = str_fmt(&cx->arena, "tables/" STR_FMT "/%07lld.jsonl", STR_ARG(t->name),
			   (long long)++w->piece);
	enum err e = add_file(cx, w, name, lines, true);

	w->done += n;
	if (w->watch && w->watch->progress)
		w->watch->progress(w->watch->arg, w->done, w->all);
	return e;
}

static enum err write_tables(struct ctx *cx, struct writer *w)
{
	struct schema_tables tables;
	struct table_counts counts;
	struct manifest *m = w->m;
	enum err e;

	if ((e = migrate_version(cx, migration_list_own(), &m->version)))
		return e;
	if (m->version == 0)
		return fail(cx, ERR_NOT_FOUND, "there is nothing to back up: the database is new");
	if ((e = dump_tables(cx, &tables)) || (e = dump_count_rows(cx, &counts)))
		return e;
	w->all = table_counts_sum(&counts);
	m->ntables = tables.n;
	m->tables = arena_new(&cx->arena, struct manifest_table, tables.n + 1);
	for (size_t i = 0; i < tables.n; i++) {
		w->piece = 0;
		m->tables[i].name = tables.items[i].name;
		if ((e = dump_table(cx, &tables.items[i], take_lines, w, &m->tables[i].sum)))
			return e;
	}
	return OK;
}

/* ---- photos ---- */

/* One that somebody has deleted since the rows were read is told, and no error. */
static enum err write_photo(struct writer *w, const struct photo_file *f)
{
	struct ctx part = ctx_make(w->cx->app);
	str name = str_fmt(&w->cx->arena, "photos/" STR_FMT "/" STR_FMT, STR_ARG(f->user_id),
			   STR_ARG(f->name)),
	    bytes;
	enum err e = photo_read(&part, f->user_id, f->name, &bytes);

	if (e == ERR_NOT_FOUND) {
		w->m->gone[w->m->ngone++] = name;
		e = OK;
	} else if (!e && !(e = add_file(&part, w, name, bytes, true))) {
		w->photos++;
	}
	if (e)
		e = fail(w->cx, e, STR_FMT, STR_ARG(part.err_text));
	ctx_end(&part);
	return e;
}

static int compare(const struct photo_file *a, const struct photo_file *b)
{
	int d = strcmp(a->user_id.p, b->user_id.p);

	return d ? d : strcmp(a->name.p, b->name.p);
}

/* Those there were before the rows were read, and those there are now: every row's photo is among them. */
static enum err write_photos(struct writer *w, const struct photo_files *before)
{
	struct photo_files now;
	size_t i = 0, k = 0;
	enum err e;

	if ((e = photos_list(w->cx, &now)))
		return e;
	w->m->gone = arena_new(&w->cx->arena, str, before->n + now.n + 1);
	while (!e && (i < before->n || k < now.n)) {
		int d = i == before->n ? 1
			: k == now.n   ? -1
				       : compare(&before->items[i], &now.items[k]);

		e = write_photo(w, d <= 0 ? &before->items[i] : &now.items[k]);
		i += d <= 0;
		k += d >= 0;
	}
	return e;
}

/* ---- settings ---- */

static enum err add_settings(struct writer *w, str name, const struct buf *b)
{
	return b->full ? fail(w->cx, ERR_TOO_LARGE, "the settings are too large")
		       : add_file(w->cx, w, name, buf_str(b), true);
}

static enum err write_settings(struct writer *w)
{
	const struct conf *conf = &w->cx->app->conf;
	struct buf values = buf_make(&w->cx->arena, SETTINGS_MAX);
	struct buf file = buf_make(&w->cx->arena, SETTINGS_MAX), shown = file;
	str path = conf->config.n ? conf->config
				  : str_fmt(&w->cx->arena, STR_FMT "/bookshelf.conf",
					    STR_ARG(conf->data_dir));
	FILE *f = fopen(path.p, "rb");
	char chunk[4096];
	enum err e;
	size_t n;

	conf_put_values(conf, &values);
	e = add_settings(w, S("settings/in-force.conf"), &values);
	if (!f)
		return e;
	while ((n = fread(chunk, 1, sizeof chunk, f)) > 0)
		buf_add(&file, (str){ chunk, n });
	fclose(f);
	shown.full = file.full;
	conf_put_file(buf_str(&file), &shown);
	return e ? e : add_settings(w, S("settings/bookshelf.conf"), &shown);
}

/* ---- the whole ---- */

static enum err write_manifest(struct writer *w)
{
	str text = manifest_write(w->cx, w->m);
	enum err e = add_file(w->cx, w, S("manifest.json"), text, false);

	return e ? e
		 : add_file(w->cx, w, S("manifest.blake2b"), crypto_digest_hex(&w->cx->arena, text),
			    false);
}

static enum err write_all(struct writer *w)
{
	struct ctx *cx = w->cx;
	struct photo_files before;
	enum err e;

	if ((e = photos_list(cx, &before)) || (e = db_begin_read(cx)))
		return e;
	e = write_tables(cx, w);
	db_rollback(cx);
	if (e || (e = write_photos(w, &before)) || (e = write_settings(w)))
		return e;
	return write_manifest(w);
}

static enum err write_archive(struct ctx *cx, int fd, const struct backup_watch *watch)
{
	struct manifest m = { .program = S(BOOKSHELF_VERSION),
			      .engine = str_from(db_engine(cx->db)),
			      .made_ms = cx->now_ms };
	struct writer w = { .cx = cx, .m = &m, .watch = watch };
	enum err e, last;

	if ((e = tar_make(cx, fd, &w.tar)))
		return e;
	e = write_all(&w);
	if (e) { /* the first error is the one to tell */
		struct ctx quiet = ctx_make(NULL);

		last = tar_finish(&quiet, w.tar);
		(void)last;
		ctx_end(&quiet);
		return e;
	}
	return tar_finish(cx, w.tar);
}

/* Two backups to one place would spoil each other's file. What a backup that was cut off left there is written over. */
static enum err open_part(struct ctx *cx, const char *path, int *fd)
{
	*fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (*fd < 0)
		return broken(cx, path);
	if (flock(*fd, LOCK_EX | LOCK_NB)) {
		close(*fd);
		return fail(cx, ERR_BUSY, "another backup is being written to %s", path);
	}
	if (ftruncate(*fd, 0) == 0)
		return OK;
	close(*fd);
	return broken(cx, path);
}

static enum err there_already(struct ctx *cx, const char *path)
{
	return fail(cx, ERR_CONFLICT, "%s is there already; --force replaces it", path);
}

static enum err give_name(struct ctx *cx, const char *part, const char *path, bool over)
{
	if (renameat2(AT_FDCWD, part, AT_FDCWD, path, over ? 0 : RENAME_NOREPLACE))
		return errno == EEXIST ? there_already(cx, path) : broken(cx, path);
	return folder_sync_of(&cx->arena, path) ? OK : broken(cx, path);
}

static enum err write_and_check(struct ctx *cx, int fd, const char *part,
				const struct backup_watch *watch, struct backup_report *out)
{
	struct stat st;
	enum err e;

	if ((e = write_archive(cx, fd, watch)))
		return e;
	if (fsync(fd) || lseek(fd, 0, SEEK_SET) < 0 || fstat(fd, &st))
		return broken(cx, part);
	if ((e = backup_check(cx, fd, watch, out)))
		return e;
	out->bytes = st.st_size;
	return OK;
}

enum err library_backup(struct ctx *cx, const char *path, bool over,
			const struct backup_watch *watch, struct backup_report *out)
{
	str part = str_fmt(&cx->arena, "%s.part", path);
	int fd;
	enum err e;

	if (!over && access(path, F_OK) == 0)
		return there_already(cx, path);
	if ((e = open_part(cx, part.p, &fd)))
		return e;
	if (!(e = write_and_check(cx, fd, part.p, watch, out)))
		e = give_name(cx, part.p, path, over);
	if (e)
		unlink(part.p);
	close(fd);
	return e;
}
