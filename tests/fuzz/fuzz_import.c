/* fuzz_import.c - files somebody calls an export of their library. Whatever is read is what the rest may rely on: rows in order,
 * each row's data a JSON object, every text valid UTF-8. */
#include "base/json_read.h"
#include "base/utf8.h"
#include "library/import_read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void check_row(struct ctx *cx, const struct import_row *row, size_t i)
{
	const struct book_change *says = &row->entry.says;
	const struct jval *v;

	CHECK(row->number == (int64_t)i + 1);
	CHECK(jval_read(cx, row->data, &v) == OK && jval_is(v, JVAL_OBJ));
	CHECK(utf8_valid(row->problems) && utf8_valid(says->review) && utf8_valid(says->tags));
#define TEXT_FIELD(name) CHECK(utf8_valid(says->about.name));
#define NUMBER_FIELD(name)
#include "store/book_fields.def"
#undef TEXT_FIELD
#undef NUMBER_FIELD
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct ctx cx = ctx_make(NULL);
	struct import_file file;

	if (import_read(&cx, (str){ (const char *)data, n }, S("auto"), S(""), &file))
		CHECK(cx.err == ERR_INVALID_FIELD);
	else
		for (size_t i = 0; i < file.n; i++)
			check_row(&cx, &file.rows[i], i);
	ctx_end(&cx);
	return 0;
}
