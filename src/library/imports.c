/* imports.c - the life of an import; see imports.h. What becomes of a row is import_judge.c, undoing import_undo.c. */
#include "library/imports.h"

#include "base/crypto.h"
#include "base/utf8.h"
#include "library/import_judge.h"
#include "library/import_lines.h"
#include "library/import_people.h"
#include "library/import_read.h"
#include "library/writes.h"

enum { ROWS_AT_ONCE = 100 };

static enum err unknown(struct ctx *cx)
{
	return fail(cx, ERR_NOT_FOUND, "there is no such import");
}

static bool is_mine(struct ctx *cx, str id) { return cx->actor.user_id.n && uuid_valid(id); }

/* ---- storing ---- */

struct start {
	const struct import_file *file;
	struct import *m;
};

static enum err add_lines(struct ctx *cx, void *arg)
{
	const struct start *w = arg;
	enum err e;

	if ((e = library_changed(cx, NOUN_IMPORT, w->m->id, false, &w->m->seq)) ||
	    (e = store_import_add(cx, cx->actor.user_id, w->m)))
		return e;
	for (size_t i = 0; i < w->file->n && !e; i++) {
		struct import_line l = import_line_of(cx, &w->file->rows[i]);

		e = store_import_line_add(cx, cx->actor.user_id, w->m->id, &l);
	}
	return e;
}

enum err library_import_start(struct ctx *cx, const struct import_upload *u, struct import *out)
{
	struct import_file file;
	struct start w = { &file, out };
	enum err e;

	if ((e = import_read(cx, u->bytes, u->format, u->mapping, &file)))
		return e;
	*out = (struct import){
		.id = uuid_make(&cx->arena, cx->now_ms),
		.format = str_from(file.format),
		.mapping = str_or_null(u->mapping),
		.file_name = u->file_name.n ? utf8_head(u->file_name, FILE_NAME_MAX)
					    : (str){ NULL, 0 },
		.file_digest = crypto_digest_hex(&cx->arena, u->bytes),
		.state = u->preview ? IMPORT_PREVIEW : IMPORT_RUNNING,
		.rows = (int64_t)file.n,
		.of = { [ROW_WAITING] = (int64_t)file.n },
		.created_ms = cx->now_ms,
		.updated_ms = cx->now_ms,
	};
	if (str_eq(out->format, S("bookshelf")))
		out->people = import_people_of(cx, u->bytes);
	return library_write(cx, add_lines, &w);
}

/* ---- working ---- */

struct work {
	str id;
	struct import m;
	struct import_seen *seen; /* of a preview */
	bool more;
};

/* Under the lock: the state and the counts as they are now. */
static enum err save_import(struct ctx *cx, struct import *m)
{
	int64_t sum = 0;
	enum err e;

	for (size_t o = 0; o < IMPORT_OUTCOME__MAX; o++)
		sum += m->of[o];
	CHECK(sum == m->rows); /* the law: every row is one of them */
	m->updated_ms = cx->now_ms;
	if ((e = library_changed(cx, NOUN_IMPORT, m->id, false, &m->seq)))
		return e;
	return store_import_set(cx, cx->actor.user_id, m);
}

/* What would become of a row, when nothing is written. */
static enum err foresee(struct ctx *cx, struct work *w, struct import_line *l)
{
	struct book_entry row;
	struct verdict v;
	int64_t earlier;
	enum err e;

	if ((e = import_line_entry(cx, l, &row)) || (e = import_judge(cx, &row, &v)))
		return e;
	if (v.outcome == ROW_MATCHED || v.outcome == ROW_CREATED) {
		earlier = import_seen_before(cx, w->seen, &v.entry.says.about, l->number);
		if (earlier) {
			v.outcome = ROW_DUPLICATE;
			v.reason = str_fmt(&cx->arena, "the same book as row %lld",
					   (long long)earlier);
		}
	}
	l->outcome = v.outcome;
	l->reason = import_line_reason(cx, l, v.reason);
	return OK;
}

static enum err do_line(struct ctx *cx, struct work *w, struct import_line *l)
{
	enum err e = w->m.state == IMPORT_PREVIEW ? foresee(cx, w, l) : import_line_do(cx, l);

	if (e && err_http_status(e) < 500) { /* the rules refuse the row: its owner decides */
		l->outcome = ROW_NEEDS_YOU;
		l->reason = cx->err_text;
		ctx_forgive(cx);
		e = OK;
	}
	if (e)
		return e;
	w->m.of[ROW_WAITING]--;
	w->m.of[l->outcome]++;
	return store_import_line_set(cx, cx->actor.user_id, w->id, l);
}

/* The books are there: who has them follows. */
static enum err finish(struct ctx *cx, struct work *w)
{
	str people, added;
	enum err e;

	w->m.state = IMPORT_DONE;
	if ((e = store_import_people(cx, cx->actor.user_id, w->id, &people)) ||
	    (e = import_people(cx, people, &added)))
		return e;
	return store_import_people_set(cx, cx->actor.user_id, w->id, added);
}

static enum err do_some(struct ctx *cx, void *arg)
{
	struct work *w = arg;
	struct import_lines lines;
	enum err e;

	w->more = false;
	if ((e = store_import_get(cx, cx->actor.user_id, w->id, &w->m)))
		return e;
	if (w->m.state != IMPORT_PREVIEW && w->m.state != IMPORT_RUNNING)
		return OK;
	if (!w->m.of[ROW_WAITING] && w->m.state == IMPORT_PREVIEW)
		return OK;
	if ((e = store_import_lines(cx, cx->actor.user_id, w->id, ROW_WAITING, 0, ROWS_AT_ONCE,
				    &lines)))
		return e;
	for (size_t i = 0; i < lines.n && !e; i++)
		e = do_line(cx, w, &lines.items[i]);
	w->more = w->m.of[ROW_WAITING] > 0;
	if (!e && !w->more && w->m.state == IMPORT_RUNNING)
		e = finish(cx, w);
	return e ? e : save_import(cx, &w->m);
}

static enum err give_up(struct ctx *cx, void *arg)
{
	struct work *w = arg;
	enum err e;

	if ((e = store_import_get(cx, cx->actor.user_id, w->id, &w->m)))
		return e;
	w->m.state = IMPORT_FAILED;
	w->m.failure = S("something went wrong; what was imported before can be undone");
	return save_import(cx, &w->m);
}

/* A preview's memory of its rows is in the process: it is made from the beginning. */
static enum err reset(struct ctx *cx, void *arg)
{
	struct work *w = arg;
	enum err e;

	for (size_t o = 0; o < IMPORT_OUTCOME__MAX; o++)
		w->m.of[o] = o == ROW_WAITING ? w->m.rows : 0;
	if ((e = store_import_lines_reset(cx, cx->actor.user_id, w->id)))
		return e;
	return save_import(cx, &w->m);
}

/* Some rows, with memory of their own: an import may be long. */
static enum err do_piece(struct ctx *cx, struct work *w)
{
	struct ctx piece = ctx_make(cx->app);
	enum err e;

	piece.db = cx->db;
	piece.actor = cx->actor;
	if ((e = library_write(&piece, do_some, w)))
		e = fail(cx, e, STR_FMT, STR_ARG(piece.err_text));
	piece.db = NULL; /* it is lent to cx */
	ctx_end(&piece);
	return e;
}

static enum err work_on(struct ctx *cx, struct work *w, import_progress *progress, void *arg)
{
	enum err e = OK;

	do {
		e = do_piece(cx, w);
		if (!e && progress && !progress(arg, w->m.rows - w->m.of[ROW_WAITING], w->m.rows))
			w->more = false;
	} while (!e && w->more);
	return e;
}

enum err library_import_work(struct ctx *cx, str id, import_progress *progress, void *arg,
			     struct import *out)
{
	struct arena memory = ARENA_INIT;
	struct work w = { .id = id };
	enum err e;

	if ((e = library_import_get(cx, id, &w.m)))
		return e;
	if (w.m.state == IMPORT_PREVIEW) {
		w.seen = import_seen_make(&memory, w.m.rows);
		e = library_write(cx, reset, &w);
	}
	if (!e)
		e = work_on(cx, &w, progress, arg);
	arena_free(&memory);
	if (e && e != ERR_UNAVAILABLE && e != ERR_NO_SPACE) {
		ctx_forgive(cx);
		e = library_write(cx, give_up, &w);
	}
	return e ? e : library_import_get(cx, id, out);
}

/* ---- asking ---- */

enum err library_import_get(struct ctx *cx, str id, struct import *out)
{
	return is_mine(cx, id) ? store_import_get(cx, cx->actor.user_id, id, out) : unknown(cx);
}

enum err library_imports(struct ctx *cx, struct import_list *out)
{
	*out = (struct import_list){ NULL, 0 };
	return cx->actor.user_id.n ? store_import_find(cx, cx->actor.user_id, out) : OK;
}

enum err library_import_same(struct ctx *cx, const struct import *m, str *out)
{
	return store_import_same_file(cx, cx->actor.user_id, m, out);
}

enum err library_import_lines(struct ctx *cx, str id, enum import_outcome outcome, int64_t after,
			      int64_t max, struct import_lines *out)
{
	struct import m;
	enum err e;

	if ((e = library_import_get(cx, id, &m)))
		return e;
	return store_import_lines(cx, cx->actor.user_id, id, outcome, after, max, out);
}

/* ---- deciding ---- */

static enum err apply(struct ctx *cx, void *arg)
{
	struct work *w = arg;
	enum err e;

	if ((e = store_import_get(cx, cx->actor.user_id, w->id, &w->m)))
		return e;
	if (w->m.state != IMPORT_PREVIEW)
		return fail(cx, ERR_CONFLICT, "this import is no preview any more");
	if (w->m.of[ROW_WAITING])
		return fail(cx, ERR_CONFLICT, "the preview is still being made");
	w->m.state = IMPORT_RUNNING;
	return reset(cx, w);
}

enum err library_import_apply(struct ctx *cx, str id, struct import *out)
{
	struct work w = { .id = id };
	enum err e;

	if (!is_mine(cx, id))
		return unknown(cx);
	e = library_write(cx, apply, &w);
	*out = w.m;
	return e;
}

struct answer {
	str id, title;
	int64_t number;
	enum import_answer answer;
	struct import_line *out;
};

static enum err answer(struct ctx *cx, void *arg)
{
	const struct answer *w = arg;
	struct import m;
	enum err e;

	if ((e = store_import_get(cx, cx->actor.user_id, w->id, &m)) ||
	    (e = store_import_line_get(cx, cx->actor.user_id, w->id, w->number, w->out)))
		return e;
	if (m.state != IMPORT_DONE || w->out->outcome != ROW_NEEDS_YOU)
		return fail(cx, ERR_CONFLICT, "this row does not need an answer");
	if ((e = import_line_answer(cx, w->out, w->answer, w->title)) ||
	    (e = store_import_line_set(cx, cx->actor.user_id, w->id, w->out)))
		return e;
	m.of[ROW_NEEDS_YOU]--;
	m.of[w->out->outcome]++;
	return save_import(cx, &m);
}

enum err library_import_answer(struct ctx *cx, str id, int64_t number, enum import_answer say,
			       str title, struct import_line *out)
{
	struct answer w = { id, title, number, say, out };

	return is_mine(cx, id) ? library_write(cx, answer, &w) : unknown(cx);
}
