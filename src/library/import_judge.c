/* import_judge.c - see import_judge.h. */
#include "library/import_judge.h"

#include "base/utf8.h"
#include "library/match.h"

#include <math.h>

/* ---- titles ---- */

static bool holds_word(str words, str word)
{
	while (words.n)
		if (str_eq(str_cut(&words, ' '), word))
			return true;
	return false;
}

static size_t count_words(str words)
{
	size_t n = 0;

	while (words.n)
		n += str_cut(&words, ' ').n > 0;
	return n;
}

/* Half the words of the shorter one stand in the other, or it stands in it whole: subtitles, series and articles differ
 * between sources, titles do not. */
static bool titles_agree(struct ctx *cx, str one, str other)
{
	str a = utf8_trim(utf8_plain(&cx->arena, one)),
	    b = utf8_trim(utf8_plain(&cx->arena, other));
	size_t na = count_words(a), nb = count_words(b), same = 0;
	str shorter = na <= nb ? a : b, longer = na <= nb ? b : a;

	if (!a.n || !b.n || memmem(a.p, a.n, b.p, b.n) || memmem(b.p, b.n, a.p, a.n))
		return true;
	for (str rest = shorter; rest.n;)
		same += holds_word(longer, str_cut(&rest, ' '));
	return same * 2 >= (na <= nb ? na : nb);
}

/* ---- the catalogue ---- */

enum err import_by_isbn(struct ctx *cx, str isbn13, struct catalogue_book *out, bool *found)
{
	struct catalogue_hits hits;
	enum err e;

	*found = false;
	if (!isbn13.n || !cx->app)
		return OK;
	if ((e = catalogue_search(cx, cx->app->catalogue, isbn13, NULL, 0, 1, &hits)))
		return e;
	if ((*found = hits.n && str_eq(hits.items[0].book.isbn13, isbn13)))
		*out = hits.items[0].book;
	return OK;
}

/* A family name of one stands among the names of the other. */
static bool authors_agree(struct ctx *cx, str one, str other)
{
	str a = utf8_trim(utf8_plain(&cx->arena, one)), b = utf8_plain(&cx->arena, other);
	size_t at = a.n;

	while (at > 0 && a.p[at - 1] != ' ')
		at--;
	return a.n && holds_word(b, (str){ a.p + at, a.n - at });
}

/* Whether the catalogue knows the work; which of its editions the row means is not told by its title. */
static enum err is_known(struct ctx *cx, const struct edition *about, bool *out)
{
	str rest = about->authors, author = str_cut(&rest, '\n');
	struct catalogue_hits hits;
	enum err e;

	*out = false;
	if (!author.n || !cx->app)
		return OK;
	if ((e = catalogue_find(cx, cx->app->catalogue,
				str_fmt(&cx->arena, STR_FMT " " STR_FMT, STR_ARG(about->title),
					STR_ARG(author)),
				3, &hits)))
		return e;
	for (size_t i = 0; i < hits.n && !*out; i++)
		*out = hits.items[i].title >= 0.99f &&
		       titles_agree(cx, hits.items[i].book.title, about->title) &&
		       authors_agree(cx, author, hits.items[i].book.authors);
	return OK;
}

/* What the row does not say, the catalogue does. */
static void complete(struct ctx *cx, const struct catalogue_book *b, struct edition *about)
{
	struct edition known = book_entry_of(cx, b).says.about;

#define TEXT_FIELD(name) \
	if (!about->name.n) \
		about->name = known.name;
#define NUMBER_FIELD(name) \
	if (about->name == NUMBER_NONE) \
		about->name = known.name;
#include "store/book_fields.def"
#undef TEXT_FIELD
#undef NUMBER_FIELD
}

/* ---- the verdict ---- */

static enum err ask(struct ctx *cx, const struct edition *row, str isbn_title, struct verdict *out)
{
	out->outcome = ROW_NEEDS_YOU;
	out->reason = str_fmt(&cx->arena,
			      "the ISBN " STR_FMT " belongs to “" STR_FMT
			      "”: which of the two is it?",
			      STR_ARG(row->isbn13), STR_ARG(isbn_title));
	return OK;
}

/* A title alone is not a book: a copy of that title by somebody may be another. */
static bool may_be_another(const struct edition *row, const struct book *have)
{
	return !row->authors.n && !row->isbn13.n && !row->google_books_id.n &&
	       have->about.authors.n;
}

static enum err ask_which(struct ctx *cx, const struct book *have, struct verdict *out)
{
	str authors = have->about.authors, author = str_cut(&authors, '\n');

	out->outcome = ROW_NEEDS_YOU;
	out->reason = str_fmt(&cx->arena,
			      "you have “" STR_FMT "” by " STR_FMT
			      ", and the row names no author: is it the same?",
			      STR_ARG(have->about.title), STR_ARG(author));
	return OK;
}

static enum err judge_new(struct ctx *cx, const struct edition *row, str edition,
			  struct verdict *out)
{
	struct catalogue_book known;
	bool found;
	enum err e;

	if ((e = import_by_isbn(cx, row->isbn13, &known, &found)))
		return e;
	if (found && !titles_agree(cx, row->title, known.title))
		return ask(cx, row, known.title, out);
	if (found)
		complete(cx, &known, &out->entry.says.about);
	else if (edition.n)
		found = true;
	else if ((e = is_known(cx, row, &found)))
		return e;
	out->outcome = found ? ROW_MATCHED : ROW_CREATED;
	return OK;
}

static enum err judge_untitled(struct ctx *cx, const struct book_entry *row, struct verdict *out)
{
	struct catalogue_book known;
	bool found;
	enum err e;

	if ((e = import_by_isbn(cx, row->says.about.isbn13, &known, &found)))
		return e;
	if (found)
		complete(cx, &known, &out->entry.says.about);
	else
		out->reason = S("the row has no title");
	out->outcome = found ? ROW_MATCHED : ROW_NEEDS_YOU;
	return OK;
}

enum err import_judge(struct ctx *cx, const struct book_entry *row, struct verdict *out)
{
	str edition;
	bool found;
	enum err e;

	*out = (struct verdict){ .reason = S(""), .entry = *row };
	if (!row->says.about.title.n &&
	    ((e = judge_untitled(cx, row, out)) || out->outcome == ROW_NEEDS_YOU))
		return e;
	if ((e = match_find(cx, &out->entry, &out->have, &found, &edition)))
		return e;
	if (!found)
		return row->says.about.title.n ? judge_new(cx, &row->says.about, edition, out) : OK;
	if (!titles_agree(cx, out->entry.says.about.title, out->have.about.title))
		return ask(cx, &row->says.about, out->have.about.title, out);
	if (may_be_another(&row->says.about, &out->have))
		return ask_which(cx, &out->have, out);
	out->outcome = ROW_DUPLICATE;
	return OK;
}

bool import_fills(const struct book *have, const struct book_entry *row, struct book_change *out)
{
	struct book_change says = book_change_make();

	says.rating = row->says.rating >= 0 ? row->says.rating : NAN;
	says.review = row->says.review;
	says.tags = row->says.tags;
	says.started_ms = row->says.started_ms;
	says.finished_ms = row->says.finished_ms;
	return match_merge(have, &says, false, out);
}

/* ---- rows seen ---- */

struct seen_row {
	struct edition about; /* what decides: title folded, first author, ids, year */
	int64_t number;       /* of the row */
	struct seen_row *next;
};

struct import_seen {
	struct arena *arena;
	size_t buckets;
	struct seen_row **by_title, **by_isbn;
};

static size_t bucket(const struct import_seen *s, str key)
{
	uint64_t h = 14695981039346656037u; /* FNV-1a */

	for (size_t i = 0; i < key.n; i++)
		h = (h ^ (unsigned char)key.p[i]) * 1099511628211u;
	return (size_t)(h % s->buckets);
}

struct import_seen *import_seen_make(struct arena *a, int64_t rows)
{
	struct import_seen *s = arena_new(a, struct import_seen, 1);

	s->arena = a;
	s->buckets = (size_t)rows * 2 + 1;
	s->by_title = arena_new(a, struct seen_row *, s->buckets);
	s->by_isbn = arena_new(a, struct seen_row *, s->buckets);
	return s;
}

static void remember(struct import_seen *s, const struct edition *about, str title, int64_t number)
{
	struct seen_row *row = arena_new(s->arena, struct seen_row, 2);
	size_t t = bucket(s, title), i = bucket(s, about->isbn13);

	row[0].number = number;
	row[0].about = edition_make();
	row[0].about.title = str_dup(s->arena, title);
	row[0].about.isbn13 = about->isbn13.n ? str_dup(s->arena, about->isbn13) : (str){ NULL, 0 };
	row[0].about.google_books_id = about->google_books_id.n
					       ? str_dup(s->arena, about->google_books_id)
					       : (str){ NULL, 0 };
	row[0].about.authors = str_dup(s->arena, about->authors);
	row[0].about.published_year = about->published_year;
	row[1] = row[0];
	row[0].next = s->by_title[t];
	s->by_title[t] = &row[0];
	if (!about->isbn13.n)
		return;
	row[1].next = s->by_isbn[i];
	s->by_isbn[i] = &row[1];
}

int64_t import_seen_before(struct ctx *cx, struct import_seen *s, const struct edition *about,
			   int64_t number)
{
	str title = utf8_norm(&cx->arena, about->title);

	if (about->isbn13.n)
		for (struct seen_row *r = s->by_isbn[bucket(s, about->isbn13)]; r; r = r->next)
			if (str_eq(r->about.isbn13, about->isbn13))
				return r->number == number ? 0 : r->number;
	for (struct seen_row *r = s->by_title[bucket(s, title)]; r; r = r->next)
		if (str_eq(r->about.title, title) && !match_contradict(cx, &r->about, about))
			return r->number == number ? 0 : r->number;
	remember(s, about, title, number);
	return 0;
}
