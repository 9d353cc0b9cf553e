/* restore.c - reading a backup: held against its manifest, and filled in; see backup.h. */
#include "library/backup.h"

#include "base/crypto.h"
#include "base/tarball.h"
#include "db/migrate.h"
#include "library/app.h"
#include "library/photos.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SETTINGS_MAX = 256 * 1024 };

static enum err damaged(struct ctx *cx, const char *what)
{
	return fail(cx, ERR_INVALID, "the backup is damaged or cut off: %s", what);
}

/* ---- checking ---- */

struct checker {
	struct tar_in *tar;
	struct manifest found; /* its files; its tables with their rows and digests */
	struct crypto_hash table;
	int64_t done, all, photos;
	const struct backup_watch *watch;
	str text; /* of manifest.json */
	bool sealed;
};

enum { MAX_TABLES = 512 };

static void end_table(struct ctx *cx, struct checker *c)
{
	if (c->found.ntables)
		c->found.tables[c->found.ntables - 1].sum.digest = crypto_hash_hex(&cx->arena,
										   &c->table);
}

static void begin_table(struct ctx *cx, struct checker *c, str name)
{
	struct manifest *m = &c->found;

	if (m->ntables && str_eq(m->tables[m->ntables - 1].name, name))
		return;
	end_table(cx, c);
	m->tables[m->ntables++] = (struct manifest_table){ str_dup(&cx->arena, name), { 0 } };
	crypto_hash_begin(&c->table);
}

static void count_lines(struct checker *c, str piece)
{
	int64_t *rows = &c->found.tables[c->found.ntables - 1].sum.rows;

	for (size_t i = 0; i < piece.n; i++)
		*rows += piece.p[i] == '\n';
	crypto_hash_add(&c->table, piece);
}

static void show_progress(struct checker *c, size_t bytes)
{
	c->done += (int64_t)bytes;
	if (c->watch && c->watch->progress)
		c->watch->progress(c->watch->arg, c->done < c->all ? c->done : c->all, c->all);
}

/* All pieces of a file. */
static enum err check_file(struct ctx *cx, struct checker *c, const struct tar_file *file,
			   bool is_table)
{
	struct crypto_hash hash;
	int64_t bytes = 0;
	str piece;
	enum err e;

	crypto_hash_begin(&hash);
	while (!(e = tar_read(cx, c->tar, &piece)) && piece.p) {
		crypto_hash_add(&hash, piece);
		bytes += (int64_t)piece.n;
		if (is_table)
			count_lines(c, piece);
	}
	if (e)
		return e;
	if (bytes != file->bytes)
		return damaged(cx, "a file is shorter than it says");
	manifest_add_file(
		cx, &c->found,
		(struct manifest_file){ file->name, crypto_hash_hex(&cx->arena, &hash), bytes });
	return OK;
}

static enum err read_file(struct ctx *cx, struct tar_in *tar, const struct tar_file *file,
			  int64_t max, str *out)
{
	struct buf b;
	str piece;
	enum err e;

	if (file->bytes < 0 || file->bytes > max)
		return damaged(cx, "a file is larger than any can be");
	b = buf_make(&cx->arena, (size_t)file->bytes + 1);
	while (!(e = tar_read(cx, tar, &piece)) && piece.p)
		buf_add(&b, piece);
	if (!e && (b.full || (int64_t)b.n != file->bytes))
		e = damaged(cx, "a file is shorter than it says");
	*out = b.n ? buf_str(&b) : S("");
	return e;
}

static enum err check_seal(struct ctx *cx, struct checker *c, const struct tar_file *file)
{
	str seal;
	enum err e;

	if ((e = read_file(cx, c->tar, file, 64, &seal)))
		return e;
	if (!c->text.p || !str_eq(seal, crypto_digest_hex(&cx->arena, c->text)))
		return damaged(cx, "its manifest is not the one that was written");
	c->sealed = true;
	return OK;
}

/* A file that stands where none may, or is no file, is refused whatever is in it. */
static enum err check_next(struct ctx *cx, struct checker *c, const struct tar_file *file)
{
	struct manifest_name n = manifest_name_of(file->name);

	if (!file->plain || n.kind == FILE_UNKNOWN)
		return fail(cx, ERR_INVALID, "the backup holds a file that no backup has");
	if (c->sealed || (c->text.p && n.kind != FILE_SEAL))
		return damaged(cx, "there is something behind its end");
	switch (n.kind) {
	case FILE_MANIFEST: return read_file(cx, c->tar, file, MANIFEST_MAX, &c->text);
	case FILE_SEAL: return check_seal(cx, c, file);
	case FILE_TABLE:
		if (c->found.ntables == MAX_TABLES)
			return damaged(cx, "it has too many tables");
		begin_table(cx, c, n.table);
		break;
	case FILE_PHOTO: c->photos++; break;
	case FILE_SETTINGS:
	case FILE_UNKNOWN: break;
	}
	show_progress(c, (size_t)(file->bytes > 0 ? file->bytes : 0));
	return check_file(cx, c, file, n.kind == FILE_TABLE);
}

static const struct dump_sum *sum_of(const struct manifest *m, str table)
{
	for (size_t i = 0; i < m->ntables; i++)
		if (str_eq(m->tables[i].name, table))
			return &m->tables[i].sum;
	return NULL;
}

/* A table without rows has no file. */
static enum err compare_tables(struct ctx *cx, const struct manifest *want,
			       const struct manifest *found)
{
	size_t with_rows = 0;

	for (size_t i = 0; i < want->ntables; i++) {
		const struct dump_sum *w = &want->tables[i].sum,
				      *f = sum_of(found, want->tables[i].name);

		with_rows += w->rows > 0;
		if (w->rows && (!f || f->rows != w->rows || !str_eq(f->digest, w->digest)))
			return damaged(cx, "a table has not the rows it had");
	}
	return with_rows == found->ntables ? OK : damaged(cx, "it has a table too many");
}

static enum err compare_files(struct ctx *cx, const struct manifest *want,
			      const struct manifest *found)
{
	if (want->nfiles != found->nfiles)
		return damaged(cx, "it has not the files it had");
	for (size_t i = 0; i < want->nfiles; i++)
		if (!str_eq(want->files[i].name, found->files[i].name) ||
		    want->files[i].bytes != found->files[i].bytes ||
		    !str_eq(want->files[i].digest, found->files[i].digest))
			return damaged(cx, "a file is not as it was written");
	return OK;
}

static enum err compare(struct ctx *cx, struct checker *c, struct backup_report *out)
{
	enum err e;

	if (!c->sealed)
		return damaged(cx, "its end is missing");
	end_table(cx, c);
	if ((e = manifest_read(cx, c->text, &out->manifest)) ||
	    (e = compare_files(cx, &out->manifest, &c->found)) ||
	    (e = compare_tables(cx, &out->manifest, &c->found)))
		return e;
	out->photos = c->photos;
	return OK;
}

/* To the very end: what follows the last file is looked at too. */
static enum err check_all(struct ctx *cx, struct checker *c, struct backup_report *out)
{
	struct tar_file file;
	bool more;
	enum err e;

	c->found.tables = arena_new(&cx->arena, struct manifest_table, MAX_TABLES);
	while (!(e = tar_next(cx, c->tar, &file, &more)) && more)
		if ((e = check_next(cx, c, &file)))
			return e;
	return e ? e : compare(cx, c, out);
}

enum err backup_check(struct ctx *cx, int fd, const struct backup_watch *watch,
		      struct backup_report *out)
{
	struct checker c = { .watch = watch };
	enum err e;

	*out = (struct backup_report){ .version = 0 };
	if ((e = tar_open(cx, fd, &c.tar)))
		return e;
	e = check_all(cx, &c, out);
	tar_shut(c.tar);
	return e;
}

/* ---- filling in ---- */

struct filler {
	struct tar_in *tar;
	struct schema_tables tables;
	const struct manifest *m;
	const struct backup_watch *watch;
	int64_t done, all;
	struct photo_files kept; /* written so far */
};

static const struct schema_table *table_of(const struct filler *f, str name)
{
	for (size_t i = 0; i < f->tables.n; i++)
		if (str_eq(f->tables.items[i].name, name))
			return &f->tables.items[i];
	return NULL;
}

static enum err fill_table(struct ctx *cx, struct filler *f, str table, str lines)
{
	const struct schema_table *t = table_of(f, table);

	for (size_t i = 0; i < lines.n; i++)
		f->done += lines.p[i] == '\n';
	if (f->watch && f->watch->progress)
		f->watch->progress(f->watch->arg, f->done, f->all);
	return t ? dump_load(cx, t, lines)
		 : fail(cx, ERR_INVALID,
			"the backup has a table " STR_FMT " that its schema has not",
			STR_ARG(table));
}

static enum err fill_photo(struct ctx *cx, struct filler *f, const struct manifest_name *n,
			   str bytes)
{
	struct photo_file *file = &f->kept.items[f->kept.n];

	if (!str_eq(crypto_digest_hex(&cx->arena, bytes), photo_name_digest(n->photo)))
		return damaged(cx, "a photo is not the one its name says");
	*file = (struct photo_file){ n->user_id, n->photo };
	f->kept.n++;
	return photo_keep(cx, n->user_id, n->photo, bytes);
}

/* For the person to look at: it may name another database than the one that is being filled. */
static enum err fill_settings(struct ctx *cx, str bytes)
{
	str path = str_fmt(&cx->arena, STR_FMT "/bookshelf.conf.restored",
			   STR_ARG(cx->app->conf.data_dir));
	FILE *f = fopen(path.p, "wb");
	bool ok = f && fwrite(bytes.p, 1, bytes.n, f) == bytes.n;

	if (f)
		ok = fclose(f) == 0 && ok;
	return ok ? OK
		  : fail(cx, ERR_IO, "the settings file cannot be written: %s",
			 strerrordesc_np(errno));
}

static enum err fill_next(struct ctx *cx, struct filler *f, const struct tar_file *file)
{
	struct manifest_name n = manifest_name_of(file->name);
	str bytes;
	enum err e;

	if (!file->plain || n.kind == FILE_UNKNOWN)
		return damaged(cx, "it changed while it was read");
	if (n.kind == FILE_MANIFEST || n.kind == FILE_SEAL)
		return OK;
	if ((e = read_file(cx, f->tar, file, DUMP_CHUNK_MAX * 4LL, &bytes)))
		return e;
	if (n.kind == FILE_TABLE)
		return fill_table(cx, f, n.table, bytes);
	if (n.kind == FILE_PHOTO)
		return fill_photo(cx, f, &n, bytes);
	return str_eq(file->name, S("settings/bookshelf.conf")) ? fill_settings(cx, bytes) : OK;
}

static enum err fill_all(struct ctx *cx, struct filler *f)
{
	bool more = true;
	enum err e = OK;

	while (!e && more) {
		struct ctx part = ctx_make(cx->app);
		struct tar_file file;
		size_t kept = f->kept.n;

		part.db = cx->db;
		part.now_ms = cx->now_ms;
		if (!(e = tar_next(&part, f->tar, &file, &more)) && more)
			e = fill_next(&part, f, &file);
		if (f->kept.n > kept) {
			struct photo_file *p = &f->kept.items[kept];

			*p = (struct photo_file){ str_dup(&cx->arena, p->user_id),
						  str_dup(&cx->arena, p->name) };
		}
		if (e)
			e = fail(cx, e, STR_FMT, STR_ARG(part.err_text));
		ctx_end(&part);
	}
	return e;
}

static enum err read_back(struct ctx *cx, struct filler *f)
{
	struct dump_sum *want = arena_new(&cx->arena, struct dump_sum, f->tables.n + 1);
	struct dump_sum *have = arena_new(&cx->arena, struct dump_sum, f->tables.n + 1);

	if (f->m->ntables != f->tables.n)
		return fail(cx, ERR_INVALID, "the backup has not the tables of its schema");
	for (size_t i = 0; i < f->tables.n; i++) {
		const struct dump_sum *s = sum_of(f->m, f->tables.items[i].name);

		if (!s)
			return fail(cx, ERR_INVALID, "the backup has no table " STR_FMT,
				    STR_ARG(f->tables.items[i].name));
		want[i] = *s;
	}
	return copy_read_back(cx, &f->tables, want, have);
}

/* Nothing stays of what was begun. */
static void remove_photos(struct ctx *cx, const struct filler *f)
{
	for (size_t i = 0; i < f->kept.n; i++)
		unlink(photo_path(cx, f->kept.items[i].user_id, f->kept.items[i].name).p);
}

static enum err fill(struct ctx *cx, struct filler *f)
{
	enum err e;

	for (size_t i = 0; i < f->m->ntables; i++)
		f->all += f->m->tables[i].sum.rows;
	f->kept.items = arena_new(&cx->arena, struct photo_file, f->m->nfiles + 1);
	if ((e = dump_tables(cx, &f->tables)) || (e = db_begin(cx)))
		return e;
	if (!(e = fill_all(cx, f)) && !(e = read_back(cx, f)))
		e = db_commit(cx);
	db_rollback(cx);
	if (e)
		remove_photos(cx, f);
	return e;
}

static enum err check_place(struct ctx *cx, const struct manifest *m)
{
	struct migration_list list = migration_list_own();
	struct photo_files photos;
	enum err e;

	if (m->version < 1 || m->version > (int64_t)list.n)
		return fail(cx, ERR_CONFIG,
			    "the backup has schema %lld, newer than this program's %zu:"
			    " restore it with the newer program",
			    (long long)m->version, list.n);
	if ((e = photos_list(cx, &photos)))
		return e;
	if (photos.n)
		return fail(cx, ERR_CONFLICT,
			    "the place to restore to must be empty; it has %zu photos", photos.n);
	return copy_make_ready(cx, m->version);
}

static enum err restore(struct ctx *cx, int fd, const struct backup_watch *watch,
			struct backup_report *out)
{
	struct migration_list list = migration_list_own();
	struct filler f = { .m = &out->manifest, .watch = watch };
	int steps;
	enum err e;

	if ((e = backup_check(cx, fd, NULL, out)) ||
	    (!cx->db && (e = app_database(cx, &cx->app->conf))) ||
	    (e = check_place(cx, &out->manifest)))
		return e;
	if (lseek(fd, 0, SEEK_SET) < 0)
		return damaged(cx, "it cannot be read a second time");
	if ((e = tar_open(cx, fd, &f.tar)))
		return e;
	e = fill(cx, &f);
	tar_shut(f.tar);
	if (e || (e = migrate_up(cx, list, (int64_t)list.n, NULL, &steps)))
		return e;
	return migrate_version(cx, list, &out->version);
}

enum err library_restore(struct ctx *cx, const char *path, const struct backup_watch *watch,
			 struct backup_report *out)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	enum err e;

	if (fd < 0 || fstat(fd, &st)) {
		e = fail(cx, ERR_IO, "%s: %s", path, strerrordesc_np(errno));
	} else if (S_ISDIR(st.st_mode)) {
		e = fail(cx, ERR_INVALID, "%s is a folder; a backup is one file", path);
	} else {
		e = restore(cx, fd, watch, out);
		out->bytes = st.st_size;
	}
	if (fd >= 0)
		close(fd);
	return e;
}
