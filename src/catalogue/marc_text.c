/* marc_text.c - see marc_text.h. */
#include "catalogue/marc_text.h"

#include "base/utf8.h"
#include "catalogue/marc8.h"

enum { DELIMITER = 0x1f, ESC = 0x1b };

str marc_subfields(const struct marc_field *f)
{
	str rest = f->data;

	str_cut(&rest, DELIMITER); /* the indicators */
	return rest;
}

bool marc_subfield(str *rest, char *code, str *raw)
{
	str one;

	do {
		if (!rest->n)
			return false;
		one = str_cut(rest, DELIMITER);
	} while (!one.n);
	*code = one.p[0];
	*raw = (str){ one.p + 1, one.n - 1 };
	return true;
}

char marc_indicator(const struct marc_field *f, size_t which)
{
	return f->data.n > which && f->data.p[which] != DELIMITER ? f->data.p[which] : ' ';
}

str marc_raw(const struct marc_field *f, char code)
{
	str rest = marc_subfields(f), raw;
	char c;

	while (marc_subfield(&rest, &c, &raw))
		if (c == code)
			return raw;
	return S("");
}

const struct marc_field *marc_find(const struct marc_record *rec, int tag,
				   const struct marc_field *after)
{
	for (size_t i = after ? (size_t)(after - rec->field) + 1 : 0; i < rec->n; i++)
		if (rec->field[i].tag == tag)
			return &rec->field[i];
	return NULL;
}

/* "880-01" in a field, "245-01/$1" in the 880 that belongs to it; 00: to none. */
const struct marc_field *marc_linked(const struct marc_record *rec, const struct marc_field *f)
{
	char tag[4] = { (char)('0' + f->tag / 100), (char)('0' + f->tag / 10 % 10),
			(char)('0' + f->tag % 10), '-' };
	str link = marc_raw(f, '6');

	if (link.n < 6 || memcmp(link.p, "880-", 4) != 0 || memcmp(link.p + 4, "00", 2) == 0)
		return NULL;
	for (const struct marc_field *o = NULL; (o = marc_find(rec, 880, o));) {
		str back = marc_raw(o, '6');

		if (back.n >= 6 && memcmp(back.p, tag, 4) == 0 &&
		    memcmp(back.p + 4, link.p + 4, 2) == 0)
			return o;
	}
	return NULL;
}

const struct marc_field *marc_seen(const struct marc_making *m, const struct marc_field *f)
{
	const struct marc_field *linked = m->script ? marc_linked(m->rec, f) : NULL;

	return linked ? linked : f;
}

static bool plain(str s)
{
	bool space = true; /* none at the beginning, none after another */

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c < 0x20 || c > 0x7e || (c == ' ' && space))
			return false;
		space = c == ' ';
	}
	return !space;
}

bool marc_east_asian(int32_t cp)
{
	return (cp >= 0x3001 && cp <= 0x30ff) || (cp >= 0x3400 && cp <= 0x9fff) ||
	       (cp >= 0xf900 && cp <= 0xfaff) || (cp >= 0x20000 && cp <= 0x3ffff);
}

/* Control characters, marks of direction, byte order marks: nothing that is seen. */
static bool is_unseen(int32_t cp)
{
	return (cp >= 0x7f && cp <= 0x9f) || cp == 0x200e || cp == 0x200f ||
	       (cp >= 0x202a && cp <= 0x202e) || (cp >= 0x2066 && cp <= 0x2069) || cp == 0xfeff;
}

/* Line breaks and runs of spaces as one space, none between East Asian characters, where cataloguers put some to show the
 * words. */
static str one_line(struct marc_making *m, str s)
{
	struct buf b = buf_make(m->arena, s.n);
	int32_t before = 0;
	bool gap = false;

	s = utf8_trim(s);
	while (s.n) {
		const char *p = s.p;
		int32_t cp = utf8_next(&s);

		if (cp <= ' ' || cp == 0x3000) {
			gap = true;
		} else if (!is_unseen(cp)) {
			if (gap && before && !(marc_east_asian(before) && marc_east_asian(cp)))
				buf_addc(&b, ' ');
			gap = false;
			before = cp;
			buf_add(&b, (str){ p, (size_t)(s.p - p) });
		}
	}
	return buf_str(&b);
}

str marc_text(struct marc_making *m, str raw)
{
	const char *bad = NULL;
	str s = raw;

	if (!raw.n || plain(raw))
		return raw;
	/* Accents of MARC-8 are not followed by the bytes that UTF-8 has there: what is valid as UTF-8 is UTF-8, whatever the
	 * leader says, and many leaders are wrong. */
	if (m->rec->marc8 && (memchr(raw.p, ESC, raw.n) || !utf8_valid(raw)))
		s = marc8_text(m->arena, raw, &bad);
	else if (!m->rec->marc8 && !utf8_valid(raw))
		bad = "its leader says UTF-8, its text is not";
	if (bad)
		m->bad = bad;
	return bad ? S("") : utf8_nfc(m->arena, one_line(m, s));
}

/* How many bytes at the end of s are a sign that separates: of ASCII, full-width, an Arabic comma or semicolon. */
static size_t separator_at_end(str s)
{
	static const char *const wide[] = { "\xef\xbc\x8f", "\xef\xbc\x9a", "\xef\xbc\x9b",
					    "\xef\xbc\x9d", "\xef\xbc\x8c", "\xd8\x8c",
					    "\xd8\x9b" };

	if (!s.n)
		return 0;
	if ((unsigned char)s.p[s.n - 1] < 0x80)
		return strchr(" /:;=,", s.p[s.n - 1]) ? 1 : 0;
	for (size_t i = 0; i < countof(wide); i++) {
		size_t n = strlen(wide[i]);

		if (s.n >= n && memcmp(s.p + s.n - n, wide[i], n) == 0)
			return n;
	}
	return 0;
}

str marc_trim(str s)
{
	for (size_t n; (n = separator_at_end(s));)
		s.n -= n;
	return s;
}

/* Abbreviations of more than two letters at the end of publishers and titles. */
static bool abbreviated(str word)
{
	static const char *const known[] = { "etc", "inc",  "ltd",  "bros", "corp",
					     "pub", "pubs", "univ", "verl", "dept" };

	for (size_t i = 0; i < countof(known); i++)
		if (word.n == strlen(known[i]) && strncasecmp(word.p, known[i], word.n) == 0)
			return true;
	return false;
}

/* Words of scripts where two characters are no abbreviation. */
static bool no_alphabet(str word) { return marc_east_asian(utf8_next(&word)); }

str marc_unstop(str s)
{
	str word;

	if (s.n < 2 || s.p[s.n - 1] != '.' || s.p[s.n - 2] == '.')
		return s;
	word = (str){ s.p + s.n - 1, 0 };
	while (word.p > s.p && !strchr(" .-", word.p[-1]))
		word = (str){ word.p - 1, word.n + 1 };
	if ((utf8_length(word) < 3 && !no_alphabet(word)) || abbreviated(word))
		return s;
	return (str){ s.p, s.n - 1 };
}

str marc_written(const struct marc_making *m, size_t from)
{
	return (str){ m->out.p + from, m->out.n - from };
}
