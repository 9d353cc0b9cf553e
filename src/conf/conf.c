/* conf.c - see conf.h. settings.def becomes a table; everything here walks it. */
#include "conf/conf.h"

#include "base/utf8.h"
#include "conf/check.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum kind { K_TEXT, K_SECRET, K_NUMBER, K_FLAG };

enum { MAX_FILE = 64 * 1024, MAX_TEXT = 4096 };

struct setting {
	const char *name, *variable, *help;
	enum kind kind;
	size_t at; /* offset in struct conf */
	const char *text;
	double number, min, max;
};

static const struct setting settings[] = {
#define TEXT(n, var, dflt, help) { #n, var, help, K_TEXT, offsetof(struct conf, n), dflt, 0, 0, 0 },
#define SECRET(n, var, help) { #n, var, help, K_SECRET, offsetof(struct conf, n), "", 0, 0, 0 },
#define NUMBER(n, var, dflt, min, max, help) \
	{ #n, var, help, K_NUMBER, offsetof(struct conf, n), "", dflt, min, max },
#define FLAG(n, var, dflt, help) \
	{ #n, var, help, K_FLAG, offsetof(struct conf, n), "", dflt, 0, 1 },
#include "conf/settings.def"
#undef TEXT
#undef SECRET
#undef NUMBER
#undef FLAG
};

static void *slot(struct conf *c, const struct setting *s) { return (char *)c + s->at; }

static void set_defaults(struct conf *c)
{
	*c = (struct conf){ 0 };
	for (size_t i = 0; i < countof(settings); i++) {
		const struct setting *s = &settings[i];

		switch (s->kind) {
		case K_TEXT:
		case K_SECRET: *(str *)slot(c, s) = str_from(s->text); break;
		case K_NUMBER: *(int64_t *)slot(c, s) = (int64_t)s->number; break;
		case K_FLAG: *(bool *)slot(c, s) = s->number != 0; break;
		}
	}
}

/* "max-photo-mib", "max_photo_mib" and "BOOKSHELF_MAX_PHOTO_MIB" are the same setting. */
static const struct setting *find(str name)
{
	for (size_t i = 0; i < countof(settings); i++) {
		const struct setting *s = &settings[i];
		size_t k = 0;

		if (str_eq(name, str_from(s->variable)))
			return s;
		while (k < name.n && s->name[k] &&
		       (name.p[k] == s->name[k] || (name.p[k] == '-' && s->name[k] == '_')))
			k++;
		if (k == name.n && !s->name[k])
			return s;
	}
	return NULL;
}

static bool parse_flag(str v, bool *out)
{
	static const char *const yes[] = { "1", "true", "yes", "y", "on" };
	static const char *const no[] = { "0", "false", "no", "n", "off" };

	for (size_t i = 0; i < countof(yes); i++) {
		if (v.n == strlen(yes[i]) && strncasecmp(v.p, yes[i], v.n) == 0)
			return *out = true, true;
		if (v.n == strlen(no[i]) && strncasecmp(v.p, no[i], v.n) == 0)
			return *out = false, true;
	}
	return false;
}

static enum err set_number(struct ctx *cx, struct conf *c, const struct setting *s, str v)
{
	int64_t n;

	if (!str_i64(v, &n) || (double)n < s->min || (double)n > s->max)
		return fail(cx, ERR_CONFIG,
			    "%s (%s) must be a whole number from %.0f to %.0f, not \"" STR_FMT "\"",
			    s->name, s->variable, s->min, s->max, STR_ARG(utf8_head(v, 80)));
	*(int64_t *)slot(c, s) = n;
	return OK;
}

static enum err set_flag(struct ctx *cx, struct conf *c, const struct setting *s, str v)
{
	if (!parse_flag(v, slot(c, s)))
		return fail(cx, ERR_CONFIG, "%s (%s) must be true or false, not \"" STR_FMT "\"",
			    s->name, s->variable, STR_ARG(utf8_head(v, 80)));
	if (s->at == offsetof(struct conf, dev_identity))
		c->dev_identity_set = true;
	return OK;
}

static enum err set_text(struct ctx *cx, struct conf *c, const struct setting *s, str v)
{
	if (v.n > MAX_TEXT || !utf8_valid(v) || memchr(v.p, '\0', v.n))
		return fail(cx, ERR_CONFIG, "%s (%s) must be UTF-8 text of at most %d bytes",
			    s->name, s->variable, MAX_TEXT);
	*(str *)slot(c, s) = str_dup(&cx->arena, v);
	return OK;
}

static enum err set_one(struct ctx *cx, struct conf *c, const struct setting *s, str v)
{
	v = utf8_trim(v);
	switch (s->kind) {
	case K_NUMBER: return set_number(cx, c, s, v);
	case K_FLAG: return set_flag(cx, c, s, v);
	case K_TEXT:
	case K_SECRET: break;
	}
	return set_text(cx, c, s, v);
}

enum err conf_set(struct ctx *cx, struct conf *c, str name, str value)
{
	const struct setting *s = find(name);

	if (!s)
		return fail(cx, ERR_NOT_FOUND, "there is no setting \"" STR_FMT "\"",
			    STR_ARG(utf8_head(name, 80)));
	return set_one(cx, c, s, value);
}

/* One line of the file: blank, # comment, or name = value with optional quotes. */
static enum err set_line(struct ctx *cx, struct conf *c, str line, int number)
{
	str value = utf8_trim(line), name = str_cut(&value, '=');

	if (name.n == 0 || name.p[0] == '#')
		return OK;
	name = utf8_trim(name);
	value = utf8_trim(value);
	if (value.n >= 2 && (value.p[0] == '"' || value.p[0] == '\'') &&
	    value.p[value.n - 1] == value.p[0])
		value = (str){ value.p + 1, value.n - 2 };
	if (!find(name))
		return fail(cx, ERR_CONFIG,
			    "line %d of the settings file: there is no setting \"" STR_FMT "\"",
			    number, STR_ARG(utf8_head(name, 80)));
	return conf_set(cx, c, name, value);
}

static enum err set_from_file(struct ctx *cx, struct conf *c)
{
	str path = c->config.n
			   ? c->config
			   : str_fmt(&cx->arena, STR_FMT "/bookshelf.conf", STR_ARG(c->data_dir));
	char *text = arena_new(&cx->arena, char, MAX_FILE);
	FILE *f = fopen(path.p, "rb");
	enum err e = OK;
	str rest;

	if (!f && !c->config.n && errno == ENOENT)
		return OK;
	if (!f)
		return fail(cx, ERR_CONFIG, "the settings file %s cannot be read: %s", path.p,
			    strerror(errno));
	rest = (str){ text, fread(text, 1, MAX_FILE, f) };
	fclose(f);
	if (rest.n == MAX_FILE || !utf8_valid(rest))
		return fail(cx, ERR_CONFIG, "the settings file must be UTF-8 and below %d bytes",
			    MAX_FILE);
	for (int line = 1; rest.n && !e; line++)
		e = set_line(cx, c, str_cut(&rest, '\n'), line);
	return e;
}

static enum err set_from_environment(struct ctx *cx, struct conf *c)
{
	for (size_t i = 0; i < countof(settings); i++) {
		const char *v = getenv(settings[i].variable);
		enum err e;

		if (v && (e = set_one(cx, c, &settings[i], str_from(v))))
			return e;
	}
	return OK;
}

/* The setting that args[i] is an option for, and its value; NULL: not an option of ours. */
static const struct setting *option(char **args, int n, int i, str *value, int *used)
{
	str word = str_from(args[i]), name;
	const struct setting *s;
	bool joined;

	if (word.n < 3 || word.p[0] != '-' || word.p[1] != '-')
		return NULL;
	word = (str){ word.p + 2, word.n - 2 };
	joined = memchr(word.p, '=', word.n);
	name = str_cut(&word, '=');
	if (!(s = find(name)))
		return NULL;
	*used = 1;
	*value = joined ? word : (str){ NULL, 0 };
	if (joined)
		return s;
	if (i + 1 < n && (s->kind != K_FLAG || parse_flag(str_from(args[i + 1]), &joined))) {
		*value = str_from(args[i + 1]);
		*used = 2;
	} else if (s->kind == K_FLAG) {
		*value = S("true");
	}
	return s;
}

static enum err set_from_args(struct ctx *cx, struct conf *c, char **args, int *n)
{
	int kept = 0, used;

	for (int i = 0; i < *n; i += used) {
		const struct setting *s;
		str value;
		enum err e;

		if (strcmp(args[i], "--") == 0) {
			while (i < *n)
				args[kept++] = args[i++];
			break;
		}
		if (!(s = option(args, *n, i, &value, &used))) {
			args[kept++] = args[i];
			used = 1;
			continue;
		}
		if (!value.p)
			return fail(cx, ERR_CONFIG, "--%s needs a value", s->name);
		if (s->kind == K_SECRET)
			return fail(
				cx, ERR_CONFIG,
				"--%s is a secret, and command lines can be read by others: set %s in the"
				" environment",
				s->name, s->variable);
		if ((e = set_one(cx, c, s, value)))
			return e;
	}
	*n = kept;
	return OK;
}

enum err conf_load(struct ctx *cx, char **args, int *n, struct conf *out)
{
	char **again = arena_new(&cx->arena, char *, (size_t)*n + 1);
	struct conf first;
	int m = *n;
	enum err e;

	/* The data folder and the file's name may themselves come from the environment or the options. */
	memcpy(again, args, (size_t)m * sizeof *args);
	set_defaults(&first);
	if ((e = set_from_environment(cx, &first)) || (e = set_from_args(cx, &first, again, &m)))
		return e;
	set_defaults(out);
	out->config = first.config;
	out->data_dir = first.data_dir;
	if ((e = set_from_file(cx, out)) || (e = set_from_environment(cx, out)) ||
	    (e = set_from_args(cx, out, args, n)))
		return e;
	return conf_check(cx, out);
}

str conf_cache_dir(struct ctx *cx)
{
	const char *own = getenv("BOOKSHELF_CACHE"), *xdg = getenv("XDG_CACHE_HOME");
	const char *home = getenv("HOME");

	if (own && *own)
		return str_from(own);
	if (xdg && *xdg)
		return str_fmt(&cx->arena, "%s/bookshelf", xdg);
	return str_fmt(&cx->arena, "%s/.cache/bookshelf", home ? home : "");
}

static void put_default(struct buf *out, const struct setting *s)
{
	switch (s->kind) {
	case K_TEXT:
		if (*s->text)
			buf_addf(out, "`%s`", s->text);
		break;
	case K_SECRET: break;
	case K_NUMBER: buf_addf(out, "%.0f (%.0f–%.0f)", s->number, s->min, s->max); break;
	case K_FLAG: buf_add(out, s->number != 0 ? S("true") : S("false")); break;
	}
}

void conf_put_reference(struct buf *out)
{
	buf_add(out,
		S("| setting | variable | default (limits) | what it does |\n|---|---|---|---|\n"));
	for (size_t i = 0; i < countof(settings); i++) {
		const struct setting *s = &settings[i];

		buf_add(out, s->kind == K_SECRET ? S("| `") : S("| `--"));
		for (const char *p = s->name; *p; p++)
			buf_addc(out, *p == '_' ? '-' : *p);
		buf_addf(out, "` | `%s` | ", s->variable);
		put_default(out, s);
		buf_addf(out, " | %s |\n", s->help);
	}
}

static const char *find_in(str s, const char *what)
{
	return s.n ? memmem(s.p, s.n, what, strlen(what)) : NULL;
}

/* A text as it is, but for the password of an address: scheme://user:***@host/name?password=***&… */
static void put_without_password(struct buf *out, str v)
{
	const char *end = v.p + v.n, *host = find_in(v, "://"), *word, *colon, *at;

	if (!host) {
		buf_add(out, v);
		return;
	}
	host += 3;
	word = find_in(v, "password=");
	colon = memchr(host, ':', (size_t)(end - host));
	at = !word || word > host ? memrchr(host, '@', (size_t)((word ? word : end) - host)) : NULL;
	if (colon && at && colon < at) {
		buf_add(out, (str){ v.p, (size_t)(colon - v.p) });
		buf_add(out, S(":***"));
		v = (str){ at, (size_t)(end - at) };
	}
	while ((word = find_in(v, "password="))) {
		buf_add(out, (str){ v.p, (size_t)(word - v.p) });
		buf_add(out, S("password=***"));
		word += strcspn(word, "&\"'");
		v = (str){ word < end ? word : end, word < end ? (size_t)(end - word) : 0 };
	}
	buf_add(out, v);
}

/* A line that sets a secret, be it as a comment, keeps its beginning only. */
static void put_line_without_secret(struct buf *out, str line)
{
	str value = line, name = str_cut(&value, '=');
	const struct setting *s;

	name = utf8_trim(name);
	while (name.n && (*name.p == '#' || *name.p == ' ' || *name.p == '\t'))
		name = (str){ name.p + 1, name.n - 1 };
	if ((s = find(name)) && s->kind == K_SECRET && value.n) {
		buf_add(out, (str){ line.p, line.n - value.n });
		buf_add(out, S(" ***"));
	} else {
		put_without_password(out, line);
	}
}

void conf_put_file(str text, struct buf *out)
{
	while (text.n) {
		put_line_without_secret(out, str_cut(&text, '\n'));
		buf_addc(out, '\n');
	}
}

void conf_put_values(const struct conf *c, struct buf *out)
{
	for (size_t i = 0; i < countof(settings); i++) {
		const struct setting *s = &settings[i];
		const char *at = (const char *)c + s->at;

		buf_addf(out, "%s = ", s->name);
		switch (s->kind) {
		case K_TEXT: put_without_password(out, *(const str *)(const void *)at); break;
		case K_SECRET:
			buf_add(out, ((const str *)(const void *)at)->n ? S("***") : S(""));
			break;
		case K_NUMBER: buf_addf(out, "%" PRId64, *(const int64_t *)(const void *)at); break;
		case K_FLAG:
			buf_add(out, *(const bool *)(const void *)at ? S("true") : S("false"));
			break;
		}
		buf_addc(out, '\n');
	}
}
