/* intake.c - see intake.h. */
#include "catalogue/intake.h"

#include "base/utf8.h"
#include "catalogue/language.h"

#include <stdlib.h>

void intake_make(struct intake *in, struct spill *spill, struct authors *authors,
		 struct intake_filter filter)
{
	*in = (struct intake){ .spill = spill, .authors = authors, .filter = filter };
}

void intake_free(struct intake *in)
{
	for (size_t i = 0; i < countof(in->moved); i++)
		moved_free(&in->moved[i]);
	bytes_free(&in->row);
}

static bool wanted(const struct intake *in, str language)
{
	str left = in->filter.languages, code = language_code(language);

	if (!left.n || !code.n)
		return true;
	while (left.n)
		if (str_eq(language_code(utf8_trim(str_cut(&left, ','))), code))
			return true;
	return false;
}

static void put(struct intake *in, enum row_kind kind, const struct entry *e)
{
	struct row row = { .kind = kind, .entry = *e };

	row.entry.work = moved_find(&in->moved[DUMP_WORK], e->work);
	row.group = row_group(&row.entry);
	in->row.n = 0;
	row_pack(&in->row, &row);
	spill_add(in->spill, row_bucket(row.group), in->row.p, in->row.n);
}

static void take_edition(struct ctx *cx, struct intake *in, const struct entry *e, int64_t line)
{
	if (!wanted(in, e->language)) {
		skips_add(cx, &in->skips, "in a language that is not wanted", line, e->title);
		return;
	}
	in->editions++;
	put(in, ROW_EDITION, e);
}

void intake_edition(struct ctx *cx, struct intake *in, const struct entry *e, int64_t line)
{
	in->rows++;
	take_edition(cx, in, e, line);
}

void intake_refuse(struct ctx *cx, struct intake *in, const char *reason, int64_t line, str text)
{
	in->rows++;
	skips_add(cx, &in->skips, reason, line, text);
}

static void note_day(struct intake *in, str modified)
{
	size_t n = sizeof in->newest - 1;

	if (modified.n < n || memcmp(modified.p, in->newest, n) <= 0)
		return;
	memcpy(in->newest, modified.p, n);
}

static void take_redirect(struct intake *in, const struct dump_row *row)
{
	in->redirects++;
	in->late_moves |= row->of == DUMP_WORK && in->editions + in->works > 0;
	moved_add(&in->moved[row->of], row->number, row->to);
}

void intake_dump(struct ctx *cx, struct intake *in, const struct dump_row *row, int64_t line,
		 str text)
{
	in->rows++;
	note_day(in, row->modified);
	switch (row->kind) {
	case DUMP_EDITION: take_edition(cx, in, &row->entry, line); break;
	case DUMP_WORK:
		in->works++;
		put(in, ROW_WORK, &row->entry);
		break;
	case DUMP_AUTHOR:
		in->names++;
		authors_add(in->authors, row->number, row->name, row->also);
		break;
	case DUMP_REDIRECT: take_redirect(in, row); break;
	case DUMP_NOTHING: skips_add(cx, &in->skips, "deleted, or no book", line, S("")); break;
	case DUMP_REFUSED: skips_add(cx, &in->skips, row->refused, line, text); break;
	}
}

/* ---- for a later process ---- */

static void save_moved(struct bytes *out, const struct moved *m)
{
	uint32_t at = 0, from, to;

	bytes_number(out, m->n);
	while (moved_next(m, &at, &from, &to)) {
		bytes_number(out, from);
		bytes_number(out, to);
	}
}

static void restore_moved(struct unpack *u, struct moved *m)
{
	for (uint64_t n = unpack_number(u); n && !u->bad; n--) {
		uint32_t from = (uint32_t)unpack_number(u), to = (uint32_t)unpack_number(u);

		if (!u->bad)
			moved_add(m, from, to);
	}
}

void intake_save(const struct intake *in, struct bytes *out)
{
	bytes_signed(out, in->rows);
	bytes_signed(out, in->editions);
	bytes_signed(out, in->works);
	bytes_signed(out, in->names);
	bytes_signed(out, in->redirects);
	bytes_number(out, in->late_moves);
	bytes_str(out, str_from(in->newest));
	for (size_t i = 0; i < countof(in->moved); i++)
		save_moved(out, &in->moved[i]);
	bytes_number(out, in->skips.n);
	for (size_t i = 0; i < in->skips.n; i++) {
		bytes_str(out, str_from(in->skips.items[i].reason));
		bytes_signed(out, in->skips.items[i].n);
	}
}

static void restore_skips(struct ctx *cx, struct unpack *u, struct skips *s)
{
	s->n = (size_t)unpack_number(u);
	if (s->n > SKIPS_REASONS) {
		u->bad = true;
		s->n = 0;
	}
	for (size_t i = 0; i < s->n; i++) {
		s->items[i].reason = str_dup(&cx->arena, unpack_str(u)).p;
		s->items[i].n = unpack_signed(u);
		s->all += s->items[i].n;
	}
}

bool intake_restore(struct ctx *cx, struct intake *in, struct unpack *u)
{
	str newest;

	in->rows = unpack_signed(u);
	in->editions = unpack_signed(u);
	in->works = unpack_signed(u);
	in->names = unpack_signed(u);
	in->redirects = unpack_signed(u);
	in->late_moves = unpack_number(u);
	newest = unpack_str(u);
	if (newest.n == sizeof in->newest - 1)
		memcpy(in->newest, newest.p, newest.n);
	for (size_t i = 0; i < countof(in->moved); i++)
		restore_moved(u, &in->moved[i]);
	restore_skips(cx, u, &in->skips);
	return !u->bad;
}
