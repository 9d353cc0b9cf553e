/* json_write.c - the JSON writer. */
#include "base/json_write.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool plain(unsigned char c) { return c >= 0x20 && c != '"' && c != '\\'; }

static void escape(struct buf *b, unsigned char c)
{
	switch (c) {
	case '"': buf_add(b, S("\\\"")); break;
	case '\\': buf_add(b, S("\\\\")); break;
	case '\n': buf_add(b, S("\\n")); break;
	case '\r': buf_add(b, S("\\r")); break;
	case '\t': buf_add(b, S("\\t")); break;
	default: buf_addf(b, "\\u%04x", c); break;
	}
}

/* Whether the highest bit of some byte of (v - bytes) is set though v's is not: v holds a byte below. */
static uint64_t below(uint64_t v, unsigned char limit)
{
	return (v - 0x0101010101010101u * limit) & ~v & 0x8080808080808080u;
}

/* Eight bytes at once: looking at each was a sixth of the time of a long list. May say no of plain
 * bytes only where one of them is not. */
static bool plain_eight(const char *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof v);
	return !(below(v, 0x20) | below(v ^ 0x0101010101010101u * '"', 1) |
		 below(v ^ 0x0101010101010101u * '\\', 1));
}

/* Runs of plain bytes go out in one piece: most strings are one run. */
static void quoted(struct buf *b, str s)
{
	size_t from = 0;

	buf_addc(b, '"');
	for (size_t i = 0; i < s.n; i++) {
		while (s.n - i >= 8 && plain_eight(s.p + i))
			i += 8;
		if (i < s.n && !plain((unsigned char)s.p[i])) {
			buf_add(b, (str){ s.p + from, i - from });
			escape(b, (unsigned char)s.p[i]);
			from = i + 1;
		}
	}
	if (s.n > from)
		buf_add(b, (str){ s.p + from, s.n - from });
	buf_addc(b, '"');
}

static void begin(struct json *j, const char *key)
{
	if (j->comma[j->depth])
		buf_addc(j->out, ',');
	j->comma[j->depth] = true;
	if (key) {
		buf_addc(j->out, '"');
		buf_add(j->out, str_from(key));
		buf_add(j->out, S("\":"));
	}
}

static void push(struct json *j, const char *key, char open)
{
	begin(j, key);
	buf_addc(j->out, open);
	CHECK(j->depth + 1 < JSON_DEPTH);
	j->comma[++j->depth] = false;
}

struct json json_make(struct buf *out) { return (struct json){ .out = out }; }
void json_obj(struct json *j, const char *key) { push(j, key, '{'); }
void json_arr(struct json *j, const char *key) { push(j, key, '['); }

void json_end(struct json *j, char close)
{
	CHECK(j->depth > 0);
	j->depth--;
	buf_addc(j->out, close);
}

void json_str(struct json *j, const char *key, str v)
{
	begin(j, key);
	quoted(j->out, v);
}

void json_str_or_null(struct json *j, const char *key, str v)
{
	if (v.p)
		json_str(j, key, v);
	else
		json_nil(j, key);
}

void json_raw(struct json *j, const char *key, str v)
{
	begin(j, key);
	buf_add(j->out, v);
}

void json_i64(struct json *j, const char *key, int64_t v)
{
	char num[24], *p = num + sizeof num;
	uint64_t left = v < 0 ? -(uint64_t)v : (uint64_t)v;

	do /* by hand: printf takes ten times as long */
		*--p = (char)('0' + left % 10);
	while (left /= 10);
	if (v < 0)
		*--p = '-';
	begin(j, key);
	buf_add(j->out, (str){ p, (size_t)(num + sizeof num - p) });
}

void json_bool(struct json *j, const char *key, bool v)
{
	begin(j, key);
	buf_add(j->out, v ? S("true") : S("false"));
}

void json_nil(struct json *j, const char *key)
{
	begin(j, key);
	buf_add(j->out, S("null"));
}

void json_f64(struct json *j, const char *key, double v, int decimals)
{
	char num[340];
	int n;

	CHECK(decimals >= 0 && decimals <= 9);
	if (!isfinite(v)) {
		json_nil(j, key);
		return;
	}
	n = snprintf(num, sizeof num, "%.*f", decimals, v);
	while (decimals > 1 && num[n - 1] == '0' && num[n - 2] != '.')
		n--;
	begin(j, key);
	buf_add(j->out, (str){ num, (size_t)n });
}

void json_exact(struct json *j, const char *key, double v)
{
	char num[40];
	int n = 0;

	if (!isfinite(v)) {
		json_str(j, key, isnan(v) ? S("NaN") : v > 0 ? S("Infinity") : S("-Infinity"));
		return;
	}
	for (int digits = 15; digits <= 17; digits++) {
		n = snprintf(num, sizeof num, "%.*g", digits, v);
		if (strtod(num, NULL) == v)
			break;
	}
	begin(j, key);
	buf_add(j->out, (str){ num, (size_t)n });
	if (!strpbrk(num, ".e"))
		buf_add(j->out, S(".0"));
}

static void new_line(struct buf *out, int depth)
{
	buf_addc(out, '\n');
	for (int i = 0; i < depth; i++)
		buf_add(out, S("  "));
}

/* The length of the text that begins at s[0], with both its quotes. */
static size_t text_length(str s)
{
	size_t i = 1;

	while (s.p[i] != '"')
		i += s.p[i] == '\\' ? 2 : 1;
	return i + 1;
}

void json_indent(str s, struct buf *out)
{
	int depth = 0;

	for (size_t i = 0, n; i < s.n; i += n) {
		char c = s.p[i];
		bool empty = i + 1 < s.n && (s.p[i + 1] == '}' || s.p[i + 1] == ']');

		n = c == '"' ? text_length((str){ s.p + i, s.n - i }) : 1;
		if (c == '}' || c == ']') {
			depth--;
			if (s.p[i - 1] != '{' && s.p[i - 1] != '[')
				new_line(out, depth);
		}
		buf_add(out, (str){ s.p + i, n });
		if (c == ':')
			buf_addc(out, ' ');
		if (c == '{' || c == '[')
			depth++;
		if (c == ',' || ((c == '{' || c == '[') && !empty))
			new_line(out, depth);
	}
	buf_addc(out, '\n');
}
