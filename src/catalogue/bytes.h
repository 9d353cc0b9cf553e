/* bytes.h - a growing block of memory that rows are packed into, and reading them back: numbers as LEB128, texts after their length. */
#ifndef BYTES_H
#define BYTES_H

#include "base/str.h"

struct bytes {
	unsigned char *p; /* malloc'd */
	size_t n, room;
};

void bytes_free(struct bytes *b);
unsigned char *bytes_more(struct bytes *b,
			  size_t n); /* room for n more behind the end; does not move the end */
void bytes_put(struct bytes *b, const void *p, size_t n);
void bytes_number(struct bytes *b, uint64_t v);
void bytes_signed(struct bytes *b, int64_t v); /* small ones of either sign are short */
void bytes_str(struct bytes *b, str s);

/* Reading: what is asked for behind the end, or is no number, is 0 or empty, and `bad` from then on. */
struct unpack {
	const unsigned char *p, *end;
	bool bad;
};

uint64_t unpack_slow(struct unpack *u);
int64_t unpack_signed(struct unpack *u);
str unpack_str(struct unpack *u); /* a slice of what is read */

static inline uint64_t unpack_number(struct unpack *u)
{
	return u->p < u->end && *u->p < 128 ? *u->p++ : unpack_slow(u);
}

#endif
