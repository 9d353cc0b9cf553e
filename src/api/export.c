/* export.c - see export.h; GET /library/me/export. */
#include "api/export.h"

#include "api/api.h"
#include "api/people.h"
#include "base/clock.h"
#include "base/utf8.h"

#include <inttypes.h>
#include <math.h>

enum { BOOKS_AT_ONCE = 200, DAY = 10, CELL_MAX = 1 << 20 };

const char *const export_formats[EXPORT_FORMAT__MAX] = { "json", "goodreads" };

typedef void put_one(struct ctx *cx, const struct book *b, void *arg);

/* Each book once, in the order in which they were added. What is allocated for a page goes with it. */
static enum err each_book(struct ctx *cx, struct spool *out, put_one *put, void *arg)
{
	struct book_query q = { .updated_since_ms = NUMBER_NONE, .limit = BOOKS_AT_ONCE };
	char id[40] = "";
	struct list_place next = { .id = S("x") };
	enum err e = OK;

	while (!e && next.id.n) {
		struct ctx page = { .app = cx->app, .db = cx->db, .actor = cx->actor };
		struct book_list list;

		if (!(e = library_books_page(&page, q, &list, &next))) {
			for (size_t i = 0; i < list.n && !e; i++) {
				put(&page, &list.items[i], arg);
				e = spool_spill(out);
			}
			q.after.number = next.number;
			memcpy(id, next.id.p, next.id.n);
			q.after.id = next.id = (str){ id, next.id.n };
		} else {
			e = fail(cx, e, STR_FMT, STR_ARG(page.err_text));
		}
		arena_free(&page.arena);
	}
	return e;
}

/* ---- JSON ---- */

static void put_json_book(struct ctx *cx, const struct book *b, void *arg)
{
	put_book(cx, arg, NULL, b);
}

static enum err put_people(struct ctx *cx, struct json *j)
{
	struct friend_list friends;
	struct loan_list loans;
	enum err e;

	if ((e = library_friends(cx, &friends)) ||
	    (e = library_loans(cx, (str){ NULL, 0 }, &loans)))
		return e;
	json_arr(j, "friends");
	for (size_t i = 0; i < friends.n; i++)
		put_friend(cx, j, NULL, &friends.items[i]);
	json_end(j, ']');
	json_arr(j, "loans");
	for (size_t i = 0; i < loans.n; i++)
		put_loan(cx, j, NULL, &loans.items[i]);
	json_end(j, ']');
	return OK;
}

static enum err write_json(struct ctx *cx, struct spool *out)
{
	struct json j = json_make(&out->out);
	struct profile_page profile;
	enum err e;

	if ((e = library_profile(cx, &profile)))
		return e;
	json_obj(&j, NULL);
	json_i64(&j, "bookshelf", 1);
	json_str(&j, "exportedAt", clock_format(&cx->arena, cx->now_ms));
	put_profile(cx, &j, "profile", &profile);
	json_arr(&j, "books");
	if ((e = each_book(cx, out, put_json_book, &j)))
		return e;
	json_end(&j, ']');
	if ((e = put_people(cx, &j)))
		return e;
	json_end(&j, '}');
	buf_addc(&out->out, '\n');
	return OK;
}

/* ---- CSV with Goodreads' columns ---- */

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

static void put_goodreads(struct ctx *cx, const struct book *book, void *arg)
{
	struct buf *b = arg;
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

/* ---- both ---- */

static enum err write_csv(struct ctx *cx, struct spool *out)
{
	buf_add(&out->out, str_from(columns));
	return each_book(cx, out, put_goodreads, &out->out);
}

enum err export_write(struct ctx *cx, enum export_format format, struct spool *out)
{
	enum err e;

	if ((e = db_begin_read(cx)))
		return e;
	e = format == EXPORT_JSON ? write_json(cx, out) : write_csv(cx, out);
	db_rollback(cx);
	return e ? e : spool_finish(out);
}

enum err api_export(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	size_t format = EXPORT_JSON;
	struct spool *out;
	enum err e;

	if ((e = http_query_choice(cx, req, "format", export_formats, EXPORT_FORMAT__MAX,
				   &format)) ||
	    (e = spool_open(cx, cx->app->conf.data_dir, &out)) ||
	    (e = export_write(cx, (enum export_format)format, out)))
		return e;
	res->type = format == EXPORT_JSON ? "application/json" : "text/csv; charset=utf-8";
	http_res_attachment(cx, res,
			    format == EXPORT_JSON ? S("bookshelf.json") : S("bookshelf.csv"));
	http_res_spool(res, out);
	return OK;
}
