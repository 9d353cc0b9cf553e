/* fuzz_marc.c - any bytes as a file of library records, in pieces of any size. What is told of it is what the rest may rely
 * on: valid text within its limits, records that go forward, an end. */
#include "catalogue/marc.h"
#include "marc_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct ctx cx = ctx_make(NULL);
	struct source s = { { (const char *)data, n }, n ? 1 + data[n - 1] % 64u * 41u : 1 };
	struct marc *m = marc_open(&cx, from_bytes, &s);
	int64_t offset = -1, record = 0;
	enum marc_step step;
	struct entry e;

	while ((step = marc_next(m, &e)) != MARC_END) {
		CHECK(step != MARC_FAILED);
		if (step == MARC_ENTRY || step == MARC_SCRIPT)
			check(&cx.arena, &e);
		else
			CHECK(m->reason);
		CHECK(step == MARC_SCRIPT ? m->offset == offset
					  : m->offset > offset && m->record == record + 1);
		offset = m->offset;
		record = m->record;
	}
	CHECK(marc_next(m, &e) == MARC_END);
	ctx_end(&cx);
	return 0;
}
