/* import_lines.c - see import_lines.h. */
#include "library/import_lines.h"

#include "base/crypto.h"
#include "library/entry_json.h"
#include "library/import_judge.h"
#include "library/match.h"

enum { LINE_MAX = 4 << 20 };

/* ---- stored ---- */

static str entry_text(struct ctx *cx, const struct book_entry *e)
{
	struct buf b = buf_make(&cx->arena, LINE_MAX);
	struct json j = json_make(&b);

	entry_put(&j, NULL, e);
	CHECK(!b.full);
	return buf_str(&b);
}

struct import_line import_line_of(struct ctx *cx, const struct import_row *row)
{
	const struct edition *a = &row->entry.says.about;
	str authors = a->authors;

	return (struct import_line){
		.number = row->number,
		.outcome = ROW_WAITING,
		.title = str_or_null(a->title),
		.author = authors.n ? str_cut(&authors, '\n') : (str){ NULL, 0 },
		.data = row->data.n ? row->data : S("{}"),
		.entry = entry_text(cx, &row->entry),
		.problems = str_or_null(row->problems),
		.book_seq = NUMBER_NONE,
	};
}

enum err import_line_entry(struct ctx *cx, const struct import_line *l, struct book_entry *out)
{
	const struct jval *v;
	enum err e;

	if (!(e = jval_read(cx, l->entry, &v)))
		*out = entry_read(v);
	return e;
}

str import_line_reason(struct ctx *cx, const struct import_line *l, str reason)
{
	if (!l->problems.n || !reason.n)
		return l->problems.n ? l->problems : str_or_null(reason);
	return str_fmt(&cx->arena, STR_FMT "\n" STR_FMT, STR_ARG(reason), STR_ARG(l->problems));
}

/* ---- carried out ---- */

/* The state that a duplicate fills: what undoing compares and takes back. */
static str filled_of(struct ctx *cx, const struct book_change *c)
{
	struct book_entry e = book_entry_make();

	e.says = *c;
	return entry_text(cx, &e);
}

static enum err fill(struct ctx *cx, const struct verdict *v, struct import_line *l)
{
	struct book_change c;
	struct book after;
	enum err e;

	l->user_book_id = v->have.id;
	if (!import_fills(&v->have, &v->entry, &c))
		return OK;
	if ((e = library_book_edit(cx, &v->have, &c, &after)))
		return e;
	l->filled = filled_of(cx, &c);
	l->book_seq = after.seq;
	return OK;
}

/* A copy exported here comes back as it was, with its id, unless that is taken. */
static enum err as_it_was(struct ctx *cx, const struct book_entry *entry, bool *out)
{
	struct book taken;
	enum err e;

	*out = false;
	if (!uuid_valid(entry->id))
		return OK;
	e = store_book_get(cx, cx->actor.user_id, entry->id, &taken);
	if (e == ERR_NOT_FOUND) {
		ctx_forgive(cx);
		e = store_book_get_deleted(cx, cx->actor.user_id, entry->id, &taken);
	}
	if (e != ERR_NOT_FOUND)
		return e;
	ctx_forgive(cx);
	*out = true;
	return OK;
}

static enum err add(struct ctx *cx, const struct book_entry *entry, struct import_line *l)
{
	struct book_entry from_elsewhere = *entry;
	struct book_saved saved = { .err = OK };
	enum err e;

	if ((e = as_it_was(cx, entry, &from_elsewhere.as_it_was)) ||
	    (e = library_book_put(cx, &from_elsewhere, BOOK_FILL, &saved)))
		return e;
	l->user_book_id = saved.book.id;
	if (saved.outcome == BOOK_CREATED)
		l->book_seq = saved.book.seq;
	else
		l->outcome = ROW_DUPLICATE;
	return OK;
}

enum err import_line_do(struct ctx *cx, struct import_line *l)
{
	struct book_entry row;
	struct verdict v;
	enum err e;

	if ((e = import_line_entry(cx, l, &row)) || (e = import_judge(cx, &row, &v)))
		return e;
	l->outcome = v.outcome;
	l->reason = import_line_reason(cx, l, v.reason);
	if (v.outcome == ROW_DUPLICATE)
		return fill(cx, &v, l);
	return v.outcome == ROW_NEEDS_YOU ? OK : add(cx, &v.entry, l);
}

/* ---- answered ---- */

static enum err take_isbn(struct ctx *cx, struct book_entry *entry)
{
	struct catalogue_book known;
	bool found;
	enum err e;

	if ((e = import_by_isbn(cx, entry->says.about.isbn13, &known, &found)))
		return e;
	if (!found)
		return fail(cx, ERR_CONFLICT, "the catalogue does not know this row's ISBN");
	entry->says.about = book_entry_of(cx, &known).says.about;
	return OK;
}

/* Into the library: a book that is there is filled, and undo knows with what. */
static enum err settle(struct ctx *cx, const struct book_entry *row, bool must_be_there,
		       struct import_line *l)
{
	struct verdict v = { .entry = *row };
	bool found;
	str edition;
	enum err e;

	if ((e = match_find(cx, row, &v.have, &found, &edition)))
		return e;
	if (!found)
		return must_be_there ? fail(cx, ERR_CONFLICT, "you have no book of this title")
				     : add(cx, row, l);
	l->outcome = ROW_DUPLICATE;
	return fill(cx, &v, l);
}

enum err import_line_answer(struct ctx *cx, struct import_line *l, enum import_answer answer,
			    str title)
{
	struct book_entry row;
	enum err e;

	if (answer == IMPORT_SKIP) {
		l->reason = S("left out by you");
		return OK;
	}
	if ((e = import_line_entry(cx, l, &row)))
		return e;
	if (answer == IMPORT_ISBN && (e = take_isbn(cx, &row)))
		return e;
	if (answer == IMPORT_CREATE && row.says.about.title.n)
		row.says.about.isbn13 = row.says.about.isbn10 = (str){ NULL, 0 };
	if (title.n)
		row.says.about.title = title;
	l->outcome = answer == IMPORT_ISBN ? ROW_MATCHED : ROW_CREATED;
	l->reason = (str){ NULL, 0 };
	return settle(cx, &row, answer == IMPORT_SAME, l);
}
