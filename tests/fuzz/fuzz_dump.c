/* fuzz_dump.c - any bytes as lines of a dump of Open Library, down to the rows that an import takes of them. */
#include "base/utf8.h"
#include "catalogue/isbn.h"
#include "catalogue/json_scan.h"
#include "catalogue/openlibrary.h"
#include "catalogue/rows.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void check_entry(struct arena *a, const struct entry *e)
{
	const str texts[] = { e->title, e->authors, e->publisher, e->language, e->series };

	for (size_t i = 0; i < countof(texts); i++)
		CHECK(utf8_valid(texts[i]) &&
		      !(texts[i].n && memchr(texts[i].p, '\0', texts[i].n)));
	CHECK(e->nisbns <= ENTRY_ISBNS && e->nauthors <= ENTRY_AUTHORS && !e->starter);
	for (size_t i = 0; i < e->nisbns; i++)
		CHECK(isbn_read(isbn_text(a, e->isbn[i])) == e->isbn[i]);
	for (size_t i = 0; i < e->nauthors; i++)
		CHECK(e->author[i]);
}

/* It comes back from its way through a bucket as it went. */
static void check_row(const struct entry *e, enum row_kind kind)
{
	struct row row = { .kind = kind, .group = row_group(e), .entry = *e }, back;
	struct bytes b = { NULL, 0, 0 };
	struct unpack u;

	row_pack(&b, &row);
	u = (struct unpack){ b.p, b.p + b.n, false };
	CHECK(row_unpack(&u, &back) && u.p == u.end && back.kind == kind &&
	      back.group == row.group);
	CHECK(str_eq(back.entry.title, e->title) && back.entry.work == e->work &&
	      back.entry.cover == e->cover);
	CHECK(kind == ROW_WORK || (back.entry.year == e->year && back.entry.nisbns == e->nisbns &&
				   back.entry.edition == e->edition));
	bytes_free(&b);
}

static void check(struct arena *a, const struct dump_row *row)
{
	switch (row->kind) {
	case DUMP_EDITION:
		CHECK(row->entry.title.n && row->entry.edition == row->number && row->number);
		check_entry(a, &row->entry);
		check_row(&row->entry, ROW_EDITION);
		break;
	case DUMP_WORK:
		CHECK(row->entry.work == row->number && row->number);
		check_entry(a, &row->entry);
		check_row(&row->entry, ROW_WORK);
		break;
	case DUMP_AUTHOR:
		CHECK(row->number && row->name.n && utf8_valid(row->name) && utf8_valid(row->also));
		break;
	case DUMP_REDIRECT: CHECK(row->number && row->to && row->of <= DUMP_AUTHOR); break;
	case DUMP_NOTHING: break;
	case DUMP_REFUSED: CHECK(row->refused); break;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct ctx cx = ctx_make(NULL);
	struct buf scratch = buf_make(&cx.arena, DUMP_TEXT_BYTES);
	struct json_scan json = json_scan_make((str){ (const char *)data, n });
	str left = { (const char *)data, n };
	struct dump_row row;

	while (left.n) {
		dump_read(str_cut(&left, '\n'), &scratch, &row);
		check(&cx.arena, &row);
	}
	json_scan_skip(&json);
	CHECK(json.p <= json.end);
	ctx_end(&cx);
	return 0;
}
