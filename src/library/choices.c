/* choices.c - see choices.h. */
#include "library/choices.h"

#include "base/crypto.h"
#include "library/writes.h"

enum err choice_find(struct ctx *cx, const struct book_origin *o, struct scan_choice *before,
		     bool *found)
{
	int64_t candidates;
	enum err e;

	*found = false;
	if (!o->scan_id.n)
		return OK;
	e = store_choice_get(cx, cx->actor.user_id, o->scan_id, o->spine, before, &candidates);
	if (e == ERR_NOT_FOUND) {
		ctx_forgive(cx);
		return OK;
	}
	if (!e && o->candidate != NUMBER_NONE && o->candidate >= candidates)
		return fail_field(cx, S("candidateIndex"),
				  "this spine of the scan has no such candidate");
	*found = !e;
	return e;
}

static enum err set(struct ctx *cx, str scan_id, int64_t spine, const struct scan_choice *c)
{
	int64_t seq;
	enum err e;

	if ((e = library_changed(cx, NOUN_SCAN, scan_id, false, &seq)) ||
	    (e = store_choice_set(cx, cx->actor.user_id, scan_id, spine, c)))
		return e;
	return store_scan_touch(cx, cx->actor.user_id, scan_id, cx->now_ms, seq);
}

enum err choice_record(struct ctx *cx, const struct book_origin *o,
		       const struct scan_choice *before, const struct book_saved *saved)
{
	struct scan_choice c = {
		.made = o->candidate == NUMBER_NONE ? CHOICE_CORRECTED : CHOICE_CONFIRMED,
		.candidate = o->candidate,
		.book_id = saved->book.id,
		.created = saved->outcome == BOOK_CREATED,
		.at_ms = cx->now_ms,
	};

	/* Said once more: what made the book, and when, stays true. */
	if (before->book_id.p && str_eq(before->book_id, c.book_id)) {
		c.created = before->created;
		c.at_ms = before->at_ms;
	}
	return set(cx, o->scan_id, o->spine, &c);
}

struct decision {
	str scan_id;
	int64_t spine;
	bool dismissed;
};

static enum err decide(struct ctx *cx, void *arg)
{
	const struct decision *d = arg;
	struct scan_choice c;
	int64_t candidates;
	enum err e;

	if ((e = store_choice_get(cx, cx->actor.user_id, d->scan_id, d->spine, &c, &candidates)) ||
	    c.made == (d->dismissed ? CHOICE_DISMISSED : CHOICE_NONE))
		return e;
	c = (struct scan_choice){ .made = d->dismissed ? CHOICE_DISMISSED : CHOICE_NONE,
				  .candidate = NUMBER_NONE,
				  .at_ms = d->dismissed ? cx->now_ms : NUMBER_NONE };
	return set(cx, d->scan_id, d->spine, &c);
}

enum err library_choice_set(struct ctx *cx, str scan_id, int64_t spine, bool dismissed)
{
	struct decision d = { scan_id, spine, dismissed };

	if (!cx->actor.user_id.n || !uuid_valid(scan_id))
		return fail(cx, ERR_NOT_FOUND, "there is no such spine in this library");
	return library_write(cx, decide, &d);
}

enum err library_book_origins(struct ctx *cx, str book_id, struct origin_list *out)
{
	struct book b;
	enum err e;

	if ((e = library_book(cx, book_id, &b)))
		return e;
	return store_origin_find(cx, cx->actor.user_id, book_id, out);
}
