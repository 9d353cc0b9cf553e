/* check.c - see check.h. */
#include "conf/check.h"

#include "base/utf8.h"

#include <string.h>

/* The least that OWASP's cheat sheet of password storage names for Argon2id. */
enum { LEAST_MEMORY_KIB = 19456, LEAST_PASSES = 2 };

static enum err check_accounts(struct ctx *cx, const struct conf *c, bool production)
{
	if (!str_eq(c->registration, S("open")) && !str_eq(c->registration, S("invitation")) &&
	    !str_eq(c->registration, S("closed")))
		return fail(
			cx, ERR_CONFIG,
			"registration (BOOKSHELF_REGISTRATION) must be open, invitation or closed");
	if (production && c->password_memory_kib < LEAST_MEMORY_KIB)
		return fail(cx, ERR_CONFIG, "password_memory_kib must be at least %d in production",
			    LEAST_MEMORY_KIB);
	if (production && c->password_passes < LEAST_PASSES)
		return fail(cx, ERR_CONFIG, "password_passes must be at least %d in production",
			    LEAST_PASSES);
	return OK;
}

static bool begins(str s, str with) { return s.n >= with.n && memcmp(s.p, with.p, with.n) == 0; }

/* The value of a word behind the question mark; {NULL, 0}: it is not there. */
static str param(str url, str name)
{
	str_cut(&url, '?');
	while (url.n) {
		str value = str_cut(&url, '&'), key = str_cut(&value, '=');

		if (str_eq(key, name))
			return value.p ? value : S("");
	}
	return (str){ NULL, 0 };
}

/* "host:port" of this machine: none is its socket, as a path is, written plain or as %2Ftmp. */
static bool is_near(str host)
{
	str name = host;

	if (str_eq(str_cut(&name, ':'), S("localhost")))
		return true;
	return !host.n || host.p[0] == ':' || begins(host, S("/")) || begins(host, S("%2")) ||
	       begins(host, S("127.")) || begins(host, S("[::1]"));
}

/* postgres://user:password@host:port/name?host=…: is any of its hosts another machine? */
static bool is_far(str url)
{
	str hosts = param(url, S("host")), rest = url;
	bool far = false;

	if (!begins(url, S("postgres")))
		return false;
	str_cut(&rest, ':');
	rest = begins(rest, S("//")) ? (str){ rest.p + 2, rest.n - 2 } : S("");
	if (!hosts.p) {
		rest = str_cut(&rest, '?');
		hosts = str_cut(&rest, '/');
		while (hosts.n && memchr(hosts.p, '@', hosts.n))
			str_cut(&hosts, '@');
	}
	do
		far |= !is_near(str_cut(&hosts, ','));
	while (hosts.n);
	return far;
}

/* Left to itself libpq encrypts if the server likes to, and looks at no certificate: who stands between reads all. */
static enum err check_database(struct ctx *cx, const struct conf *c, bool production)
{
	if (!production || !is_far(c->database_url) || param(c->database_url, S("sslmode")).n)
		return OK;
	return fail(
		cx, ERR_CONFIG,
		"DATABASE_URL names a database on another machine: say with ?sslmode=verify-full behind it that"
		" the way there is encrypted, or with ?sslmode=disable that nobody can listen there");
}

/* scheme://host or scheme://host:port, as browsers write it: nothing else ever equals what they send. */
static bool is_origin(str s)
{
	const char *at = s.n ? memmem(s.p, s.n, "://", 3) : NULL;
	size_t from = at ? (size_t)(at - s.p) + 3 : s.n;

	return from < s.n && from > 3 && !memchr(s.p + from, '/', s.n - from) &&
	       !memchr(s.p, '*', s.n) && !memchr(s.p, ' ', s.n);
}

/* Any page in development, unless said otherwise; in production those that are named, by their names. */
static enum err check_origins(struct ctx *cx, struct conf *c, bool production)
{
	str list = c->allowed_origins;

	if (!list.n && !production)
		c->allowed_origins = S("*");
	while (list.n) {
		str one = utf8_trim(str_cut(&list, ','));
		bool any = str_eq(one, S("*"));

		if (any && production)
			return fail(
				cx, ERR_CONFIG,
				"allowed_origins (BOOKSHELF_ALLOWED_ORIGINS) cannot be * in production: name the pages"
				" that may call this server, such as https://app.example.org, or leave it empty for"
				" its own page alone");
		if (one.n && !any && !is_origin(one))
			return fail(
				cx, ERR_CONFIG,
				"allowed_origins (BOOKSHELF_ALLOWED_ORIGINS): \"" STR_FMT
				"\" is no origin: it is written scheme://host or scheme://host:port, without a path",
				STR_ARG(utf8_head(one, 80)));
	}
	return OK;
}

enum err conf_check(struct ctx *cx, struct conf *c)
{
	bool production;
	enum err e;

	c->env = utf8_norm(&cx->arena, c->env);
	production = str_eq(c->env, S("production"));

	if (!production && !str_eq(c->env, S("development")))
		return fail(cx, ERR_CONFIG,
			    "env (BOOKSHELF_ENV) must be development or production, not \"" STR_FMT
			    "\"",
			    STR_ARG(c->env));
	if (production && !c->dev_identity_set)
		c->dev_identity = false;
	if (production && c->dev_identity)
		return fail(
			cx, ERR_CONFIG,
			"BOOKSHELF_ENABLE_DEV_IDENTITY_FALLBACK cannot be enabled in production.");
	if (production && c->database_url.n == 0)
		return fail(cx, ERR_CONFIG,
			    "DATABASE_URL is required when BOOKSHELF_ENV=production.");
	if ((e = check_database(cx, c, production)) || (e = check_origins(cx, c, production)))
		return e;
	return check_accounts(cx, c, production);
}
