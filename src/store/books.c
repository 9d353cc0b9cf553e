/* books.c - the user_books table: each person's copies, as they see them. */
#include "store/books.h"

#include "store/columns.h"

#include <math.h>

enum {
	GET,
	GET_DELETED,
	FIND,
	BY_GOOGLE,
	BY_ISBN,
	BY_TITLE,
	BY_EDITION,
	ADD,
	CHANGE,
	DELETE,
	SET_KEYS,
	UNFOLDED,
	UNFOLD,
	UNLINKED,
	UNLINKED_PERSON,
	RELINK,
	PAGE_FIRST, /* by enum book_sort */
	STMTS = PAGE_FIRST + BOOK_SORT__MAX
};

/* One text for each order; the order's own key comes first, so that the page's last row says where the next begins. */
#define PAGE(name, key, type, compare, order) \
	{ \
		name, "sSSSSSSI" type "si", type BOOK_TYPES, \
			"SELECT " key ", " BOOK_COLUMNS FROM_BOOK LIVE \
			" AND ($2 IS NULL OR u.shelf = $2) AND ($3 IS NULL OR u.status = $3)" \
			" AND ($4 IS NULL OR u.search_key LIKE $4) AND ($5 IS NULL OR u.search_key LIKE $5)" \
			" AND ($6 IS NULL OR u.search_key LIKE $6) AND ($7 IS NULL OR u.search_key LIKE $7)" \
			" AND ($8 IS NULL OR u.updated_ms >= $8) AND (" key ", u.id) " compare \
			" ($9, $10)" \
			" ORDER BY " key " " order ", u.id " order " LIMIT $11" \
	}
#define BY_NUMBER(name, key) PAGE(name, key, "i", "<", "DESC")
#define BY_TEXT(name, key) PAGE(name, key, "s", ">", "ASC")

/* Not the person's word, and no edition known, by whatever catalogue was asked last. */
#define UNLINKED_IN(mark) \
	" AND u.edition_key IS NULL AND (u.link_seen IS NULL OR (u.link_seen <> 0 AND u.link_seen <> " mark \
	"))"
#define FROM_BOOK " FROM user_books u JOIN books b ON b.id = u.book_id WHERE u.user_id = $1"
#define LIVE " AND u.deleted_ms IS NULL"
#define SELECT_ANY "SELECT " BOOK_COLUMNS FROM_BOOK
#define SELECT_BOOK SELECT_ANY LIVE
#define NEWEST_FIRST " ORDER BY u.added_ms DESC, u.id DESC"
/* Of a handful: the plus keeps SQLite from walking the whole library in this order in place of looking the key up. */
#define FEW_NEWEST_FIRST " ORDER BY +u.added_ms DESC, u.id DESC"

/* $n says keep (NULL), or a value; one that everybody's row has already need not be the person's own. */
#define SET(column, n) \
	", " #column " = CASE WHEN " n " IS NULL THEN " #column " ELSE NULLIF(" n \
	", (SELECT b." #column " FROM books b WHERE b.id = user_books.book_id)) END"

static const struct sql sql[STMTS] = {
	[GET] = { "book_get", "ss", BOOK_TYPES, SELECT_BOOK " AND u.id = $2" },
	[GET_DELETED] = { "book_get_deleted", "ss", BOOK_TYPES,
			  SELECT_ANY " AND u.deleted_ms IS NOT NULL AND u.id = $2" },
	[FIND] = { "book_find", "s", BOOK_TYPES, SELECT_BOOK NEWEST_FIRST },
	[BY_GOOGLE] = { "book_by_google", "ss", BOOK_TYPES,
			SELECT_BOOK " AND u.google_books_id = $2" FEW_NEWEST_FIRST },
	[BY_ISBN] = { "book_by_isbn", "ss", BOOK_TYPES,
		      SELECT_BOOK " AND u.isbn13 = $2" FEW_NEWEST_FIRST },
	[BY_TITLE] = { "book_by_title", "ss", BOOK_TYPES,
		       SELECT_BOOK " AND u.title_key = $2" FEW_NEWEST_FIRST },
	[BY_EDITION] = { "book_by_edition", "ss", BOOK_TYPES, SELECT_BOOK " AND u.book_id = $2" },
	[ADD] = { "book_add", "sssSSSSSSSSSSSSIIssssssiiiDSSIIiiiSSI", "s",
		  "INSERT INTO user_books (user_id, id, book_id, title, subtitle, authors, google_books_id, isbn13,"
		  " isbn10, publisher, published_date, genres, cover_thumbnail, synopsis, info_link, published_year,"
		  " page_count, title_key, author_key, search_key, shelf, status, source, loaned,"
		  " liked, reread, rating, review, tags, started_ms, finished_ms, added_ms, updated_ms, seq,"
		  " edition_key, work_key, link_seen)"
		  " SELECT $1, $2, b.id, NULLIF($4, b.title), NULLIF($5, b.subtitle), NULLIF($6, b.authors),"
		  " NULLIF($7, b.google_books_id), NULLIF($8, b.isbn13), NULLIF($9, b.isbn10),"
		  " NULLIF($10, b.publisher), NULLIF($11, b.published_date), NULLIF($12, b.genres),"
		  " NULLIF($13, b.cover_thumbnail), NULLIF($14, b.synopsis), NULLIF($15, b.info_link),"
		  " NULLIF($16, b.published_year), NULLIF($17, b.page_count), $18, $19, $20,"
		  " $21, $22, $23, $24, $25, $26, $27, $28,"
		  " $29, $30, $31, $32, $33, $34, $35, $36, $37 FROM books b WHERE b.id = $3"
		  " ON CONFLICT DO NOTHING RETURNING id" },
	[CHANGE] = { "book_change", "ssiiSSSSSSSSSSSSIISSSIIIDSSIISSI", "s",
		     "UPDATE user_books SET updated_ms = $3, seq = $4" SET(title, "$5") SET(
			     subtitle,
			     "$6") SET(authors, "$7") SET(google_books_id,
							  "$8") SET(isbn13, "$9") SET(isbn10, "$10")
			     SET(publisher, "$11") SET(published_date, "$12") SET(
				     genres,
				     "$13") SET(cover_thumbnail,
						"$14") SET(synopsis,
							   "$15") SET(info_link,
								      "$16") SET(published_year,
										 "$17")
				     SET(page_count,
					 "$18") ", shelf = COALESCE($19, shelf),"
						" status = COALESCE($20, status), source = COALESCE($21, source),"
						" loaned = COALESCE($22, loaned), liked = COALESCE($23, liked), reread = COALESCE($24, reread),"
						" rating = CASE WHEN $25 < 0 THEN NULL ELSE COALESCE($25, rating) END,"
						" review = NULLIF(COALESCE($26, review), ''), tags = NULLIF(COALESCE($27, tags), ''),"
						" started_ms = NULLIF(COALESCE($28, started_ms), -1),"
						" finished_ms = NULLIF(COALESCE($29, finished_ms), -1),"
						" edition_key = NULLIF(COALESCE($30, edition_key), ''),"
						" work_key = NULLIF(COALESCE($31, work_key), ''),"
						" link_seen = COALESCE($32, link_seen)"
						" WHERE user_id = $1 AND id = $2 AND deleted_ms IS NULL RETURNING id" },
	[DELETE] = { "book_delete", "ssii", "s",
		     "UPDATE user_books SET deleted_ms = $3, seq = $4"
		     " WHERE user_id = $1 AND id = $2 AND deleted_ms IS NULL RETURNING id" },
	[SET_KEYS] = { "book_set_keys", "sssss", "",
		       "UPDATE user_books SET title_key = $3, author_key = $4, search_key = $5"
		       " WHERE user_id = $1 AND id = $2" },
	[UNFOLDED] = { "book_unfolded", "si", BOOK_TYPES,
		       SELECT_BOOK " AND u.search_key IS NULL ORDER BY u.id LIMIT $2" },
	[UNFOLD] = { "book_unfold", "s", "",
		     "UPDATE user_books SET search_key = NULL"
		     " WHERE book_id = $1 AND deleted_ms IS NULL" },
	[UNLINKED] = { "book_unlinked", "sisi", BOOK_TYPES,
		       SELECT_BOOK UNLINKED_IN("$2") " AND u.id > $3 ORDER BY u.id LIMIT $4" },
	[UNLINKED_PERSON] = { "book_unlinked_person", "is", "s",
			      "SELECT u.user_id FROM user_books u WHERE u.user_id > $2" LIVE
				      UNLINKED_IN("$1") " ORDER BY u.user_id LIMIT 1" },
	[RELINK] = { "book_relink", "ssiSSii", "",
		     "UPDATE user_books SET edition_key = $4, work_key = $5, link_seen = $6, relinked = relinked + $7"
		     " WHERE user_id = $1 AND id = $2 AND seq = $3" },
	[PAGE_FIRST + BOOKS_BY_ADDED] = BY_NUMBER("book_page_added", "u.added_ms"),
	[PAGE_FIRST + BOOKS_BY_UPDATED] = BY_NUMBER("book_page_updated", "u.seq"),
	[PAGE_FIRST + BOOKS_BY_TITLE] = BY_TEXT("book_page_title", "u.title_key"),
	[PAGE_FIRST + BOOKS_BY_AUTHOR] = BY_TEXT("book_page_author", "u.author_key"),
	[PAGE_FIRST + BOOKS_BY_RATING] = BY_NUMBER(
		"book_page_rating", "CAST(ROUND(COALESCE(u.rating, -0.01) * 100) AS BIGINT)"),
};

const struct sql_set store_book_sql = { sql, STMTS };

static struct val opt_real(double d) { return isnan(d) ? (struct val){ .type = 0 } : val_f64(d); }

enum { ABOUT_COLUMNS = sizeof ABOUT_TYPES - 1 };

/* The person's own word, '' and -1 being their "there is none", else everybody's. */
static str word_of(const struct rows *r, size_t i, size_t c)
{
	str own = row_str(r, i, c);

	if (!own.p)
		return row_str(r, i, c + ABOUT_COLUMNS);
	return own.n ? own : (str){ NULL, 0 };
}

static int64_t number_of(const struct rows *r, size_t i, size_t c)
{
	int64_t own = row_number(r, i, c);

	if (own == NUMBER_NONE)
		return row_number(r, i, c + ABOUT_COLUMNS);
	return own == NUMBER_CLEAR ? NUMBER_NONE : own;
}

struct book store_book_of(const struct rows *r, size_t i, size_t at)
{
	size_t c = at + 2;
	struct book b = { .id = row_str(r, i, at), .edition_id = row_str(r, i, at + 1) };

#define TEXT_FIELD(name) b.about.name = word_of(r, i, c++);
#define NUMBER_FIELD(name) b.about.name = number_of(r, i, c++);
#include "store/book_fields.def"
#undef TEXT_FIELD
#undef NUMBER_FIELD
	c += ABOUT_COLUMNS;
	b.shelf = row_str(r, i, c++);
	b.status = row_str(r, i, c++);
	b.source = row_str(r, i, c++);
	b.loaned = row_i64(r, i, c++) != 0;
	b.liked = row_i64(r, i, c++) != 0;
	b.reread = row_i64(r, i, c++) != 0;
	b.rating = row_null(r, i, c) ? NAN : row_f64(r, i, c);
	b.review = row_str(r, i, c + 1);
	b.tags = row_str(r, i, c + 2);
	b.started_ms = row_number(r, i, c + 3);
	b.finished_ms = row_number(r, i, c + 4);
	b.added_ms = row_i64(r, i, c + 5);
	b.updated_ms = row_i64(r, i, c + 6);
	b.seq = row_i64(r, i, c + 7);
	b.deleted_ms = row_number(r, i, c + 8);
	b.version = row_i64(r, i, c + 9);
	b.link = (struct book_link){ row_str(r, i, c + 10), row_str(r, i, c + 11),
				     row_number(r, i, c + 12) };
	b.relinked = row_i64(r, i, c + 13);
	return b;
}

static struct book from_row(const struct rows *r, size_t i) { return store_book_of(r, i, 0); }

static enum err not_there(struct ctx *cx)
{
	return fail(cx, ERR_NOT_FOUND, "there is no such book in this library");
}

static enum err get(struct ctx *cx, int statement, str user_id, str id, struct book *out)
{
	struct rows r;
	enum err e;

	if ((e = db_query(cx, &sql[statement], ARGS(V(user_id), V(id)), &r)))
		return e;
	if (r.n == 0)
		return not_there(cx);
	*out = from_row(&r, 0);
	return OK;
}

enum err store_book_get(struct ctx *cx, str user_id, str id, struct book *out)
{
	return get(cx, GET, user_id, id, out);
}

enum err store_book_get_deleted(struct ctx *cx, str user_id, str id, struct book *out)
{
	return get(cx, GET_DELETED, user_id, id, out);
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

struct walk {
	book_row *each;
	void *arg;
};

static enum err walk(struct ctx *cx, const struct rows *row, void *arg)
{
	const struct walk *w = arg;
	struct book b = from_row(row, 0);

	return w->each(cx, &b, w->arg);
}

enum err store_book_each(struct ctx *cx, str user_id, book_row *each, void *arg)
{
	struct walk w = { each, arg };

	return db_each(cx, &sql[FIND], ARGS(V(user_id)), walk, &w);
}

/* Words of letters and digits only: no sign of LIKE's is among them. */
static struct val pattern(struct ctx *cx, str words)
{
	struct buf b = buf_make(&cx->arena, words.n * 3 + 8);

	while (words.n) {
		buf_add(&b, S("% "));
		buf_add(&b, str_cut(&words, ' '));
	}
	buf_addc(&b, '%');
	return b.n > 1 ? V(buf_str(&b)) : (struct val){ .type = 0 };
}

static void to_page(struct ctx *cx, const struct rows *r, bool by_text, struct book_list *out,
		    struct list_place **places)
{
	out->n = r->n;
	out->items = arena_new(&cx->arena, struct book, r->n);
	*places = arena_new(&cx->arena, struct list_place, r->n);
	for (size_t i = 0; i < r->n; i++) {
		out->items[i] = store_book_of(r, i, 1);
		(*places)[i].id = out->items[i].id;
		if (by_text)
			(*places)[i].text = row_str(r, i, 0);
		else
			(*places)[i].number = row_i64(r, i, 0);
	}
}

enum err store_book_page(struct ctx *cx, str user_id, const struct book_query *q,
			 struct book_list *out, struct list_place **places)
{
	bool by_text = q->sort == BOOKS_BY_TITLE || q->sort == BOOKS_BY_AUTHOR;
	struct rows r;
	enum err e;

	if (!(e = db_query(cx, &sql[PAGE_FIRST + (int)q->sort],
			   ARGS(V(user_id), V(q->shelf), V(q->status), pattern(cx, q->words[0]),
				pattern(cx, q->words[1]), pattern(cx, q->words[2]),
				pattern(cx, q->words[3]), val_number(q->updated_since_ms),
				by_text ? val_after_text(&q->after) : val_after_number(&q->after),
				val_after_id(&q->after, by_text), V(q->limit)),
			   &r)))
		to_page(cx, &r, by_text, out, places);
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

enum err store_book_find_by_own_google(struct ctx *cx, str user_id, str google_id,
				       struct book_list *out)
{
	return find_by(cx, BY_GOOGLE, user_id, google_id, out);
}

enum err store_book_find_by_own_isbn(struct ctx *cx, str user_id, str isbn13, struct book_list *out)
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

enum err store_book_add(struct ctx *cx, str user_id, const struct book *b,
			const struct book_keys *k, bool *added)
{
	const struct edition *a = &b->about;
	struct rows r;
	enum err e;

	e = db_query(cx, &sql[ADD],
		     ARGS(V(user_id), V(b->id), V(b->edition_id), V(a->title), V(a->subtitle),
			  V(a->authors), V(a->google_books_id), V(a->isbn13), V(a->isbn10),
			  V(a->publisher), V(a->published_date), V(a->genres),
			  V(a->cover_thumbnail), V(a->synopsis), V(a->info_link),
			  val_number(a->published_year), val_number(a->page_count), V(k->title),
			  V(k->author), V(k->search), V(b->shelf), V(b->status), V(b->source),
			  V((int64_t)b->loaned), V((int64_t)b->liked), V((int64_t)b->reread),
			  opt_real(b->rating), V(b->review), V(b->tags), val_number(b->started_ms),
			  val_number(b->finished_ms), V(b->added_ms), V(b->updated_ms), V(b->seq),
			  V(b->link.edition), V(b->link.work), val_number(b->link.seen)),
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
				     .finished_ms = NUMBER_NONE,
				     .link = { .seen = NUMBER_NONE } };
}

/* A statement that returns the id of the copy it wrote to. */
static enum err write(struct ctx *cx, int statement, const struct val *args, size_t n)
{
	struct rows r;
	enum err e;

	if ((e = db_query(cx, &sql[statement], args, n, &r)))
		return e;
	return r.n ? OK : not_there(cx);
}

enum err store_book_change(struct ctx *cx, str user_id, str id, const struct book_change *c,
			   int64_t now_ms, int64_t seq)
{
	const struct edition *a = &c->about;

	return write(cx, CHANGE,
		     ARGS(V(user_id), V(id), V(now_ms), V(seq), V(a->title), V(a->subtitle),
			  V(a->authors), V(a->google_books_id), V(a->isbn13), V(a->isbn10),
			  V(a->publisher), V(a->published_date), V(a->genres),
			  V(a->cover_thumbnail), V(a->synopsis), V(a->info_link),
			  val_number(a->published_year), val_number(a->page_count), V(c->shelf),
			  V(c->status), V(c->source), val_number(c->loaned), val_number(c->liked),
			  val_number(c->reread), opt_real(c->rating), V(c->review), V(c->tags),
			  val_number(c->started_ms), val_number(c->finished_ms), V(c->link.edition),
			  V(c->link.work), val_number(c->link.seen)));
}

enum err store_book_delete(struct ctx *cx, str user_id, str id, int64_t now_ms, int64_t seq)
{
	return write(cx, DELETE, ARGS(V(user_id), V(id), V(now_ms), V(seq)));
}

enum err store_book_set_keys(struct ctx *cx, str user_id, str id, const struct book_keys *k)
{
	struct rows r;

	return db_query(cx, &sql[SET_KEYS],
			ARGS(V(user_id), V(id), V(k->title), V(k->author), V(k->search)), &r);
}

enum err store_book_find_unfolded(struct ctx *cx, str user_id, int64_t max, struct book_list *out)
{
	struct rows r;
	enum err e;

	if (!(e = db_query(cx, &sql[UNFOLDED], ARGS(V(user_id), V(max)), &r)))
		to_list(cx, &r, out);
	return e;
}

enum err store_book_unfold(struct ctx *cx, str edition_id)
{
	struct rows r;

	return db_query(cx, &sql[UNFOLD], ARGS(V(edition_id)), &r);
}

static str after_id(str id) { return id.n ? id : S("00000000-0000-0000-0000-000000000000"); }

enum err store_book_find_unlinked(struct ctx *cx, str user_id, int64_t mark, str after, int64_t max,
				  struct book_list *out)
{
	struct rows r;
	enum err e;

	if (!(e = db_query(cx, &sql[UNLINKED],
			   ARGS(V(user_id), V(mark), V(after_id(after)), V(max)), &r)))
		to_list(cx, &r, out);
	return e;
}

enum err store_book_unlinked_person(struct ctx *cx, int64_t mark, str after, str *user_id)
{
	struct rows r;
	enum err e;

	if (!(e = db_query(cx, &sql[UNLINKED_PERSON], ARGS(V(mark), V(after_id(after))), &r)))
		*user_id = r.n ? row_str(&r, 0, 0) : S("");
	return e;
}

enum err store_book_relink(struct ctx *cx, str user_id, const struct book *b,
			   const struct book_link *link, bool different)
{
	struct rows r;

	return db_query(cx, &sql[RELINK],
			ARGS(V(user_id), V(b->id), V(b->seq), V(link->edition), V(link->work),
			     V(link->seen), V((int64_t)different)),
			&r);
}
