/* trash.c - see trash.h. */
#include "library/trash.h"

#include "base/crypto.h"
#include "library/loans.h"
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

/* What is purged was a tombstone to every reader already: no change to tell. */
static enum err remove_one(struct ctx *cx, void *arg)
{
	const str *id = arg;
	struct trash_item it;
	enum err e;

	if ((e = store_trash_get(cx, cx->actor.user_id, *id, &it)) ||
	    (e = store_trash_age(cx, cx->actor.user_id, &it)))
		return e;
	return store_trash_purge(cx, cx->actor.user_id, 1, cx->now_ms - TRASH_KEPT_MS);
}

enum err library_trash_remove(struct ctx *cx, str id)
{
	if (!cx->actor.user_id.n || !uuid_valid(id))
		return unknown(cx);
	return library_write(cx, remove_one, &id);
}

static enum err empty(struct ctx *cx, void *arg)
{
	struct trash_list list;
	size_t *n = arg;
	enum err e;

	if ((e = store_trash_find(cx, cx->actor.user_id, &list)))
		return e;
	*n = list.n;
	return store_trash_purge(cx, cx->actor.user_id, INT64_MAX, cx->now_ms - TRASH_KEPT_MS);
}

enum err library_trash_empty(struct ctx *cx, size_t *n)
{
	*n = 0;
	return cx->actor.user_id.n ? library_write(cx, empty, n) : OK;
}

static enum err purge_person(struct ctx *cx, void *arg)
{
	int64_t before_ms = cx->now_ms - TRASH_KEPT_MS;

	(void)arg;
	return store_trash_purge(cx, cx->actor.user_id, before_ms, before_ms);
}

enum err library_trash_purge(struct ctx *cx, size_t *people)
{
	struct actor before = cx->actor;
	struct id_list who;
	enum err e;

	*people = 0;
	if ((e = store_trash_people(cx, cx->now_ms - TRASH_KEPT_MS, PEOPLE_AT_ONCE, &who)))
		return e;
	for (size_t i = 0; i < who.n && !e; i++) {
		cx->actor = (struct actor){ .user_id = who.items[i] };
		e = library_write(cx, purge_person, NULL);
		*people += !e;
	}
	cx->actor = before;
	return e;
}
