/* source.c - see source.h. */
#include "catalogue/source.h"

#include "base/checksum.h"
#include "catalogue/marc.h"
#include "catalogue/marcxml.h"
#include "catalogue/table_entry.h"

#include <stdlib.h>

enum { PAUSE_ROWS = 4096 };

static enum err cannot_read(struct ctx *cx, const struct source *s)
{
	return fail(cx, ERR_IO, "%s was not taken: %s", s->name, feed_problem(s->feed));
}

/* Have more of the file in s->data, behind what is there. */
static enum err fill(struct ctx *cx, struct source *s)
{
	memmove(s->data, s->data + s->at, s->n);
	s->at = 0;
	while (!s->ended && s->n < SOURCE_BUFFER_BYTES) {
		ptrdiff_t got = feed_read(s->feed, s->data + s->n, SOURCE_BUFFER_BYTES - s->n);

		if (got < 0)
			return cannot_read(cx, s);
		s->ended = got == 0;
		s->n += (size_t)got;
	}
	return OK;
}

enum err source_open(struct ctx *cx, int fd, const char *name, struct source *s)
{
	*s = (struct source){ .name = name, .sum = checksum_make() };
	s->data = xmalloc(SOURCE_BUFFER_BYTES);
	s->feed = feed_open(fd);
	return fill(cx, s);
}

void source_close(struct source *s)
{
	feed_close(s->feed);
	free(s->data);
	*s = (struct source){ .name = NULL };
}

enum source_kind source_kind(const struct source *s)
{
	str head = { s->data + s->at, s->n };

	if (dump_begins(head))
		return SOURCE_DUMP;
	if (marc_begins(head))
		return SOURCE_MARC;
	return marcxml_begins(head) ? SOURCE_MARCXML : SOURCE_TABLE;
}

static void consume(struct source *s, size_t n, bool keep_sum)
{
	if (keep_sum)
		checksum_add(&s->sum, s->data + s->at, n);
	s->at += n;
	s->n -= n;
	s->consumed += n;
}

enum err source_skip(struct ctx *cx, struct source *s, uint64_t bytes, int64_t lines, uint64_t sum)
{
	while (bytes && (s->n || !s->ended)) {
		size_t n = s->n < bytes ? s->n : (size_t)bytes;
		enum err e;

		consume(s, n, true);
		bytes -= n;
		if ((e = fill(cx, s)))
			return e;
	}
	s->line = lines;
	if (bytes || checksum_take(&s->sum) != sum)
		return fail(cx, ERR_CONFLICT, "%s is not the same file as when its import stopped",
			    s->name);
	return OK;
}

/* ---- dumps ---- */

static size_t line_bytes(const struct source *s)
{
	const char *p = s->data + s->at, *end = s->n ? memchr(p, '\n', s->n) : NULL;

	return end ? (size_t)(end - p) : SIZE_MAX;
}

/* The lines that are there whole. */
static void take_lines(struct ctx *cx, struct source *s, struct intake *in, struct buf *scratch)
{
	const char *begin = s->data + s->at;
	struct dump_row row;
	size_t at = s->at, n;

	for (; (n = line_bytes(s)) != SIZE_MAX; s->at += n + 1, s->n -= n + 1) {
		str line = { s->data + s->at, n };

		s->line++;
		if (n > 0 && n <= DUMP_LINE_BYTES) {
			dump_read(line, scratch, &row);
			intake_dump(cx, in, &row, s->line, line);
		} else if (n > 0) {
			intake_refuse(cx, in, "the row is too long", s->line, S(""));
		}
	}
	checksum_add(&s->sum, begin, s->at - at);
	s->consumed += s->at - at;
}

static enum err cut_off(struct ctx *cx, const struct source *s)
{
	return fail(cx, ERR_IO, "%s was not taken: its last row is cut off", s->name);
}

/* A line that has no end in the whole buffer. */
static enum err pass_long_line(struct ctx *cx, struct source *s, struct intake *in)
{
	enum err e = OK;
	size_t n;

	intake_refuse(cx, in, "the row is too long", ++s->line, S(""));
	while (!e && (n = line_bytes(s)) == SIZE_MAX && s->n) {
		consume(s, s->n, true);
		e = fill(cx, s);
	}
	if (!e && !s->n)
		return cut_off(cx, s);
	if (!e)
		consume(s, line_bytes(s) + 1, true);
	return e;
}

static enum err read_dump(struct ctx *cx, struct source *s, struct intake *in)
{
	struct buf scratch = buf_make(&cx->arena, DUMP_TEXT_BYTES);
	int64_t rows = in->rows;
	enum err e = OK;

	while (s->n && !e) {
		take_lines(cx, s, in, &scratch);
		e = s->pause(s->arg);
		if (!e && s->n > DUMP_LINE_BYTES)
			e = pass_long_line(cx, s, in);
		else if (!e && s->ended && s->n)
			return cut_off(cx, s);
		if (!e)
			e = fill(cx, s);
	}
	if (!e && in->rows == rows && s->line == 0)
		return fail(cx, ERR_INVALID, "%s holds no rows", s->name);
	return e;
}

/* ---- readers that take bytes ---- */

static ptrdiff_t from_source(void *arg, char *into, size_t room)
{
	struct source *s = arg;
	size_t n = s->n < room ? s->n : room;

	if (!n)
		return s->ended ? 0 : feed_read(s->feed, into, room);
	memcpy(into, s->data + s->at, n);
	consume(s, n, false);
	return (ptrdiff_t)n;
}

static enum err read_table(struct ctx *cx, struct source *s, struct intake *in)
{
	struct table_row row;
	struct table t;
	enum err e;

	if ((e = table_open(cx, from_source, s, &t)))
		return e;
	while (!e && table_next(&t, &row)) {
		struct entry entry = table_entry(&row);

		if (row.refused)
			intake_refuse(cx, in, row.refused, row.line, entry.title);
		else
			intake_edition(cx, in, &entry, row.line);
		e = in->rows % PAUSE_ROWS == 0 ? s->pause(s->arg) : OK;
	}
	return e ? e : t.broken ? cannot_read(cx, s) : OK;
}

/* What both readers of library records tell. A file that is cut off, or where nothing can be read from here on, is not taken. */
static enum err take_record(struct ctx *cx, struct source *s, struct intake *in,
			    enum marc_step step, const struct entry *e, const char *reason,
			    int64_t record)
{
	switch (step) {
	case MARC_ENTRY:
	case MARC_SCRIPT: intake_edition(cx, in, e, record); break;
	case MARC_SKIPPED:
	case MARC_REFUSED: intake_refuse(cx, in, reason, record, S("")); break;
	case MARC_BROKEN: return fail(cx, ERR_IO, "%s was not taken: %s", s->name, reason);
	case MARC_FAILED: return cannot_read(cx, s);
	case MARC_END: return OK;
	}
	return in->rows % PAUSE_ROWS == 0 ? s->pause(s->arg) : OK;
}

static enum err read_marc(struct ctx *cx, struct source *s, struct intake *in)
{
	struct marc *m = marc_open(cx, from_source, s);
	enum marc_step step;
	struct entry entry;
	enum err e;

	do {
		step = marc_next(m, &entry);
		e = take_record(cx, s, in, step, &entry, m->reason, m->record);
	} while (!e && step != MARC_END);
	return e;
}

static enum err read_marcxml(struct ctx *cx, struct source *s, struct intake *in)
{
	struct marcxml *m = marcxml_open(cx, from_source, s);
	enum marc_step step;
	struct entry entry;
	enum err e;

	do {
		step = marcxml_next(m, &entry);
		e = take_record(cx, s, in, step, &entry, m->reason, m->line);
	} while (!e && step != MARC_END);
	return e;
}

enum err source_read(struct ctx *cx, struct source *s, struct intake *in)
{
	static enum err (*const read[])(struct ctx *, struct source *, struct intake *) = {
		[SOURCE_DUMP] = read_dump,
		[SOURCE_MARC] = read_marc,
		[SOURCE_MARCXML] = read_marcxml,
		[SOURCE_TABLE] = read_table,
	};

	return read[source_kind(s)](cx, s, in);
}
