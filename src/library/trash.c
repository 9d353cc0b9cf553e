/* trash.c - see trash.h. */
#include "library/trash.h"

#include "base/crypto.h"
#include "library/loans.h"
#include "library/photos.h"
#include "library/scans.h"
#include "library/writes.h"

enum { PEOPLE_AT_ONCE = 100 };

enum err library_trash(struct ctx *cx, struct trash_list *out)
{
	*out = (struct trash_list){ NULL, 0 };
	return cx->actor.user_id.n ? store_trash_find(cx, cx->actor.user_id, out) : OK;
}

struct one {
	str id;
	struct trash_item *out;
};

static enum err bring_back(struct ctx *cx, const struct trash_item *it)
{
	int64_t seq;
	enum err e;

	if ((e = library_changed(cx, it->noun, it->id, false, &seq)))
		return e;
	return store_trash_restore(cx, cx->actor.user_id, it, seq);
}

static enum err restore_one(struct ctx *cx, void *arg)
{
	const struct one *w = arg;
	struct trash_list loans = { NULL, 0 };
	str clash;
	enum err e;

	if ((e = store_trash_get(cx, cx->actor.user_id, w->id, w->out)) ||
	    (e = store_trash_clash(cx, cx->actor.user_id, w->out, &clash)))
		return e;
	if (clash.n)
		return fail(cx, ERR_CONFLICT, STR_FMT, STR_ARG(clash));
	if ((e = bring_back(cx, w->out)))
		return e;
	if (w->out->noun == NOUN_BOOK)
		e = store_trash_loans_of(cx, cx->actor.user_id, w->out, &loans);
	for (size_t i = 0; i < loans.n && !e; i++)
		e = bring_back(cx, &loans.items[i]);
	if (!e && w->out->noun == NOUN_LOAN)
		e = loan_mark_book(cx, w->out->book_id);
	return e;
}

static enum err unknown(struct ctx *cx)
{
	return fail(cx, ERR_NOT_FOUND, "there is no such thing in the trash");
}

enum err library_trash_restore(struct ctx *cx, str id, struct trash_item *out)
{
	struct one w = { id, out };

	if (!cx->actor.user_id.n || !uuid_valid(id))
		return unknown(cx);
	return library_write(cx, restore_one, &w);
}

/* What goes for good, and the photos of the scans among it. */
struct letting_go {
	str id; /* empty: all */
	size_t n;
	str *photos;
	size_t nphotos;
};

static enum err find_photos(struct ctx *cx, struct letting_go *g)
{
	struct scan_row_list scans;
	enum err e = store_photo_find(cx, cx->actor.user_id, (str){ NULL, 0 }, &scans);

	if (e)
		return e;
	g->photos = arena_new(&cx->arena, str, scans.n);
	g->nphotos = 0;
	for (size_t i = 0; i < scans.n; i++) {
		const struct scan_row *s = &scans.items[i];

		if (s->deleted && (!g->id.n || str_eq(g->id, s->id)))
			g->photos[g->nphotos++] = photo_name_of(cx, s->photo, s->photo_type);
	}
	return OK;
}

/* What is purged was a tombstone to every reader already: no change to tell. */
static enum err remove_one(struct ctx *cx, void *arg)
{
	struct letting_go *g = arg;
	struct trash_item it;
	enum err e;

	if ((e = store_trash_get(cx, cx->actor.user_id, g->id, &it)) || (e = find_photos(cx, g)) ||
	    (e = store_trash_age(cx, cx->actor.user_id, &it)))
		return e;
	return store_trash_purge(cx, cx->actor.user_id, 1, cx->now_ms - TRASH_KEPT_MS);
}

static enum err empty(struct ctx *cx, void *arg)
{
	struct letting_go *g = arg;
	struct trash_list list;
	enum err e;

	if ((e = store_trash_find(cx, cx->actor.user_id, &list)) || (e = find_photos(cx, g)))
		return e;
	g->n = list.n;
	return store_trash_purge(cx, cx->actor.user_id, INT64_MAX, cx->now_ms - TRASH_KEPT_MS);
}

/* The rows go first; a file that stays behind is swept one day. */
static enum err let_go(struct ctx *cx, write_work *work, struct letting_go *g)
{
	enum err e = library_write(cx, work, g);

	if (!e && g->nphotos && library_photos_release(cx, g->photos, g->nphotos))
		ctx_forgive(cx);
	return e;
}

enum err library_trash_remove(struct ctx *cx, str id)
{
	struct letting_go g = { .id = id };

	if (!cx->actor.user_id.n || !uuid_valid(id))
		return unknown(cx);
	return let_go(cx, remove_one, &g);
}

enum err library_trash_empty(struct ctx *cx, size_t *n)
{
	struct letting_go g = { .id = S("") };
	enum err e = cx->actor.user_id.n ? let_go(cx, empty, &g) : OK;

	*n = e ? 0 : g.n;
	return e;
}

static enum err purge_person(struct ctx *cx, void *arg)
{
	int64_t before_ms = cx->now_ms - TRASH_KEPT_MS;

	(void)arg;
	return store_trash_purge(cx, cx->actor.user_id, before_ms, before_ms);
}

static enum err purge_some(struct ctx *cx, size_t *n)
{
	struct id_list who;
	enum err e;

	*n = 0;
	if ((e = store_trash_people(cx, cx->now_ms - TRASH_KEPT_MS, PEOPLE_AT_ONCE, &who)))
		return e;
	for (; *n < who.n && !e; *n += !e) {
		cx->actor = (struct actor){ .user_id = who.items[*n] };
		e = library_write(cx, purge_person, NULL);
	}
	return e;
}

enum err library_trash_purge(struct ctx *cx, size_t *people)
{
	struct actor before = cx->actor;
	size_t n = PEOPLE_AT_ONCE;
	enum err e = OK;

	*people = 0;
	while (!e && n == PEOPLE_AT_ONCE) {
		e = purge_some(cx, &n);
		*people += n;
	}
	cx->actor = before;
	return e;
}
