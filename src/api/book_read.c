/* book_read.c - a book as clients send it. What old clients were answered 2xx for is coerced as the
 * wire contract says; what was a server error is refused by name. */
#include "api/nouns.h"

#include "api/coerce.h"
#include "base/clock.h"
#include "base/crypto.h"
#include "base/utf8.h"
#include "library/link.h"

#include <math.h>

/* What a null means: keep what is there (POST), or clear it (PATCH). */
struct reader {
	const struct jval *obj;
	bool null_clears;
};

static enum err read_text(struct ctx *cx, const struct reader *r, const char *key, size_t max,
			  str *out)
{
	const struct jval *v = jval_get(r->obj, key);
	enum err e;

	if (!v)
		return OK;
	if (jval_is(v, JVAL_NULL)) {
		if (r->null_clears)
			*out = S("");
		return OK;
	}
	if ((e = coerce_text(cx, v, key, max, out)))
		return e;
	if (out->n == 0 && !r->null_clears)
		*out = (str){ NULL, 0 }; /* an empty text in a whole book says nothing */
	return OK;
}

static enum err read_link(struct ctx *cx, const struct reader *r, const char *key, str *out)
{
	enum err e = read_text(cx, r, key, LINK_MAX, out);

	return e || !out->n ? e : check_link(cx, key, *out);
}

static enum err read_shelf(struct ctx *cx, const struct reader *r, str *out)
{
	enum err e = read_text(cx, r, "shelf", LABEL_MAX, out);

	for (size_t i = 0; i < countof(book_shelves); i++)
		if (str_eq(*out, str_from(book_shelves[i])))
			return e;
	if (e || !out->n)
		return e;
	return fail_field(cx, S("shelf"), "shelf must be want_to_read, reading, read or custom");
}

static void read_mark(const struct reader *r, const char *key, int64_t *out)
{
	bool b;

	if (coerce_bool(jval_get(r->obj, key), &b))
		*out = b;
}

static void read_time(const struct reader *r, const char *key, int64_t *out)
{
	const struct jval *v = jval_get(r->obj, key);

	if (jval_is(v, JVAL_NULL) && r->null_clears)
		*out = NUMBER_CLEAR;
	else if (!clock_parse(utf8_trim(jval_text(v)), out))
		return;
}

static void read_rating(const struct reader *r, double *out)
{
	const struct jval *v = jval_get(r->obj, "rating");

	if (jval_is(v, JVAL_NULL) && r->null_clears)
		*out = -1;
	else
		coerce_rating(v, out);
}

static enum err read_link_id(struct ctx *cx, const struct reader *r, const char *key, bool edition,
			     str *out)
{
	enum err e = read_text(cx, r, key, CATALOGUE_ID_MAX, out);

	if (e || !out->n || link_id_valid(*out, edition))
		return e;
	return fail_field(cx, str_from(key), "%s must be an id that the catalogue gives to %s", key,
			  edition ? "an edition" : "a work");
}

/* Whatever may be said of a copy at any time. */
static enum err read_state(struct ctx *cx, const struct reader *r, struct book_change *c)
{
	enum err e;

	if ((e = read_text(cx, r, "review", REVIEW_MAX, &c->review)) ||
	    (e = read_shelf(cx, r, &c->shelf)) ||
	    (e = read_text(cx, r, "status", LABEL_MAX, &c->status)) ||
	    (e = read_text(cx, r, "source", LABEL_MAX, &c->source)) ||
	    (e = read_link(cx, r, "infoLink", &c->about.info_link)) ||
	    (e = read_text(cx, r, "synopsis", SYNOPSIS_MAX, &c->about.synopsis)) ||
	    (e = coerce_tags(cx, jval_get(r->obj, "tags"), &c->tags)) ||
	    (e = coerce_pages(cx, jval_get(r->obj, "pageCount"), r->null_clears,
			      &c->about.page_count)) ||
	    (e = read_link_id(cx, r, "editionId", true, &c->link.edition)) ||
	    (e = read_link_id(cx, r, "workId", false, &c->link.work)))
		return e;
	/* "" clears a review in a whole book too: it is the only way old clients have. */
	if (jval_is(jval_get(r->obj, "review"), JVAL_STR) && !c->review.n)
		c->review = S("");
	read_mark(r, "loaned", &c->loaned);
	read_mark(r, "liked", &c->liked);
	read_mark(r, "reread", &c->reread);
	read_rating(r, &c->rating);
	read_time(r, "startedAt", &c->started_ms);
	read_time(r, "finishedAt", &c->finished_ms);
	return OK;
}

enum err read_book_patch(struct ctx *cx, const struct jval *obj, struct book_change *out)
{
	struct reader r = { obj, .null_clears = true };

	*out = book_change_make();
	return read_state(cx, &r, out);
}

static enum err read_isbns(struct ctx *cx, const struct reader *r, struct edition *a)
{
	enum err e;

	if ((e = read_text(cx, r, "isbn13", LABEL_MAX, &a->isbn13)) ||
	    (e = read_text(cx, r, "isbn10", LABEL_MAX, &a->isbn10)))
		return e;
	if (a->isbn10.n && !isbn13_of(&cx->arena, a->isbn10).n)
		return fail_field(cx, S("isbn10"), "isbn10 is not a valid ISBN");
	if (a->isbn13.n && !isbn13_of(&cx->arena, a->isbn13).n)
		return fail_field(cx, S("isbn13"), "isbn13 is not a valid ISBN");
	if (a->isbn13.n || a->isbn10.n)
		a->isbn13 = isbn13_of(&cx->arena, a->isbn13.n ? a->isbn13 : a->isbn10);
	return OK;
}

static enum err read_edition(struct ctx *cx, const struct reader *r, struct edition *a)
{
	enum err e;

	if ((e = read_text(cx, r, "title", TITLE_MAX, &a->title)) ||
	    (e = read_text(cx, r, "subtitle", TITLE_MAX, &a->subtitle)) ||
	    (e = coerce_authors(cx, r->obj, &a->authors)) ||
	    (e = read_text(cx, r, "googleBooksId", GOOGLE_ID_MAX, &a->google_books_id)) ||
	    (e = read_isbns(cx, r, a)) ||
	    (e = read_text(cx, r, "publisher", PUBLISHER_MAX, &a->publisher)) ||
	    (e = read_text(cx, r, "publishedDate", DATE_MAX, &a->published_date)) ||
	    (e = coerce_genres(cx, jval_get(r->obj, "genres"), &a->genres)) ||
	    (e = read_link(cx, r, "coverThumbnail", &a->cover_thumbnail)))
		return e;
	if (link_is_cover(a->cover_thumbnail))
		a->cover_thumbnail = (str){ NULL, 0 };
	a->published_year = coerce_year(jval_get(r->obj, "publishedYear"));
	return OK;
}

/* A small number from 0 on; absent or null: *out stays. */
static enum err read_index(struct ctx *cx, const struct jval *obj, const char *key, int64_t *out)
{
	const struct jval *v = jval_get(obj, key);

	if (!v || jval_is(v, JVAL_NULL))
		return OK;
	if (!jval_is(v, JVAL_INT) || jval_int(v) < 0)
		return fail_field(cx, str_from(key), "%s must be a whole number from 0 on", key);
	*out = jval_int(v);
	return OK;
}

/* Which spine of which scan the book was found on: both or neither. */
static enum err read_origin(struct ctx *cx, const struct jval *obj, struct book_origin *out)
{
	const struct jval *id = jval_get(obj, "scanId");
	enum err e;

	if (!id || jval_is(id, JVAL_NULL))
		return OK;
	if (!uuid_valid(jval_text(id)))
		return fail_field(cx, S("scanId"), "scanId must be the id of a scan");
	if (!jval_is(jval_get(obj, "spineIndex"), JVAL_INT))
		return fail_field(cx, S("spineIndex"),
				  "with scanId, spineIndex says which spine: a whole number");
	out->scan_id = jval_text(id);
	if ((e = read_index(cx, obj, "spineIndex", &out->spine)))
		return e;
	return read_index(cx, obj, "candidateIndex", &out->candidate);
}

enum err read_book_entry(struct ctx *cx, const struct jval *obj, struct book_entry *out)
{
	struct reader r = { obj, .null_clears = false };
	enum err e;

	*out = book_entry_make();
	if ((e = read_edition(cx, &r, &out->says.about)) || (e = read_state(cx, &r, &out->says)))
		return e;
	if (!out->says.about.synopsis.n)
		e = read_text(cx, &r, "descriptionSnippet", SYNOPSIS_MAX,
			      &out->says.about.synopsis);
	out->id = jval_text(jval_get(obj, "id"));
	read_time(&r, "addedAt", &out->added_ms);
	read_time(&r, "updatedAt", &out->updated_ms);
	return e ? e : read_origin(cx, obj, &out->origin);
}

enum err read_json_body(struct ctx *cx, const struct http_req *req, const struct jval **out)
{
	enum err e;

	*out = NULL;
	if (!http_is_json(req) || !utf8_trim(req->body).n)
		return OK;
	if ((e = jval_read(cx, req->body, out)))
		return e;
	switch (jval_kind(*out)) {
	case JVAL_OBJ: return OK;
	case JVAL_ARR: *out = jval_len(*out) ? *out : NULL; break;
	case JVAL_STR: *out = jval_text(*out).n ? *out : NULL; break;
	case JVAL_BOOL: *out = jval_true(*out) ? *out : NULL; break;
	case JVAL_INT:
	case JVAL_REAL: *out = jval_real(*out) != 0 ? *out : NULL; break;
	case JVAL_NULL: *out = NULL; break;
	}
	return OK;
}
