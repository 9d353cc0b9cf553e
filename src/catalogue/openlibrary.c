/* openlibrary.c - see openlibrary.h. What each member means is in a table; members not in it are passed over. */
#include "catalogue/openlibrary.h"

#include "base/utf8.h"
#include "catalogue/isbn.h"
#include "catalogue/json_scan.h"
#include "catalogue/year.h"

enum { TITLE_BYTES = 2000, NAME_BYTES = 500, ALSO_NAMES = 3, ALSO_BYTES = 300, SERIES_BYTES = 300 };

/* A row being read. */
struct reading {
	struct dump_row *row;
	struct buf *b;
	struct json_scan json;
	str title, subtitle, prefix, by;
	bool of_work; /* the row is a work: authors stand one level deeper */
};

static str cut(str s, size_t max)
{
	if (s.n <= max)
		return s;
	s.n = max;
	while (s.n && ((unsigned char)s.p[s.n] & 0xc0) == 0x80)
		s.n--;
	return s;
}

/* A string's text, trimmed; empty when the value is none, which is passed over. */
static str text(struct reading *r, size_t max)
{
	str raw;

	if (!json_scan_string(&r->json, &raw)) {
		json_scan_skip(&r->json);
		return S("");
	}
	return utf8_trim(cut(json_scan_text(raw, r->b), max));
}

/* The number in "/authors/OL23919A" or "OL23919A"; 0: it is none. */
static uint32_t number_of(str key, char letter)
{
	uint64_t v = 0;
	size_t i = key.n;

	while (i && key.p[i - 1] != '/')
		i--;
	if (key.n - i < 4 || key.p[i] != 'O' || key.p[i + 1] != 'L' || key.p[key.n - 1] != letter)
		return 0;
	for (i += 2; i + 1 < key.n; i++) {
		if (key.p[i] < '0' || key.p[i] > '9')
			return 0;
		v = v * 10 + (uint64_t)(key.p[i] - '0');
		if (v > UINT32_MAX)
			return 0;
	}
	return (uint32_t)v;
}

/* The key in "key", or {"key": "key"}. */
static str take_key(struct reading *r)
{
	str key, value = S("");

	if (json_scan_string(&r->json, &value))
		return value;
	if (!json_scan_object(&r->json)) {
		json_scan_skip(&r->json);
		return value;
	}
	while (json_scan_key(&r->json, &key))
		if (!str_eq(key, S("key")) || !json_scan_string(&r->json, &value))
			json_scan_skip(&r->json);
	return value;
}

/* {"author": {"key": …}, "type": …} of works, {"key": …} of editions; one without a key names nobody. */
static uint32_t take_author(struct reading *r)
{
	str key, value = S("");

	if (!json_scan_object(&r->json))
		return number_of(take_key(r), 'A');
	while (json_scan_key(&r->json, &key)) {
		if (str_eq(key, S("author")))
			value = take_key(r);
		else if (!str_eq(key, S("key")) || !json_scan_string(&r->json, &value))
			json_scan_skip(&r->json);
	}
	return number_of(value, 'A');
}

/* Steps into an array; a value of another kind is passed over. */
static bool begin_list(struct reading *r)
{
	if (json_scan_array(&r->json))
		return true;
	json_scan_skip(&r->json);
	return false;
}

static void read_title(struct reading *r) { r->title = text(r, TITLE_BYTES); }

static void read_subtitle(struct reading *r) { r->subtitle = text(r, TITLE_BYTES); }

static void read_prefix(struct reading *r) { r->prefix = text(r, 100); }

static void read_by(struct reading *r) { r->by = text(r, NAME_BYTES); }

static void read_authors(struct reading *r)
{
	struct entry *e = &r->row->entry;

	if (!begin_list(r))
		return;
	while (json_scan_item(&r->json)) {
		uint32_t author = take_author(r);

		if (author && e->nauthors < ENTRY_AUTHORS)
			e->author[e->nauthors++] = author;
	}
}

static void read_works(struct reading *r)
{
	if (!begin_list(r))
		return;
	while (json_scan_item(&r->json)) {
		uint32_t work = number_of(take_key(r), 'W');

		if (!r->row->entry.work)
			r->row->entry.work = work;
	}
}

static void read_isbns(struct reading *r)
{
	struct entry *e = &r->row->entry;

	if (!begin_list(r))
		return;
	while (json_scan_item(&r->json)) {
		uint64_t isbn = isbn_read(text(r, 100));
		size_t i = 0;

		while (i < e->nisbns && e->isbn[i] != isbn)
			i++;
		if (isbn && i == e->nisbns && e->nisbns < ENTRY_ISBNS)
			e->isbn[e->nisbns++] = isbn;
	}
}

static void first_text(struct reading *r, str *out, size_t max)
{
	if (!begin_list(r))
		return;
	while (json_scan_item(&r->json)) {
		str s = text(r, max);

		if (!out->n)
			*out = s;
	}
}

static void read_publishers(struct reading *r)
{
	first_text(r, &r->row->entry.publisher, NAME_BYTES);
}

static void read_series(struct reading *r) { first_text(r, &r->row->entry.series, SERIES_BYTES); }

static void read_languages(struct reading *r)
{
	struct entry *e = &r->row->entry;

	if (!begin_list(r))
		return;
	while (json_scan_item(&r->json)) {
		str key = take_key(r), code = key;

		while (code.n && memchr(code.p, '/', code.n))
			str_cut(&code, '/');
		if (!e->language.n && code.n <= 8 && utf8_valid(code))
			e->language = code;
	}
}

static void read_date(struct reading *r) { r->row->entry.year = year_read(text(r, 100)); }

static void read_pages(struct reading *r)
{
	int64_t n;

	if (!json_scan_number(&r->json, &n))
		json_scan_skip(&r->json);
	else if (n > 0 && n < 100000)
		r->row->entry.pages = (uint32_t)n;
}

static void read_covers(struct reading *r)
{
	int64_t n;

	if (!begin_list(r))
		return;
	while (json_scan_item(&r->json)) {
		if (!json_scan_number(&r->json, &n))
			json_scan_skip(&r->json);
		else if (n > 0 && n <= UINT32_MAX && !r->row->entry.cover)
			r->row->entry.cover = (uint32_t)n;
	}
}

static void read_name(struct reading *r) { r->row->name = text(r, NAME_BYTES); }

static void read_personal_name(struct reading *r)
{
	str s = text(r, NAME_BYTES);

	if (!r->row->name.n)
		r->row->name = s;
}

/* The first few, as one text. */
static void read_also(struct reading *r)
{
	str names[ALSO_NAMES];
	size_t n = 0, begin;

	if (!begin_list(r))
		return;
	while (json_scan_item(&r->json)) {
		str s = text(r, ALSO_BYTES / ALSO_NAMES);

		if (s.n && n < ALSO_NAMES)
			names[n++] = s;
	}
	if (n == 0)
		return;
	begin = r->b->n;
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_add(r->b, S("; "));
		buf_add(r->b, names[i]);
	}
	r->row->also = (str){ r->b->p + begin, r->b->n - begin };
}

static void read_location(struct reading *r)
{
	struct dump_row *row = r->row;
	str raw;

	if (!json_scan_string(&r->json, &raw)) {
		json_scan_skip(&r->json);
		return;
	}
	row->to = number_of(raw, row->of == DUMP_EDITION ? 'M' : row->of == DUMP_WORK ? 'W' : 'A');
}

/* ---- what each kind of row has ---- */

struct member {
	str name;
	void (*read)(struct reading *r);
};

#define MEMBER(name, read) \
	{ \
		{ name, sizeof(name) - 1 }, read \
	}

static const struct member edition_members[] = {
	MEMBER("title", read_title),           MEMBER("subtitle", read_subtitle),
	MEMBER("title_prefix", read_prefix),   MEMBER("authors", read_authors),
	MEMBER("by_statement", read_by),       MEMBER("works", read_works),
	MEMBER("isbn_13", read_isbns),         MEMBER("isbn_10", read_isbns),
	MEMBER("publishers", read_publishers), MEMBER("publish_date", read_date),
	MEMBER("languages", read_languages),   MEMBER("covers", read_covers),
	MEMBER("number_of_pages", read_pages), MEMBER("series", read_series),
};

static const struct member work_members[] = {
	MEMBER("title", read_title),
	MEMBER("subtitle", read_subtitle),
	MEMBER("authors", read_authors),
	MEMBER("covers", read_covers),
};

static const struct member author_members[] = {
	MEMBER("name", read_name),
	MEMBER("personal_name", read_personal_name),
	MEMBER("alternate_names", read_also),
};

static const struct member redirect_members[] = { MEMBER("location", read_location) };

static void read_members(struct reading *r, const struct member *members, size_t n)
{
	str key;

	if (!json_scan_object(&r->json)) {
		r->json.bad = true;
		return;
	}
	while (json_scan_key(&r->json, &key)) {
		size_t i = 0;

		while (i < n && !str_eq(members[i].name, key))
			i++;
		if (i < n)
			members[i].read(r);
		else
			json_scan_skip(&r->json);
	}
}

/* "The" and "Hobbit" and "there and back again" as one title. */
static str whole_title(struct reading *r)
{
	size_t begin = r->b->n;

	if (!r->title.n || (!r->subtitle.n && !r->prefix.n))
		return r->title;
	if (r->prefix.n) {
		buf_add(r->b, r->prefix);
		buf_addc(r->b, ' ');
	}
	buf_add(r->b, r->title);
	if (r->subtitle.n) {
		buf_add(r->b, S(": "));
		buf_add(r->b, r->subtitle);
	}
	return cut((str){ r->b->p + begin, r->b->n - begin }, TITLE_BYTES);
}

static void refuse(struct dump_row *row, const char *why)
{
	row->kind = DUMP_REFUSED;
	row->refused = why;
}

static void read_edition(struct reading *r)
{
	struct entry *e = &r->row->entry;

	read_members(r, edition_members, countof(edition_members));
	e->edition = r->row->number;
	e->title = whole_title(r);
	if (!e->nauthors)
		e->authors = r->by;
	if (!e->edition)
		refuse(r->row, "an edition's key is no number");
	else if (!e->title.n)
		refuse(r->row, "an edition has no title");
}

static void read_work(struct reading *r)
{
	read_members(r, work_members, countof(work_members));
	r->row->entry.work = r->row->number;
	r->row->entry.title = whole_title(r);
	if (!r->row->number)
		refuse(r->row, "a work's key is no number");
}

static void read_author(struct reading *r)
{
	read_members(r, author_members, countof(author_members));
	if (!r->row->number)
		refuse(r->row, "an author's key is no number");
	else if (!r->row->name.n)
		refuse(r->row, "an author has no name");
}

static enum dump_kind kind_of_key(str key)
{
	char last = key.n ? key.p[key.n - 1] : '\0';

	return last == 'M'   ? DUMP_EDITION
	       : last == 'W' ? DUMP_WORK
	       : last == 'A' ? DUMP_AUTHOR
			     : DUMP_NOTHING;
}

static void read_redirect(struct reading *r, str key)
{
	r->row->of = kind_of_key(key);
	if (r->row->of == DUMP_NOTHING) {
		r->row->kind = DUMP_NOTHING;
		return;
	}
	read_members(r, redirect_members, countof(redirect_members));
	if (!r->row->number || !r->row->to)
		refuse(r->row, "a redirect leads nowhere");
}

static const struct {
	str name;
	enum dump_kind kind;
	char letter;
} types[] = {
	{ { "/type/edition", 13 }, DUMP_EDITION, 'M' },
	{ { "/type/work", 10 }, DUMP_WORK, 'W' },
	{ { "/type/author", 12 }, DUMP_AUTHOR, 'A' },
	{ { "/type/redirect", 14 }, DUMP_REDIRECT, '\0' },
};

static void read_json(struct reading *r, str key)
{
	switch (r->row->kind) {
	case DUMP_EDITION: read_edition(r); break;
	case DUMP_WORK: read_work(r); break;
	case DUMP_AUTHOR: read_author(r); break;
	case DUMP_REDIRECT: read_redirect(r, key); break;
	case DUMP_NOTHING:
	case DUMP_REFUSED: break;
	}
	if (r->json.bad)
		refuse(r->row, "the row's JSON is broken");
	else if (r->b->full)
		refuse(r->row, "the row's texts are too long");
}

void dump_read(str line, struct buf *scratch, struct dump_row *row)
{
	struct reading r = { .row = row, .b = scratch };
	str type = str_cut(&line, '\t'), key = str_cut(&line, '\t');

	*row = (struct dump_row){ .kind = DUMP_NOTHING };
	scratch->n = 0;
	scratch->full = false;
	str_cut(&line, '\t');
	row->modified = str_cut(&line, '\t');
	if (!line.n) {
		refuse(row, "the row does not have five columns");
		return;
	}
	for (size_t i = 0; i < countof(types); i++)
		if (str_eq(types[i].name, type)) {
			row->kind = types[i].kind;
			row->number = number_of(key, types[i].letter ? types[i].letter
						     : key.n         ? key.p[key.n - 1]
								     : '\0');
		}
	r.json = json_scan_make(line);
	read_json(&r, key);
}

bool dump_begins(str head) { return head.n >= 6 && memcmp(head.p, "/type/", 6) == 0; }
