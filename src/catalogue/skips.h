/* skips.h - what an import left out and why: by reason how many, and the first few. */
#ifndef SKIPS_H
#define SKIPS_H

#include "base/ctx.h"

enum { SKIPS_REASONS = 48, SKIPS_SAMPLES = 3, SKIPS_SAMPLE_BYTES = 120 };

struct skip {
	const char *reason; /* in the ctx' arena */
	int64_t n;
	struct {
		int64_t line; /* row or record number, from 1 */
		str text;     /* its beginning, in the ctx' arena; may be empty */
	} sample[SKIPS_SAMPLES];
};

struct skips {
	struct skip items[SKIPS_REASONS]; /* in the order they first came */
	size_t n;
	int64_t all;
};

/* Reasons beyond SKIPS_REASONS are counted under the last. `text`: what was left out; control characters don't come along. */
void skips_add(struct ctx *cx, struct skips *s, const char *reason, int64_t line, str text);

#endif
