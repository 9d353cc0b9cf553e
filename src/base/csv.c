/* csv.c - see csv.h. */
#include "base/csv.h"

#include "base/utf8.h"

/* ---- encodings ---- */

/* 0x80–0x9f of Windows-1252; those it does not have are the control characters of Latin-1. */
static const uint16_t high[32] = {
	0x20ac, 0x81,   0x201a, 0x192,  0x201e, 0x2026, 0x2020, 0x2021, 0x2c6,  0x2030, 0x160,
	0x2039, 0x152,  0x8d,   0x17d,  0x8f,   0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
	0x2013, 0x2014, 0x2dc,  0x2122, 0x161,  0x203a, 0x153,  0x9d,   0x17e,  0x178,
};

/* The bytes of the UTF-8 character that s begins with; 0: it begins with none. */
static size_t utf8_bytes(str s)
{
	unsigned char c = (unsigned char)s.p[0];
	size_t n = c < 0x80 ? 1 : c < 0xc2 ? 0 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : c < 0xf5 ? 4 : 0;

	return n && n <= s.n && utf8_valid((str){ s.p, n }) ? n : 0;
}

static bool mostly_utf8(str s)
{
	size_t good = 0, bad = 0;

	while (s.n) {
		size_t n = utf8_bytes(s);

		good += n > 1;
		bad += n == 0;
		s = (str){ s.p + (n ? n : 1), s.n - (n ? n : 1) };
	}
	return good >= bad;
}

static str from_bytes(struct ctx *cx, str s)
{
	struct buf out = buf_make(&cx->arena, s.n * 3);
	bool utf8 = mostly_utf8(s);

	while (s.n) {
		unsigned char c = (unsigned char)s.p[0];
		size_t n = utf8 ? utf8_bytes(s) : c < 0x80;

		if (n)
			buf_add(&out, (str){ s.p, n });
		else
			utf8_put(&out, c >= 0x80 && c < 0xa0 ? high[c - 0x80] : c);
		s = (str){ s.p + (n ? n : 1), s.n - (n ? n : 1) };
	}
	return buf_str(&out);
}

static int32_t unit(str s, size_t i, bool big)
{
	int32_t a = (unsigned char)s.p[2 * i], b = (unsigned char)s.p[2 * i + 1];

	return big ? a << 8 | b : b << 8 | a;
}

static enum err from_utf16(struct ctx *cx, str s, bool big, str *out)
{
	struct buf b = buf_make(&cx->arena, s.n * 2);
	size_t n = s.n / 2;

	if (s.n % 2)
		return fail(cx, ERR_INVALID, "the file is UTF-16 and ends within a character");
	for (size_t i = 0; i < n; i++) {
		int32_t c = unit(s, i, big), low = i + 1 < n ? unit(s, i + 1, big) : 0;

		if (c >= 0xd800 && c < 0xdc00 && low >= 0xdc00 && low < 0xe000) {
			c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
			i++;
		} else if (c >= 0xd800 && c < 0xe000) {
			return fail(cx, ERR_INVALID, "the file is UTF-16 and is broken");
		}
		utf8_put(&b, c);
	}
	*out = buf_str(&b);
	return OK;
}

static bool begins(str s, const char *bytes, size_t n)
{
	return s.n >= n && memcmp(s.p, bytes, n) == 0;
}

enum err csv_text(struct ctx *cx, str bytes, str *out)
{
	enum err e = OK;

	*out = bytes;
	if (begins(bytes, "\xff\xfe", 2) || begins(bytes, "\xfe\xff", 2))
		e = from_utf16(cx, (str){ bytes.p + 2, bytes.n - 2 }, bytes.p[0] == '\xfe', out);
	else if (begins(bytes, "\xef\xbb\xbf", 3))
		*out = (str){ bytes.p + 3, bytes.n - 3 };
	if (e)
		return e;
	if (out->n && memchr(out->p, '\0', out->n))
		return fail(cx, ERR_INVALID, "the file holds a NUL character: it is not a text");
	if (!utf8_valid(*out))
		*out = from_bytes(cx, *out);
	return OK;
}

/* ---- rows ---- */

static bool ends_field(const struct csv *c, size_t i)
{
	return i >= c->rest.n || c->rest.p[i] == c->separator || c->rest.p[i] == '\n' ||
	       c->rest.p[i] == '\r';
}

static void step(struct csv *c, size_t n) { c->rest = (str){ c->rest.p + n, c->rest.n - n }; }

/* Where the quote that begins at 0 is closed, before the end of a field; 0: nowhere within the longest field. */
static size_t closing_quote(const struct csv *c, size_t *doubled, int64_t *breaks)
{
	for (size_t i = 1; i < c->rest.n && i <= CSV_FIELD_BYTES_MAX; i++) {
		*breaks += c->rest.p[i] == '\n';
		if (c->rest.p[i] != '"')
			continue;
		if (i + 1 < c->rest.n && c->rest.p[i + 1] == '"') {
			(*doubled)++;
			i++;
		} else if (ends_field(c, i + 1)) {
			return i;
		}
	}
	return 0;
}

static str without_doubled(struct ctx *cx, str s, size_t doubled)
{
	char *p;
	size_t n = 0;

	if (!doubled)
		return s;
	p = arena_new(&cx->arena, char, s.n + 1);
	for (size_t i = 0; i < s.n; i++) {
		p[n++] = s.p[i];
		if (s.p[i] == '"' && i + 1 < s.n && s.p[i + 1] == '"')
			i++;
	}
	return (str){ p, n };
}

/* The field that `rest` begins with, which is cut off; its separator or line break stays. */
static str take_field(struct ctx *cx, struct csv *c)
{
	size_t end = 0, doubled = 0;
	int64_t breaks = 0;
	str out;

	if (c->separator != '\t' && c->rest.n && c->rest.p[0] == '"' &&
	    (end = closing_quote(c, &doubled, &breaks))) {
		out = without_doubled(cx, (str){ c->rest.p + 1, end - 1 }, doubled);
		c->line += breaks;
		step(c, end + 1);
		return out;
	}
	while (!ends_field(c, end))
		end++;
	out = (str){ c->rest.p, end };
	step(c, end);
	return out;
}

static void skip_break(struct csv *c)
{
	bool two = begins(c->rest, "\r\n", 2);

	if (!c->rest.n)
		return;
	c->line++;
	step(c, two ? 2 : 1);
}

static void put_field(struct csv_row *row, str s)
{
	if (row->n == CSV_FIELDS_MAX) {
		row->cut_fields = true;
		return;
	}
	if (s.n > CSV_FIELD_BYTES_MAX) {
		row->cut_text = true;
		s.n = CSV_FIELD_BYTES_MAX;
		while (s.n && ((unsigned char)s.p[s.n] & 0xc0) == 0x80)
			s.n--;
	}
	row->fields[row->n++] = s;
}

bool csv_next(struct ctx *cx, struct csv *c, struct csv_row *out)
{
	while (c->rest.n && (c->rest.p[0] == '\n' || c->rest.p[0] == '\r'))
		skip_break(c);
	*out = (struct csv_row){ .line = c->line };
	if (!c->rest.n)
		return false;
	put_field(out, take_field(cx, c));
	while (c->rest.n && c->rest.p[0] == c->separator) {
		step(c, 1);
		put_field(out, take_field(cx, c));
	}
	skip_break(c);
	return true;
}

static size_t count_outside_quotes(str s, char separator)
{
	bool quoted = false;
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"')
			quoted = !quoted;
		else if (!quoted && (s.p[i] == '\n' || s.p[i] == '\r'))
			break;
		else if (!quoted && s.p[i] == separator)
			n++;
	}
	return n;
}

struct csv csv_begin(str utf8)
{
	static const char separators[] = { '\t', ';', ',' };
	struct csv c = { .rest = utf8, .separator = ',', .line = 1 };
	size_t most = 0;

	if (begins(utf8, "sep=", 4) && utf8.n > 5 && memchr(separators, utf8.p[4], 3)) {
		c.separator = utf8.p[4];
		step(&c, 5);
		skip_break(&c);
		return c;
	}
	for (size_t i = 0; i < countof(separators); i++) {
		size_t n = count_outside_quotes(utf8, separators[i]);

		if (n > most) {
			most = n;
			c.separator = separators[i];
		}
	}
	return c;
}
