/* migrate.c - `bookshelf migrate`: the schema of the database, seen and changed on purpose. */
#include "cli/cli.h"

#include "base/clock.h"
#include "db/migrate.h"

#include <stdio.h>

enum { REPORT_MAX = 1 << 20 };

static void print_count(const struct migration_count *c)
{
	printf("    %-24.*s ", (int)c->table.n, c->table.p);
	if (c->after < 0)
		printf("gone; it had %lld rows\n", (long long)c->before);
	else if (c->before < 0)
		printf("new; %lld rows\n", (long long)c->after);
	else if (c->before == c->after)
		printf("%lld rows\n", (long long)c->after);
	else
		printf("%lld rows, before %lld\n", (long long)c->after, (long long)c->before);
}

static void print_step(void *arg, const struct migration_step *step)
{
	(void)arg;
	printf("%s %s\n", step->back ? "back" : "up  ", step->name);
	for (size_t i = 0; i < step->n; i++)
		print_count(&step->counts[i]);
	fflush(stdout);
}

static void print_copy(void *arg, str path)
{
	(void)arg;
	printf("the database as it was: " STR_FMT "\n", STR_ARG(path));
}

static const struct migration_watch watch = { print_step, print_copy, NULL };

/* --to N, else the version given. */
static enum err take_version(struct ctx *cx, struct args *a, int64_t *version)
{
	const char *to = NULL;
	enum err e;

	if ((e = cli_option(cx, a, "--to", &to)))
		return e;
	if (to && !str_i64(str_from(to), version))
		return fail(cx, ERR_INVALID, "--to needs the number of a schema, not \"%s\"", to);
	return cli_words(cx, a, 0, 0);
}

static void print_version(int64_t version, int steps)
{
	printf("%s schema %lld\n", steps ? "now" : "nothing to do:", (long long)version);
}

enum err cli_migrate_up(struct ctx *cx, const struct conf *conf, struct args *a)
{
	struct migration_list list = migration_list_own();
	int64_t version = (int64_t)list.n;
	int steps;
	enum err e;

	if ((e = take_version(cx, a, &version)) || (e = app_database(cx, conf)) ||
	    (e = migrate_up(cx, list, version, &watch, &steps)) ||
	    (e = migrate_version(cx, list, &version)))
		return e;
	print_version(version, steps);
	return OK;
}

enum err cli_migrate_down(struct ctx *cx, const struct conf *conf, struct args *a)
{
	struct migration_list list = migration_list_own();
	bool yes = cli_flag(a, "--yes");
	int64_t version = -1, have;
	int steps;
	enum err e;

	if ((e = take_version(cx, a, &version)) || (e = app_database(cx, conf)) ||
	    (e = migrate_version(cx, list, &have)))
		return e;
	if (version < 0)
		version = have > 0 ? have - 1 : 0;
	if (!yes && version < have)
		return fail(
			cx, ERR_INVALID,
			"going back from schema %lld to %lld loses what the older one cannot hold:"
			" say --yes if you have a backup",
			(long long)have, (long long)version);
	if ((e = migrate_back(cx, list, version, &watch, &steps)) ||
	    (e = migrate_version(cx, list, &version)))
		return e;
	print_version(version, steps);
	return OK;
}

static void print_state(struct ctx *cx, const struct migration_state *s)
{
	printf("%-32s ", s->name);
	if (!s->applied)
		printf("to do\n");
	else
		printf(STR_FMT "%s\n", STR_ARG(clock_format(&cx->arena, s->applied_ms)),
		       s->changed ? "  with another content!" : "");
}

enum err cli_migrate_status(struct ctx *cx, const struct conf *conf, struct args *a)
{
	struct migration_list list = migration_list_own();
	struct migration_state *states = arena_new(&cx->arena, struct migration_state, list.n);
	int64_t version;
	enum err e;

	if ((e = cli_words(cx, a, 0, 0)) || (e = app_database(cx, conf)) ||
	    (e = migrate_status(cx, list, &version, states)))
		return e;
	for (size_t i = 0; i < list.n; i++)
		print_state(cx, &states[i]);
	printf("%s: schema %lld; this program's is %zu\n", db_engine(cx->db), (long long)version,
	       list.n);
	return OK;
}

enum err cli_migrate_verify(struct ctx *cx, const struct conf *conf, struct args *a)
{
	struct buf report = buf_make(&cx->arena, REPORT_MAX);
	enum err e;

	if ((e = cli_words(cx, a, 0, 0)) || (e = app_database(cx, conf)) ||
	    (e = migrate_verify(cx, migration_list_own(), &report)))
		return e;
	if (!report.n) {
		printf("all is well\n");
		return OK;
	}
	fwrite(report.p, 1, report.n, stdout);
	return fail(cx, ERR_CONFLICT,
		    "the database is not as it should be (-: missing, +: not expected)");
}
