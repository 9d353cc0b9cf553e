/* unzstd.c - see unpacker.h. */
#include "base/unpacker.h"

#include <zstd.h>

static enum unpacker_state run(void *state, struct unpacker_io *io)
{
	ZSTD_inBuffer in = { io->in.p, io->in.n, 0 };
	ZSTD_outBuffer out = { io->out, io->room, 0 };
	size_t r = ZSTD_decompressStream(state, &out, &in);

	io->in = (str){ io->in.p + in.pos, io->in.n - in.pos };
	io->out += out.pos;
	io->room -= out.pos;
	if (ZSTD_isError(r))
		return UNPACKER_BROKEN;
	return r == 0 ? UNPACKER_ENDED : UNPACKER_MORE;
}

static void end(void *state) { ZSTD_freeDStream(state); }

struct unpacker unzstd_open(void)
{
	ZSTD_DStream *z = ZSTD_createDStream();

	CHECK(z && !ZSTD_isError(ZSTD_initDStream(z)));
	return (struct unpacker){ z, run, end };
}
