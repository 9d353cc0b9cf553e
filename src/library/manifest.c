/* manifest.c - see manifest.h. */
#include "library/manifest.h"

#include "base/clock.h"
#include "base/crypto.h"
#include "base/json_write.h"
#include "library/photos.h"

#include <string.h>

enum { FORMAT_VERSION = 1, PIECE_DIGITS = 7 };

static const char format[] = "bookshelf-backup";

void manifest_add_file(struct ctx *cx, struct manifest *m, struct manifest_file file)
{
	struct manifest_file *grown;

	if (m->nfiles == m->files_room) {
		m->files_room = m->files_room ? m->files_room * 2 : 64;
		grown = arena_new(&cx->arena, struct manifest_file, m->files_room);
		if (m->nfiles)
			memcpy(grown, m->files, m->nfiles * sizeof *grown);
		m->files = grown;
	}
	m->files[m->nfiles++] = file;
}

/* ---- writing ---- */

static void put_tables(struct json *j, const struct manifest *m)
{
	json_arr(j, "tables");
	for (size_t i = 0; i < m->ntables; i++) {
		json_obj(j, NULL);
		json_str(j, "name", m->tables[i].name);
		json_i64(j, "rows", m->tables[i].sum.rows);
		json_str(j, "digest", m->tables[i].sum.digest);
		json_end(j, '}');
	}
	json_end(j, ']');
}

static void put_files(struct json *j, const struct manifest *m)
{
	json_arr(j, "files");
	for (size_t i = 0; i < m->nfiles; i++) {
		json_obj(j, NULL);
		json_str(j, "name", m->files[i].name);
		json_i64(j, "bytes", m->files[i].bytes);
		json_str(j, "digest", m->files[i].digest);
		json_end(j, '}');
	}
	json_end(j, ']');
}

str manifest_write(struct ctx *cx, const struct manifest *m)
{
	struct buf b = buf_make(&cx->arena, MANIFEST_MAX);
	struct json j = json_make(&b);

	json_obj(&j, NULL);
	json_str(&j, "format", str_from(format));
	json_i64(&j, "formatVersion", FORMAT_VERSION);
	json_str(&j, "program", m->program);
	json_str(&j, "engine", m->engine);
	json_i64(&j, "schema", m->version);
	json_str(&j, "createdAt", clock_format(&cx->arena, m->made_ms));
	put_tables(&j, m);
	put_files(&j, m);
	json_arr(&j, "photosGone");
	for (size_t i = 0; i < m->ngone; i++)
		json_str(&j, NULL, m->gone[i]);
	json_end(&j, ']');
	json_end(&j, '}');
	buf_addc(&b, '\n');
	CHECK(!b.full);
	return buf_str(&b);
}

/* ---- reading ---- */

static enum err read_tables(struct ctx *cx, const struct jval *list, struct manifest *out)
{
	out->ntables = jval_len(list);
	out->tables = arena_new(&cx->arena, struct manifest_table, out->ntables + 1);
	for (size_t i = 0; i < out->ntables; i++) {
		const struct jval *t = jval_at(list, i);
		struct manifest_table *to = &out->tables[i];

		to->name = jval_text(jval_get(t, "name"));
		to->sum.rows = jval_int(jval_get(t, "rows"));
		to->sum.digest = jval_text(jval_get(t, "digest"));
		if (!to->name.n || to->sum.digest.n != 64)
			return fail(cx, ERR_INVALID, "the backup's list of tables is damaged");
	}
	return OK;
}

static enum err read_files(struct ctx *cx, const struct jval *list, struct manifest *out)
{
	out->nfiles = out->files_room = jval_len(list);
	out->files = arena_new(&cx->arena, struct manifest_file, out->nfiles + 1);
	for (size_t i = 0; i < out->nfiles; i++) {
		const struct jval *f = jval_at(list, i);

		out->files[i] = (struct manifest_file){ jval_text(jval_get(f, "name")),
							jval_text(jval_get(f, "digest")),
							jval_int(jval_get(f, "bytes")) };
		if (!out->files[i].name.n || out->files[i].digest.n != 64)
			return fail(cx, ERR_INVALID, "the backup's list of files is damaged");
	}
	return OK;
}

enum err manifest_read(struct ctx *cx, str text, struct manifest *out)
{
	const struct jval *v;
	enum err e;

	*out = (struct manifest){ .version = 0 };
	if ((e = jval_read(cx, text, &v)))
		return e;
	if (!str_eq(jval_text(jval_get(v, "format")), str_from(format)))
		return fail(cx, ERR_INVALID, "this is no backup of bookshelf");
	if (jval_int(jval_get(v, "formatVersion")) != FORMAT_VERSION)
		return fail(cx, ERR_CONFIG,
			    "this backup was made by a newer program: restore it with that one");
	out->program = jval_text(jval_get(v, "program"));
	out->engine = jval_text(jval_get(v, "engine"));
	out->version = jval_int(jval_get(v, "schema"));
	if (!clock_parse(jval_text(jval_get(v, "createdAt")), &out->made_ms))
		return fail(cx, ERR_INVALID, "the backup does not say when it was made");
	out->ngone = jval_len(jval_get(v, "photosGone"));
	if ((e = read_tables(cx, jval_get(v, "tables"), out)))
		return e;
	return read_files(cx, jval_get(v, "files"), out);
}

/* ---- names ---- */

static bool is_word(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!((s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= '0' && s.p[i] <= '9') ||
		      s.p[i] == '_'))
			return false;
	return s.n > 0;
}

static bool is_piece(str s)
{
	size_t digits = 0;

	while (digits < s.n && s.p[digits] >= '0' && s.p[digits] <= '9')
		digits++;
	return digits == PIECE_DIGITS && str_eq((str){ s.p + digits, s.n - digits }, S(".jsonl"));
}

struct manifest_name manifest_name_of(str name)
{
	struct manifest_name n = { .kind = FILE_UNKNOWN };
	str rest = name, first = str_cut(&rest, '/'), second = str_cut(&rest, '/');

	if (str_eq(name, S("manifest.json")))
		n.kind = FILE_MANIFEST;
	else if (str_eq(name, S("manifest.blake2b")))
		n.kind = FILE_SEAL;
	else if (str_eq(name, S("settings/in-force.conf")) ||
		 str_eq(name, S("settings/bookshelf.conf")))
		n.kind = FILE_SETTINGS;
	else if (str_eq(first, S("tables")) && is_word(second) && is_piece(rest))
		n = (struct manifest_name){ .kind = FILE_TABLE, .table = second };
	else if (str_eq(first, S("photos")) && uuid_valid(second) && photo_name_valid(rest))
		n = (struct manifest_name){ FILE_PHOTO, .user_id = second, .photo = rest };
	return n;
}
