/* fuzz_import.c - files somebody calls an export of their library. What is kept of a row reads back as the same row. */
#include "library/import_read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static enum err again(struct ctx *cx, const struct import_row *row, void *arg)
{
	struct cells cells;

	(void)arg;
	CHECK(row->number >= 1);
	CHECK(cells_read(cx, row->data, &cells) == OK);
	CHECK(str_eq(cells_write(cx, &cells), row->data));
	return OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct ctx cx = ctx_make(NULL);
	struct import_file file;

	if (import_read(&cx, (str){ (const char *)data, n }, S("auto"), S(""), again, NULL, &file))
		CHECK(cx.err == ERR_INVALID_FIELD);
	ctx_end(&cx);
	return 0;
}
