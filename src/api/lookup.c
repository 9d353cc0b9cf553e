/* lookup.c - what the catalogue knows of a book, as the wire contract's LookupItem. */
#include "api/nouns.h"

static void put_names(struct json *j, const char *key, str names)
{
	str one;

	json_arr(j, key);
	while ((one = catalogue_next_author(&names)).n)
		json_str(j, NULL, one);
	json_end(j, ']');
}

str cover_address(struct ctx *cx, str cover_id, enum cover_size size)
{
	if (!cover_id.n || !cx->reached.n)
		return (str){ NULL, 0 };
	return str_fmt(&cx->arena, STR_FMT "/covers/" STR_FMT "?size=%s", STR_ARG(cx->reached),
		       STR_ARG(cover_id), cover_size_names[size]);
}

/* Our own address of it, where there is one; else what an online catalogue says. */
static void put_images(struct ctx *cx, struct json *j, const struct catalogue_book *b,
		       str elsewhere)
{
	str id = library_cover_id_of(cx, b);

	bool ours = id.n && cx->reached.n;

	json_obj(j, "imageLinks");
	json_str_or_null(j, "smallThumbnail",
			 ours ? cover_address(cx, id, COVER_SMALL) : elsewhere);
	json_str_or_null(j, "thumbnail", ours ? cover_address(cx, id, COVER_MEDIUM) : elsewhere);
	json_end(j, '}');
}

/* What only online catalogues know: always there, and empty for ours. Stars are never theirs: old clients take them for the person's
 * own. */
static void put_more(struct ctx *cx, struct json *j, const struct catalogue_book *about,
		     const struct online_book *b)
{
	put_names(j, "categories", b->categories);
	json_nil(j, "averageRating");
	json_nil(j, "ratingsCount");
	if (b->pages)
		json_i64(j, "pageCount", b->pages);
	else
		json_nil(j, "pageCount");
	put_images(cx, j, about, b->thumbnail);
	json_str_or_null(j, "infoLink", b->info_link);
	json_nil(j, "previewLink");
	json_str(j, "descriptionSnippet", b->snippet);
}

static void put_score(struct json *j, const struct identify_candidate *c)
{
	json_f64(j, "score", (double)c->score, 3);
	json_arr(j, "reasons");
	for (size_t i = 0; i < countof(c->reasons) && c->reasons[i]; i++)
		json_str(j, NULL, str_from(c->reasons[i]));
	json_end(j, ']');
}

static void put_book_known(struct ctx *cx, struct json *j, const struct catalogue_book *b, str date)
{
	json_str(j, "id", b->id);
	json_str(j, "title", b->title);
	put_names(j, "authors", b->authors);
	if (date.n)
		json_str(j, "publishedDate", date);
	else if (b->year)
		json_str(j, "publishedDate", str_fmt(&cx->arena, "%d", b->year));
	else
		json_nil(j, "publishedDate");
	json_str_or_null(j, "publisher", b->publisher);
	json_str_or_null(j, "isbn13", b->isbn13);
	json_str_or_null(j, "language", b->language);
	json_str_or_null(j, "series", b->series);
	json_str_or_null(j, "workId", b->work_id);
	json_i64(j, "editions", (int64_t)(b->editions ? b->editions : 1));
	if (b->own)
		json_bool(j, "own", true);
}

void put_lookup_item(struct ctx *cx, struct json *j, const struct identify_candidate *c,
		     bool scored)
{
	json_obj(j, NULL);
	put_book_known(cx, j, &c->book, (str){ NULL, 0 });
	put_more(cx, j, &c->book,
		 &(struct online_book){ .snippet = S(""), .pages = c->book.pages });
	if (scored)
		put_score(j, c);
	json_end(j, '}');
}

void put_online_item(struct ctx *cx, struct json *j, const struct online_book *b)
{
	json_obj(j, NULL);
	put_book_known(cx, j, &b->book, b->date);
	put_more(cx, j, &b->book, b);
	json_str(j, "source", b->source);
	json_end(j, '}');
}
