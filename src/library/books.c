/* books.c - saving, changing and removing a person's books. Which copy an entry means is match.c,
 * what wins is merge.c. */
#include "library/books.h"

#include "base/crypto.h"
#include "base/utf8.h"
#include "library/match.h"
#include "library/users.h"

#include <math.h>

struct book_entry book_entry_make(void)
{
	return (struct book_entry){ .says = book_change_make(),
				    .added_ms = NUMBER_NONE,
				    .updated_ms = NUMBER_NONE };
}

struct book_entry book_entry_of(struct ctx *cx, const struct catalogue_book *b)
{
	struct book_entry e = book_entry_make();
	struct edition *a = &e.says.about;
	struct buf authors = buf_make(&cx->arena, b->authors.n + 8);
	str one;

	for (str rest = b->authors; (one = catalogue_next_author(&rest)).n;) {
		if (authors.n)
			buf_addc(&authors, '\n');
		buf_add(&authors, one);
	}
	a->title = b->title;
	a->authors = authors.n ? buf_str(&authors) : (str){ NULL, 0 };
	a->isbn13 = b->isbn13.n ? b->isbn13 : (str){ NULL, 0 };
	a->publisher = b->publisher.n ? b->publisher : (str){ NULL, 0 };
	a->published_year = b->year ? b->year : NUMBER_NONE;
	return e;
}

/* The shared edition: found, or made of what the entry says. */
static enum err edition_of(struct ctx *cx, const struct edition *about, str *id)
{
	str fold = match_fold_key(cx, about);
	bool added = false;
	enum err e;

	if ((e = store_edition_find(cx, about->google_books_id, about->isbn13, fold, id)))
		return e;
	if (id->n)
		return store_edition_fill(cx, *id, about);
	*id = uuid_make(&cx->arena, cx->now_ms);
	if ((e = store_edition_add(cx, *id, fold, about, &added)) || added)
		return e;
	/* Somebody else was quicker. */
	if ((e = store_edition_find(cx, about->google_books_id, about->isbn13, fold, id)))
		return e;
	return id->n ? OK
		     : fail(cx, ERR_CONFLICT,
			    "this book is being added by somebody else; try again");
}

static struct book new_copy(struct ctx *cx, const struct book_entry *entry)
{
	const struct book_change *s = &entry->says;

	return (struct book){
		.id = uuid_make(&cx->arena, cx->now_ms),
		.shelf = s->shelf.n ? s->shelf : S("read"),
		.status = s->status.n ? s->status : S("owned"),
		.source = s->source.n ? s->source : S("scan"),
		.loaned = s->loaned == 1,
		.liked = s->liked == 1,
		.reread = s->reread == 1,
		.rating = s->rating >= 0 ? s->rating : NAN,
		.review = s->review.n ? s->review : (str){ NULL, 0 },
		.started_ms = s->started_ms == NUMBER_CLEAR ? NUMBER_NONE : s->started_ms,
		.finished_ms = s->finished_ms == NUMBER_CLEAR ? NUMBER_NONE : s->finished_ms,
		.added_ms = entry->added_ms == NUMBER_NONE ? cx->now_ms : entry->added_ms,
		.updated_ms = cx->now_ms,
	};
}

static enum err create(struct ctx *cx, const struct book_entry *entry, struct book_saved *out)
{
	struct book_change own = book_change_make();
	struct book b = new_copy(cx, entry);
	bool added;
	enum err e;

	own.about = entry->says.about;
	own.title_key = utf8_norm(&cx->arena, own.about.title);
	if ((e = edition_of(cx, &own.about, &b.edition_id)))
		return e;
	if ((e = store_book_add(cx, cx->actor.user_id, &b, own.title_key, &added)))
		return e;
	if (!added)
		return fail(cx, ERR_CONFLICT, "this book is in the library already");
	if ((e = store_book_change(cx, cx->actor.user_id, b.id, &own, cx->now_ms)))
		return e;
	out->outcome = BOOK_CREATED;
	return store_book_get(cx, cx->actor.user_id, b.id, &out->book);
}

static enum err update(struct ctx *cx, const struct book *have, const struct book_entry *entry,
		       enum book_merge how, struct book_saved *out)
{
	bool newest = how == BOOK_SAY || entry->updated_ms == have->updated_ms;
	struct book_change c;
	enum err e;

	out->book = *have;
	out->outcome = BOOK_UNCHANGED;
	if (!match_merge(cx, have, &entry->says, newest, &c))
		return OK;
	out->outcome = BOOK_UPDATED;
	if ((e = store_book_change(cx, cx->actor.user_id, have->id, &c, cx->now_ms)))
		return e;
	return store_book_get(cx, cx->actor.user_id, have->id, &out->book);
}

/* Inside a transaction. */
static enum err save(struct ctx *cx, const struct book_entry *entry, enum book_merge how,
		     struct book_saved *out)
{
	struct book have;
	bool found;
	enum err e;

	if (!entry->says.about.title.n)
		return fail(cx, ERR_MISSING_TITLE, "title is missing");
	if ((e = match_find(cx, entry, &have, &found)))
		return e;
	return found ? update(cx, &have, entry, how, out) : create(cx, entry, out);
}

enum err library_book_save(struct ctx *cx, const struct book_entry *entry, struct book_saved *out)
{
	enum err e;

	if ((e = db_begin(cx)))
		return e;
	if (!(e = library_actor_ensure(cx)) && !(e = save(cx, entry, BOOK_SAY, out)))
		return db_commit(cx);
	db_rollback(cx);
	return e;
}

/* What is wrong with the entry stays with it; what is wrong with the database ends the whole. */
static enum err save_one_of_many(struct ctx *cx, const struct book_entry *entry,
				 struct book_saved *out)
{
	enum err e = save(cx, entry, BOOK_ECHO, out);

	if (!e || err_http_status(e) >= 500)
		return e;
	out->err = e;
	out->err_name = ctx_err_name(cx);
	out->err_text = cx->err_text;
	ctx_forgive(cx);
	return OK;
}

enum err library_book_save_all(struct ctx *cx, const struct book_entry *entries,
			       struct book_saved *out, size_t n)
{
	enum err e;

	if ((e = db_begin(cx)))
		return e;
	e = library_actor_ensure(cx);
	for (size_t i = 0; i < n && !e; i++)
		if (!out[i].err)
			e = save_one_of_many(cx, &entries[i], &out[i]);
	if (!e)
		return db_commit(cx);
	db_rollback(cx);
	return e;
}

enum err library_book_change(struct ctx *cx, str id, const struct book_change *c, struct book *out)
{
	struct book_change real;
	enum err e;

	if (!cx->actor.user_id.n || !uuid_valid(id))
		return fail(cx, ERR_NOT_FOUND, "there is no such book in this library");
	if ((e = db_begin(cx)))
		return e;
	if (!(e = store_book_get(cx, cx->actor.user_id, id, out)) &&
	    match_merge(cx, out, c, true, &real) &&
	    !(e = store_book_change(cx, cx->actor.user_id, id, &real, cx->now_ms)))
		e = store_book_get(cx, cx->actor.user_id, id, out);
	if (!e)
		return db_commit(cx);
	db_rollback(cx);
	return e;
}

enum err library_book_remove(struct ctx *cx, str id)
{
	if (!cx->actor.user_id.n || !uuid_valid(id))
		return fail(cx, ERR_NOT_FOUND, "there is no such book in this library");
	return store_book_remove(cx, cx->actor.user_id, id);
}

enum err library_books(struct ctx *cx, struct book_list *out)
{
	*out = (struct book_list){ NULL, 0 };
	return cx->actor.user_id.n ? store_book_find(cx, cx->actor.user_id, out) : OK;
}
