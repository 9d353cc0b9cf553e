/* expected.h - the states of a row that somebody is ready to change: If-Match, down to the
 * transaction that compares. */
#ifndef EXPECTED_H
#define EXPECTED_H

#include "base/ctx.h"

/* Change numbers; {NULL, 0, false} allows none, EXPECT_ANY all. */
struct expected {
	const int64_t *seqs;
	size_t n;
	bool any;
};

#define EXPECT_ANY ((struct expected){ NULL, 0, true })

/* ERR_PRECONDITION unless the row's change number is among them. */
enum err expect_seq(struct ctx *cx, const struct expected *x, int64_t seq) NODISCARD;

#endif
