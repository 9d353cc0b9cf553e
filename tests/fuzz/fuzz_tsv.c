/* fuzz_tsv.c - any bytes as an imported table, in pieces of any size, down to what an import takes of it. */
#include "base/utf8.h"
#include "catalogue/isbn.h"
#include "catalogue/table_entry.h"
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

static void check(struct arena *a, const struct entry *e)
{
	struct fold query;

	CHECK(e->title.n && utf8_valid(e->title) && utf8_valid(e->authors));
	CHECK(utf8_valid(e->publisher) && utf8_valid(e->language) && utf8_valid(e->series));
	CHECK(e->nisbns <= 1 && !e->starter && !e->work && !e->edition);
	for (size_t i = 0; i < e->nisbns; i++)
		CHECK(e->isbn[i] && isbn_read(isbn_text(a, e->isbn[i])) == e->isbn[i]);
	fold_exact(e->title, &query);
	if (query.n)
		CHECK(typed_match(&query, e->title, e->authors).exact);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct ctx cx = ctx_make(NULL);
	struct source s = { { (const char *)data, n }, n ? 1 + data[0] % 64u * 41u : 1 };
	struct table_row row;
	struct table t;

	if (!table_open(&cx, from_bytes, &s, &t))
		while (table_next(&t, &row)) {
			struct entry e = table_entry(&row);

			if (!row.refused)
				check(&cx.arena, &e);
		}
	ctx_end(&cx);
	return 0;
}
