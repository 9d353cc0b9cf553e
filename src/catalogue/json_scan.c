/* json_scan.c - see json_scan.h. */
#include "catalogue/json_scan.h"

#include "base/utf8.h"

struct json_scan json_scan_make(str text)
{
	return (struct json_scan){ text.p, text.p + text.n, false };
}

static bool stop(struct json_scan *s)
{
	s->bad = true;
	s->p = s->end;
	return false;
}

/* The next character that is no white space; NUL at the end. */
static char peek(struct json_scan *s)
{
	while (s->p < s->end && (*s->p == ' ' || *s->p == '\t' || *s->p == '\r' || *s->p == '\n'))
		s->p++;
	return s->p < s->end ? *s->p : '\0';
}

static bool take(struct json_scan *s, char c)
{
	if (peek(s) != c || s->p == s->end)
		return false;
	s->p++;
	return true;
}

/* Past the comma between two members, if one is there. True: another member comes. */
static bool next_member(struct json_scan *s, char close)
{
	if (s->bad || take(s, close))
		return false;
	take(s, ',');
	return peek(s) != '\0' || stop(s);
}

bool json_scan_object(struct json_scan *s) { return take(s, '{'); }

bool json_scan_array(struct json_scan *s) { return take(s, '['); }

bool json_scan_key(struct json_scan *s, str *key)
{
	if (!next_member(s, '}'))
		return false;
	return (json_scan_string(s, key) && take(s, ':')) || stop(s);
}

bool json_scan_item(struct json_scan *s) { return next_member(s, ']'); }

/* Where the string that p is in ends: at its quote, or at end. */
static const char *string_end(const char *p, const char *end)
{
	while (p < end) {
		const char *quote = memchr(p, '"', (size_t)(end - p)), *slash;

		if (!quote)
			return end;
		slash = memchr(p, '\\', (size_t)(quote - p));
		if (!slash)
			return quote;
		p = slash + 2;
	}
	return end;
}

bool json_scan_string(struct json_scan *s, str *out)
{
	const char *begin, *quote;

	if (peek(s) != '"')
		return false;
	begin = s->p + 1;
	quote = string_end(begin, s->end);
	if (quote >= s->end)
		return stop(s);
	*out = (str){ begin, (size_t)(quote - begin) };
	s->p = quote + 1;
	return true;
}

/* A number, true, false, null: up to what must come behind it. */
static str bare(const struct json_scan *s)
{
	const char *p = s->p;

	while (p < s->end && ((*p >= '0' && *p <= '9') || (*p >= 'a' && *p <= 'z') || *p == '-' ||
			      *p == '+' || *p == '.' || *p == 'E'))
		p++;
	return (str){ s->p, (size_t)(p - s->p) };
}

bool json_scan_number(struct json_scan *s, int64_t *out)
{
	str number;

	peek(s);
	number = bare(s);
	if (!str_i64(number, out))
		return false;
	s->p += number.n;
	return true;
}

/* The brackets that are open, each by what closes it. */
static void skip_nested(struct json_scan *s)
{
	char closing[JSON_SCAN_DEPTH];
	size_t depth = 0;
	str ignored;

	do {
		char c = peek(s);

		if (c == '{' || c == '[') {
			if (depth == JSON_SCAN_DEPTH) {
				stop(s);
				return;
			}
			closing[depth++] = c == '{' ? '}' : ']';
			s->p++;
		} else if (c == '"') {
			if (!json_scan_string(s, &ignored))
				return;
		} else if (depth && c == closing[depth - 1]) {
			depth--;
			s->p++;
		} else if (c == ',' || c == ':') {
			s->p++;
		} else if (bare(s).n) {
			s->p += bare(s).n;
		} else {
			stop(s);
			return;
		}
	} while (depth);
}

void json_scan_skip(struct json_scan *s)
{
	str ignored;
	char c = peek(s);

	if (c == '"') {
		if (!json_scan_string(s, &ignored))
			stop(s);
	} else if (c == '{' || c == '[') {
		skip_nested(s);
	} else if (bare(s).n) {
		s->p += bare(s).n;
	} else {
		stop(s);
	}
}

/* ---- escapes ---- */

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The four digits behind \u; -1: there are none. */
static int32_t hex4(const char *p, const char *end)
{
	int32_t v = 0;

	if (end - p < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		int d = hex_digit(p[i]);

		if (d < 0)
			return -1;
		v = v * 16 + d;
	}
	return v;
}

enum { REPLACEMENT = 0xfffd };

static int32_t take_unicode(const char **p, const char *end)
{
	int32_t v = hex4(*p, end), low;

	if (v < 0)
		return REPLACEMENT;
	*p += 4;
	if (v < 0xd800 || v > 0xdfff)
		return v;
	if (v > 0xdbff || end - *p < 6 || (*p)[0] != '\\' || (*p)[1] != 'u')
		return REPLACEMENT;
	low = hex4(*p + 2, end);
	if (low < 0xdc00 || low > 0xdfff)
		return REPLACEMENT;
	*p += 6;
	return 0x10000 + ((v - 0xd800) << 10) + (low - 0xdc00);
}

static int32_t take_escape(const char **p, const char *end)
{
	char c = *p < end ? *(*p)++ : ' ';

	switch (c) {
	case 'u': return take_unicode(p, end);
	case 'b':
	case 'f':
	case 'n':
	case 'r':
	case 't': return ' ';
	default: return (unsigned char)c < 0x80 ? c : REPLACEMENT;
	}
}

static void put_plain(struct buf *b, str s)
{
	if (utf8_valid(s)) {
		buf_add(b, s);
		return;
	}
	while (s.n) {
		int32_t cp = utf8_next(&s);

		utf8_put(b, cp < 0 ? REPLACEMENT : cp);
		if (cp < 0 && s.n)
			s = (str){ s.p + 1, s.n - 1 };
	}
}

static bool is_plain(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 0x20 || s.p[i] == '\\')
			return false;
	return utf8_valid(s);
}

str json_scan_text(str raw, struct buf *b)
{
	const char *p = raw.p, *end = raw.p + raw.n;
	size_t begin = b->n;

	if (is_plain(raw))
		return raw;
	while (p < end) {
		const char *stop_at = p;

		while (stop_at < end && *stop_at != '\\' && (unsigned char)*stop_at >= 0x20)
			stop_at++;
		put_plain(b, (str){ p, (size_t)(stop_at - p) });
		if ((p = stop_at) == end)
			break;
		if (*p++ == '\\') {
			int32_t cp = take_escape(&p, end);

			utf8_put(b, cp < 0x20 ? ' ' : cp);
		} else {
			buf_addc(b, ' ');
		}
	}
	return (str){ b->p + begin, b->n - begin };
}
