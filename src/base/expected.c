/* expected.c - see expected.h. */
#include "base/expected.h"

enum err expect_seq(struct ctx *cx, const struct expected *x, int64_t seq)
{
	if (x->any)
		return OK;
	for (size_t i = 0; i < x->n; i++)
		if (x->seqs[i] == seq)
			return OK;
	return fail(cx, ERR_PRECONDITION, "it has been changed since you read it; read it again");
}
