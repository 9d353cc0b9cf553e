/* user.c - `bookshelf user …`: accounts, for who runs the server. */
#include "cli/cli.h"

#include "base/clock.h"
#include "library/stewards.h"

#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

enum { LINE_MAX_BYTES = 4096, DATE = 10 };

/* ---- passwords ---- */

static bool read_line(char *line, size_t size)
{
	if (!fgets(line, (int)size, stdin))
		return false;
	line[strcspn(line, "\r\n")] = '\0';
	return true;
}

/* Not on the command line, where others could read it: from the terminal, unseen, or the first line of standard input. */
static enum err ask(struct ctx *cx, const char *what, str *out)
{
	char *line = arena_new(&cx->arena, char, LINE_MAX_BYTES);
	struct termios before, quiet;
	bool terminal = tcgetattr(STDIN_FILENO, &before) == 0, ok;

	if (terminal) {
		fprintf(stderr, "%s: ", what);
		quiet = before;
		quiet.c_lflag &= ~(tcflag_t)ECHO;
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
	}
	ok = read_line(line, LINE_MAX_BYTES);
	if (terminal) {
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
		fprintf(stderr, "\n");
	}
	if (!ok || !*line)
		return fail(cx, ERR_INVALID, "no password was given");
	*out = str_from(line);
	return OK;
}

static enum err ask_new(struct ctx *cx, str *out)
{
	str again;
	enum err e;

	if ((e = ask(cx, "Password (at least 15 characters)", out)) || !isatty(STDIN_FILENO))
		return e;
	if ((e = ask(cx, "The same again", &again)))
		return e;
	return str_eq(*out, again) ? OK : fail(cx, ERR_INVALID, "these are two passwords");
}

/* ---- what all of them need ---- */

typedef enum err user_work(struct ctx *cx, struct args *a, void *arg);

static enum err with_accounts(struct ctx *cx, const struct conf *conf, struct args *a,
			      user_work *work, void *arg)
{
	struct app *app = NULL;
	enum err e;

	if (!(e = app_open(cx, conf, &app)) && !(e = db_lend(cx, app->dbs)))
		e = work(cx, a, arg);
	cli_library_close(cx, app);
	return e;
}

/* ---- the commands ---- */

static const char *state_of(const struct account *u)
{
	if (u->disabled_ms != NUMBER_NONE)
		return "disabled";
	if (u->erase_ms != NUMBER_NONE)
		return "to be erased";
	if (!u->password.n)
		return "no password";
	return u->admin ? "administrator" : "member";
}

static enum err list(struct ctx *cx, struct args *a, void *arg)
{
	struct account_list all;
	enum err e;

	(void)a;
	(void)arg;
	if ((e = store_account_list(cx, &all)))
		return e;
	for (size_t i = 0; i < all.n; i++) {
		str day = clock_format(&cx->arena, all.items[i].created_ms);

		cli_column(all.items[i].email, 40, true);
		printf("  ");
		cli_column(all.items[i].username, 24, true);
		printf("  %.*s  %s\n", DATE, day.p, state_of(&all.items[i]));
	}
	printf("%zu accounts\n", all.n);
	return OK;
}

enum err cli_user_list(struct ctx *cx, const struct conf *conf, struct args *a)
{
	enum err e = cli_words(cx, a, 0, 0);

	return e ? e : with_accounts(cx, conf, a, list, NULL);
}

static enum err add(struct ctx *cx, struct args *a, void *arg)
{
	const bool *admin = arg;
	struct new_account n = { .email = str_from(a->v[0]),
				 .username = str_from(a->v[1]),
				 .admin = *admin };
	struct account made;
	enum err e;

	if ((e = ask_new(cx, &n.password)) || (e = library_account_add(cx, &n, &made)))
		return e;
	printf("made: " STR_FMT ", %s\n", STR_ARG(made.email), state_of(&made));
	return OK;
}

enum err cli_user_add(struct ctx *cx, const struct conf *conf, struct args *a)
{
	bool admin = cli_flag(a, "--admin");
	enum err e = cli_words(cx, a, 2, 2);

	return e ? e : with_accounts(cx, conf, a, add, &admin);
}

static enum err passwd(struct ctx *cx, struct args *a, void *arg)
{
	str password;
	enum err e;

	(void)arg;
	if ((e = ask_new(cx, &password)) ||
	    (e = library_password_reset(cx, str_from(a->v[0]), password)))
		return e;
	printf("the password is set; all devices are signed out\n");
	return OK;
}

enum err cli_user_passwd(struct ctx *cx, const struct conf *conf, struct args *a)
{
	enum err e = cli_words(cx, a, 1, 1);

	return e ? e : with_accounts(cx, conf, a, passwd, NULL);
}

static enum err disable(struct ctx *cx, struct args *a, void *arg)
{
	const bool *yes = arg;
	enum err e;

	if (!(e = library_account_disable(cx, str_from(a->v[0]), *yes)))
		printf(*yes ? "disabled: signed out everywhere\n" : "enabled\n");
	return e;
}

enum err cli_user_disable(struct ctx *cx, const struct conf *conf, struct args *a)
{
	enum err e = cli_words(cx, a, 1, 1);
	bool yes = true;

	return e ? e : with_accounts(cx, conf, a, disable, &yes);
}

enum err cli_user_enable(struct ctx *cx, const struct conf *conf, struct args *a)
{
	enum err e = cli_words(cx, a, 1, 1);
	bool yes = false;

	return e ? e : with_accounts(cx, conf, a, disable, &yes);
}

static enum err factor_off(struct ctx *cx, struct args *a, void *arg)
{
	enum err e;

	(void)arg;
	if (!(e = library_factor_off(cx, str_from(a->v[0]))))
		printf("the password alone is asked for from now on\n");
	return e;
}

enum err cli_user_factor_off(struct ctx *cx, const struct conf *conf, struct args *a)
{
	enum err e = cli_words(cx, a, 1, 1);

	return e ? e : with_accounts(cx, conf, a, factor_off, NULL);
}

static enum err signout(struct ctx *cx, struct args *a, void *arg)
{
	const bool *all = arg;
	size_t n;
	enum err e;

	if (*all == (a->n > 0))
		return fail(cx, ERR_INVALID, "say whose devices: an address, or --all");
	if (!(e = library_sign_out(cx, *all ? S("") : str_from(a->v[0]), &n)))
		printf("signed out everywhere, tokens ended: %zu account%s\n", n,
		       n == 1 ? "" : "s");
	return e;
}

enum err cli_user_signout(struct ctx *cx, const struct conf *conf, struct args *a)
{
	bool all = cli_flag(a, "--all");
	enum err e = cli_words(cx, a, 0, 1);

	return e ? e : with_accounts(cx, conf, a, signout, &all);
}

static enum err role(struct ctx *cx, struct args *a, void *arg)
{
	bool admin = strcmp(a->v[1], "admin") == 0;
	enum err e;

	(void)arg;
	if (!admin && strcmp(a->v[1], "member") != 0)
		return fail(cx, ERR_INVALID, "a role is admin or member, not \"%s\"", a->v[1]);
	if (!(e = library_account_role(cx, str_from(a->v[0]), admin)))
		printf(admin ? "now an administrator\n" : "now a member\n");
	return e;
}

enum err cli_user_role(struct ctx *cx, const struct conf *conf, struct args *a)
{
	enum err e = cli_words(cx, a, 2, 2);

	return e ? e : with_accounts(cx, conf, a, role, NULL);
}

static enum err invite(struct ctx *cx, struct args *a, void *arg)
{
	const bool *admin = arg;
	struct invitation i;
	str code, until;
	enum err e;

	if ((e = library_invite(cx, a->n ? str_from(a->v[0]) : S(""), *admin, &i, &code)))
		return e;
	until = clock_format(&cx->arena, i.expires_ms);
	printf("invitation, for one account, until %.*s:\n" STR_FMT "\n", DATE, until.p,
	       STR_ARG(code));
	return OK;
}

enum err cli_user_invite(struct ctx *cx, const struct conf *conf, struct args *a)
{
	bool admin = cli_flag(a, "--admin");
	enum err e = cli_words(cx, a, 0, 1);

	return e ? e : with_accounts(cx, conf, a, invite, &admin);
}
