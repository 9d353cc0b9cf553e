/* import_undo.c - taking an import back: what it made goes, what it filled is emptied, what was changed since stays. */
#include "base/crypto.h"
#include "library/books.h"
#include "library/entry_json.h"
#include "library/import_people.h"
#include "library/imports.h"
#include "library/writes.h"

#include <math.h>

enum { ROWS_AT_ONCE = 500 };

struct undo {
	str id;
	int64_t after; /* the last row that is done */
	bool more;
	struct import_undone *out;
};

/* What was filled and is still as it was filled: to be emptied. */
static bool take_back(const struct book *now, const struct book_change *filled,
		      struct book_change *out)
{
	*out = book_change_make();
	if (!isnan(filled->rating) && filled->rating == now->rating)
		out->rating = -1;
	if (filled->review.n && str_eq(filled->review, now->review))
		out->review = S("");
	if (filled->tags.n && str_eq(filled->tags, now->tags))
		out->tags = S("");
	if (filled->started_ms != NUMBER_NONE && filled->started_ms == now->started_ms)
		out->started_ms = NUMBER_CLEAR;
	if (filled->finished_ms != NUMBER_NONE && filled->finished_ms == now->finished_ms)
		out->finished_ms = NUMBER_CLEAR;
	return out->rating < 0 || out->review.p || out->tags.p || out->started_ms != NUMBER_NONE ||
	       out->finished_ms != NUMBER_NONE;
}

static enum err empty(struct ctx *cx, const struct book *now, const struct import_line *l,
		      struct import_undone *out)
{
	const struct jval *v;
	struct book_entry filled;
	struct book_change c;
	struct book after;
	enum err e;

	if ((e = jval_read(cx, l->filled, &v)))
		return e;
	filled = entry_read(v);
	if (!take_back(now, &filled.says, &c)) {
		out->kept++;
		return OK;
	}
	out->restored++;
	return library_book_edit(cx, now, &c, &after);
}

/* A copy that this import made: a later row of the same file may have filled it, which is no change of its owner's. */
static enum err take_away(struct ctx *cx, str import_id, const struct book *now,
			  struct import_undone *out)
{
	int64_t ours;
	enum err e;

	if ((e = store_import_last_seq(cx, cx->actor.user_id, import_id, now->id, &ours)))
		return e;
	if (now->seq != ours) {
		out->kept++;
		return OK;
	}
	out->removed++;
	return library_book_drop(cx, now->id);
}

static enum err undo_line(struct ctx *cx, str import_id, const struct import_line *l,
			  struct import_undone *out)
{
	bool made = l->outcome == ROW_MATCHED || l->outcome == ROW_CREATED;
	struct book now;
	enum err e;

	if (!l->user_book_id.n || l->book_seq == NUMBER_NONE)
		return OK;
	e = store_book_get(cx, cx->actor.user_id, l->user_book_id, &now);
	if (e == ERR_NOT_FOUND) { /* deleted by its owner meanwhile */
		ctx_forgive(cx);
		return OK;
	}
	if (e)
		return e;
	if (l->filled.n)
		return empty(cx, &now, l, out);
	return made ? take_away(cx, import_id, &now, out) : OK;
}

/* After the books, which took their loans along. */
static enum err undo_people(struct ctx *cx, str import_id)
{
	str added;
	enum err e = store_import_people(cx, cx->actor.user_id, import_id, &added);

	return e ? e : import_people_undo(cx, added);
}

static enum err undo_some(struct ctx *cx, void *arg)
{
	struct undo *w = arg;
	struct import_undone before = *w->out;
	struct import_lines lines;
	struct import m;
	enum err e;

	if ((e = store_import_get(cx, cx->actor.user_id, w->id, &m)))
		return e;
	if (m.state != IMPORT_DONE && m.state != IMPORT_FAILED)
		return fail(cx, ERR_CONFLICT, "only an import that was carried out can be undone");
	if ((e = store_import_lines(cx, cx->actor.user_id, w->id, IMPORT_OUTCOME__MAX, w->after,
				    ROWS_AT_ONCE, &lines)))
		return e;
	for (size_t i = 0; i < lines.n && !e; i++)
		e = undo_line(cx, w->id, &lines.items[i], w->out);
	if (!e && lines.n < ROWS_AT_ONCE && !(e = undo_people(cx, w->id))) {
		m.state = IMPORT_UNDONE;
		m.updated_ms = cx->now_ms;
		if (!(e = library_changed(cx, NOUN_IMPORT, m.id, false, &m.seq)))
			e = store_import_set(cx, cx->actor.user_id, &m);
	}
	if (e)
		*w->out = before; /* it may be run again */
	w->more = lines.n == ROWS_AT_ONCE;
	w->after = !e && lines.n ? lines.items[lines.n - 1].number : w->after;
	return e;
}

enum err library_import_undo(struct ctx *cx, str id, struct import_undone *out)
{
	struct undo w = { .id = id, .more = true, .out = out };
	enum err e = OK;

	*out = (struct import_undone){ 0 };
	if (!cx->actor.user_id.n || !uuid_valid(id))
		return fail(cx, ERR_NOT_FOUND, "there is no such import");
	while (w.more && !e)
		e = library_write(cx, undo_some, &w);
	return e;
}
