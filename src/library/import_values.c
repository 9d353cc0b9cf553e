/* import_values.c - see import_values.h. */
#include "library/import_values.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "store/store.h"

#include <stdio.h>
#include <stdlib.h>

static bool digit(char c) { return c >= '0' && c <= '9'; }

str value_line(struct arena *a, str s)
{
	struct buf b = buf_make(a, s.n + 1);
	str word;

	while ((word = utf8_word(&s)).n) {
		if (b.n)
			buf_addc(&b, ' ');
		buf_add(&b, word);
	}
	return buf_str(&b);
}

static str without_role(str s)
{
	const char *open = s.n && s.p[s.n - 1] == ')' ? memrchr(s.p, '(', s.n) : NULL;

	return open && open > s.p ? utf8_trim((str){ s.p, (size_t)(open - s.p) }) : s;
}

str value_name(struct arena *a, str s, bool family_first)
{
	str name = without_role(value_line(a, s)), family;

	if (!family_first || !name.n || !memchr(name.p, ',', name.n))
		return name;
	family = utf8_trim(str_cut(&name, ','));
	name = utf8_trim(name);
	return name.n ? str_fmt(a, STR_FMT " " STR_FMT, STR_ARG(name), STR_ARG(family)) : family;
}

str value_isbn_bare(struct arena *a, str s)
{
	struct buf b = buf_make(a, s.n + 1);

	s = utf8_trim(s);
	if (s.n > 2 && memcmp(s.p + s.n - 2, ".0", 2) == 0)
		s.n -= 2;
	for (size_t i = 0; i < s.n; i++)
		if (!strchr("=\"[]- ", s.p[i]))
			buf_addc(&b, s.p[i]);
	return buf_str(&b);
}

/* Digits at the beginning of *s, exactly n or up to it. */
static bool take_digits(str *s, size_t least, size_t most, char *to)
{
	size_t n = 0;

	while (n < most && n < s->n && digit(s->p[n])) {
		to[n] = s->p[n];
		n++;
	}
	*s = (str){ s->p + n, s->n - n };
	to[n] = '\0';
	return n >= least;
}

static bool take_mark(str *s)
{
	if (!s->n || !strchr("/-.", s->p[0]))
		return false;
	*s = (str){ s->p + 1, s->n - 1 };
	return true;
}

bool value_date(str s, int64_t *ms, bool *whole_day)
{
	char year[5], month[3] = "1", day[3] = "1", text[16];
	str whole;
	int n;

	s = utf8_trim(s);
	if (s.n > 2 && s.p[0] == '[' && s.p[s.n - 1] == ']')
		s = (str){ s.p + 1, s.n - 2 };
	whole = s;
	*whole_day = true;
	if (!take_digits(&s, 4, 4, year))
		return false;
	if (take_mark(&s) && !take_digits(&s, 1, 2, month))
		return false;
	if (take_mark(&s)) {
		if (!take_digits(&s, 1, 2, day))
			return false;
	} else {
		*whole_day = s.n > 0;
	}
	if (s.n) /* a time of day */
		return clock_parse(whole, ms);
	n = snprintf(text, sizeof text, "%s-%02d-%02d", year, (int)value_count(str_from(month)),
		     (int)value_count(str_from(day)));
	return n > 0 && (size_t)n < sizeof text && clock_parse((str){ text, (size_t)n }, ms);
}

bool value_decimal(str s, double *out)
{
	char text[32];
	size_t n = 0;
	bool any = false;

	s = utf8_trim(s);
	for (; n < s.n && n < sizeof text - 1 && (digit(s.p[n]) || strchr(".,", s.p[n])); n++) {
		text[n] = s.p[n] == ',' ? '.' : s.p[n];
		any = any || digit(s.p[n]);
	}
	text[n] = '\0';
	if (!any || (n < s.n && s.p[n] != '/' && s.p[n] != ' '))
		return false;
	*out = strtod(text, NULL);
	return true;
}

int64_t value_count(str s)
{
	enum { MOST = 9 };
	int64_t v = 0;
	size_t i = 0, n = 0;

	while (i < s.n && !digit(s.p[i]))
		i++;
	for (; i < s.n && digit(s.p[i]) && n < MOST; i++, n++)
		v = v * 10 + (s.p[i] - '0');
	return n ? v : NUMBER_NONE;
}

int64_t value_year(str s)
{
	for (size_t i = 0; i + 4 <= s.n; i++) {
		size_t n = 0;

		while (i + n < s.n && digit(s.p[i + n]))
			n++;
		if (n == 4 && (s.p[i] == '1' || s.p[i] == '2') && (i == 0 || s.p[i - 1] != '-'))
			return value_count((str){ s.p + i, 4 });
		i += n;
	}
	return NUMBER_NONE;
}

/* ---- HTML ---- */

static const struct {
	const char *name;
	int32_t c;
} entities[] = {
	{ "amp", '&' },      { "lt", '<' },       { "gt", '>' },        { "quot", '"' },
	{ "apos", '\'' },    { "nbsp", ' ' },     { "hellip", 0x2026 }, { "mdash", 0x2014 },
	{ "ndash", 0x2013 }, { "rsquo", 0x2019 }, { "lsquo", 0x2018 },  { "ldquo", 0x201c },
	{ "rdquo", 0x201d },
};

static int32_t numbered(str name)
{
	char text[12];
	bool hex = name.n > 1 && (name.p[1] == 'x' || name.p[1] == 'X');
	size_t skip = hex ? 2 : 1;
	char *end;
	long v;

	if (name.n <= skip || name.n - skip >= sizeof text)
		return 0;
	memcpy(text, name.p + skip, name.n - skip);
	text[name.n - skip] = '\0';
	v = strtol(text, &end, hex ? 16 : 10);
	return *end || v < 32 || v > 0x10ffff || (v >= 0xd800 && v < 0xe000) ? 0 : (int32_t)v;
}

/* The character of the entity that s begins with, and its length; 0: it begins with none. */
static int32_t entity(str s, size_t *n)
{
	enum { LONGEST = 12 };
	const char *end = memchr(s.p, ';', s.n < LONGEST ? s.n : LONGEST);
	str name;

	if (!end || end < s.p + 2)
		return 0;
	name = (str){ s.p + 1, (size_t)(end - s.p) - 1 };
	*n = name.n + 2;
	if (name.p[0] == '#')
		return numbered(name);
	for (size_t i = 0; i < countof(entities); i++)
		if (str_eq(name, str_from(entities[i].name)))
			return entities[i].c;
	return 0;
}

/* The length of the tag that s begins with; 0: a smaller-than sign. */
static size_t tag(str s, bool *breaks)
{
	const char *end = memchr(s.p, '>', s.n);
	size_t at = s.n > 1 && s.p[1] == '/' ? 2 : 1;
	char c = at < s.n ? (char)(s.p[at] | 0x20) : ' ';

	if (!end || c < 'a' || c > 'z')
		return 0;
	*breaks = (s.n > at + 1 && strncasecmp(s.p + at, "br", 2) == 0) ||
		  (c == 'p' && at == 2); /* the end of a paragraph */
	return (size_t)(end - s.p) + 1;
}

str value_plain_text(struct arena *a, str s)
{
	struct buf b = buf_make(a, s.n * 2 + 1);
	bool breaks;

	while (s.n) {
		size_t n = 0;
		int32_t c;

		if (s.p[0] == '<' && (n = tag(s, &breaks))) {
			if (breaks)
				buf_addc(&b, '\n');
		} else if (s.p[0] == '&' && (c = entity(s, &n))) {
			utf8_put(&b, c);
		} else {
			n = 1;
			if (s.p[0] != '\r')
				buf_addc(&b, s.p[0]);
		}
		s = (str){ s.p + n, s.n - n };
	}
	return utf8_trim(buf_str(&b));
}

static str without_brackets(str s)
{
	while (s.n && strchr("[]., ", s.p[0]))
		s = (str){ s.p + 1, s.n - 1 };
	while (s.n && strchr("[]., ", s.p[s.n - 1]))
		s.n--;
	return s;
}

str value_publisher(struct arena *a, str s)
{
	str line = value_line(a, s), first, second, rest;
	const char *open = line.n ? memchr(line.p, '(', line.n) : NULL;

	if (open && open > line.p)
		return without_brackets((str){ line.p, (size_t)(open - line.p) });
	rest = line;
	first = without_brackets(str_cut(&rest, ','));
	second = without_brackets(str_cut(&rest, ','));
	if (rest.n && second.n && value_year(second) == NUMBER_NONE)
		return second;
	return value_year(second) != NUMBER_NONE ? first : without_brackets(line);
}
