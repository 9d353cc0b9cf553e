/* utf8.c - see utf8.h. The only file that includes utf8proc. */
#include "base/utf8.h"

#include <string.h>
#include <utf8proc.h>

int32_t utf8_next(str *s)
{
	utf8proc_int32_t cp;
	utf8proc_ssize_t n;

	if (s->n == 0)
		return -1;
	if ((unsigned char)s->p[0] < 0x80) {
		cp = (unsigned char)s->p[0];
		n = 1;
	} else {
		n = utf8proc_iterate((const utf8proc_uint8_t *)s->p, (utf8proc_ssize_t)s->n, &cp);
	}
	if (n <= 0)
		return -1;
	*s = (str){ s->p + n, s->n - (size_t)n };
	return cp;
}

bool utf8_valid(str s)
{
	while (s.n)
		if (utf8_next(&s) < 0)
			return false;
	return true;
}

void utf8_put(struct buf *b, int32_t cp)
{
	utf8proc_uint8_t bytes[4];
	utf8proc_ssize_t n = utf8proc_encode_char(cp, bytes);

	buf_add(b, (str){ (const char *)bytes, (size_t)n });
}

size_t utf8_length(str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += ((unsigned char)s.p[i] & 0xc0) != 0x80;
	return n;
}

str utf8_head(str s, size_t code_points)
{
	str rest = s;

	while (rest.n && code_points-- > 0)
		if (utf8_next(&rest) < 0)
			break;
	return (str){ s.p, s.n - rest.n };
}

static bool is_space(int32_t cp)
{
	utf8proc_category_t c;

	if (cp < 0x80)
		return cp == ' ' || (cp >= 9 && cp <= 13) || (cp >= 0x1c && cp <= 0x1f);
	c = utf8proc_category(cp);
	return c == UTF8PROC_CATEGORY_ZS || c == UTF8PROC_CATEGORY_ZL ||
	       c == UTF8PROC_CATEGORY_ZP || cp == 0x85;
}

str utf8_trim(str s)
{
	const char *end = s.p;
	str rest = s, before = s;
	bool started = false;

	while (before = rest, rest.n) {
		int32_t cp = utf8_next(&rest);

		if (cp < 0)
			return s;
		if (is_space(cp))
			continue;
		if (!started)
			s.p = before.p;
		started = true;
		end = rest.p;
	}
	return started ? (str){ s.p, (size_t)(end - s.p) } : (str){ s.p, 0 };
}

str utf8_word(str *s)
{
	str word = { utf8_trim(*s).p, 0 }, before;

	for (*s = utf8_trim(*s); before = *s, s->n; word.n = (size_t)(s->p - word.p)) {
		int32_t cp = utf8_next(s);

		if (cp < 0 || is_space(cp))
			break;
	}
	*s = before;
	return word;
}

str utf8_norm(struct arena *a, str s)
{
	struct buf b = buf_make(a, s.n * 3 + 8);
	bool gap = false;

	s = utf8_trim(s);
	while (s.n) {
		int32_t cp = utf8_next(&s);

		if (cp < 0)
			break;
		if (is_space(cp)) {
			gap = true;
			continue;
		}
		if (gap)
			buf_addc(&b, ' ');
		gap = false;
		utf8_put(&b, utf8proc_tolower(cp));
	}
	return buf_str(&b);
}

str utf8_upper(struct arena *a, str s)
{
	struct buf b = buf_make(a, s.n * 3 + 8);

	for (int32_t cp; s.n && (cp = utf8_next(&s)) >= 0;)
		utf8_put(&b, utf8proc_toupper(cp));
	return buf_str(&b);
}

/* Below U+0300 everything is composed: no byte of it is 0xcc or more. */
static bool composed(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] >= 0xcc)
			return false;
	return true;
}

str utf8_nfc(struct arena *a, str s)
{
	const utf8proc_option_t how = UTF8PROC_STABLE | UTF8PROC_COMPOSE;
	const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)s.p;
	utf8proc_int32_t *points;
	utf8proc_ssize_t n;

	if (composed(s))
		return s;
	n = utf8proc_decompose(bytes, (utf8proc_ssize_t)s.n, NULL, 0, how);
	CHECK(n >= 0);
	points = arena_new(a, utf8proc_int32_t, (size_t)n + 1);
	CHECK(utf8proc_decompose(bytes, (utf8proc_ssize_t)s.n, points, n, how) == n);
	n = utf8proc_reencode(points, n, how);
	CHECK(n >= 0);
	return (str){ (const char *)points, (size_t)n };
}

static bool is_mark(int32_t cp)
{
	utf8proc_category_t c = utf8proc_category(cp);

	return c == UTF8PROC_CATEGORY_MN || c == UTF8PROC_CATEGORY_ME;
}

static bool is_word(int32_t cp)
{
	utf8proc_category_t c = utf8proc_category(cp);

	return (c >= UTF8PROC_CATEGORY_LU && c <= UTF8PROC_CATEGORY_LO) ||
	       (c >= UTF8PROC_CATEGORY_ND && c <= UTF8PROC_CATEGORY_NO) ||
	       c == UTF8PROC_CATEGORY_MC;
}

/* Letters that decomposition leaves whole though readers see a plain letter in them. */
static const struct {
	int32_t from;
	const char *to;
} unaccented[] = {
	{ 0xe6, "ae" }, { 0xf0, "d" },  { 0xf8, "o" },  { 0xfe, "th" },
	{ 0x111, "d" }, { 0x131, "i" }, { 0x142, "l" }, { 0x153, "oe" },
};

size_t utf8_plain_one(int32_t cp, int32_t out[UTF8_PLAIN_MAX])
{
	utf8proc_int32_t parts[UTF8_PLAIN_MAX];
	utf8proc_ssize_t n = 1;
	size_t kept = 0;
	int last = 0;

	parts[0] = cp >= 'A' && cp <= 'Z' ? cp - 'A' + 'a' : cp;
	if (cp >= 0x80)
		n = utf8proc_decompose_char(
			cp, parts, countof(parts),
			UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_DECOMPOSE, &last);
	for (utf8proc_ssize_t i = 0; i < n && i < (utf8proc_ssize_t)countof(parts); i++) {
		const char *plain = NULL;

		if (is_mark(parts[i]))
			continue;
		for (size_t k = 0; k < countof(unaccented) && parts[i] >= 0x80; k++)
			if (unaccented[k].from == parts[i])
				plain = unaccented[k].to;
		if (!plain)
			out[kept++] = is_word(parts[i]) ? parts[i] : ' ';
		while (plain && *plain && kept < UTF8_PLAIN_MAX)
			out[kept++] = *plain++;
		if (kept == UTF8_PLAIN_MAX)
			break;
	}
	return kept;
}

str utf8_plain(struct arena *a, str s)
{
	struct buf b = buf_make(a, s.n * 12 + 64);
	bool gap = false;

	while (s.n) {
		int32_t letters[UTF8_PLAIN_MAX], cp = utf8_next(&s);
		size_t n;

		if (cp < 0)
			break;
		n = utf8_plain_one(cp, letters);
		for (size_t i = 0; i < n; i++) {
			if (letters[i] == ' ') {
				gap = b.n > 0;
				continue;
			}
			if (gap)
				buf_addc(&b, ' ');
			gap = false;
			utf8_put(&b, letters[i]);
		}
	}
	return buf_str(&b);
}
