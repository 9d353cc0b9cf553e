/* fuzz_feed.c - any bytes as a file that is read ahead and unpacked: gzip, Zstandard, or as it is; and straight through the unpackers, in
 * pieces of any size. */
#include "base/feed.h"
#include "base/unpacker.h"

#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

enum { MOST = 4 << 20, ROOM = 997 };

/* A few bytes may become gigabytes: enough is enough. */
static void unpack(struct unpacker u, str bytes, size_t piece)
{
	char out[ROOM];
	size_t all = 0;

	while (bytes.n && all < MOST) {
		struct unpacker_io io = { { bytes.p, piece < bytes.n ? piece : bytes.n },
					  out,
					  1 + all % ROOM };
		size_t room = io.room, given = io.in.n;

		if (u.run(u.state, &io) == UNPACKER_BROKEN)
			break;
		CHECK(io.room <= room && io.in.n <= given && io.out == out + (room - io.room));
		CHECK(io.in.n < given || io.room < room); /* it comes on */
		all += room - io.room;
		bytes = (str){ bytes.p + (given - io.in.n), bytes.n - (given - io.in.n) };
	}
	u.close(u.state);
}

static void feed(str bytes)
{
	char out[4096];
	int fd = memfd_create("feed", MFD_CLOEXEC);
	struct feed *f;
	ptrdiff_t got = 0;
	size_t all = 0;

	CHECK(fd >= 0 && write(fd, bytes.p, bytes.n) == (ssize_t)bytes.n &&
	      lseek(fd, 0, SEEK_SET) == 0);
	f = feed_open(fd);
	while (all < MOST && (got = feed_read(f, out, sizeof out)) > 0)
		all += (size_t)got;
	CHECK(got >= 0 || feed_problem(f));
	CHECK(feed_taken(f) <= (int64_t)bytes.n);
	feed_close(f);
	close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	str bytes = { (const char *)data, n };
	size_t piece = n ? 1 + data[n - 1] * 13u : 1;

	unpack(gunzip_open(), bytes, piece);
	unpack(unzstd_open(), bytes, piece);
	feed(bytes);
	return 0;
}
