/* own_books.c - see own_books.h. Indexes are never changed: a newer one takes the place of an older one, which lasts as long as somebody asks it. */
#include "library/own_books.h"

#include "base/crypto.h"
#include "catalogue/own.h"
#include "store/books.h"
#include "store/changes.h"

#include <pthread.h>
#include <stdlib.h>

enum {
	CHANGES_MAX =
		256, /* since the library was read whole: each costs a row to read, all together some ms */
	AT_ONCE =
		2000, /* changes of a library that is indexed where others wait for it: some 20 ms */
	ID_BYTES = 37,
};

/* An index of some of a library's books. */
struct piece {
	struct own_index *index; /* NULL: there are none */
	char (*ids)[ID_BYTES];   /* of the copies, ascending */
	size_t n, bytes;
	int users; /* guarded by the lock */
};

/* A library at one moment. */
struct library {
	char user_id[ID_BYTES];
	int64_t whole_seq, seq;     /* of the last change that is in base; in both */
	struct piece *base, *delta; /* delta: may be NULL */
	bool *gone;                 /* of the base's books; NULL: all are there */
	size_t bytes;
	int users;
	struct library *next;
};

struct own_books {
	pthread_mutex_t lock;
	struct library *first; /* asked for last */
	size_t max_bytes;
	struct own_books_counts counts;
};

struct own_books *own_books_open(size_t max_bytes)
{
	struct own_books *o = xmalloc(sizeof *o);

	*o = (struct own_books){ .max_bytes = max_bytes };
	pthread_mutex_init(&o->lock, NULL);
	return o;
}

/* ---- who holds what; the lock is held ---- */

static void drop_piece(struct piece *p)
{
	if (!p || --p->users)
		return;
	own_index_free(p->index);
	free(p->ids);
	free(p);
}

static void drop(struct library *l)
{
	if (!l || --l->users)
		return;
	drop_piece(l->base);
	drop_piece(l->delta);
	free(l->gone);
	free(l);
}

static void forget(struct own_books *o, struct library **at)
{
	struct library *l = *at;

	*at = l->next;
	o->counts.bytes -= l->bytes;
	o->counts.libraries--;
	drop(l);
}

static struct library **find(struct own_books *o, str user_id)
{
	struct library **at = &o->first;

	while (*at && !str_eq(str_from((*at)->user_id), user_id))
		at = &(*at)->next;
	return at;
}

/* The person's, as it was last; one more holds it. */
static struct library *take(struct own_books *o, str user_id)
{
	struct library **at, *l;

	pthread_mutex_lock(&o->lock);
	at = find(o, user_id);
	if ((l = *at)) {
		*at = l->next;
		l->next = o->first;
		o->first = l;
		l->users++;
	}
	pthread_mutex_unlock(&o->lock);
	return l;
}

/* Two may have made one at a time: the newer stays. */
static void keep(struct own_books *o, struct library *l)
{
	struct library **at;

	pthread_mutex_lock(&o->lock);
	at = find(o, str_from(l->user_id));
	if (l->bytes <= o->max_bytes && !(*at && (*at)->seq > l->seq)) {
		if (*at)
			forget(o, at);
		l->next = o->first;
		o->first = l;
		l->users++;
		o->counts.bytes += l->bytes;
		o->counts.libraries++;
		for (at = &o->first; *at && o->counts.bytes > o->max_bytes;)
			if ((*at)->next)
				at = &(*at)->next;
			else {
				forget(o, at);
				at = &o->first;
			}
	}
	pthread_mutex_unlock(&o->lock);
}

static void forget_person(struct own_books *o, str user_id)
{
	struct library **at;

	pthread_mutex_lock(&o->lock);
	if (*(at = find(o, user_id)))
		forget(o, at);
	pthread_mutex_unlock(&o->lock);
}

void own_books_close(struct own_books *o)
{
	if (!o)
		return;
	while (o->first) {
		CHECK(o->first->users == 1);
		forget(o, &o->first);
	}
	pthread_mutex_destroy(&o->lock);
	free(o);
}

struct own_books_counts own_books_count(struct own_books *o)
{
	struct own_books_counts c;

	pthread_mutex_lock(&o->lock);
	c = o->counts;
	pthread_mutex_unlock(&o->lock);
	return c;
}

static void count(struct own_books *o, int64_t *what)
{
	pthread_mutex_lock(&o->lock);
	++*what;
	pthread_mutex_unlock(&o->lock);
}

/* ---- rows to an index ---- */

struct reading {
	struct ctx *cx;
	struct copy {
		char id[ID_BYTES];
		struct own_book book;
	} * items;
	size_t n, room;
};

/* One a line becomes "a; b", with no semicolon inside a name. */
static str authors_of(struct arena *a, str lines)
{
	struct buf b = buf_make(a, lines.n * 2 + 1);

	for (size_t i = 0; i < lines.n; i++)
		if (lines.p[i] == '\n')
			buf_add(&b, S("; "));
		else
			buf_addc(&b, lines.p[i] == ';' ? ',' : lines.p[i]);
	return b.n ? buf_str(&b) : (str){ NULL, 0 };
}

static str kept(struct arena *a, str s) { return s.n ? str_dup(a, s) : (str){ NULL, 0 }; }

/* What it is called: as it was when it came in; else, without an ISBN of its own, as the edition or the work that it is, so that
 * who has seen that one sees the same. */
static str name_of(const struct book *b)
{
	if (b->about.google_books_id.n || b->about.isbn13.n)
		return b->about.google_books_id;
	return b->link.edition.n ? b->link.edition : b->link.work;
}

static enum err read_copy(struct ctx *cx, const struct book *b, void *arg)
{
	struct reading *r = arg;
	struct arena *a = &r->cx->arena;
	struct copy *c;

	(void)cx;
	if (r->n == r->room) {
		r->room = r->room ? r->room * 2 : 256;
		r->items = realloc(r->items, r->room * sizeof *r->items);
		CHECK(r->items);
	}
	c = &r->items[r->n++];
	*c = (struct copy){ .book = { .id = kept(a, name_of(b)),
				      .edition = kept(a, b->link.edition),
				      .title = kept(a, b->about.title),
				      .subtitle = kept(a, b->about.subtitle),
				      .authors = authors_of(a, b->about.authors),
				      .publisher = kept(a, b->about.publisher),
				      .isbn13 = kept(a, b->about.isbn13),
				      .year = b->about.published_year == NUMBER_NONE
						      ? 0
						      : (int)b->about.published_year } };
	snprintf(c->id, sizeof c->id, STR_FMT, STR_ARG(b->id));
	return OK;
}

static int by_id(const void *a, const void *b) { return strcmp(a, b); }

static enum err make_piece(struct ctx *cx, struct reading *r, struct piece **out)
{
	struct own_book *books = xmalloc((r->n + 1) * sizeof *books);
	struct piece *p = xmalloc(sizeof *p);
	enum err e = OK;

	*p = (struct piece){ .n = r->n, .users = 1, .ids = xmalloc((r->n + 1) * ID_BYTES) };
	if (r->n)
		qsort(r->items, r->n, sizeof *r->items, by_id); /* its id comes first */
	for (size_t i = 0; i < r->n; i++) {
		memcpy(p->ids[i], r->items[i].id, ID_BYTES);
		books[i] = r->items[i].book;
	}
	if (r->n)
		e = own_index_make(cx, books, r->n, &p->index);
	p->bytes = r->n * ID_BYTES + sizeof *p + (p->index ? p->index->bytes : 0);
	free(books);
	if (e) {
		free(p->ids);
		free(p);
		return e;
	}
	*out = p;
	return OK;
}

static void weigh(struct library *l)
{
	l->bytes = sizeof *l + l->base->bytes + (l->delta ? l->delta->bytes : 0) +
		   (l->gone ? l->base->n : 0);
}

static struct library *library_of(str user_id, int64_t whole_seq, int64_t seq, struct piece *base)
{
	struct library *l = xmalloc(sizeof *l);

	*l = (struct library){ .whole_seq = whole_seq, .seq = seq, .base = base, .users = 1 };
	snprintf(l->user_id, sizeof l->user_id, STR_FMT, STR_ARG(user_id));
	return l;
}

/* All of it. `seq` was read before the rows: what is newer in them comes again with the changes after it. */
static enum err read_whole(struct ctx *cx, int64_t seq, struct library **out)
{
	struct ctx part = ctx_make(cx->app);
	struct reading r = { .cx = &part };
	struct piece *base;
	enum err e;

	if (!(e = store_book_each(cx, cx->actor.user_id, read_copy, &r)) &&
	    !(e = make_piece(cx, &r, &base))) {
		*out = library_of(cx->actor.user_id, seq, seq, base);
		weigh(*out);
	}
	free(r.items);
	ctx_end(&part);
	return e;
}

/* ---- what has changed since ---- */

static bool noted(const struct change_list *list, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (str_eq(list->items[k].item_id, list->items[i].item_id))
			return true;
	return false;
}

static enum err read_again(struct ctx *cx, str id, struct reading *r)
{
	struct book b;
	enum err e = store_book_get(cx, cx->actor.user_id, id, &b);

	if (e == ERR_NOT_FOUND) {
		ctx_forgive(cx);
		return OK;
	}
	return e ? e : read_copy(cx, &b, r);
}

static void mark_gone(const struct piece *base, str id, bool *gone)
{
	char key[ID_BYTES];
	const char(*at)[ID_BYTES];

	snprintf(key, sizeof key, STR_FMT, STR_ARG(id));
	at = bsearch(key, base->ids, base->n, ID_BYTES, by_id);
	if (at)
		gone[at - (const char(*)[ID_BYTES])base->ids] = true;
}

static enum err read_changed(struct ctx *cx, const struct change_list *changes, struct reading *r,
			     const struct piece *base, bool *gone)
{
	enum err e = OK;

	for (size_t i = 0; i < changes->n && !e; i++) {
		const struct change *c = &changes->items[i];

		if (c->noun != NOUN_BOOK || noted(changes, i))
			continue;
		mark_gone(base, c->item_id, gone);
		e = read_again(cx, c->item_id, r);
	}
	return e;
}

/* The base as it is, and a piece of what has changed over it. */
static enum err add_changes(struct ctx *cx, struct own_books *o, const struct library *old,
			    const struct change_list *changes, int64_t seq, struct library **out)
{
	bool *gone = xmalloc(old->base->n + 1);
	struct reading r = { .cx = cx };
	struct piece *delta = NULL;
	struct library *l;
	enum err e;

	memset(gone, 0, old->base->n + 1);
	if ((e = read_changed(cx, changes, &r, old->base, gone)) ||
	    (e = make_piece(cx, &r, &delta)))
		free(gone);
	free(r.items);
	if (e)
		return e;
	l = library_of(cx->actor.user_id, old->whole_seq, seq, old->base);
	l->delta = delta;
	l->gone = gone;
	weigh(l);
	pthread_mutex_lock(&o->lock);
	old->base->users++;
	pthread_mutex_unlock(&o->lock);
	*out = l;
	return OK;
}

/* Whether few enough changes lie between, and none of them has been forgotten. */
static enum err find_changes(struct ctx *cx, const struct library *old, int64_t floor,
			     struct change_list *changes, bool *few)
{
	enum err e;

	*few = false;
	if (!old || floor > old->whole_seq)
		return OK;
	e = store_change_find(cx, cx->actor.user_id, old->whole_seq, CHANGES_MAX + 1, changes);
	*few = !e && changes->n <= CHANGES_MAX;
	return e;
}

/* ---- asked ---- */

struct held {
	struct own_books *books;
	struct library *library;
};

static void release(void *arg)
{
	struct held *h = arg;

	pthread_mutex_lock(&h->books->lock);
	drop(h->library);
	pthread_mutex_unlock(&h->books->lock);
}

static void hold(struct ctx *cx, struct own_books *o, struct library *l)
{
	struct held *h = arena_new(&cx->arena, struct held, 1);

	*h = (struct held){ o, l };
	ctx_defer(cx, release, h);
}

static struct catalogue *with(struct ctx *cx, const struct library *l)
{
	struct own_indexes own = { .n = 0 };

	if (l->base->index) {
		own.items[own.n] = l->base->index;
		own.gone[own.n++] = l->gone;
	}
	if (l->delta && l->delta->index)
		own.items[own.n++] = l->delta->index;
	return own.n ? catalogue_with(cx, cx->app->catalogue, &own) : cx->app->catalogue;
}

/* A library that has changed since, or was never read. */
static enum err renew(struct ctx *cx, struct own_books *o, const struct library *old, int64_t seq,
		      int64_t floor, bool *later, struct library **out)
{
	struct change_list changes = { NULL, 0 };
	bool few, soon = *later;
	enum err e;

	*later = false;
	if ((e = find_changes(cx, old, floor, &changes, &few)))
		return e;
	*later = !few && soon && seq > AT_ONCE;
	if (*later)
		return OK;
	e = few ? add_changes(cx, o, old, &changes, seq, out) : read_whole(cx, seq, out);
	if (e)
		return e;
	count(o, few ? &o->counts.changed : &o->counts.whole);
	keep(o, *out);
	return OK;
}

enum err own_books_catalogue(struct ctx *cx, bool soon, bool *later, struct catalogue **out)
{
	struct own_books *o = cx->app->own_books;
	struct library *l, *now = NULL;
	int64_t seq, floor;
	enum err e;

	*later = false;
	*out = cx->app->catalogue;
	if (!o || !cx->actor.user_id.n)
		return OK;
	if ((e = store_changes_known(cx, cx->actor.user_id, &seq, &floor)))
		return e;
	if (!seq) {
		forget_person(o, cx->actor.user_id);
		return OK;
	}
	if ((l = take(o, cx->actor.user_id)))
		hold(cx, o, l);
	if (l && l->seq == seq) {
		count(o, &o->counts.kept);
		*out = with(cx, l);
		return OK;
	}
	*later = soon;
	if ((e = renew(cx, o, l, seq, floor, later, &now)) || *later)
		return e;
	hold(cx, o, now);
	*out = with(cx, now);
	return OK;
}
