/* checksum.h - whether bytes are still those that were written: 64 bits against accidents, not against people. */
#ifndef CHECKSUM_H
#define CHECKSUM_H

#include "base/base.h"

struct checksum {
	uint64_t lane[4];
	unsigned char left[32]; /* not yet a whole block */
	size_t n;               /* of them */
	uint64_t bytes;
};

struct checksum checksum_make(void);
void checksum_add(struct checksum *c, const void *p, size_t n); /* in pieces of any size */
uint64_t checksum_take(const struct checksum *c);               /* of all so far */

#endif
