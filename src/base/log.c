/* log.c - see log.h. Its two file-scope variables are set once at start. */
#include "base/log.h"

#include "base/clock.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { MAX_LINE = 4096, MAX_VALUE = 1500 };

static enum log_level min_level = LOG_INFO;
static bool as_json = true;

static const char *const level_name[] = { "debug", "info", "warn", "error" };

struct line {
	char p[MAX_LINE];
	size_t n;
};

struct log_field log_i64(const char *key, int64_t v)
{
	return (struct log_field){ .key = key, .type = 'i', .i = v };
}

struct log_field log_ms(const char *key, int64_t us)
{
	return (struct log_field){ .key = key, .type = 'm', .i = us };
}

struct log_field log_str(const char *key, str v)
{
	return (struct log_field){ .key = key, .type = 's', .s = v };
}

struct log_field log_z(const char *key, const char *z) { return log_str(key, str_from(z)); }

void log_setup(enum log_level level, enum log_form form)
{
	min_level = level;
	as_json = form == LOG_AUTO ? !isatty(STDERR_FILENO) : form == LOG_JSON;
}

bool log_wants(enum log_level level) { return level >= min_level; }

/* Two bytes stay free for the closing brace and the newline. */
static void put(struct line *l, const char *p, size_t n)
{
	size_t room = sizeof l->p - 2 - l->n;

	n = n < room ? n : room;
	memcpy(l->p + l->n, p, n);
	l->n += n;
}

static void put_z(struct line *l, const char *z) { put(l, z, strlen(z)); }

static bool plain(unsigned char c) { return c >= 0x20 && c != 0x7f && c != '"' && c != '\\'; }

/* U+0080 to U+009F, two bytes each: control characters, too, which a terminal may obey. */
static bool is_c1(str s, size_t at)
{
	unsigned char second = at + 1 < s.n ? (unsigned char)s.p[at + 1] : 0;

	return (unsigned char)s.p[at] == 0xc2 && second >= 0x80 && second < 0xa0;
}

static void put_escaped(struct line *l, unsigned char c)
{
	char esc[8];

	if (c == '"' || c == '\\')
		snprintf(esc, sizeof esc, "\\%c", c);
	else
		snprintf(esc, sizeof esc, "\\u%04x", c);
	put_z(l, esc);
}

/* A value between quotes: nothing in it can end the line or the string. A cut
 * may not split an escape, so it stops early when room is short. */
static void put_quoted(struct line *l, str s)
{
	put_z(l, "\"");
	s.n = s.n < MAX_VALUE ? s.n : MAX_VALUE;
	for (size_t i = 0, n; i < s.n && l->n < sizeof l->p - 16; i += n) {
		for (n = 0; i + n < s.n && plain((unsigned char)s.p[i + n]) && !is_c1(s, i + n);)
			n++;
		if (n > sizeof l->p - 16 - l->n)
			n = sizeof l->p - 16 - l->n;
		put(l, s.p + i, n);
		if (!n) {
			n = is_c1(s, i) ? 2 : 1;
			put_escaped(l, (unsigned char)s.p[i + n - 1]);
		}
	}
	put_z(l, "\"");
}

/* By hand: printf was a tenth of what a short request costs. */
static void put_number(struct line *l, int64_t v)
{
	char text[24], *p = text + sizeof text;
	uint64_t left = v < 0 ? -(uint64_t)v : (uint64_t)v;

	do
		*--p = (char)('0' + left % 10);
	while (left /= 10);
	if (v < 0)
		*--p = '-';
	put(l, p, (size_t)(text + sizeof text - p));
}

static void put_ms(struct line *l, int64_t us)
{
	enum { MS = 1000 };
	int64_t rest = us % MS;
	char text[4] = { '.', (char)('0' + rest / 100), (char)('0' + rest / 10 % 10),
			 (char)('0' + rest % 10) };

	put_number(l, us / MS);
	put(l, text, sizeof text);
}

static void put_field(struct line *l, const struct log_field *f)
{
	if (l->n > sizeof l->p - 64 || (f->type == 's' && f->s.n == 0))
		return;
	put_z(l, as_json ? ",\"" : " ");
	put_z(l, f->key);
	put_z(l, as_json ? "\":" : "=");
	if (f->type == 's')
		put_quoted(l, f->s);
	else if (f->type == 'm')
		put_ms(l, f->i);
	else
		put_number(l, f->i);
}

static void put_head(struct line *l, enum log_level level, const char *event)
{
	enum { CLOCK = 11, CLOCK_N = 8 }; /* hours to seconds, within the stamp */
	char stamp[CLOCK_TEXT];

	clock_stamp(stamp, clock_now_ms());
	if (!as_json) {
		put(l, stamp + CLOCK, CLOCK_N);
		put_z(l, " ");
		put_z(l, level_name[level]);
		put_z(l, level == LOG_INFO || level == LOG_WARN ? "  " : " ");
		put_z(l, event);
		return;
	}
	put_z(l, "{\"time\":\"");
	put(l, stamp, CLOCK_TEXT);
	put_z(l, "\",\"level\":\"");
	put_z(l, level_name[level]);
	put_z(l, "\",\"event\":\"");
	put_z(l, event);
	put_z(l, "\"");
}

void log_line(enum log_level level, const char *event, const struct log_field *fields, size_t n)
{
	struct line l;
	ssize_t wrote;

	if (level < min_level)
		return;
	l.n = 0;
	put_head(&l, level, event);
	for (size_t i = 0; i < n; i++)
		put_field(&l, &fields[i]);
	if (as_json)
		l.p[l.n++] = '}';
	l.p[l.n++] = '\n';
	wrote = write(STDERR_FILENO, l.p,
		      l.n); /* a log that cannot be written must not stop the work */
	(void)wrote;
}
