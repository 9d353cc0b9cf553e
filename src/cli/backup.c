/* backup.c - `bookshelf copy`, `backup` and `restore`. */
#include "cli/cli.h"

#include "library/copy.h"

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
