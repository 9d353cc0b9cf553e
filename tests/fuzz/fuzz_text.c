/* fuzz_text.c - times, ISBNs, author lists and folding of any bytes. */
#include "api/coerce.h"
#include "base/clock.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena a = ARENA_INIT;
	str s = { (const char *)data, n };
	int64_t ms, again;

	if (clock_parse(s, &ms))
		CHECK(clock_parse(clock_format(&a, ms), &again) && again == ms);
	CHECK(isbn13_of(&a, s).n == 13 || !isbn13_of(&a, s).p);
	if (utf8_valid(s)) {
		str norm = utf8_norm(&a, s), plain = utf8_plain(&a, s);

		CHECK(utf8_valid(norm) && utf8_valid(plain) && utf8_valid(utf8_trim(s)));
		CHECK(utf8_length(utf8_head(s, 3)) <= 3);
		CHECK(utf8_valid(split_authors(&a, s)));
	}
	arena_free(&a);
	return 0;
}
