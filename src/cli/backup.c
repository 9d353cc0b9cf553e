/* backup.c - `bookshelf copy`, `backup` and `restore`. */
#include "cli/cli.h"

#include "library/backup.h"

#include <stdio.h>

static enum err take_url(struct ctx *cx, struct args *a, const char *name, const char **out)
{
	enum err e;

	*out = NULL;
	if ((e = cli_option(cx, a, name, out)))
		return e;
	return *out ? OK : fail(cx, ERR_INVALID, "%s is missing: the address of a database", name);
}

static void print_sum(str table, const struct dump_sum *s)
{
	printf("%-24.*s %10lld rows  %.16s\n", (int)table.n, table.p, (long long)s->rows,
	       s->digest.p);
}

enum err cli_copy(struct ctx *cx, const struct conf *conf, struct args *a)
{
	struct copy_report report;
	char label[] = "copying";
	const char *from, *to;
	enum err e;

	(void)conf;
	if ((e = take_url(cx, a, "--from", &from)) || (e = take_url(cx, a, "--to", &to)) ||
	    (e = cli_words(cx, a, 0, 0)) ||
	    (e = library_copy(cx, str_from(from), str_from(to), cli_progress, label, &report)))
		return e;
	for (size_t i = 0; i < report.n; i++)
		print_sum(report.tables[i].name, &report.tables[i].to);
	printf("schema %lld: both have the same rows and digests\n", (long long)report.version);
	return OK;
}

/* The data folder's settings, and nothing that a server needs. */
static void set_place(struct ctx *cx, const struct conf *conf)
{
	cx->app = arena_new(&cx->arena, struct app, 1);
	*cx->app = (struct app){ .conf = *conf };
}

static void print_report(const struct backup_report *r)
{
	for (size_t i = 0; i < r->manifest.ntables; i++)
		print_sum(r->manifest.tables[i].name, &r->manifest.tables[i].sum);
	printf("%lld photos", (long long)r->photos);
	if (r->manifest.ngone)
		printf(" (%zu were deleted meanwhile)", r->manifest.ngone);
	printf("; schema %lld; %.1f MB\n", (long long)r->manifest.version, (double)r->bytes / 1e6);
}

enum err cli_backup(struct ctx *cx, const struct conf *conf, struct args *a)
{
	bool over = cli_flag(a, "--force");
	char label[] = "backing up";
	const struct backup_watch watch = { cli_progress, label };
	struct backup_report report;
	enum err e;

	set_place(cx, conf);
	if ((e = cli_words(cx, a, 1, 1)) || (e = app_database(cx, conf)) ||
	    (e = library_backup(cx, a->v[0], over, &watch, &report)))
		return e;
	print_report(&report);
	printf("%s was read back and is whole\n", a->v[0]);
	return OK;
}

enum err cli_restore(struct ctx *cx, const struct conf *conf, struct args *a)
{
	char label[] = "restoring";
	const struct backup_watch watch = { cli_progress, label };
	struct backup_report report;
	enum err e;

	set_place(cx, conf);
	if ((e = cli_words(cx, a, 1, 1)) || (e = library_restore(cx, a->v[0], &watch, &report)))
		return e;
	print_report(&report);
	printf("restored, with the same rows and digests; now schema %lld\n",
	       (long long)report.version);
	return OK;
}
