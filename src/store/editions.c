/* editions.c - the books table: what everybody shares, filled where empty, never overwritten. */
#include "store/editions.h"

enum { BY_GOOGLE, BY_ISBN, BY_FOLD, ADD, FILL, STMTS };

/* Most that comes has nothing new to say: such a row is not written, and on PostgreSQL not locked. */
#define EMPTY(column, n) "(" #column " IS NULL AND " n " IS NOT NULL)"

/* Keys are filled only while nobody else has them: the unique key would refuse the whole row. */
static const struct sql sql[STMTS] = {
	[BY_GOOGLE] = { "edition_by_google", "s", "s",
			"SELECT id FROM books WHERE google_books_id = $1" },
	[BY_ISBN] = { "edition_by_isbn", "s", "s", "SELECT id FROM books WHERE isbn13 = $1" },
	[BY_FOLD] = { "edition_by_fold", "s", "s", "SELECT id FROM books WHERE fold_key = $1" },
	[ADD] = { "edition_add", "ssSSSSSSSSSSSIISi", "s",
		  "INSERT INTO books (id, title, subtitle, authors, google_books_id, isbn13, isbn10, publisher,"
		  " published_date, genres, cover_thumbnail, synopsis, info_link, published_year, page_count,"
		  " fold_key, created_ms)"
		  " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)"
		  " ON CONFLICT DO NOTHING RETURNING id" },
	[FILL] = { "edition_fill", "sSSSSSSSSSSSII", "s",
		   "UPDATE books SET version = version + 1,"
		   " subtitle = COALESCE(subtitle, $2), authors = COALESCE(authors, $3),"
		   " google_books_id = COALESCE(google_books_id, (SELECT $4"
		   "  WHERE NOT EXISTS (SELECT 1 FROM books o WHERE o.google_books_id = $4))),"
		   " isbn13 = COALESCE(isbn13, (SELECT $5"
		   "  WHERE NOT EXISTS (SELECT 1 FROM books o WHERE o.isbn13 = $5))),"
		   " isbn10 = COALESCE(isbn10, $6), publisher = COALESCE(publisher, $7),"
		   " published_date = COALESCE(published_date, $8), genres = COALESCE(genres, $9),"
		   " cover_thumbnail = COALESCE(cover_thumbnail, $10), synopsis = COALESCE(synopsis, $11),"
		   " info_link = COALESCE(info_link, $12), published_year = COALESCE(published_year, $13),"
		   " page_count = COALESCE(page_count, $14) WHERE id = $1 AND (" EMPTY(subtitle, "$2") " OR " EMPTY(authors, "$3") " OR " EMPTY(google_books_id, "$4") " OR " EMPTY(isbn13, "$5") " OR " EMPTY(
			   isbn10,
			   "$6") " OR " EMPTY(publisher,
					      "$7") " OR " EMPTY(published_date,
								 "$8") " OR " EMPTY(genres,
										    "$9") " OR " EMPTY(cover_thumbnail,
												       "$10") " OR " EMPTY(synopsis,
															   "$11") " OR " EMPTY(info_link,
																	       "$12") " OR " EMPTY(published_year,
																				   "$13") " OR " EMPTY(page_count,
																						       "$14") ") RETURNING id" },
};

const struct sql_set store_edition_sql = { sql, STMTS };

struct edition edition_make(void)
{
	return (struct edition){ .published_year = NUMBER_NONE, .page_count = NUMBER_NONE };
}

static enum err find_by(struct ctx *cx, int statement, str key, str *id)
{
	struct rows r;
	enum err e;

	if (!key.p || id->n)
		return OK;
	if (!(e = db_query(cx, &sql[statement], ARGS(V(key)), &r)) && r.n)
		*id = row_str(&r, 0, 0);
	return e;
}

enum err store_edition_find(struct ctx *cx, str google_books_id, str isbn13, str fold_key, str *id)
{
	enum err e;

	*id = S("");
	if ((e = find_by(cx, BY_GOOGLE, google_books_id, id)) ||
	    (e = find_by(cx, BY_ISBN, isbn13, id)))
		return e;
	return find_by(cx, BY_FOLD, fold_key, id);
}

enum err store_edition_add(struct ctx *cx, str id, str fold_key, const struct edition *b,
			   bool *added)
{
	struct rows r;
	enum err e;

	e = db_query(cx, &sql[ADD],
		     ARGS(V(id), V(b->title), V(b->subtitle), V(b->authors), V(b->google_books_id),
			  V(b->isbn13), V(b->isbn10), V(b->publisher), V(b->published_date),
			  V(b->genres), V(b->cover_thumbnail), V(b->synopsis), V(b->info_link),
			  val_number(b->published_year), val_number(b->page_count), V(fold_key),
			  V(cx->now_ms)),
		     &r);
	*added = !e && r.n > 0;
	return e;
}

enum err store_edition_fill(struct ctx *cx, str id, const struct edition *b, bool *filled)
{
	struct rows r;
	enum err e;

	e = db_query(cx, &sql[FILL],
		     ARGS(V(id), V(b->subtitle), V(b->authors), V(b->google_books_id), V(b->isbn13),
			  V(b->isbn10), V(b->publisher), V(b->published_date), V(b->genres),
			  V(b->cover_thumbnail), V(b->synopsis), V(b->info_link),
			  val_number(b->published_year), val_number(b->page_count)),
		     &r);
	*filled = !e && r.n > 0;
	return e;
}
