/* book_write.c - a book as JSON. */
#include "api/nouns.h"

#include "base/clock.h"

void put_time(struct ctx *cx, struct json *j, const char *key, int64_t ms)
{
	if (ms == NUMBER_NONE)
		json_nil(j, key);
	else
		json_str(j, key, clock_format(&cx->arena, ms));
}

static void put_number(struct json *j, const char *key, int64_t n)
{
	if (n == NUMBER_NONE)
		json_nil(j, key);
	else
		json_i64(j, key, n);
}

static void put_lines(struct json *j, const char *key, str lines)
{
	json_arr(j, key);
	while (lines.n)
		json_str(j, NULL, str_cut(&lines, '\n'));
	json_end(j, ']');
}

/* "A, B", or the placeholder that old clients expect. */
static str author_line(struct ctx *cx, str authors)
{
	struct buf b = buf_make(&cx->arena, authors.n * 2 + 2);

	if (!authors.n)
		return S("Unknown author");
	while (authors.n) {
		buf_add(&b, str_cut(&authors, '\n'));
		if (authors.n)
			buf_add(&b, S(", "));
	}
	return buf_str(&b);
}

static str cover_link(struct ctx *cx, const struct edition *a)
{
	return a->cover_thumbnail.n
		       ? a->cover_thumbnail
		       : cover_address(cx, library_cover_id(cx, a->isbn13), COVER_MEDIUM);
}

static void put_edition(struct ctx *cx, struct json *j, const struct edition *a)
{
	json_str(j, "title", a->title);
	json_str_or_null(j, "subtitle", a->subtitle);
	json_str(j, "author", author_line(cx, a->authors));
	put_lines(j, "authors", a->authors);
	put_number(j, "publishedYear", a->published_year);
	json_str_or_null(j, "publishedDate", a->published_date);
	json_str_or_null(j, "publisher", a->publisher);
	put_lines(j, "genres", a->genres);
	json_str_or_null(j, "coverThumbnail", cover_link(cx, a));
	json_str_or_null(j, "googleBooksId", a->google_books_id);
	json_str_or_null(j, "isbn13", a->isbn13);
	json_str_or_null(j, "isbn10", a->isbn10);
	put_number(j, "pageCount", a->page_count);
	json_str_or_null(j, "synopsis", a->synopsis);
	json_str_or_null(j, "infoLink", a->info_link);
}

void put_book(struct ctx *cx, struct json *j, const char *key, const struct book *b)
{
	json_obj(j, key);
	json_str(j, "id", b->id);
	put_edition(cx, j, &b->about);
	json_f64(j, "rating", b->rating, 2);
	json_str_or_null(j, "review", b->review);
	put_lines(j, "tags", b->tags);
	json_bool(j, "loaned", b->loaned);
	json_bool(j, "liked", b->liked);
	json_bool(j, "reread", b->reread);
	json_str(j, "shelf", b->shelf);
	json_str(j, "status", b->status);
	json_str(j, "source", b->source);
	json_str_or_null(j, "editionId", b->link.edition);
	json_str_or_null(j, "workId", b->link.work);
	put_time(cx, j, "startedAt", b->started_ms);
	put_time(cx, j, "finishedAt", b->finished_ms);
	put_time(cx, j, "addedAt", b->added_ms);
	put_time(cx, j, "updatedAt", b->updated_ms);
	json_end(j, '}');
}

void put_deleted(struct http_res *res, str id)
{
	struct json j = json_make(&res->body);

	json_obj(&j, NULL);
	json_str(&j, "id", id);
	json_str(&j, "status", S("deleted"));
	json_end(&j, '}');
}
