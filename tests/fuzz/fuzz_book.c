/* fuzz_book.c - a book as strangers send it: JSON text to entries and changes. */
#include "api/nouns.h"
#include "base/log.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct ctx cx = ctx_make(NULL);
	const struct jval *v;

	log_setup(LOG_OFF, LOG_TEXT);
	if (jval_read(&cx, (str){ (const char *)data, n }, &v) == OK && jval_is(v, JVAL_OBJ)) {
		struct book_entry entry;
		struct book_change change;
		enum err e = read_book_entry(&cx, v, &entry);

		CHECK(e || entry.says.rating != entry.says.rating ||
		      (entry.says.rating >= 0 && entry.says.rating <= 5));
		e = read_book_patch(&cx, v, &change);
		CHECK(!e || ctx_err_name(&cx).n);
	}
	ctx_end(&cx);
	return 0;
}
