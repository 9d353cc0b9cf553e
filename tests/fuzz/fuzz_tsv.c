/* fuzz_tsv.c - any bytes as an imported file, in pieces of any size, down to the records. */
#include "base/utf8.h"
#include "catalogue/collect.h"
#include "catalogue/isbn.h"
#include "catalogue/typed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

struct source {
	str left;
	size_t piece;
};

static ptrdiff_t from_bytes(void *arg, char *into, size_t room)
{
	struct source *s = arg;
	size_t n = s->left.n < s->piece ? s->left.n : s->piece;

	n = n < room ? n : room;
	memcpy(into, s->left.p, n);
	s->left = (str){ s->left.p + n, s->left.n - n };
	return (ptrdiff_t)n;
}

static void check(struct arena *a, const struct record *rec)
{
	struct fold query;

	CHECK(rec->title.n && utf8_valid(rec->title) && utf8_valid(rec->authors));
	CHECK(utf8_valid(rec->publisher) && utf8_valid(rec->language));
	CHECK(rec->isbn == 0 || isbn_read(isbn_text(a, rec->isbn)) == rec->isbn);
	fold_exact(rec->title, &query);
	if (query.n)
		CHECK(typed_match(&query, rec->title, rec->authors).exact);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct ctx cx = ctx_make(NULL);
	struct source s = { { (const char *)data, n }, n ? 1 + data[0] % 64u * 41u : 1 };
	struct records *r = records_open();
	struct catalogue_report report = { .rows = 0 };

	if (!collect_table(&cx, from_bytes, &s, r, NULL, &report)) {
		CHECK(report.rows == report.added + report.known + report.refused);
		CHECK(report.added == records_n(r));
		for (uint32_t i = 0; i < records_n(r); i++) {
			struct record rec = records_get(r, i);

			check(&cx.arena, &rec);
		}
	}
	records_close(r);
	ctx_end(&cx);
	return 0;
}
