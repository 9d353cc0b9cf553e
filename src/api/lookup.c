/* lookup.c - what the catalogue knows of a book, as the wire contract's LookupItem. */
#include "api/nouns.h"

static void put_authors(struct json *j, str authors)
{
	str one;

	json_arr(j, "authors");
	while ((one = catalogue_next_author(&authors)).n)
		json_str(j, NULL, one);
	json_end(j, ']');
}

/* What only online catalogues know: always there, and empty. */
static void put_unknown(struct json *j)
{
	json_arr(j, "categories");
	json_end(j, ']');
	json_nil(j, "averageRating");
	json_nil(j, "ratingsCount");
	json_obj(j, "imageLinks");
	json_nil(j, "smallThumbnail");
	json_nil(j, "thumbnail");
	json_end(j, '}');
	json_nil(j, "infoLink");
	json_nil(j, "previewLink");
	json_str(j, "descriptionSnippet", S(""));
}

static void put_score(struct json *j, const struct identify_candidate *c)
{
	json_f64(j, "score", (double)c->score, 3);
	json_arr(j, "reasons");
	for (size_t i = 0; i < countof(c->reasons) && c->reasons[i]; i++)
		json_str(j, NULL, str_from(c->reasons[i]));
	json_end(j, ']');
}

void put_lookup_item(struct ctx *cx, struct json *j, const struct identify_candidate *c,
		     bool scored)
{
	const struct catalogue_book *b = &c->book;

	json_obj(j, NULL);
	json_str(j, "id", b->id);
	json_str(j, "title", b->title);
	put_authors(j, b->authors);
	if (b->year)
		json_str(j, "publishedDate", str_fmt(&cx->arena, "%d", b->year));
	else
		json_nil(j, "publishedDate");
	json_str_or_null(j, "publisher", b->publisher);
	json_str_or_null(j, "isbn13", b->isbn13);
	json_str_or_null(j, "language", b->language);
	json_str_or_null(j, "series", b->series);
	json_str_or_null(j, "workId", b->work_id);
	json_i64(j, "editions", (int64_t)(b->editions ? b->editions : 1));
	if (b->pages)
		json_i64(j, "pageCount", b->pages);
	else
		json_nil(j, "pageCount");
	put_unknown(j);
	if (scored)
		put_score(j, c);
	json_end(j, '}');
}
