/* marc_authors.c - see marc_authors.h. */
#include "catalogue/marc_authors.h"

#include "base/utf8.h"

enum part { UNSAID, AUTHOR, EDITOR, OTHER };

static const struct {
	const char *name;
	enum part part;
} relators[] = {
#define RELATOR(name, part) { name, part },
#include "catalogue/marc_relators.def"
#undef RELATOR
};

static enum part part_named(str s)
{
	while (s.n && strchr(" .,;:", s.p[s.n - 1]))
		s.n--;
	for (size_t i = 0; i < countof(relators); i++) {
		str name = str_from(relators[i].name);

		if (s.n == name.n && strncasecmp(s.p, name.p, s.n) == 0)
			return relators[i].part;
	}
	return OTHER;
}

/* Codes may be addresses: "http://id.loc.gov/vocabulary/relators/aut". */
static str last_step(str s)
{
	const char *slash = s.n ? memrchr(s.p, '/', s.n) : NULL;

	return slash ? (str){ slash + 1, s.n - (size_t)(slash - s.p) - 1 } : s;
}

/* The best that a name's relators make of it. */
static enum part part_of(struct marc_making *m, const struct marc_field *f)
{
	str rest = marc_subfields(f), raw;
	enum part best = UNSAID;
	char code;

	while (marc_subfield(&rest, &code, &raw)) {
		enum part p;

		if (code != 'e' && code != '4')
			continue;
		p = part_named(code == '4' ? last_step(raw) : marc_text(m, raw));
		if (best == UNSAID || p < best)
			best = p;
	}
	return best;
}

/* Older records say of no one what they did. Those are authors whom the title page names before what others did:
 * "Erich Gamma [and others] ; foreword by Grady Booch". */
static bool on_title_page(const struct marc_record *rec, const struct marc_field *f)
{
	const struct marc_field *title = marc_find(rec, 245, NULL);
	str said = title ? marc_raw(title, 'c') : S(""), surname = marc_raw(f, 'a');
	const char *others = said.n ? memmem(said.p, said.n, " ;", 2) : NULL;

	surname = marc_trim(str_cut(&surname, ','));
	if (others)
		said.n = (size_t)(others - said.p);
	return surname.n && said.n && memmem(said.p, said.n, surname.p, surname.n);
}

/* Written with the surname first: Chinese characters, kana, hangul. */
static bool surname_first(str s)
{
	int32_t cp = utf8_next(&s);

	return marc_east_asian(cp) || (cp >= 0xac00 && cp <= 0xd7a3);
}

static void add_word(struct marc_making *m, str word)
{
	word = marc_trim(utf8_trim(word));
	if (!word.n)
		return;
	if (m->out.n > m->name)
		buf_addc(&m->out, ' ');
	buf_add(&m->out, word);
}

static bool begins_with_digit(str s)
{
	s = utf8_trim(s);
	return s.n && s.p[0] >= '0' && s.p[0] <= '9';
}

/* "Jr." and "III" belong to the name, "Sir" and "Dr." stand before what people call it. */
static bool is_suffix(str s)
{
	size_t roman = 0;

	while (roman < s.n && strchr("IVX", s.p[roman]))
		roman++;
	return s.n >= 2 && (roman == s.n || memcmp(s.p, "Jr", 2) == 0 || memcmp(s.p, "Sr", 2) == 0);
}

/* "Austen, Jane," as "Jane Austen"; 夏目, 漱石 as 夏目漱石; dates that stand with the name are left out. */
static void put_inverted(struct marc_making *m, str name, str with)
{
	str surname = marc_trim(str_cut(&name, ','));
	str given = marc_trim(utf8_trim(str_cut(&name, ',')));
	str suffix = marc_trim(utf8_trim(begins_with_digit(name) ? S("") : str_cut(&name, ',')));

	if (begins_with_digit(given))
		given = S("");
	if (surname_first(surname) && surname_first(given)) {
		add_word(m, surname);
		buf_add(&m->out, given);
		return;
	}
	if (!given.n)
		surname = marc_unstop(surname);
	add_word(m, marc_unstop(given));
	add_word(m, surname);
	add_word(m, suffix.n ? suffix : is_suffix(with) ? with : S(""));
}

/* "Leonardo, da Vinci", "John Paul II, Pope": what begins with a small letter is part of the name. */
static void put_single(struct marc_making *m, str name, str number, str with)
{
	with = marc_trim(str_cut(&with, ','));
	add_word(m, number.n ? marc_trim(name) : marc_unstop(marc_trim(name)));
	add_word(m, number);
	if (with.n && with.p[0] >= 'a' && with.p[0] <= 'z')
		add_word(m, marc_unstop(with));
}

/* "Great Britain. Parliament": bodies within bodies, in their order. */
static void put_body(struct marc_making *m, const struct marc_field *f, str name)
{
	str rest = marc_subfields(f), raw;
	char code;

	while (marc_subfield(&rest, &code, &raw))
		if (code == 'b') {
			add_word(m, marc_unstop(marc_trim(name)));
			buf_addc(&m->out, '.');
			name = marc_text(m, raw);
		}
	add_word(m, marc_unstop(marc_trim(name)));
}

/* The commas of Arabic and of East Asian texts are commas. */
static str with_commas(struct marc_making *m, str name)
{
	static const char *const others[] = { "\xd8\x8c", "\xef\xbc\x8c" };
	struct buf b = buf_make(m->arena, name.n);

	while (name.n) {
		size_t n = 0;

		for (size_t i = 0; i < countof(others) && !n; i++)
			if (name.n >= strlen(others[i]) &&
			    memcmp(name.p, others[i], strlen(others[i])) == 0)
				n = strlen(others[i]);
		if (n)
			buf_addc(&b, ',');
		else
			buf_addc(&b, name.p[0]);
		n = n ? n : 1;
		name = (str){ name.p + n, name.n - n };
	}
	return buf_str(&b);
}

static void put_name(struct marc_making *m, const struct marc_field *f, int tag)
{
	str text = marc_text(m, marc_raw(f, 'a'));
	str name = marc_trim(m->script ? with_commas(m, text) : text);
	str with = marc_trim(marc_text(m, marc_raw(f, 'c')));

	if (tag % 100 != 0)
		put_body(m, f, name);
	else if (marc_indicator(f, 0) != '0' || memchr(name.p, ',', name.n))
		put_inverted(m, name, with);
	else
		put_single(m, name, marc_trim(marc_text(m, marc_raw(f, 'b'))), with);
}

/* Is the last name among those before it? */
static bool twice(const struct marc_making *m, size_t from)
{
	str names = { m->out.p + from, m->name - from }, last = marc_written(m, m->name);

	while (names.n) {
		str one = utf8_trim(str_cut(&names, ';'));

		if (str_eq(one, last))
			return true;
	}
	return false;
}

static void add_name(struct marc_making *m, const struct marc_field *f, size_t from)
{
	size_t before = m->out.n;
	const char *bad = m->bad;

	if (before > from)
		buf_add(&m->out, S("; "));
	m->name = m->out.n;
	put_name(m, marc_seen(m, f), f->tag);
	if (m->out.full || m->out.n == m->name || m->out.n - from > MARC_AUTHORS_BYTES ||
	    m->bad != bad || twice(m, from)) {
		m->out.n = before;
		m->out.full = false;
	}
}

static bool names_somebody(int tag) { return tag == 700 || tag == 710 || tag == 711; }

static void add_others(struct marc_making *m, enum part wanted, size_t from)
{
	for (size_t i = 0; i < m->rec->n; i++) {
		const struct marc_field *f = &m->rec->field[i];
		enum part p;

		if (!names_somebody(f->tag) || marc_raw(f, 't').n) /* $t: of a work within it */
			continue;
		p = part_of(m, f);
		if (p == UNSAID && on_title_page(m->rec, f))
			p = AUTHOR;
		if (p == wanted)
			add_name(m, f, from);
	}
}

str marc_authors(struct marc_making *m)
{
	static const int filed_under[] = { 100, 110, 111 };
	size_t from = m->out.n;

	for (size_t i = 0; i < countof(filed_under); i++) {
		const struct marc_field *f = marc_find(m->rec, filed_under[i], NULL);

		if (f)
			add_name(m, f, from);
	}
	add_others(m, AUTHOR, from);
	if (m->out.n == from)
		add_others(m, EDITOR, from);
	return marc_written(m, from);
}
