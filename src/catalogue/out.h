/* out.h - writing a file in pieces, through one buffer, remembering a failure until the end. */
#ifndef OUT_H
#define OUT_H

#include "base/checksum.h"

enum { OUT_BYTES = 256 << 10 };

struct out {
	int fd;
	bool failed;
	uint64_t at;         /* bytes so far */
	struct checksum sum; /* of them, those that are still in `data` left out */
	size_t n;
	unsigned char data[OUT_BYTES];
};

struct out *out_open(int fd);
void out_sum_from_here(struct out *o); /* what was written before does not count in `sum` */
void out_put(struct out *o, const void *p, size_t n);
void out_align(struct out *o);           /* to a multiple of 8 */
bool out_flush(struct out *o) NODISCARD; /* false: something was not written */
void out_close(struct out *o);           /* leaves fd open; what was not flushed is lost */

#endif
