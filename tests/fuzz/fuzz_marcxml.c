/* fuzz_marcxml.c - any bytes as library records in XML, in pieces of any size. What is told of it is what the rest may rely
 * on: valid text within its limits, records one after the other, an end. */
#include "catalogue/marcxml.h"
#include "marc_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct ctx cx = ctx_make(NULL);
	struct source s = { { (const char *)data, n }, n ? 1 + data[n - 1] % 64u * 41u : 1 };
	struct marcxml *m = marcxml_open(&cx, from_bytes, &s);
	int64_t record = 0;
	enum marc_step step;
	struct entry e;

	while ((step = marcxml_next(m, &e)) != MARC_END) {
		CHECK(step != MARC_FAILED);
		if (step == MARC_ENTRY || step == MARC_SCRIPT)
			check(&cx.arena, &e);
		else
			CHECK(m->reason);
		CHECK(m->record == record + (step < MARC_BROKEN && step != MARC_SCRIPT));
		record = m->record;
	}
	CHECK(marcxml_next(m, &e) == MARC_END);
	ctx_end(&cx);
	return 0;
}
