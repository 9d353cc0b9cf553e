/* marc_check.h - what fuzz_marc and fuzz_marcxml share: a file in pieces, and what an entry has to keep. */
#ifndef MARC_CHECK_H
#define MARC_CHECK_H

#include "base/utf8.h"
#include "catalogue/isbn.h"
#include "catalogue/marc_fields.h"

struct source {
	str left;
	size_t piece;
};

static ptrdiff_t from_bytes(void *arg, char *into, size_t room)
{
	struct source *s = arg;
	size_t n = s->left.n < s->piece ? s->left.n : s->piece;

	n = n < room ? n : room;
	if (n)
		memcpy(into, s->left.p, n);
	s->left = (str){ s->left.p + n, s->left.n - n };
	return (ptrdiff_t)n;
}

static void check(struct arena *a, const struct entry *e)
{
	const str texts[] = { e->title, e->authors, e->publisher, e->series, e->language };

	CHECK(e->title.n > 0 && e->title.n <= MARC_TITLE_BYTES);
	CHECK(e->authors.n <= MARC_AUTHORS_BYTES && e->publisher.n <= MARC_TEXT_BYTES);
	CHECK(e->series.n <= MARC_TEXT_BYTES);
	CHECK(e->language.n == 0 || e->language.n == 3);
	for (size_t i = 0; i < countof(texts); i++) {
		CHECK(utf8_valid(texts[i]) && str_eq(utf8_trim(texts[i]), texts[i]));
		CHECK(str_eq(utf8_nfc(a, texts[i]), texts[i]));
		CHECK(!texts[i].n || !memchr(texts[i].p, '\0', texts[i].n));
	}
	CHECK(e->nisbns <= ENTRY_ISBNS && e->year >= 0 && e->year <= 2200);
	for (size_t i = 0; i < e->nisbns; i++)
		CHECK(isbn_read(isbn_text(a, e->isbn[i])) == e->isbn[i]);
}

#endif
