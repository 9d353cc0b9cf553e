/* export_csv.c - the books as CSV with Goodreads' columns. */
#include "api/export.h"
#include "base/clock.h"
#include "base/utf8.h"
#include "library/books.h"

#include <inttypes.h>
#include <math.h>

enum { DAY = 10, CELL_MAX = 1 << 20 };

static const char columns[] =
	"Book Id,Title,Author,Author l-f,Additional Authors,ISBN,ISBN13,My Rating,Average Rating,"
	"Publisher,Binding,Number of Pages,Year Published,Original Publication Year,Date Read,"
	"Date Added,Bookshelves,Bookshelves with positions,Exclusive Shelf,My Review,Spoiler,"
	"Private Notes,Read Count,Owned Copies\r\n";

/* One cell and the comma before it, in quotes where it needs them (RFC 4180). */
static void put_cell(struct buf *b, str s)
{
	bool quoted = false;

	buf_addc(b, ',');
	for (size_t i = 0; i < s.n; i++)
		quoted |= s.p[i] == ',' || s.p[i] == '"' || s.p[i] == '\n' || s.p[i] == '\r';
	if (!quoted) {
		buf_add(b, s);
		return;
	}
	buf_addc(b, '"');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"')
			buf_addc(b, '"');
		buf_addc(b, s.p[i]);
	}
	buf_addc(b, '"');
}

/* Goodreads keeps spreadsheets from making numbers of ISBNs: ="0142402494" in quotes. */
static void put_isbn(struct ctx *cx, struct buf *b, str isbn)
{
	put_cell(b, str_fmt(&cx->arena, "=\"" STR_FMT "\"", STR_ARG(isbn)));
}

static void put_number(struct ctx *cx, struct buf *b, int64_t n)
{
	put_cell(b, n == NUMBER_NONE ? S("") : str_fmt(&cx->arena, "%" PRId64, n));
}

static void put_day(struct ctx *cx, struct buf *b, int64_t ms)
{
	str day;

	if (ms == NUMBER_NONE) {
		put_cell(b, S(""));
		return;
	}
	day = utf8_head(clock_format(&cx->arena, ms), DAY);
	put_cell(b, str_fmt(&cx->arena, "%.4s/%.2s/%.2s", day.p, day.p + 5, day.p + 8));
}

/* "a, b" of one a line. */
static str joined(struct ctx *cx, str lines)
{
	struct buf b = buf_make(&cx->arena, CELL_MAX);

	while (lines.n) {
		if (b.n)
			buf_add(&b, S(", "));
		buf_add(&b, str_cut(&lines, '\n'));
	}
	return buf_str(&b);
}

/* "Herbert, Frank" of "Frank Herbert". */
static str family_first(struct ctx *cx, str name)
{
	size_t at = name.n;

	while (at > 0 && name.p[at - 1] != ' ')
		at--;
	if (!at)
		return name;
	return str_fmt(&cx->arena, STR_FMT ", " STR_FMT, (int)(name.n - at), name.p + at,
		       (int)(at - 1), name.p);
}

static str goodreads_shelf(const struct book *b)
{
	if (str_eq(b->shelf, S("want_to_read")))
		return S("to-read");
	if (str_eq(b->shelf, S("reading")))
		return S("currently-reading");
	return str_eq(b->shelf, S("read")) ? S("read") : S("custom");
}

static void put_goodreads_about(struct ctx *cx, struct buf *b, const struct edition *a)
{
	str others = a->authors, first = str_cut(&others, '\n');

	put_cell(b, a->title);
	put_cell(b, first);
	put_cell(b, family_first(cx, first));
	put_cell(b, joined(cx, others));
	put_isbn(cx, b, a->isbn10);
	put_isbn(cx, b, a->isbn13);
}

static void put_row(struct ctx *cx, struct buf *b, const struct book *book)
{
	str shelf = goodreads_shelf(book), tags = joined(cx, book->tags);

	buf_add(b, book->id);
	put_goodreads_about(cx, b, &book->about);
	put_number(cx, b, isnan(book->rating) ? 0 : lrint(book->rating));
	put_cell(b, S(""));
	put_cell(b, book->about.publisher);
	put_cell(b, S(""));
	put_number(cx, b, book->about.page_count);
	put_number(cx, b, book->about.published_year);
	put_cell(b, S(""));
	put_day(cx, b, book->finished_ms);
	put_day(cx, b, book->added_ms);
	put_cell(b, tags);
	put_cell(b, S(""));
	put_cell(b, shelf);
	put_cell(b, book->review);
	put_cell(b, S(""));
	put_cell(b, S(""));
	put_number(cx, b, book->reread ? 2 : book->finished_ms != NUMBER_NONE);
	put_number(cx, b, str_eq(book->status, S("owned")));
	buf_add(b, S("\r\n"));
}

static enum err put_books(struct ctx *page, struct spool *out, void *arg, struct list_place *at)
{
	struct book_list list;
	enum err e;

	(void)arg;
	if ((e = export_books(page, at, &list)))
		return e;
	for (size_t i = 0; i < list.n && !e; i++) {
		put_row(page, &out->out, &list.items[i]);
		e = spool_spill(out);
	}
	return e;
}

enum err export_csv(struct ctx *cx, struct spool *out)
{
	buf_add(&out->out, str_from(columns));
	return export_pages(cx, out, put_books, NULL);
}
