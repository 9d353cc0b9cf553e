/* cli.c - from argv to a command, and the words all commands share. */
#include "cli/cli.h"

#include "base/crypto.h"
#include "base/log.h"
#include "base/utf8.h"
#include "library/users.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const struct command_line cli_commands[] = {
#define COMMAND(words, name, arguments, summary) { words, arguments, summary, cli_##name },
#include "cli/commands.def"
#undef COMMAND
};
const size_t cli_commands_n = countof(cli_commands);

/* How many of the leading arguments are the command's words; 0: another command. */
static int words_match(const char *words, const struct args *a)
{
	str rest = str_from(words);
	int n = 0;

	while (rest.n) {
		str w = str_cut(&rest, ' ');

		if (n == a->n || !str_eq(w, str_from(a->v[n])))
			return 0;
		n++;
	}
	return n;
}

static const struct command_line *find_command(struct args *a)
{
	for (size_t i = 0; i < cli_commands_n; i++) {
		int n = words_match(cli_commands[i].words, a);

		if (n) {
			a->v += n;
			a->n -= n;
			return &cli_commands[i];
		}
	}
	return NULL;
}

static enum err setup_log(struct ctx *cx, const struct conf *conf)
{
	static const char *const levels[] = { "debug", "info", "warn", "error", "off" };
	static const char *const forms[] = { "auto", "json", "text" };
	size_t level = 0, form = 0;

	while (level < countof(levels) && !str_eq(conf->log_level, str_from(levels[level])))
		level++;
	while (form < countof(forms) && !str_eq(conf->log_format, str_from(forms[form])))
		form++;
	if (level == countof(levels))
		return fail(cx, ERR_CONFIG, "log_level must be debug, info, warn, error or off");
	if (form == countof(forms))
		return fail(cx, ERR_CONFIG, "log_format must be auto, json or text");
	log_setup((enum log_level)level, (enum log_form)form);
	return OK;
}

static enum err unknown_command(struct ctx *cx, const struct args *a)
{
	return fail(cx, ERR_INVALID, "there is no command \"%s\"; `bookshelf help` lists them",
		    a->v[0]);
}

/* What is wrong with the settings, which may stand before the command, is no reason to tell nothing. */
static enum err help_anyway(struct ctx *cx, struct args *a)
{
	struct conf conf;

	if (conf_load(cx, a->v, &a->n, &conf))
		ctx_forgive(cx);
	while (a->n && a->v[0][0] == '-')
		a->v++, a->n--;
	return cli_help(cx, NULL, a);
}

static enum err run(struct ctx *cx, struct args *a)
{
	const struct command_line *c;
	struct conf conf;
	enum err e;

	if (cli_flag(a, "--version"))
		return cli_version(cx, NULL, a);
	if (cli_flag(a, "--help") || cli_flag(a, "-h") || a->n == 0)
		return help_anyway(cx, a);
	if ((e = conf_load(cx, a->v, &a->n, &conf)) || (e = setup_log(cx, &conf)))
		return e;
	if (a->n == 0)
		return cli_help(cx, &conf, a);
	if (!(c = find_command(a)))
		return unknown_command(cx, a);
	return c->run(cx, &conf, a);
}

int cli_run(int argc, char **argv)
{
	struct args a = { argv + 1, argc - 1 };
	struct ctx cx = ctx_make(NULL);
	int status;
	enum err e;

	signal(SIGPIPE, SIG_IGN);
	umask(umask(0) | S_IRWXO); /* a library is nobody else's business */
	crypto_setup();
	if ((e = run(&cx, &a)))
		fprintf(stderr, "bookshelf: " STR_FMT "\n", STR_ARG(cx.err_text));
	if (fflush(stdout) && !e)
		e = fail(&cx, ERR_IO, "standard output: %s", strerror(errno));
	status = err_exit_status(e);
	ctx_end(&cx);
	return status;
}

static void take(struct args *a, int at, int count)
{
	memmove(a->v + at, a->v + at + count, (size_t)(a->n - at - count) * sizeof *a->v);
	a->n -= count;
}

bool cli_flag(struct args *a, const char *name)
{
	for (int i = 0; i < a->n; i++)
		if (strcmp(a->v[i], name) == 0) {
			take(a, i, 1);
			return true;
		}
	return false;
}

enum err cli_option(struct ctx *cx, struct args *a, const char *name, const char **out)
{
	size_t n = strlen(name);

	for (int i = 0; i < a->n; i++) {
		if (strncmp(a->v[i], name, n) != 0)
			continue;
		if (a->v[i][n] == '=') {
			*out = a->v[i] + n + 1;
			take(a, i, 1);
			return OK;
		}
		if (a->v[i][n])
			continue;
		if (i + 1 == a->n)
			return fail(cx, ERR_INVALID, "%s needs a value", name);
		*out = a->v[i + 1];
		take(a, i, 2);
		return OK;
	}
	return OK;
}

enum err cli_words(struct ctx *cx, const struct args *a, int min, int max)
{
	for (int i = 0; i < a->n; i++)
		if (a->v[i][0] == '-' && a->v[i][1])
			return fail(cx, ERR_INVALID,
				    "there is no option %s here; see `bookshelf help`", a->v[i]);
	if (a->n < min)
		return fail(cx, ERR_INVALID, "something is missing; see `bookshelf help`");
	if (a->n > max)
		return fail(cx, ERR_INVALID, "\"%s\" is one word too many; see `bookshelf help`",
			    a->v[max]);
	return OK;
}

enum err cli_library_open(struct ctx *cx, const struct conf *conf, struct app **app)
{
	enum err e;

	*app = NULL;
	if ((e = app_open(cx, conf, app)) || (e = db_lend(cx, (*app)->dbs)))
		return e;
	return library_act_for_user(cx);
}

void cli_library_close(struct ctx *cx, struct app *app)
{
	if (!app)
		return;
	db_give_back(cx, app->dbs);
	app_close(app);
}

enum err cli_read_file(struct ctx *cx, const char *path, size_t max, str *out)
{
	struct buf b = buf_make(&cx->arena, max);
	char chunk[65536];
	FILE *f = fopen(path, "rb");
	enum err e = OK;
	size_t n;

	if (!f)
		return fail(cx, ERR_IO, "%s: %s", path, strerror(errno));
	while ((n = fread(chunk, 1, sizeof chunk, f)) > 0 && !b.full)
		buf_add(&b, (str){ chunk, n });
	if (ferror(f))
		e = fail(cx, ERR_IO, "%s: %s", path, strerror(errno));
	else if (b.full)
		e = fail(cx, ERR_TOO_LARGE, "%s is larger than %zu MiB", path, max >> 20);
	fclose(f);
	*out = buf_str(&b);
	return e;
}

void cli_progress(void *arg, int64_t done, int64_t all)
{
	enum { WIDTH = 40 };
	int filled = all > 0 ? (int)(done * WIDTH / all) : 0;
	char bar[WIDTH + 1];

	if (!isatty(STDERR_FILENO))
		return;
	for (int i = 0; i < WIDTH; i++)
		bar[i] = i < filled ? '#' : '.';
	bar[WIDTH] = '\0';
	fprintf(stderr, "\r%s [%s] %3d %%%s", (const char *)arg, bar,
		all > 0 ? (int)(done * 100 / all) : 0, done >= all ? "\n" : "");
}

void cli_column(str s, int width, bool fill)
{
	size_t length = utf8_length(s);
	str head = utf8_head(s, (size_t)width);

	for (size_t i = 0; i < head.n; i++)
		putchar(head.p[i] == '\n' ? ' ' : head.p[i]);
	for (size_t i = length; fill && i < (size_t)width; i++)
		putchar(' ');
}
