/* books.c - the user_books table: each person's copies, as they see them. */
#include "store/store.h"

#include <math.h>

enum { GET, FIND, BY_GOOGLE, BY_ISBN, BY_TITLE, BY_EDITION, ADD, CHANGE, REMOVE, STMTS };

/* What the person says, else what everybody says; '' and -1 are the person's "there is none". */
#define TEXT(column) ", NULLIF(COALESCE(u." #column ", b." #column "), '')"
#define NUMBER(column) ", NULLIF(COALESCE(u." #column ", b." #column "), -1)"

#define SELECT_BOOK \
	"SELECT u.id, u.book_id" TEXT(title) TEXT(subtitle) TEXT(authors) TEXT(google_books_id) TEXT( \
		isbn13) TEXT(isbn10) TEXT(publisher) TEXT(published_date) TEXT(genres) \
		TEXT(cover_thumbnail) TEXT(synopsis) TEXT(info_link) NUMBER(published_year) NUMBER( \
			page_count) ", u.shelf, u.status, u.source, u.loaned, u.liked, u.reread, u.rating, u.review," \
				    " u.started_ms, u.finished_ms, u.added_ms, u.updated_ms" \
				    " FROM user_books u JOIN books b ON b.id = u.book_id WHERE u.user_id = $1"
#define BOOK_TYPES "ssSSSSSSSSSSSSIIsssiiiDSIIii"
#define NEWEST_FIRST " ORDER BY u.added_ms DESC, u.id DESC"

/* $n says keep (NULL), or a value; one that everybody's row has already need not be the person's own. */
#define SET(column, n) \
	", " #column " = CASE WHEN " n " IS NULL THEN " #column " ELSE NULLIF(" n \
	", (SELECT b." #column " FROM books b WHERE b.id = user_books.book_id)) END"

static const struct sql sql[STMTS] = {
	[GET] = { "book_get", "ss", BOOK_TYPES, SELECT_BOOK " AND u.id = $2" },
	[FIND] = { "book_find", "s", BOOK_TYPES, SELECT_BOOK NEWEST_FIRST },
	[BY_GOOGLE] = { "book_by_google", "ss", BOOK_TYPES,
			SELECT_BOOK " AND u.google_key = $2" NEWEST_FIRST },
	[BY_ISBN] = { "book_by_isbn", "ss", BOOK_TYPES,
		      SELECT_BOOK " AND u.isbn_key = $2" NEWEST_FIRST },
	[BY_TITLE] = { "book_by_title", "ss", BOOK_TYPES,
		       SELECT_BOOK " AND u.title_key = $2" NEWEST_FIRST },
	[BY_EDITION] = { "book_by_edition", "ss", BOOK_TYPES, SELECT_BOOK " AND u.book_id = $2" },
	[ADD] = { "book_add", "sssssssiiiDSIIii", "s",
		  "INSERT INTO user_books (id, user_id, book_id, title_key, google_key, isbn_key, shelf, status,"
		  " source, loaned, liked, reread, rating, review, started_ms, finished_ms, added_ms, updated_ms)"
		  " SELECT $1, $2, b.id, $4, b.google_books_id, b.isbn13, $5, $6, $7, $8, $9, $10, $11, $12, $13,"
		  " $14, $15, $16 FROM books b WHERE b.id = $3"
		  " ON CONFLICT DO NOTHING RETURNING id" },
	[CHANGE] = { "book_change", "ssiSSSSSSSSSSSSIISSSSIIIDSII", "s",
		     "UPDATE user_books SET updated_ms = $3" SET(title, "$4") SET(
			     subtitle, "$5") SET(authors, "$6") SET(google_books_id,
								    "$7") SET(isbn13, "$8")
			     SET(isbn10, "$9") SET(publisher, "$10") SET(published_date, "$11") SET(
				     genres,
				     "$12") SET(cover_thumbnail,
						"$13") SET(synopsis,
							   "$14") SET(info_link,
								      "$15") SET(published_year,
										 "$16")
				     SET(page_count,
					 "$17") ", title_key = COALESCE($18, title_key), google_key = COALESCE($7, google_key),"
						" isbn_key = COALESCE($8, isbn_key), shelf = COALESCE($19, shelf),"
						" status = COALESCE($20, status), source = COALESCE($21, source),"
						" loaned = COALESCE($22, loaned), liked = COALESCE($23, liked), reread = COALESCE($24, reread),"
						" rating = CASE WHEN $25 < 0 THEN NULL ELSE COALESCE($25, rating) END,"
						" review = NULLIF(COALESCE($26, review), ''),"
						" started_ms = NULLIF(COALESCE($27, started_ms), -1),"
						" finished_ms = NULLIF(COALESCE($28, finished_ms), -1)"
						" WHERE user_id = $1 AND id = $2 RETURNING id" },
	[REMOVE] = { "book_remove", "ss", "s",
		     "DELETE FROM user_books WHERE user_id = $1 AND id = $2 RETURNING id" },
};

const struct sql_set store_book_sql = { sql, STMTS };

static int64_t number(const struct rows *r, size_t row, size_t col)
{
	return row_null(r, row, col) ? NUMBER_NONE : row_i64(r, row, col);
}

static struct val opt_number(int64_t n)
{
	return n == NUMBER_NONE ? (struct val){ .type = 0 } : val_i64(n);
}

static struct val opt_real(double d) { return isnan(d) ? (struct val){ .type = 0 } : val_f64(d); }

static struct book from_row(const struct rows *r, size_t i)
{
	size_t c = 2;
	struct book b = { .id = row_str(r, i, 0), .edition_id = row_str(r, i, 1) };

#define TEXT_FIELD(name) b.about.name = row_str(r, i, c++);
#define NUMBER_FIELD(name) b.about.name = number(r, i, c++);
#include "store/book_fields.def"
#undef TEXT_FIELD
#undef NUMBER_FIELD
	b.shelf = row_str(r, i, c++);
	b.status = row_str(r, i, c++);
	b.source = row_str(r, i, c++);
	b.loaned = row_i64(r, i, c++) != 0;
	b.liked = row_i64(r, i, c++) != 0;
	b.reread = row_i64(r, i, c++) != 0;
	b.rating = row_null(r, i, c) ? NAN : row_f64(r, i, c);
	b.review = row_str(r, i, c + 1);
	b.started_ms = number(r, i, c + 2);
	b.finished_ms = number(r, i, c + 3);
	b.added_ms = row_i64(r, i, c + 4);
	b.updated_ms = row_i64(r, i, c + 5);
	return b;
}

enum err store_book_get(struct ctx *cx, str user_id, str id, struct book *out)
{
	struct rows r;
	enum err e;

	if ((e = db_query(cx, &sql[GET], ARGS(V(user_id), V(id)), &r)))
		return e;
	if (r.n == 0)
		return fail(cx, ERR_NOT_FOUND, "there is no such book in this library");
	*out = from_row(&r, 0);
	return OK;
}

static void to_list(struct ctx *cx, const struct rows *r, struct book_list *out)
{
	out->n = r->n;
	out->items = arena_new(&cx->arena, struct book, r->n);
	for (size_t i = 0; i < r->n; i++)
		out->items[i] = from_row(r, i);
}

enum err store_book_find(struct ctx *cx, str user_id, struct book_list *out)
{
	struct rows r;
	enum err e;

	if (!(e = db_query(cx, &sql[FIND], ARGS(V(user_id)), &r)))
		to_list(cx, &r, out);
	return e;
}

static enum err find_by(struct ctx *cx, int statement, str user_id, str key, struct book_list *out)
{
	struct rows r;
	enum err e;

	if (!(e = db_query(cx, &sql[statement], ARGS(V(user_id), V(key)), &r)))
		to_list(cx, &r, out);
	return e;
}

enum err store_book_find_by_google(struct ctx *cx, str user_id, str google_id,
				   struct book_list *out)
{
	return find_by(cx, BY_GOOGLE, user_id, google_id, out);
}

enum err store_book_find_by_isbn(struct ctx *cx, str user_id, str isbn13, struct book_list *out)
{
	return find_by(cx, BY_ISBN, user_id, isbn13, out);
}

enum err store_book_find_by_title(struct ctx *cx, str user_id, str title_key, struct book_list *out)
{
	return find_by(cx, BY_TITLE, user_id, title_key, out);
}

enum err store_book_find_by_edition(struct ctx *cx, str user_id, str edition_id,
				    struct book_list *out)
{
	return find_by(cx, BY_EDITION, user_id, edition_id, out);
}

enum err store_book_add(struct ctx *cx, str user_id, const struct book *b, str title_key,
			bool *added)
{
	struct rows r;
	enum err e;

	e = db_query(cx, &sql[ADD],
		     ARGS(V(b->id), V(user_id), V(b->edition_id), V(title_key), V(b->shelf),
			  V(b->status), V(b->source), V((int64_t)b->loaned), V((int64_t)b->liked),
			  V((int64_t)b->reread), opt_real(b->rating), V(b->review),
			  opt_number(b->started_ms), opt_number(b->finished_ms), V(b->added_ms),
			  V(b->updated_ms)),
		     &r);
	*added = !e && r.n > 0;
	return e;
}

struct book_change book_change_make(void)
{
	return (struct book_change){ .about = edition_make(),
				     .loaned = NUMBER_NONE,
				     .liked = NUMBER_NONE,
				     .reread = NUMBER_NONE,
				     .rating = NAN,
				     .started_ms = NUMBER_NONE,
				     .finished_ms = NUMBER_NONE };
}

enum err store_book_change(struct ctx *cx, str user_id, str id, const struct book_change *c,
			   int64_t now_ms)
{
	const struct edition *a = &c->about;
	struct rows r;
	enum err e;

	e = db_query(cx, &sql[CHANGE],
		     ARGS(V(user_id), V(id), V(now_ms), V(a->title), V(a->subtitle), V(a->authors),
			  V(a->google_books_id), V(a->isbn13), V(a->isbn10), V(a->publisher),
			  V(a->published_date), V(a->genres), V(a->cover_thumbnail), V(a->synopsis),
			  V(a->info_link), opt_number(a->published_year), opt_number(a->page_count),
			  V(c->title_key), V(c->shelf), V(c->status), V(c->source),
			  opt_number(c->loaned), opt_number(c->liked), opt_number(c->reread),
			  opt_real(c->rating), V(c->review), opt_number(c->started_ms),
			  opt_number(c->finished_ms)),
		     &r);
	if (!e && r.n == 0)
		return fail(cx, ERR_NOT_FOUND, "there is no such book in this library");
	return e;
}

enum err store_book_remove(struct ctx *cx, str user_id, str id)
{
	struct rows r;
	enum err e;

	if ((e = db_query(cx, &sql[REMOVE], ARGS(V(user_id), V(id)), &r)))
		return e;
	return r.n ? OK : fail(cx, ERR_NOT_FOUND, "there is no such book in this library");
}
