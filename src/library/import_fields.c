/* import_fields.c - see import_fields.h. One take_… for each line of import_fields.def. */
#include "library/import_fields.h"

#include "base/clock.h"
#include "base/crypto.h"
#include "base/utf8.h"
#include "library/import_values.h"
#include "library/link.h"

#include <math.h>

enum { PROBLEMS_MAX = 1 << 20, LIST_MAX = 1 << 20, QUOTED_MAX = 60 };

/* A row that is being read. */
struct taking {
	struct ctx *cx;
	struct book_entry *entry;
	struct buf problems, authors, tags, genres;
	size_t nauthors, ntags, ngenres;
	bool own, shelf_known;
	bool isbn_settled; /* it was given with thirteen digits */
};

static void tell(struct taking *t, str what, str value)
{
	str head = utf8_head(value, QUOTED_MAX);

	if (t->problems.n)
		buf_addc(&t->problems, '\n');
	buf_add(&t->problems, what);
	if (value.n) {
		buf_add(&t->problems, S(": "));
		buf_add(&t->problems, value_line(&t->cx->arena, head));
		if (head.n < value.n)
			buf_add(&t->problems, S("…"));
	}
}

/* At most so many code points; what is cut off is told. */
static str within(struct taking *t, str s, size_t max, str what)
{
	str head = utf8_head(s, max);

	if (head.n < s.n)
		tell(t, what, s);
	return head;
}

static bool has_line(const struct buf *lines, str s, struct arena *a)
{
	str rest = buf_str(lines), key = utf8_norm(a, s);

	while (rest.n)
		if (str_eq(utf8_norm(a, str_cut(&rest, '\n')), key))
			return true;
	return false;
}

/* One more of a list, unless it is there. */
static void add_line(struct taking *t, struct buf *to, size_t *n, size_t most, str s, str what)
{
	if (!s.n || has_line(to, s, &t->cx->arena))
		return;
	if (*n == most) {
		tell(t, what, s);
		return;
	}
	if (to->n)
		buf_addc(to, '\n');
	buf_add(to, s);
	(*n)++;
}

/* ---- what the book is ---- */

static void take_title(struct taking *t, const struct cell *c)
{
	t->entry->says.about.title = within(t, value_line(&t->cx->arena, c->text), TITLE_MAX,
					    S("the title was cut"));
}

static void take_subtitle(struct taking *t, const struct cell *c)
{
	t->entry->says.about.subtitle = within(t, value_line(&t->cx->arena, c->text), TITLE_MAX,
					       S("the subtitle was cut"));
}

static void add_author(struct taking *t, str name, bool family_first)
{
	name = value_name(&t->cx->arena, name, family_first);
	if (str_eq(utf8_norm(&t->cx->arena, name), S("unknown author")))
		return;
	add_line(t, &t->authors, &t->nauthors, AUTHORS_MAX,
		 within(t, name, AUTHOR_MAX, S("an author's name was cut")),
		 S("more authors than can be taken"));
}

/* "Jr." and the like belong to the name before. */
static bool is_suffix(struct arena *a, str s)
{
	static const char *const suffixes[] = { "jr",  "jr.", "sr",  "sr.", "ii",
						"iii", "iv",  "phd", "m.d." };
	str n = utf8_norm(a, s);

	for (size_t i = 0; i < countof(suffixes); i++)
		if (str_eq(n, str_from(suffixes[i])))
			return true;
	return false;
}

static void take_authors(struct taking *t, const struct cell *c)
{
	char separator = c->list ? '\n' : ',';
	str rest = c->text;

	while (rest.n) {
		str name = str_cut(&rest, separator), after = rest;
		str next = str_cut(&after, separator);

		if (!c->list && is_suffix(&t->cx->arena, next)) {
			name = (str){ name.p, (size_t)(next.p + next.n - name.p) };
			rest = after;
		}
		add_author(t, name, false);
	}
}

static void take_author_lf(struct taking *t, const struct cell *c)
{
	str rest = c->text;

	for (size_t i = 0; i < c->text.n && !c->list; i++)
		if (c->text.p[i] == ';') {
			while (rest.n)
				add_author(t, str_cut(&rest, ';'), true);
			return;
		}
	while (rest.n)
		add_author(t, str_cut(&rest, c->list ? '\n' : '|'), true);
}

/* One number of the row, and what it is as thirteen digits. The first that was written with thirteen wins: of ten digits some
 * programs keep those of another edition. */
static void one_isbn(struct taking *t, str bare, str isbn)
{
	struct edition *a = &t->entry->says.about;
	bool same = a->isbn13.n && str_eq(a->isbn13, isbn), long_one = bare.n == 13;

	if (a->isbn13.n && !same && (t->isbn_settled || !long_one)) {
		tell(t, S("the row names another ISBN, which was left out"), bare);
		return;
	}
	if (a->isbn13.n && !same) {
		tell(t, S("the row names another ISBN, which was left out"), a->isbn10);
		a->isbn10 = (str){ NULL, 0 };
	}
	a->isbn13 = isbn;
	if (bare.n == 10)
		a->isbn10 = bare;
	t->isbn_settled = t->isbn_settled || long_one;
}

static void take_isbn(struct taking *t, const struct cell *c)
{
	str rest = c->text, bare, isbn;

	while (rest.n) {
		bare = value_isbn_bare(&t->cx->arena, str_cut(&rest, c->list ? '\n' : ','));
		if (!bare.n)
			continue;
		isbn = isbn13_of(&t->cx->arena, bare);
		if (isbn.n)
			one_isbn(t, bare, isbn);
		else
			tell(t, S("this is no valid ISBN"), bare);
	}
}

static void take_publisher(struct taking *t, const struct cell *c)
{
	t->entry->says.about.publisher = within(t, value_line(&t->cx->arena, c->text),
						PUBLISHER_MAX, S("the publisher was cut"));
}

static void take_imprint(struct taking *t, const struct cell *c)
{
	struct cell name = { c->name, value_publisher(&t->cx->arena, c->text), false };

	if (name.text.n)
		take_publisher(t, &name);
	if (t->entry->says.about.published_year == NUMBER_NONE)
		t->entry->says.about.published_year = value_year(c->text);
}

static void take_year(struct taking *t, const struct cell *c)
{
	int64_t year = t->own ? value_count(c->text) : value_year(c->text);

	if (year == NUMBER_NONE || year > 3000)
		tell(t, S("this is no year"), c->text);
	else
		t->entry->says.about.published_year = year;
}

static void take_pages(struct taking *t, const struct cell *c)
{
	int64_t n = value_count(c->text);

	if (n == NUMBER_NONE || n > PAGES_MAX)
		tell(t, S("this is no number of pages"), c->text);
	else if (n || t->own)
		t->entry->says.about.page_count = n;
}

static void take_synopsis(struct taking *t, const struct cell *c)
{
	str s = t->own ? c->text : value_plain_text(&t->cx->arena, c->text);

	if (s.n)
		t->entry->says.about.synopsis = within(t, s, SYNOPSIS_MAX,
						       S("the synopsis was cut"));
}

static void take_genres(struct taking *t, const struct cell *c)
{
	str rest = c->text;

	while (rest.n)
		add_line(t, &t->genres, &t->ngenres, GENRES_MAX,
			 within(t, value_line(&t->cx->arena, str_cut(&rest, c->list ? '\n' : ',')),
				GENRE_MAX, S("a genre was cut")),
			 S("more genres than can be taken"));
}

static void take_text(struct taking *t, const struct cell *c, size_t max, str *to)
{
	if (utf8_length(c->text) > max)
		tell(t, str_fmt(&t->cx->arena, STR_FMT " is too long", STR_ARG(c->name)), c->text);
	else
		*to = c->text;
}

static void take_google_id(struct taking *t, const struct cell *c)
{
	take_text(t, c, GOOGLE_ID_MAX, &t->entry->says.about.google_books_id);
}

static void take_catalogue_id(struct taking *t, const struct cell *c, bool edition, str *to)
{
	if (link_id_valid(c->text, edition))
		*to = c->text;
	else
		tell(t, S("this is no id of a catalogue"), c->text);
}

static void take_edition_id(struct taking *t, const struct cell *c)
{
	take_catalogue_id(t, c, true, &t->entry->says.link.edition);
}

static void take_work_id(struct taking *t, const struct cell *c)
{
	take_catalogue_id(t, c, false, &t->entry->says.link.work);
}

static void take_isbn10(struct taking *t, const struct cell *c)
{
	take_text(t, c, LABEL_MAX, &t->entry->says.about.isbn10);
}

static void take_published(struct taking *t, const struct cell *c)
{
	take_text(t, c, DATE_MAX, &t->entry->says.about.published_date);
}

static void take_cover(struct taking *t, const struct cell *c)
{
	if (link_is_cover(c->text))
		return;
	if (link_shape(c->text))
		take_text(t, c, LINK_MAX, &t->entry->says.about.cover_thumbnail);
	else
		tell(t, S("this is no link"), c->text);
}

static void take_link(struct taking *t, const struct cell *c)
{
	if (link_shape(c->text))
		take_text(t, c, LINK_MAX, &t->entry->says.about.info_link);
	else
		tell(t, S("this is no link"), c->text);
}

/* ---- what the person says ---- */

static void take_rating(struct taking *t, const struct cell *c)
{
	double stars;

	if (!value_decimal(c->text, &stars) || stars > 5)
		tell(t, S("this is no rating of 0 to 5"), c->text);
	else if (stars > 0 || t->own)
		t->entry->says.rating = rint(stars * 100) / 100;
}

static void take_plain_review(struct taking *t, const struct cell *c)
{
	t->entry->says.review = within(t, c->text, REVIEW_MAX, S("the review was cut"));
}

static void take_review(struct taking *t, const struct cell *c)
{
	struct cell plain = { c->name, value_plain_text(&t->cx->arena, c->text), false };

	if (plain.text.n)
		take_plain_review(t, &plain);
}

static void add_tag(struct taking *t, str tag)
{
	add_line(t, &t->tags, &t->ntags, TAGS_MAX,
		 within(t, value_line(&t->cx->arena, tag), TAG_MAX, S("a tag was cut")),
		 S("more tags than can be taken"));
}

/* The shelf that other programs' words for it mean; {NULL, 0}: the person's own word. */
static str known_shelf(struct taking *t, str s)
{
	static const char *const words[][2] = {
		{ "read", "read" },
		{ "currently reading", "reading" },
		{ "reading", "reading" },
		{ "to read", "want_to_read" },
		{ "want to read", "want_to_read" },
		{ "wishlist", "want_to_read" },
		{ "read but unowned", "read" },
		{ "custom", "custom" },
		{ "gelesen", "read" },
		{ "lese gerade", "reading" },
		{ "will ich lesen", "want_to_read" },
		{ "lu", "read" },
		{ "en cours", "reading" },
		{ "a lire", "want_to_read" },
		{ "leido", "read" },
		{ "letto", "read" },
	};
	str key = utf8_plain(&t->cx->arena, s);

	for (size_t i = 0; i < countof(words); i++)
		if (str_eq(key, str_from(words[i][0])))
			return str_from(words[i][1]);
	return (str){ NULL, 0 };
}

static void take_shelf(struct taking *t, const struct cell *c)
{
	str shelf = known_shelf(t, c->text);

	t->shelf_known = true;
	t->entry->says.shelf = shelf.n ? shelf : S("custom");
	if (!shelf.n)
		add_tag(t, c->text);
}

/* A shelf that every book has one of is no tag. */
static void take_tags(struct taking *t, const struct cell *c)
{
	str rest = c->text;

	while (rest.n) {
		str tag = utf8_trim(str_cut(&rest, c->list ? '\n' : ','));

		if (t->own || !known_shelf(t, tag).n)
			add_tag(t, tag);
	}
}

static void take_collections(struct taking *t, const struct cell *c)
{
	str rest = c->text;

	while (rest.n) {
		str one = utf8_trim(str_cut(&rest, c->list ? '\n' : ',')),
		    shelf = known_shelf(t, one);

		if (str_eq(utf8_plain(&t->cx->arena, one), S("your library")))
			t->entry->says.status = S("owned");
		else if (!shelf.n)
			add_tag(t, one);
		else if (!t->shelf_known)
			t->entry->says.shelf = shelf;
		t->shelf_known = t->shelf_known || shelf.n;
	}
}

static void take_date(struct taking *t, str text, int64_t *to)
{
	bool whole;
	int64_t ms;

	if (!value_date(text, &ms, &whole)) {
		tell(t, S("this is no date"), text);
		return;
	}
	if (!whole)
		tell(t, S("this date does not name a day: the first one was taken"), text);
	*to = ms;
}

static void take_added(struct taking *t, const struct cell *c)
{
	take_date(t, c->text, &t->entry->added_ms);
}

static void take_updated(struct taking *t, const struct cell *c)
{
	take_date(t, c->text, &t->entry->updated_ms);
}

static void take_started(struct taking *t, const struct cell *c)
{
	take_date(t, c->text, &t->entry->says.started_ms);
}

static void take_finished(struct taking *t, const struct cell *c)
{
	take_date(t, c->text, &t->entry->says.finished_ms);
}

/* The last of several readings; a date of its own column says more than the end of a range. */
static void take_dates(struct taking *t, const struct cell *c)
{
	str rest = c->text, last = S(""), from;
	size_t n = 0;

	for (; rest.n; n++)
		last = utf8_trim(str_cut(&rest, ','));
	if (n > 1)
		tell(t, S("only the last of these readings has a place"), c->text);
	from = str_cut(&last, '-');
	if (!last.n) { /* a day, not a range */
		if (t->entry->says.finished_ms == NUMBER_NONE)
			take_date(t, from, &t->entry->says.finished_ms);
		return;
	}
	if (from.n)
		take_date(t, from, &t->entry->says.started_ms);
	if (t->entry->says.finished_ms == NUMBER_NONE)
		take_date(t, last, &t->entry->says.finished_ms);
}

static void take_reads(struct taking *t, const struct cell *c)
{
	if (value_count(c->text) > 1)
		t->entry->says.reread = 1;
}

/* That nobody counted the copies does not say that there is none. */
static void take_owned(struct taking *t, const struct cell *c)
{
	str word = utf8_plain(&t->cx->arena, c->text);

	if (value_count(c->text) > 0 || str_eq(word, S("yes")) || str_eq(word, S("true")) ||
	    str_eq(word, S("ja")) || str_eq(word, S("oui")))
		t->entry->says.status = S("owned");
}

static void take_private(struct taking *t, const struct cell *c)
{
	tell(t, str_fmt(&t->cx->arena, "private, so not taken: " STR_FMT, STR_ARG(c->name)), S(""));
}

static void take_lent(struct taking *t, const struct cell *c)
{
	if (!str_eq(c->text, S("(No name)")))
		tell(t, S("it is lent there, which is not taken"), c->text);
}

static void take_kept(struct taking *t, const struct cell *c)
{
	(void)t;
	(void)c;
}

static void take_id(struct taking *t, const struct cell *c)
{
	if (uuid_valid(c->text))
		t->entry->id = c->text;
}

static void take_status(struct taking *t, const struct cell *c)
{
	take_text(t, c, LABEL_MAX, &t->entry->says.status);
}

static void take_source(struct taking *t, const struct cell *c)
{
	take_text(t, c, LABEL_MAX, &t->entry->says.source);
}

static void take_liked(struct taking *t, const struct cell *c)
{
	t->entry->says.liked = str_eq(c->text, S("true"));
}

static void take_reread(struct taking *t, const struct cell *c)
{
	t->entry->says.reread = str_eq(c->text, S("true"));
}

/* ---- all of them ---- */

static const struct {
	const char *word;
	void (*take)(struct taking *, const struct cell *);
} fields[] = {
#define FIELD(id, word, about) { word, take_##id },
#include "library/import_fields.def"
#undef FIELD
};

enum import_field import_field_named(str word)
{
	for (size_t i = 0; i < countof(fields); i++)
		if (word.n == strlen(fields[i].word) &&
		    strncasecmp(word.p, fields[i].word, word.n) == 0)
			return (enum import_field)i;
	return IMPORT_FIELD__MAX;
}

/* Where nothing says so, a book counts as read only when the person finished, rated or reviewed it. */
static void settle_shelf(struct taking *t)
{
	struct book_change *s = &t->entry->says;

	if (t->shelf_known)
		return;
	if (s->finished_ms != NUMBER_NONE || s->rating > 0 || s->review.n)
		s->shelf = S("read");
	else
		s->shelf = s->started_ms != NUMBER_NONE ? S("reading") : S("custom");
}

static void settle(struct taking *t)
{
	struct book_change *s = &t->entry->says;

	if (t->authors.n)
		s->about.authors = buf_str(&t->authors);
	if (t->genres.n)
		s->about.genres = buf_str(&t->genres);
	if (t->tags.n)
		s->tags = buf_str(&t->tags);
	if (!s->about.title.n)
		tell(t, S("no title"), S(""));
	settle_shelf(t);
}

void import_fields_take(struct ctx *cx, const struct cells *cells, const enum import_field *field,
			bool own, struct book_entry *out, str *problems)
{
	struct taking t = { .cx = cx,
			    .entry = out,
			    .problems = buf_make(&cx->arena, PROBLEMS_MAX),
			    .authors = buf_make(&cx->arena, LIST_MAX),
			    .tags = buf_make(&cx->arena, LIST_MAX),
			    .genres = buf_make(&cx->arena, LIST_MAX),
			    .own = own };

	*out = book_entry_make();
	for (size_t i = 0; i < cells->n; i++)
		if (field[i] < IMPORT_FIELD__MAX)
			fields[field[i]].take(&t, &cells->items[i]);
		else
			tell(&t,
			     str_fmt(&cx->arena, "there is no place for " STR_FMT,
				     STR_ARG(utf8_head(cells->items[i].name, QUOTED_MAX))),
			     cells->items[i].text);
	settle(&t);
	*problems = buf_str(&t.problems);
}
