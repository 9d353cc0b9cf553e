/* checksum.c - see checksum.h. Four lanes of multiply and rotate, eight bytes each: as fast as memory is read. */
#include "base/checksum.h"

#include <string.h>

#define MULTIPLY 0x9e3779b97f4a7c15u /* 2^64 / the golden ratio */

struct checksum checksum_make(void) { return (struct checksum){ .lane = { 1, 2, 3, 4 } }; }

static void block(struct checksum *c, const unsigned char *p)
{
	for (int i = 0; i < 4; i++) {
		uint64_t word, v;

		memcpy(&word, p + 8 * i, 8);
		v = (c->lane[i] ^ word) * MULTIPLY;
		c->lane[i] = v << 29 | v >> 35;
	}
}

void checksum_add(struct checksum *c, const void *data, size_t n)
{
	const unsigned char *p = data;

	c->bytes += n;
	while (n) {
		size_t take = sizeof c->left - c->n;

		if (c->n == 0 && n >= sizeof c->left) {
			block(c, p);
			take = sizeof c->left;
		} else {
			take = take < n ? take : n;
			memcpy(c->left + c->n, p, take);
			if ((c->n += take) == sizeof c->left) {
				block(c, c->left);
				c->n = 0;
			}
		}
		p += take;
		n -= take;
	}
}

uint64_t checksum_take(const struct checksum *sum)
{
	struct checksum c = *sum;
	uint64_t v = c.bytes;

	memset(c.left + c.n, 0, sizeof c.left - c.n);
	block(&c, c.left);
	for (int i = 0; i < 4; i++) {
		v = (v ^ c.lane[i]) * MULTIPLY;
		v ^= v >> 32;
	}
	return v;
}
