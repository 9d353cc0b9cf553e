/* fuzz_cursor.c - cursors that somebody made up. What is accepted is exactly what is made. */
#include "base/cursor.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void read_as(str text, str sort, const char *types)
{
	struct cursor_part parts[CURSOR_MAX_PARTS];
	struct ctx cx = ctx_make(NULL);

	if (cursor_read(&cx, text, sort, types, parts))
		CHECK(cx.err == ERR_INVALID_FIELD);
	else
		CHECK(str_eq(cursor_make(&cx, sort, parts, strlen(types)), text));
	ctx_end(&cx);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	str text = { (const char *)data, n };

	read_as(text, S("title"), "Si");
	read_as(text, S("-added"), "is");
	read_as(text, S(""), "");
	return 0;
}
