/* marc_fields.c - see marc_fields.h. */
#include "catalogue/marc_fields.h"

#include "base/utf8.h"
#include "catalogue/isbn.h"
#include "catalogue/language.h"
#include "catalogue/marc_authors.h"

enum { STATUS = 5, TYPE = 6, LEVEL = 7 };    /* in the leader */
enum { DATES = 6, YEAR = 7, LANGUAGE = 35 }; /* in field 008 */
enum { FIRST_YEAR = 1000, LAST_YEAR = 2200, ISBN_MOST = 24, MOST_PAGES = 20000 };

bool marc_field_wanted(int tag)
{
	switch (tag) {
	case 8:
	case 20:
	case 41:
	case 100:
	case 110:
	case 111:
	case 245:
	case 260:
	case 264:
	case 300:
	case 440:
	case 490:
	case 700:
	case 710:
	case 711:
	case 800:
	case 830:
	case 880: return true;
	default: return false;
	}
}

void marc_record_add(struct marc_record *rec, int tag, str data)
{
	if (rec->n < MARC_FIELDS && marc_field_wanted(tag))
		rec->field[rec->n++] = (struct marc_field){ tag, data };
}

/* Why the record is none of a book, though a sound one; NULL: it is. */
static const char *no_book(str leader)
{
	if (leader.p[STATUS] == 'd')
		return "a record that was deleted";
	if (leader.p[TYPE] != 'a' && leader.p[TYPE] != 't')
		return "not a book";
	return leader.p[LEVEL] == 'm' ? NULL : "not a book but a serial, a collection or a part";
}

static struct marc_making begin(struct arena *a, const struct marc_record *rec, char *text,
				bool script)
{
	struct marc_making m = { .arena = a, .rec = rec, .script = script };

	m.out = (struct buf){
		.arena = a, .p = text, .cap = MARC_ENTRY_BYTES, .max = MARC_ENTRY_BYTES - 1
	};
	return m;
}

/* ---- the title ---- */

/* Signs of catalogues around articles that are not filed, "<<Das>> Kapital" and "¬Das¬ Kapital"; ISBD's colons and signs of
 * equality as ours. */
static void put_title_part(struct marc_making *m, str s)
{
	while (s.n) {
		if (s.n >= 2 && (memcmp(s.p, "<<", 2) == 0 || memcmp(s.p, ">>", 2) == 0 ||
				 memcmp(s.p, "¬", 2) == 0)) {
			s = (str){ s.p + 2, s.n - 2 };
		} else if (s.n > 3 && (memcmp(s.p, " : ", 3) == 0 || memcmp(s.p, " = ", 3) == 0)) {
			buf_add(&m->out, S(": "));
			s = (str){ s.p + 3, s.n - 3 };
		} else {
			buf_addc(&m->out, s.p[0]);
			s = (str){ s.p + 1, s.n - 1 };
		}
	}
}

static str between(char before, char code)
{
	if (!before)
		return S("");
	if (code == 'b')
		return S(": ");
	return before == 'n' && code == 'p' ? S(", ") : S(". ");
}

static str title_of(struct marc_making *m, const struct marc_field *f)
{
	str rest = marc_subfields(f), raw, title;
	size_t from = m->out.n;
	char code, before = '\0';

	while (marc_subfield(&rest, &code, &raw)) {
		str s;

		if (code != 'a' && code != 'b' && code != 'n' && code != 'p')
			continue;
		s = marc_trim(marc_text(m, raw));
		if (!s.n)
			continue;
		m->out.n = from + marc_unstop(marc_written(m, from)).n;
		buf_add(&m->out, between(before, code));
		put_title_part(m, s);
		before = code;
	}
	title = utf8_trim(marc_unstop(marc_trim(marc_written(m, from))));
	title = utf8_nfc(m->arena, title); /* an accent may stand first behind what was left out */
	m->out.n = from;
	buf_add(&m->out, title);
	return marc_written(m, from);
}

/* ---- numbers ---- */

/* "0-14-143951-9 (pbk.) :" */
static uint64_t isbn_of(str raw)
{
	size_t n = 0, digits = 0;

	while (raw.n && (raw.p[0] < '0' || raw.p[0] > '9'))
		raw = (str){ raw.p + 1, raw.n - 1 };
	for (; n < raw.n && n < ISBN_MOST && strchr("0123456789xX- ", raw.p[n]); n++)
		digits += raw.p[n] != '-' && raw.p[n] != ' ';
	while (n && raw.p[n - 1] == ' ')
		n--;
	return digits >= 9 ? isbn_read((str){ raw.p, n }) : 0;
}

static void add_isbn(struct entry *e, uint64_t isbn)
{
	for (size_t i = 0; i < e->nisbns; i++)
		if (e->isbn[i] == isbn)
			return;
	if (isbn && e->nisbns < ENTRY_ISBNS)
		e->isbn[e->nisbns++] = isbn;
}

/* The edition's own first ($a), then those that were printed wrong or belong to another form of it ($z). */
static void add_isbns(const struct marc_record *rec, struct entry *e)
{
	for (const char *code = "az"; *code; code++)
		for (const struct marc_field *f = NULL; (f = marc_find(rec, 20, f));) {
			str rest = marc_subfields(f), raw;
			char c;

			while (marc_subfield(&rest, &c, &raw))
				if (c == *code)
					add_isbn(e, isbn_of(raw));
		}
}

static bool digit(char c) { return c >= '0' && c <= '9'; }

/* The first number of four digits that may be a year: "[2003?]", "c1998". */
static int year_in(str s)
{
	for (size_t i = 0; i + 4 <= s.n; i++) {
		int64_t year;

		if ((i && digit(s.p[i - 1])) || (i + 4 < s.n && digit(s.p[i + 4])) ||
		    !digit(s.p[i]) || !str_i64((str){ s.p + i, 4 }, &year))
			continue;
		if (year >= FIRST_YEAR && year <= LAST_YEAR)
			return (int)year;
	}
	return 0;
}

/* The statement of publication: 264 has others, too, told apart by an indicator. */
static const struct marc_field *published(const struct marc_record *rec)
{
	for (const struct marc_field *f = NULL; (f = marc_find(rec, 264, f));)
		if (marc_indicator(f, 1) == '1')
			return f;
	return marc_find(rec, 260, NULL);
}

static int year_of(const struct marc_record *rec)
{
	const struct marc_field *coded = marc_find(rec, 8, NULL), *f = published(rec);
	int year = 0;

	if (coded && coded->data.n >= YEAR + 4 && coded->data.p[DATES] != 'b')
		year = year_in((str){ coded->data.p + YEAR, 4 });
	if (!year && f)
		year = year_in(marc_raw(f, 'c'));
	if (!year && (f = marc_find(rec, 264, NULL))) /* of copyright or printing */
		year = year_in(marc_raw(f, 'c'));
	return year;
}

static str language_of(const struct marc_record *rec)
{
	const struct marc_field *coded = marc_find(rec, 8, NULL), *f = marc_find(rec, 41, NULL);
	str code = S("");

	if (coded && coded->data.n >= LANGUAGE + 3)
		code = language_code((str){ coded->data.p + LANGUAGE, 3 });
	if (!code.n && f) { /* older ones hold several, one after the other */
		str raw = marc_raw(f, 'a');

		code = language_code((str){ raw.p, raw.n < 3 ? raw.n : 3 });
	}
	return code;
}

static bool letter(char c)
{
	return (unsigned char)c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool means_pages(str word)
{
	static const char *const words[] = {
		"p",      "pp",    "pages",      "page",     "pgs",     "pg",     "s",
		"seiten", "pag",   "págs",       "páginas",  "paginas", "pagine", "str",
		"strony", "stran", "с",          "стр",      "sivua",   "sider",  "sidor",
		"oldal",  "blz",   "bladzijden", "pagina's", "頁",      "ページ", "页"
	};

	for (size_t i = 0; i < countof(words); i++)
		if (word.n == strlen(words[i]) && strncasecmp(word.p, words[i], word.n) == 0)
			return true;
	return false;
}

static bool roman(str word)
{
	for (size_t i = 0; i < word.n; i++)
		if (!strchr("ivxlcdmIVXLCDM", word.p[i]))
			return false;
	return true;
}

/* The largest number before the first word that means pages: "xii, 345, [3] p.", "1 online resource (200 pages)". */
static uint32_t pages_in(str s)
{
	uint32_t largest = 0;

	while (s.n) {
		size_t n = 0;

		if (digit(s.p[0])) {
			uint32_t number = 0;

			for (; n < s.n && digit(s.p[n]); n++)
				number = number > MOST_PAGES
						 ? number
						 : number * 10 + (uint32_t)(s.p[n] - '0');
			largest = number > largest ? number : largest;
		} else if (letter(s.p[0])) {
			while (n < s.n && letter(s.p[n]))
				n++;
			if (means_pages((str){ s.p, n }) && largest)
				return largest <= MOST_PAGES ? largest : 0;
			if (!roman((str){ s.p, n }))
				largest = 0;
		} else {
			n = 1;
		}
		s = (str){ s.p + n, s.n - n };
	}
	return 0;
}

/* ---- publisher and series ---- */

/* What has been written since `from`; nothing if it is too long, or could not be read. */
static str kept(struct marc_making *m, size_t from, const char *bad)
{
	if (m->bad != bad || m->out.full || m->out.n - from > MARC_TEXT_BYTES) {
		m->bad = bad;
		m->out.n = from;
		m->out.full = false;
	}
	return utf8_trim(marc_written(m, from));
}

static bool unknown_publisher(str s)
{
	return s.n >= 4 && (strncasecmp(s.p, "s.n.", 4) == 0 ||
			    (s.n >= 14 && memmem(s.p, s.n, "not identified", 14)));
}

static str publisher_of(struct marc_making *m)
{
	const struct marc_field *f = published(m->rec);
	const char *bad = m->bad;
	size_t from = m->out.n;
	str s;

	if (!f)
		return S("");
	s = marc_unstop(marc_trim(marc_text(m, marc_raw(marc_seen(m, f), 'b'))));
	if (s.n && s.p[0] == '[')
		s = utf8_trim((str){ s.p + 1, s.n - 1 - (s.n > 1 && s.p[s.n - 1] == ']') });
	if (!unknown_publisher(s))
		buf_add(&m->out, s);
	return kept(m, from, bad);
}

/* "no. 4" and "Bd. 4" are the volume 4; "book the fourth" stays. */
static str volume(str s)
{
	size_t n = 0;

	while (n < s.n && (letter(s.p[n]) || s.p[n] == '.' || s.p[n] == ' '))
		n++;
	s = n < s.n && digit(s.p[n]) ? (str){ s.p + n, s.n - n } : s;
	return utf8_trim(s.n && s.p[s.n - 1] == '.' ? (str){ s.p, s.n - 1 } : s);
}

/* Without what libraries tell it by from others of the name: "Discworld (Series)". */
static str series_name(str s)
{
	const str told = S("(Series)");

	s = marc_unstop(marc_trim(s));
	if (s.n > told.n && memcmp(s.p + s.n - told.n, told.p, told.n) == 0)
		s = marc_trim((str){ s.p, s.n - told.n });
	return s;
}

/* "Her Waste ; pt. 1": the volume, where it stands in the name. */
static str cut_volume(struct marc_making *m, size_t from)
{
	str name = marc_written(m, from);
	const char *at = name.n ? memmem(name.p, name.n, " ; ", 3) : NULL;
	str number = S("");

	if (at) {
		number = (str){ at + 3, name.n - (size_t)(at + 3 - name.p) };
		number = volume(str_dup(m->arena, number));
		m->out.n = from + (size_t)(at - name.p);
	}
	return number;
}

/* A novelist's own series first (800), then as libraries name it (830), then as the book does. */
static str series_of(struct marc_making *m)
{
	static const struct {
		int tag;
		char name;
	} places[] = { { 800, 't' }, { 830, 'a' }, { 490, 'a' }, { 440, 'a' } };
	const char *bad = m->bad;
	size_t from = m->out.n;

	for (size_t i = 0; i < countof(places) && m->out.n == from; i++) {
		const struct marc_field *f = marc_find(m->rec, places[i].tag, NULL);
		str number;

		if (!f)
			continue;
		f = marc_seen(m, f);
		buf_add(&m->out, series_name(marc_text(m, marc_raw(f, places[i].name))));
		number = volume(marc_trim(marc_text(m, marc_raw(f, 'v'))));
		if (!number.n)
			number = cut_volume(m, from);
		if (m->out.n > from && number.n) {
			buf_add(&m->out, S("; "));
			buf_add(&m->out, number);
		}
	}
	return kept(m, from, bad);
}

/* ---- the entry ---- */

static const char *fill(struct marc_making *m, struct entry *out)
{
	const struct marc_field *title = marc_find(m->rec, 245, NULL);

	*out = (struct entry){ .nisbns = 0 };
	if (!title)
		return "no title: MARC 21 has it in field 245, other kinds of MARC are not read";
	out->title = title_of(m, marc_seen(m, title));
	if (m->bad)
		return m->bad;
	if (m->out.full || out->title.n > MARC_TITLE_BYTES)
		return "its title is too long";
	if (!out->title.n)
		return "no title";
	out->authors = marc_authors(m);
	if (m->bad)
		return m->bad;
	out->publisher = publisher_of(m);
	out->series = series_of(m);
	out->language = language_of(m->rec);
	out->year = year_of(m->rec);
	out->pages = 0;
	if ((title = marc_find(m->rec, 300, NULL)))
		out->pages = pages_in(marc_raw(title, 'a'));
	add_isbns(m->rec, out);
	return NULL;
}

enum marc_step marc_fields_entry(struct arena *a, const struct marc_record *rec, char *text,
				 struct entry *out, const char **reason)
{
	struct arena_mark before = arena_mark(a);
	struct marc_making m = begin(a, rec, text, false);

	if (rec->leader.n <= LEVEL) {
		*reason = "no leader, or a short one";
		return MARC_REFUSED;
	}
	if ((*reason = no_book(rec->leader)))
		return MARC_SKIPPED;
	*reason = fill(&m, out);
	arena_rewind(a, before);
	return *reason ? MARC_REFUSED : MARC_ENTRY;
}

bool marc_fields_script(struct arena *a, const struct marc_record *rec, char *text,
			struct entry *out)
{
	const struct marc_field *title = marc_find(rec, 245, NULL);
	struct arena_mark before = arena_mark(a);
	struct marc_making m = begin(a, rec, text, true);
	bool filled = title && marc_linked(rec, title) && !fill(&m, out);

	arena_rewind(a, before);
	return filled;
}
