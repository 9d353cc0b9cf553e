/* import.c - `bookshelf import`, `import undo` and `export`. */
#include "cli/cli.h"

#include "api/export.h"
#include "api/nouns.h"
#include "library/imports.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { ROWS_AT_ONCE = 500, JSON_MAX = 64 << 20 };

static bool show(void *arg, int64_t done, int64_t all)
{
	cli_progress(arg, done, all);
	return true;
}

static void print_sums(const struct import *m, str same)
{
	printf("%" PRId64 " rows (" STR_FMT "): %" PRId64 " matched, %" PRId64 " created, %" PRId64
	       " duplicates, %" PRId64 " need you\n",
	       m->rows, STR_ARG(m->format), m->of[ROW_MATCHED], m->of[ROW_CREATED],
	       m->of[ROW_DUPLICATE], m->of[ROW_NEEDS_YOU]);
	if (same.n)
		printf("this file was imported before, as " STR_FMT "\n", STR_ARG(same));
	if (m->failure.n)
		printf(STR_FMT "\n", STR_ARG(m->failure));
}

static void print_line(const struct import_line *l)
{
	str reason = l->reason;

	printf("  row %-6" PRId64 " ", l->number);
	cli_column(l->title.n ? l->title : S("(no title)"), 40, true);
	printf("  ");
	while (reason.n) {
		str one = str_cut(&reason, '\n');

		printf(STR_FMT "%s", STR_ARG(one), reason.n ? "; " : "");
	}
	printf("\n");
}

/* The rows of one outcome that have something to tell. */
static enum err print_lines(struct ctx *cx, const struct import *m, enum import_outcome outcome,
			    const char *heading)
{
	struct import_lines lines = { .n = ROWS_AT_ONCE };
	int64_t after = 0;
	bool headed = false;
	enum err e = OK;

	while (!e && lines.n == ROWS_AT_ONCE) {
		e = library_import_lines(cx, m->id, outcome, after, ROWS_AT_ONCE, &lines);
		for (size_t i = 0; i < lines.n && !e; i++) {
			after = lines.items[i].number;
			if (!lines.items[i].reason.n)
				continue;
			if (!headed)
				printf("%s:\n", heading);
			headed = true;
			print_line(&lines.items[i]);
		}
	}
	return e;
}

static enum err print_report(struct ctx *cx, const struct import *m)
{
	str same;
	enum err e;

	if ((e = library_import_same(cx, m, &same)))
		return e;
	print_sums(m, same);
	if ((e = print_lines(cx, m, ROW_NEEDS_YOU, "need you")) ||
	    (e = print_lines(cx, m, ROW_MATCHED, "matched, but")) ||
	    (e = print_lines(cx, m, ROW_CREATED, "created, but")) ||
	    (e = print_lines(cx, m, ROW_DUPLICATE, "duplicates, and")))
		return e;
	if (m->state == IMPORT_DONE)
		printf("to take it back: bookshelf import undo " STR_FMT "\n", STR_ARG(m->id));
	return OK;
}

/* The same for programs, on one line: { "item": …, "rows": […] }, as GET /library/me/imports/{id} has it, all rows. */
static enum err print_json(struct ctx *cx, const struct import *m)
{
	struct import_lines lines = { .n = ROWS_AT_ONCE };
	struct buf b = buf_make(&cx->arena, JSON_MAX);
	struct json j = json_make(&b);
	int64_t after = 0;
	enum err e;

	json_obj(&j, NULL);
	e = put_import(cx, &j, "item", m);
	json_arr(&j, "rows");
	while (!e && lines.n == ROWS_AT_ONCE) {
		e = library_import_lines(cx, m->id, IMPORT_OUTCOME__MAX, after, ROWS_AT_ONCE,
					 &lines);
		for (size_t i = 0; i < lines.n && !e; i++)
			put_import_line(&j, NULL, &lines.items[i]);
		after = lines.n ? lines.items[lines.n - 1].number : after;
		fwrite(b.p, 1, b.n, stdout);
		b.n = 0;
	}
	if (e)
		return e;
	json_end(&j, ']');
	json_end(&j, '}');
	printf(STR_FMT "\n", STR_ARG(buf_str(&b)));
	return OK;
}

static enum err import_file(struct ctx *cx, const struct conf *conf, const char *path, bool as_json,
			    struct import_upload *u)
{
	const char *name = strrchr(path, '/');
	char label[] = "importing";
	struct import m;
	enum err e;

	u->file_name = str_from(name ? name + 1 : path);
	if ((e = cli_read_file(cx, path, (size_t)conf->max_import_mib << 20, &u->bytes)) ||
	    (e = library_import_start(cx, u, &m)) ||
	    (e = library_import_work(cx, m.id, show, label, &m)))
		return e;
	return as_json ? print_json(cx, &m) : print_report(cx, &m);
}

enum err cli_import(struct ctx *cx, const struct conf *conf, struct args *a)
{
	const char *format = "auto", *mapping = "";
	bool as_json = cli_flag(a, "--json");
	struct import_upload u = { .preview = cli_flag(a, "--preview") };
	struct app *app = NULL;
	enum err e;

	if ((e = cli_option(cx, a, "--format", &format)) ||
	    (e = cli_option(cx, a, "--map", &mapping)) || (e = cli_words(cx, a, 1, 1)))
		return e;
	u.format = str_from(format);
	u.mapping = str_from(mapping);
	if (!(e = cli_library_open(cx, conf, &app)))
		e = import_file(cx, conf, a->v[0], as_json, &u);
	cli_library_close(cx, app);
	return e;
}

enum err cli_import_undo(struct ctx *cx, const struct conf *conf, struct args *a)
{
	struct import_undone undone;
	struct app *app = NULL;
	enum err e;

	if ((e = cli_words(cx, a, 1, 1)))
		return e;
	if (!(e = cli_library_open(cx, conf, &app)) &&
	    !(e = library_import_undo(cx, str_from(a->v[0]), &undone)))
		printf("%" PRId64 " books removed (they are in the trash), %" PRId64
		       " as they were before, %" PRId64 " kept: they were changed since\n",
		       undone.removed, undone.restored, undone.kept);
	cli_library_close(cx, app);
	return e;
}

/* ---- export ---- */

static enum err copy_out(struct ctx *cx, const struct spool *s, FILE *to, const char *path)
{
	char piece[65536];
	int64_t at = 0;
	ssize_t n = 0;

	while (at < s->size && (n = pread(s->fd, piece, sizeof piece, at)) > 0) {
		if (fwrite(piece, 1, (size_t)n, to) != (size_t)n)
			break;
		at += n;
	}
	if (at < s->size || fflush(to))
		return fail(cx, ERR_IO, "%s: %s", path, strerror(errno));
	return OK;
}

/* To a temporary name first: a file of the name given is always whole. */
static enum err to_file(struct ctx *cx, const struct spool *s, const char *path)
{
	str tmp = str_fmt(&cx->arena, "%s.part", path);
	FILE *f = fopen(tmp.p, "wb");
	enum err e;

	if (!f)
		return fail(cx, ERR_IO, "%s: %s", tmp.p, strerror(errno));
	e = copy_out(cx, s, f, path);
	if (!e && fsync(fileno(f)))
		e = fail(cx, ERR_IO, "%s: %s", path, strerror(errno));
	fclose(f);
	if (!e && rename(tmp.p, path))
		e = fail(cx, ERR_IO, "%s: %s", path, strerror(errno));
	if (e)
		unlink(tmp.p);
	return e;
}

static enum err read_format(struct ctx *cx, const char *word, enum export_format *out)
{
	for (size_t i = 0; i < EXPORT_FORMAT__MAX; i++)
		if (strcmp(word, export_formats[i]) == 0)
			return *out = (enum export_format)i, OK;
	return fail(cx, ERR_INVALID, "--format must be json or goodreads");
}

enum err cli_export(struct ctx *cx, const struct conf *conf, struct args *a)
{
	enum export_format format = EXPORT_JSON;
	const char *word = "json";
	struct app *app = NULL;
	struct spool *s;
	enum err e;

	if ((e = cli_option(cx, a, "--format", &word)) || (e = read_format(cx, word, &format)) ||
	    (e = cli_words(cx, a, 1, 1)))
		return e;
	if (!(e = cli_library_open(cx, conf, &app)) && !(e = spool_open(cx, conf->data_dir, &s)) &&
	    !(e = export_write(cx, format, s)))
		e = strcmp(a->v[0], "-") == 0 ? copy_out(cx, s, stdout, "standard output")
					      : to_file(cx, s, a->v[0]);
	cli_library_close(cx, app);
	return e;
}
