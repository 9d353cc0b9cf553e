/* writes.c - see writes.h. */
#include "library/writes.h"

#include "library/users.h"

/* A library of so many changes is large enough for the database to look at its tables. */
enum { LARGE = 150 };

struct write {
	write_work *work;
	void *arg;
	str user_id;    /* as known before: empty for who is new */
	int64_t before; /* the last number before this write */
};

/* The numbers are counted in the actor and stored once, at the end: a batch has hundreds. */
static enum err locked(struct ctx *cx, void *arg)
{
	struct write *w = arg;
	enum err e;

	cx->actor.user_id = w->user_id;
	if ((e = library_actor_ensure(cx)) ||
	    (e = store_changes_lock(cx, cx->actor.user_id, &w->before)))
		return e;
	cx->actor.change_seq = w->before;
	if ((e = w->work(cx, w->arg)) || cx->actor.change_seq == w->before)
		return e;
	return store_changes_set(cx, cx->actor.user_id, cx->actor.change_seq);
}

enum err library_write(struct ctx *cx, write_work *work, void *arg)
{
	struct write w = { work, arg, cx->actor.user_id, 0 };
	enum err e = db_transaction(cx, locked, &w);

	if (e)
		cx->actor.user_id = w.user_id; /* who was new is new still */
	else if (w.before < LARGE && cx->actor.change_seq >= LARGE && store_measure(cx))
		ctx_forgive(cx); /* it is written all the same */
	return e;
}

enum err library_changed(struct ctx *cx, enum noun noun, str item_id, bool deleted, int64_t *seq)
{
	struct change c = { .seq = ++cx->actor.change_seq,
			    .noun = noun,
			    .item_id = item_id,
			    .deleted = deleted,
			    .at_ms = cx->now_ms };

	*seq = c.seq;
	return store_change_add(cx, cx->actor.user_id, &c);
}

enum err library_changes_last(struct ctx *cx, int64_t *seq)
{
	*seq = 0;
	return cx->actor.user_id.n ? store_changes_last(cx, cx->actor.user_id, seq) : OK;
}
