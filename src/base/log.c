/* log.c - see log.h. Its two file-scope variables are set once at start. */
#include "base/log.h"

#include "base/clock.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
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

/* A value between quotes: nothing in it can end the line or the string. A cut
 * may not split an escape, so it stops early when room is short. */
static void put_quoted(struct line *l, str s)
{
	char esc[8];

	put_z(l, "\"");
	for (size_t i = 0; i < s.n && i < MAX_VALUE && l->n < sizeof l->p - 16; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c == '"' || c == '\\') {
			snprintf(esc, sizeof esc, "\\%c", c);
			put_z(l, esc);
		} else if (c < 0x20 || c == 0x7f) {
			snprintf(esc, sizeof esc, "\\u%04x", c);
			put_z(l, esc);
		} else {
			put(l, &s.p[i], 1);
		}
	}
	put_z(l, "\"");
}

/* A number with at least `digits` digits. By hand: printf was a tenth of what a short request costs. */
static void put_number(struct line *l, int64_t v, int digits)
{
	char text[24], *p = text + sizeof text;
	uint64_t left = v < 0 ? -(uint64_t)v : (uint64_t)v;

	for (; left || digits > 0; left /= 10, digits--)
		*--p = (char)('0' + left % 10);
	if (v < 0)
		*--p = '-';
	put(l, p, (size_t)(text + sizeof text - p));
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
	else
		put_number(l, f->i, 1);
}

static void put_clock(struct line *l, const struct tm *t)
{
	put_number(l, t->tm_hour, 2);
	put_z(l, ":");
	put_number(l, t->tm_min, 2);
	put_z(l, ":");
	put_number(l, t->tm_sec, 2);
}

static void put_head(struct line *l, enum log_level level, const char *event)
{
	int64_t now = clock_now_ms();
	time_t s = (time_t)(now / 1000);
	struct tm t;

	gmtime_r(&s, &t);
	if (!as_json) {
		put_clock(l, &t);
		put_z(l, " ");
		put_z(l, level_name[level]);
		put_z(l, level == LOG_INFO || level == LOG_WARN ? "  " : " ");
		put_z(l, event);
		return;
	}
	put_z(l, "{\"time\":\"");
	put_number(l, t.tm_year + 1900, 4);
	put_z(l, "-");
	put_number(l, t.tm_mon + 1, 2);
	put_z(l, "-");
	put_number(l, t.tm_mday, 2);
	put_z(l, "T");
	put_clock(l, &t);
	put_z(l, ".");
	put_number(l, now % 1000, 3);
	put_z(l, "Z\",\"level\":\"");
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
