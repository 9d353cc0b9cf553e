/* bytes.c - see bytes.h. */
#include "catalogue/bytes.h"

#include <stdlib.h>

enum { LEB128_BYTES = 10 };

void bytes_free(struct bytes *b)
{
	free(b->p);
	*b = (struct bytes){ NULL, 0, 0 };
}

unsigned char *bytes_more(struct bytes *b, size_t n)
{
	if (!b->p || b->room - b->n < n) {
		CHECK(n < SIZE_MAX / 4 && b->room < SIZE_MAX / 4);
		b->room = b->room + b->room / 2 + n + 64;
		b->p = realloc(b->p, b->room);
		CHECK(b->p);
	}
	return b->p + b->n;
}

void bytes_put(struct bytes *b, const void *p, size_t n)
{
	if (n)
		memcpy(bytes_more(b, n), p, n);
	b->n += n;
}

void bytes_number(struct bytes *b, uint64_t v)
{
	unsigned char *begin = bytes_more(b, LEB128_BYTES), *p = begin;

	for (; v > 127; v >>= 7)
		*p++ = (unsigned char)(v | 128);
	*p++ = (unsigned char)v;
	b->n += (size_t)(p - begin);
}

void bytes_signed(struct bytes *b, int64_t v)
{
	bytes_number(b, (uint64_t)v << 1 ^ (v < 0 ? UINT64_MAX : 0));
}

void bytes_str(struct bytes *b, str s)
{
	bytes_number(b, s.n);
	bytes_put(b, s.p, s.n);
}

uint64_t unpack_slow(struct unpack *u)
{
	uint64_t v = 0;

	for (int shift = 0; shift < 64 && u->p < u->end; shift += 7) {
		unsigned char c = *u->p++;

		v |= (uint64_t)(c & 127) << shift;
		if (c < 128)
			return v;
	}
	u->bad = true;
	u->p = u->end;
	return 0;
}

int64_t unpack_signed(struct unpack *u)
{
	uint64_t v = unpack_number(u);

	return (int64_t)(v >> 1) ^ -(int64_t)(v & 1);
}

str unpack_str(struct unpack *u)
{
	uint64_t n = unpack_number(u);
	str s;

	if (n > (uint64_t)(u->end - u->p)) {
		u->bad = true;
		u->p = u->end;
		return (str){ NULL, 0 };
	}
	s = (str){ (const char *)u->p, (size_t)n };
	u->p += n;
	return s;
}
