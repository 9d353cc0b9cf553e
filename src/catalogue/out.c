/* out.c - see out.h. */
#include "catalogue/out.h"

#include <errno.h>
#include <unistd.h>

struct out *out_open(int fd)
{
	struct out *o = xmalloc(sizeof *o);

	o->fd = fd;
	o->failed = false;
	o->at = o->n = 0;
	o->sum = checksum_make();
	return o;
}

static void write_all(struct out *o, const unsigned char *p, size_t n)
{
	checksum_add(&o->sum, p, n);
	while (n && !o->failed) {
		ssize_t done = write(o->fd, p, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0) {
			o->failed = true;
			break;
		}
		p += done;
		n -= (size_t)done;
	}
}

void out_put(struct out *o, const void *p, size_t n)
{
	o->at += n;
	if (n > OUT_BYTES - o->n) {
		write_all(o, o->data, o->n);
		o->n = 0;
	}
	if (n > OUT_BYTES) {
		write_all(o, p, n);
	} else if (n) {
		memcpy(o->data + o->n, p, n);
		o->n += n;
	}
}

void out_sum_from_here(struct out *o)
{
	write_all(o, o->data, o->n);
	o->n = 0;
	o->sum = checksum_make();
}

void out_align(struct out *o)
{
	static const unsigned char zeros[8];

	out_put(o, zeros, (8 - o->at % 8) % 8);
}

bool out_flush(struct out *o)
{
	write_all(o, o->data, o->n);
	o->n = 0;
	return !o->failed;
}

void out_close(struct out *o) { free(o); }
