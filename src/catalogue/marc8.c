/* marc8.c - see marc8.h. */
#include "catalogue/marc8.h"

#include "base/utf8.h"

enum { ESC = 0x1b, MAX_MARKS = 8, UTF8_A_BYTE = 4 };
enum { ASCII = 'B', ANSEL = 'E', EAST_ASIA = '1' };

static const struct row {
	char set;
	uint16_t lead;
	unsigned char first;
	str characters;
} rows[] = {
#define ROW(set, lead, first, characters) \
	{ set, lead, first, { characters, sizeof characters - 1 } },
#include "catalogue/marc8.def"
#undef ROW
};

struct reading {
	str rest;
	char g0, g1; /* the sets of bytes below and above 0x80 */
	int32_t marks[MAX_MARKS];
	size_t nmarks;
	struct buf out;
	const char *reason;
};

static const struct row *row_of(char set, unsigned lead)
{
	size_t low = 0, high = countof(rows);

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		const struct row *r = &rows[mid];

		if (r->set == set && r->lead == lead)
			return r;
		if (r->set < set || (r->set == set && r->lead < lead))
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

/* The code point of a character of a set; 0: it has none there. */
static int32_t lookup(char set, unsigned lead, unsigned char last)
{
	const struct row *r = set == ASCII ? NULL : row_of(set, lead);
	int32_t cp = 0;
	str rest;

	if (set == ASCII)
		return last;
	if (!r || last < r->first)
		return 0;
	rest = r->characters;
	for (unsigned i = r->first; i <= last; i++)
		if ((cp = utf8_next(&rest)) < 0)
			return 0;
	return cp == ' ' ? 0 : cp;
}

/* Those that the sets have: accents, Hebrew and Arabic vowels. */
static bool is_mark(int32_t cp)
{
	return (cp >= 0x300 && cp < 0x370) || (cp >= 0x591 && cp <= 0x5c7 && cp != 0x5be) ||
	       (cp >= 0x64b && cp <= 0x652) || cp == 0xfb1e;
}

/* The signs above a letter that its language writes as one with it. */
static bool is_accent(int32_t mark)
{
	return mark >= 0x300 && mark <= 0x30c && mark != 0x305 && mark != 0x309 && mark != 0x30b;
}

static bool is_latin(int32_t cp) { return (cp | 32) >= 'a' && (cp | 32) <= 'z'; }

static const char may_be_latin1[] = "an accent on what takes none: it may be Latin-1, not MARC-8";

/* é in Latin-1 is the byte of an accent here, and what comes after it is seldom a letter that takes it: "Tegnsæt". */
static void doubt(struct reading *r, int32_t cp)
{
	char bytes[2 * UTF8_A_BYTE];
	struct buf pair = { r->out.arena, bytes, 0, sizeof bytes, sizeof bytes - 1, false };

	if (cp >= 0x80 || (cp >= '0' && cp <= '9'))
		return;
	if (is_latin(cp) && (r->nmarks > 1 || !is_accent(r->marks[0])))
		return;
	utf8_put(&pair, cp);
	utf8_put(&pair, r->marks[0]);
	if (!is_latin(cp) || str_eq(utf8_nfc(r->out.arena, buf_str(&pair)), buf_str(&pair)))
		r->reason = may_be_latin1;
}

static void put(struct reading *r, int32_t cp)
{
	if (is_mark(cp)) {
		if (r->nmarks == MAX_MARKS)
			r->reason = "more accents on a letter than there can be";
		else
			r->marks[r->nmarks++] = cp;
		return;
	}
	if (r->nmarks)
		doubt(r, cp);
	utf8_put(&r->out, cp);
	for (size_t i = 0; i < r->nmarks; i++)
		utf8_put(&r->out, r->marks[i]);
	r->nmarks = 0;
}

static unsigned char take(struct reading *r)
{
	unsigned char c = r->rest.n ? (unsigned char)r->rest.p[0] : 0;

	if (r->rest.n)
		r->rest = (str){ r->rest.p + 1, r->rest.n - 1 };
	return c;
}

static bool is_set(unsigned char c) { return c && strchr("BENQS1234", c); }

/* What follows an escape character: which set goes where. */
static void call_set(struct reading *r)
{
	unsigned char c = take(r);
	char *where = &r->g0;

	if (c == 'g' || c == 'b' || c == 'p' || c == 's') {
		r->g0 = c == 's' ? ASCII : (char)c;
		return;
	}
	if (c == '$')
		c = take(r);
	if (c == ')' || c == '-')
		where = &r->g1;
	if (c == '(' || c == ',' || c == ')' || c == '-')
		c = take(r);
	if (c == '!')
		c = take(r);
	if (is_set(c))
		*where = (char)c;
	else
		r->reason = "a character set that MARC-8 does not have";
}

/* The two halves of a sign over two letters: Unicode has the whole, which is put with the first. */
static bool second_half(char set, unsigned char c)
{
	return set == ANSEL && (c == 0x6c || c == 0x7b);
}

static void put_coded(struct reading *r, unsigned char c)
{
	char set = c < 0x80 ? r->g0 : r->g1;
	unsigned lead = 0;
	int32_t cp;

	c &= 0x7f;
	if (second_half(set, c))
		return;
	if (set == EAST_ASIA) {
		lead = (unsigned)c << 8 | (take(r) & 0x7f);
		c = take(r) & 0x7f;
	}
	cp = lookup(set, lead, c);
	if (cp)
		put(r, cp);
	else
		r->reason = "a character that its set in MARC-8 does not have";
}

static void put_next(struct reading *r)
{
	unsigned char c = take(r);

	if (c == ESC)
		call_set(r);
	else if (c <= ' ')
		put(r, ' ');
	else if (c == 0x8d || c == 0x8e)
		utf8_put(&r->out, c == 0x8d ? 0x200d : 0x200c);
	else if (!strchr("\x88\x89\x98\x9c", c)) /* what is between those is not filed */
		put_coded(r, c);
}

str marc8_text(struct arena *a, str bytes, const char **reason)
{
	struct reading r = { .rest = bytes, .g0 = ASCII, .g1 = ANSEL };

	r.out = buf_make(a, bytes.n * UTF8_A_BYTE + UTF8_A_BYTE);
	while (r.rest.n && !r.reason)
		put_next(&r);
	if (r.nmarks && !r.reason)
		r.reason = may_be_latin1;
	*reason = r.reason;
	return r.reason ? (str){ NULL, 0 } : utf8_nfc(a, buf_str(&r.out));
}
