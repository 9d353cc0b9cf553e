/* coerce.c - see coerce.h. */
#include "api/coerce.h"

#include "base/utf8.h"
#include "library/link.h"

#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { YEAR_MAX = 3000 };

static str without_controls(struct ctx *cx, str s)
{
	char *p;

	s = str_dup(&cx->arena, s);
	p = (char *)(uintptr_t)s.p;
	for (size_t i = 0; i < s.n; i++)
		if (((unsigned char)p[i] < 0x20 && p[i] != '\n' && p[i] != '\t') || p[i] == 0x7f)
			p[i] = ' ';
	return s;
}

enum err coerce_text(struct ctx *cx, const struct jval *v, const char *key, size_t max, str *out)
{
	switch (jval_kind(v)) {
	case JVAL_STR: *out = without_controls(cx, jval_text(v)); break;
	case JVAL_INT: *out = str_fmt(&cx->arena, "%" PRId64, jval_int(v)); break;
	case JVAL_REAL: *out = str_fmt(&cx->arena, "%g", jval_real(v)); break;
	case JVAL_BOOL: *out = jval_true(v) ? S("True") : S("False"); break;
	case JVAL_NULL: *out = S(""); break;
	case JVAL_ARR:
	case JVAL_OBJ: return fail_field(cx, str_from(key), "%s must be text", key);
	}
	*out = utf8_trim(*out);
	if (utf8_length(*out) > max)
		return fail_field(cx, str_from(key), "%s is longer than %zu characters", key, max);
	return OK;
}

enum err check_link(struct ctx *cx, const char *key, str link)
{
	if (link_shape(link))
		return OK;
	return fail_field(cx, str_from(key),
			  "%s must be a link that begins with http:// or https://", key);
}

static bool one_of(str s, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (s.n == strlen(words[i]) && strncasecmp(s.p, words[i], s.n) == 0)
			return true;
	return false;
}

bool coerce_bool(const struct jval *v, bool *out)
{
	static const char *const yes[] = { "1", "true", "yes", "y", "on" };
	static const char *const no[] = { "0", "false", "no", "n", "off" };
	str s = utf8_trim(jval_text(v));

	if (jval_is(v, JVAL_BOOL))
		return *out = jval_true(v), true;
	if (jval_is(v, JVAL_INT) || jval_is(v, JVAL_REAL))
		return *out = jval_real(v) != 0, true;
	if (one_of(s, yes, countof(yes)))
		return *out = true, true;
	if (one_of(s, no, countof(no)))
		return *out = false, true;
	return false;
}

/* A finite or infinite number; false for texts that are none, and for NaN. */
static bool number_of(const struct jval *v, double *out)
{
	char tmp[64], *end;
	str s = utf8_trim(jval_text(v));

	if (jval_is(v, JVAL_INT) || jval_is(v, JVAL_REAL))
		return *out = jval_real(v), !isnan(*out);
	if (!s.n || s.n >= sizeof tmp || memchr(s.p, 'x', s.n) || memchr(s.p, 'X', s.n))
		return false;
	memcpy(tmp, s.p, s.n);
	tmp[s.n] = '\0';
	*out = strtod(tmp, &end);
	return !*end && !isnan(*out);
}

bool coerce_rating(const struct jval *v, double *out)
{
	double d;

	if (jval_is(v, JVAL_BOOL))
		d = jval_true(v);
	else if (!number_of(v, &d))
		return false;
	d = d < 0 ? 0 : d > 5 ? 5 : d;
	*out = nearbyint(d * 100) / 100;
	return true;
}

enum err coerce_pages(struct ctx *cx, const struct jval *v, bool null_clears, int64_t *out)
{
	double d;

	if (jval_is(v, JVAL_NULL) && null_clears)
		*out = NUMBER_CLEAR;
	if (!number_of(v, &d) || d < 0)
		return OK;
	d = nearbyint(d);
	if (d > PAGES_MAX)
		return fail_field(cx, S("pageCount"), "pageCount is more than %d", PAGES_MAX);
	*out = (int64_t)d;
	return OK;
}

static int64_t year_in(str s)
{
	int64_t y;

	for (str rest = s; rest.n;) {
		size_t n = 0;
		str part;

		while (n < rest.n && rest.p[n] != '-' && rest.p[n] != '/')
			n++;
		part = (str){ rest.p, n };
		rest = (str){ rest.p + n + (n < rest.n), rest.n - n - (n < rest.n) };
		if (part.n == 4 && isdigit((unsigned char)part.p[0]) && str_i64(part, &y))
			return y;
	}
	if (s.n >= 4 && isdigit((unsigned char)s.p[0]) && str_i64((str){ s.p, 4 }, &y))
		return y;
	return NUMBER_NONE;
}

int64_t coerce_year(const struct jval *v)
{
	int64_t y = NUMBER_NONE;
	double d;

	if (jval_is(v, JVAL_STR))
		y = year_in(utf8_trim(jval_text(v)));
	else if (number_of(v, &d) && d >= 0 && d <= YEAR_MAX)
		y = (int64_t)nearbyint(d);
	return y >= 0 && y <= YEAR_MAX ? y : NUMBER_NONE;
}

/* "J. R. R.", "Jr.", "III": what follows a surname's comma without being another person. */
static bool belongs_to_name(str part)
{
	static const char *const suffixes[] = { "jr",  "jr.", "sr",  "sr.", "ii",
						"iii", "iv",  "phd", "md" };
	bool letters = false;

	part = utf8_trim(part);
	if (one_of(part, suffixes, countof(suffixes)))
		return true;
	for (size_t i = 0, run = 0; i < part.n; i++) {
		bool letter = isalpha((unsigned char)part.p[i]) || (unsigned char)part.p[i] >= 0x80;

		run = letter ? run + 1 : 0;
		letters |= letter;
		if (run > 2)
			return false;
	}
	return letters;
}

str split_authors(struct arena *a, str joined)
{
	struct buf b = buf_make(a, joined.n * 2 + 8);

	while (joined.n) {
		str part = utf8_trim(str_cut(&joined, ','));

		if (!part.n)
			continue;
		if (b.n)
			buf_add(&b, belongs_to_name(part) ? S(", ") : S("\n"));
		buf_add(&b, part);
	}
	return buf_str(&b);
}

/* The texts of a list, each on a line of its own. */
static enum err join_list(struct ctx *cx, const struct jval *list, const char *key,
			  size_t max_items, size_t max_length, str *out)
{
	struct buf b = buf_make(&cx->arena, max_items * (max_length * 4 + 1));
	size_t n = 0;
	enum err e;

	for (size_t i = 0; i < jval_len(list); i++) {
		str s = { NULL, 0 }, one_line;

		if (!jval_is(jval_at(list, i), JVAL_STR))
			continue;
		if ((e = coerce_text(cx, jval_at(list, i), key, max_length, &s)))
			return e;
		if (!s.n)
			continue;
		if (++n > max_items)
			return fail_field(cx, str_from(key), "%s has more than %zu items", key,
					  max_items);
		if (b.n)
			buf_addc(&b, '\n');
		while (one_line = str_cut(&s, '\n'), buf_add(&b, one_line), s.n)
			buf_addc(&b, ' ');
	}
	*out = b.n ? buf_str(&b) : (str){ NULL, 0 };
	return OK;
}

enum err coerce_authors(struct ctx *cx, const struct jval *book, str *out)
{
	const struct jval *list = jval_get(book, "authors"), *one = jval_get(book, "author");
	str s = { NULL, 0 };
	enum err e;

	if (jval_is(list, JVAL_ARR) && jval_len(list))
		return join_list(cx, list, "authors", AUTHORS_MAX, AUTHOR_MAX, out);
	if (!one || jval_is(one, JVAL_NULL))
		return OK;
	if ((e = coerce_text(cx, one, "author", AUTHOR_MAX * 8, &s)))
		return e;
	if (s.n && !str_eq(utf8_norm(&cx->arena, s), S("unknown author")))
		*out = split_authors(&cx->arena, s);
	return OK;
}

enum err coerce_genres(struct ctx *cx, const struct jval *v, str *out)
{
	if (!jval_is(v, JVAL_ARR))
		return OK;
	return join_list(cx, v, "genres", GENRES_MAX, GENRE_MAX, out);
}

enum err coerce_tags(struct ctx *cx, const struct jval *v, str *out)
{
	enum err e;

	if (!jval_is(v, JVAL_ARR))
		return OK;
	if (!(e = join_list(cx, v, "tags", TAGS_MAX, TAG_MAX, out)) && !out->n)
		*out = S("");
	return e;
}
