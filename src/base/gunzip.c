/* gunzip.c - see unpacker.h. */
#include "base/unpacker.h"

#include <stdlib.h>
#include <zlib.h>

enum { GZIP_ONLY = 16 + MAX_WBITS };

static enum unpacker_state run(void *state, struct unpacker_io *io)
{
	z_stream *z = state;
	uInt in = io->in.n > UINT32_MAX / 2 ? UINT32_MAX / 2 : (uInt)io->in.n;
	uInt room = io->room > UINT32_MAX / 2 ? UINT32_MAX / 2 : (uInt)io->room;
	int r;

	z->next_in = (Bytef *)(uintptr_t)io->in.p;
	z->avail_in = in;
	z->next_out = (Bytef *)io->out;
	z->avail_out = room;
	r = inflate(z, Z_NO_FLUSH);
	io->in = (str){ io->in.p + (in - z->avail_in), io->in.n - (in - z->avail_in) };
	io->out += room - z->avail_out;
	io->room -= room - z->avail_out;
	if (r == Z_STREAM_END)
		return inflateReset(z) == Z_OK ? UNPACKER_ENDED : UNPACKER_BROKEN;
	return r == Z_OK || r == Z_BUF_ERROR ? UNPACKER_MORE : UNPACKER_BROKEN;
}

static void end(void *state)
{
	inflateEnd(state);
	free(state);
}

struct unpacker gunzip_open(void)
{
	z_stream *z = xmalloc(sizeof *z);

	memset(z, 0, sizeof *z);
	CHECK(inflateInit2(z, GZIP_ONLY) == Z_OK);
	return (struct unpacker){ z, run, end };
}
