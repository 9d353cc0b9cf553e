/* books.c - saving, changing and removing a person's books. Which copy an entry means, and what wins, is match.c. */
#include "library/books.h"

#include "base/crypto.h"
#include "base/utf8.h"
#include "library/choices.h"
#include "library/keys.h"
#include "library/linking.h"
#include "library/loans.h"
#include "library/match.h"
#include "library/writes.h"

#include <math.h>

enum { FILLS_MAX = 1000000 };

const char *const book_shelves[4] = { "want_to_read", "reading", "read", "custom" };

struct book_entry book_entry_make(void)
{
	return (struct book_entry){ .says = book_change_make(),
				    .added_ms = NUMBER_NONE,
				    .updated_ms = NUMBER_NONE,
				    .origin = { .candidate = NUMBER_NONE } };
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
	a->isbn13 = str_or_null(b->isbn13);
	a->publisher = str_or_null(b->publisher);
	a->published_year = b->year ? b->year : NUMBER_NONE;
	return e;
}

/* Others who have this edition see more of it now: what they sort and search by is folded anew when they ask. */
static enum err fill(struct ctx *cx, str id, const struct edition *about)
{
	bool filled;
	enum err e = store_edition_fill(cx, id, about, &filled);

	if (e || !filled || !(about->authors.n || about->subtitle.n || about->isbn13.n))
		return e;
	return store_book_unfold(cx, id);
}

/* A new shared edition of what the entry says; or the one that somebody else was quicker to add. */
static enum err add_edition(struct ctx *cx, const struct edition *about, str *id)
{
	str fold = match_fold_key(cx, about);
	bool added = false;
	enum err e;

	*id = uuid_make(&cx->arena, cx->now_ms);
	if ((e = store_edition_add(cx, *id, fold, about, &added)) || added)
		return e;
	if ((e = store_edition_find(cx, about->google_books_id, about->isbn13, fold, id)))
		return e;
	return id->n ? fill(cx, *id, about)
		     : fail(cx, ERR_CONFLICT,
			    "this book is being added by somebody else; try again");
}

static struct book new_copy(struct ctx *cx, const struct book_entry *entry)
{
	const struct book_change *s = &entry->says;

	return (struct book){
		.id = entry->as_it_was ? entry->id : uuid_make(&cx->arena, cx->now_ms),
		.about = s->about,
		.shelf = s->shelf.n ? s->shelf : S("read"),
		.status = s->status.n ? s->status : S("owned"),
		.source = s->source.n ? s->source : S("scan"),
		.loaned = s->loaned == 1,
		.liked = s->liked == 1,
		.reread = s->reread == 1,
		.rating = s->rating >= 0 ? s->rating : NAN,
		.review = str_or_null(s->review),
		.tags = str_or_null(s->tags),
		.started_ms = s->started_ms == NUMBER_CLEAR ? NUMBER_NONE : s->started_ms,
		.finished_ms = s->finished_ms == NUMBER_CLEAR ? NUMBER_NONE : s->finished_ms,
		.added_ms = entry->added_ms == NUMBER_NONE ? cx->now_ms : entry->added_ms,
		.updated_ms = entry->as_it_was && entry->updated_ms != NUMBER_NONE
				      ? entry->updated_ms
				      : cx->now_ms,
	};
}

/* The keys follow what the owner sees, which is known for sure only when it is read back; `folded` is what those that are
 * stored were made of. Mostly it is the same, and folding is an eighth of a small change. */
static enum err read_back(struct ctx *cx, str id, const struct edition *folded, struct book *out)
{
	struct book_keys k;
	enum err e;

	if ((e = store_book_get(cx, cx->actor.user_id, id, out)) || keys_alike(folded, &out->about))
		return e;
	k = keys_of(cx, &out->about);
	return store_book_set_keys(cx, cx->actor.user_id, id, &k);
}

static enum err create(struct ctx *cx, const struct book_entry *entry, str edition, str candidate,
		       struct book_saved *out)
{
	struct book b = new_copy(cx, entry);
	struct book_keys k = keys_of(cx, &b.about);
	bool added;
	enum err e;

	b.edition_id = edition;
	linking_new(cx, &entry->says, candidate, &b.link);
	if ((e = edition.n ? fill(cx, edition, &b.about)
			   : add_edition(cx, &b.about, &b.edition_id)) ||
	    (e = library_changed(cx, NOUN_BOOK, b.id, false, &b.seq)) ||
	    (e = store_book_add(cx, cx->actor.user_id, &b, &k, &added)))
		return e;
	if (!added)
		return fail(cx, ERR_CONFLICT, "this book is in the library already");
	out->outcome = BOOK_CREATED;
	return read_back(cx, b.id, &b.about, &out->book);
}

enum err library_book_edit(struct ctx *cx, const struct book *have, const struct book_change *c,
			   struct book *out)
{
	struct book_change with = *c;
	int64_t seq;
	enum err e;

	linking_follow(cx, have, &with);
	if ((e = library_changed(cx, NOUN_BOOK, have->id, false, &seq)) ||
	    (e = store_book_change(cx, cx->actor.user_id, have->id, &with, cx->now_ms, seq)))
		return e;
	return read_back(cx, have->id, &have->about, out);
}

/* Who has a copy that is said to be here: {NULL, 0} for nobody, and when that is not said. */
static enum err who_has(struct ctx *cx, const struct book *have, const struct book_change *says,
			str *name)
{
	*name = (str){ NULL, 0 };
	return have->loaned && says->loaned == 0 ? loan_borrower(cx, have->id, name) : OK;
}

static enum err update(struct ctx *cx, const struct book *have, const struct book_entry *entry,
		       enum book_merge how, str candidate, struct book_saved *out)
{
	bool newest = how == BOOK_SAY ||
		      (how == BOOK_ECHO && entry->updated_ms == have->updated_ms);
	struct book_change says = entry->says, c;
	bool changed;
	str borrower;
	enum err e;

	out->book = *have;
	out->outcome = BOOK_UNCHANGED;
	if ((e = who_has(cx, have, &says, &borrower)))
		return e;
	if (borrower.n)
		says.loaned = NUMBER_NONE; /* a loan ends by its own door */
	changed = match_merge(have, &says, newest, &c);
	if (!linking_recognised(cx, have, candidate, &c) && !changed)
		return OK;
	out->outcome = BOOK_UPDATED;
	return library_book_edit(cx, have, &c, &out->book);
}

/* What the catalogue calls the candidate that was taken. */
static enum err find_candidate(struct ctx *cx, const struct book_origin *o, bool known, str *id)
{
	*id = (str){ NULL, 0 };
	if (!known || o->candidate == NUMBER_NONE)
		return OK;
	return store_candidate_id(cx, cx->actor.user_id, o->scan_id, o->spine, o->candidate, id);
}

enum err library_book_put(struct ctx *cx, const struct book_entry *entry, enum book_merge how,
			  struct book_saved *out)
{
	struct scan_choice before;
	struct book have;
	str edition, candidate;
	bool found;
	enum err e;

	if (!entry->says.about.title.n)
		return fail(cx, ERR_MISSING_TITLE, "title is missing");
	if ((e = match_find(cx, entry, &have, &found, &edition)) ||
	    (e = choice_find(cx, &entry->origin, &before, &out->origin_known)) ||
	    (e = find_candidate(cx, &entry->origin, out->origin_known, &candidate)))
		return e;
	e = found ? update(cx, &have, entry, how, candidate, out)
		  : create(cx, entry, edition, candidate, out);
	if (e || !out->origin_known)
		return e;
	return choice_record(cx, &entry->origin, &before, out);
}

struct save {
	const struct book_entry *entries;
	struct book_saved *out;
	size_t n;
};

static enum err save_one(struct ctx *cx, void *arg)
{
	struct save *s = arg;

	return library_book_put(cx, s->entries, BOOK_SAY, s->out);
}

enum err library_book_save(struct ctx *cx, const struct book_entry *entry, struct book_saved *out)
{
	struct save s = { entry, out, 1 };

	return library_write(cx, save_one, &s);
}

/* What is wrong with the entry stays with it; what is wrong with the database ends the whole. */
static enum err save_one_of_many(struct ctx *cx, const struct book_entry *entry,
				 struct book_saved *out)
{
	enum err e = library_book_put(cx, entry, BOOK_ECHO, out);

	out->err = OK;
	if (!e || err_http_status(e) >= 500)
		return e;
	out->err = e;
	out->err_name = ctx_err_name(cx);
	out->err_text = cx->err_text;
	ctx_forgive(cx);
	return OK;
}

/* Those that came with an error were refused before: they stay as they are, in every run. */
static enum err save_many(struct ctx *cx, void *arg)
{
	const struct save *s = arg;
	const size_t *order = match_order(cx, s->entries, s->n);
	enum err e = OK;

	for (size_t k = 0; k < s->n && !e; k++) {
		size_t i = order[k];

		if (!s->out[i].refused)
			e = save_one_of_many(cx, &s->entries[i], &s->out[i]);
	}
	return e;
}

enum err library_book_save_all(struct ctx *cx, const struct book_entry *entries,
			       struct book_saved *out, size_t n)
{
	struct save s = { entries, out, n };

	return library_write(cx, save_many, &s);
}

int64_t library_book_tag(const struct book *b)
{
	/* a number of all: what the person changed, what was filled in the edition, links that were found */
	return b->seq * FILLS_MAX + (b->version + b->relinked) % FILLS_MAX;
}

struct edit {
	str id;
	const struct book_change *change; /* NULL where it is deleted */
	const struct expected *expected;
	struct book *out;
};

static enum err edit(struct ctx *cx, void *arg)
{
	struct edit *w = arg;
	struct book_change real;
	struct book have;
	str borrower;
	enum err e;

	if ((e = store_book_get(cx, cx->actor.user_id, w->id, &have)) ||
	    (e = expect_seq(cx, w->expected, library_book_tag(&have))) ||
	    (e = who_has(cx, &have, w->change, &borrower)))
		return e;
	if (borrower.n)
		return fail(cx, ERR_CONFLICT,
			    "this book is lent to " STR_FMT ": end that loan first",
			    STR_ARG(borrower));
	*w->out = have;
	if (!match_merge(&have, w->change, true, &real))
		return OK;
	return library_book_edit(cx, &have, &real, w->out);
}

static enum err nobodys(struct ctx *cx)
{
	return fail(cx, ERR_NOT_FOUND, "there is no such book in this library");
}

enum err library_book_change(struct ctx *cx, str id, const struct book_change *c,
			     const struct expected *x, struct book *out)
{
	struct edit w = { id, c, x, out };

	if (!cx->actor.user_id.n || !uuid_valid(id))
		return nobodys(cx);
	return library_write(cx, edit, &w);
}

static enum err drop(struct ctx *cx, str id, const struct expected *x)
{
	struct book b;
	int64_t seq;
	enum err e;

	if ((e = store_book_get(cx, cx->actor.user_id, id, &b)) ||
	    (e = expect_seq(cx, x, library_book_tag(&b))) || (e = loan_drop_all(cx, b.id)) ||
	    (e = library_changed(cx, NOUN_BOOK, id, true, &seq)))
		return e;
	return store_book_delete(cx, cx->actor.user_id, id, cx->now_ms, seq);
}

enum err library_book_drop(struct ctx *cx, str id) { return drop(cx, id, &EXPECT_ANY); }

static enum err remove_one(struct ctx *cx, void *arg)
{
	const struct edit *w = arg;

	return drop(cx, w->id, w->expected);
}

enum err library_book_remove(struct ctx *cx, str id, const struct expected *x)
{
	struct edit w = { id, NULL, x, NULL };

	if (!cx->actor.user_id.n || !uuid_valid(id))
		return nobodys(cx);
	return library_write(cx, remove_one, &w);
}

enum err library_book(struct ctx *cx, str id, struct book *out)
{
	if (!cx->actor.user_id.n || !uuid_valid(id))
		return nobodys(cx);
	return store_book_get(cx, cx->actor.user_id, id, out);
}

enum err library_books(struct ctx *cx, struct book_list *out)
{
	*out = (struct book_list){ NULL, 0 };
	return cx->actor.user_id.n ? store_book_find(cx, cx->actor.user_id, out) : OK;
}

enum err library_books_each(struct ctx *cx, book_row *each, void *arg)
{
	return cx->actor.user_id.n ? store_book_each(cx, cx->actor.user_id, each, arg) : OK;
}

enum err library_books_page(struct ctx *cx, struct book_query q, struct book_list *out,
			    struct list_place *next)
{
	struct list_place *places;
	int64_t limit = q.limit ? q.limit : INT32_MAX;
	bool needs_keys = q.words[0].n || q.sort == BOOKS_BY_AUTHOR;
	enum err e;

	*out = (struct book_list){ NULL, 0 };
	*next = (struct list_place){ .id = S("") };
	if (!cx->actor.user_id.n)
		return OK;
	if (needs_keys && (e = keys_refresh(cx)))
		return e;
	q.limit = limit + 1; /* one more tells whether another page follows */
	if ((e = store_book_page(cx, cx->actor.user_id, &q, out, &places)) ||
	    out->n <= (size_t)limit)
		return e;
	out->n = (size_t)limit;
	*next = places[out->n - 1];
	return OK;
}

void library_book_words(struct ctx *cx, str typed, struct book_query *q)
{
	str rest = utf8_trim(utf8_plain(&cx->arena, typed));

	for (size_t i = 0; i + 1 < BOOK_QUERY_WORDS && rest.n; i++)
		q->words[i] = str_cut(&rest, ' ');
	if (rest.n)
		q->words[BOOK_QUERY_WORDS - 1] = rest;
}
