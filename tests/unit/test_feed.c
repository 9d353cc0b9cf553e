/* test_feed.c - checksums, and files read ahead: plain, gzip, Zstandard, damaged, cut off, pipes. */
#include "t.h"

#include "base/checksum.h"
#include "base/feed.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

enum { TEXT_BYTES = (3 << 20) + 1234, MIB = 1 << 20 };

/* Text that repeats itself as rows do, and not all of it. */
static str some_text(struct ctx *cx, size_t n)
{
	char *p = arena_new(&cx->arena, char, n);
	uint64_t seed = n;

	for (size_t i = 0; i < n; i++) {
		seed = seed * 6364136223846793005u + 1442695040888963407u;
		p[i] = (char)(i % 64 < 40 ? 'a' + (int)(i % 26) : ' ' + (int)(seed >> 60));
	}
	return (str){ p, n };
}

static str gzipped(struct ctx *cx, str s)
{
	z_stream z = { .next_in = (Bytef *)(uintptr_t)s.p, .avail_in = (uInt)s.n };
	size_t room = s.n + 4096;
	char *p = arena_new(&cx->arena, char, room);

	z.next_out = (Bytef *)p;
	z.avail_out = (uInt)room;
	CHECK(deflateInit2(&z, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY) == Z_OK);
	CHECK(deflate(&z, Z_FINISH) == Z_STREAM_END && deflateEnd(&z) == Z_OK);
	return (str){ p, z.total_out };
}

static str zstandard(struct ctx *cx, str s)
{
	size_t room = ZSTD_compressBound(s.n), n;
	char *p = arena_new(&cx->arena, char, room);

	n = ZSTD_compress(p, room, s.p, s.n, 3);
	CHECK(!ZSTD_isError(n));
	return (str){ p, n };
}

static str joined(struct ctx *cx, str a, str b)
{
	char *p = arena_new(&cx->arena, char, a.n + b.n + 1);

	memcpy(p, a.p, a.n);
	memcpy(p + a.n, b.p, b.n);
	return (str){ p, a.n + b.n };
}

static int file_with(str bytes)
{
	int fd = memfd_create("feed", MFD_CLOEXEC);

	CHECK(fd >= 0 && write(fd, bytes.p, bytes.n) == (ssize_t)bytes.n &&
	      lseek(fd, 0, SEEK_SET) == 0);
	return fd;
}

/* All that a feed of these bytes gives, in pieces of `room`; problem: NULL at a good end. */
static str fed(struct ctx *cx, str bytes, size_t room, const char **problem)
{
	enum { MOST = 8 << 20 };
	char *out = arena_new(&cx->arena, char, MOST);
	int fd = file_with(bytes);
	struct feed *f = feed_open(fd);
	ptrdiff_t got;
	size_t n = 0;

	while ((got = feed_read(f, out + n, room < MOST - n ? room : MOST - n)) > 0)
		n += (size_t)got;
	*problem = got < 0 ? feed_problem(f) : NULL;
	EXPECT(feed_read(f, out, 1) == got); /* and so it stays */
	EXPECT(*problem || feed_taken(f) == (int64_t)bytes.n);
	feed_close(f);
	close(fd);
	return (str){ out, n };
}

static bool feeds(str bytes, str want)
{
	struct ctx cx = ctx_make(NULL);
	const char *problem;
	bool same = str_eq(fed(&cx, bytes, 77777, &problem), want) && !problem;

	ctx_end(&cx);
	return same;
}

/* What is wrong with the bytes; "" when nothing is. */
static const char *problem_of(str bytes)
{
	struct ctx cx = ctx_make(NULL);
	const char *problem;

	fed(&cx, bytes, MIB, &problem);
	ctx_end(&cx);
	return problem ? problem : "";
}

static uint64_t sum_of(str s, size_t piece)
{
	struct checksum c = checksum_make();

	for (size_t i = 0; i < s.n; i += piece)
		checksum_add(&c, s.p + i, piece < s.n - i ? piece : s.n - i);
	return checksum_take(&c);
}

TEST(checksum_of_pieces_of_any_size_is_that_of_the_whole)
{
	struct ctx cx = ctx_make(NULL);
	str text = some_text(&cx, 1000);

	for (size_t n = 1; n <= text.n; n += 37)
		for (size_t piece = 1; piece < 80; piece++)
			EXPECT(sum_of((str){ text.p, n }, piece) == sum_of((str){ text.p, n }, n));
	ctx_end(&cx);
}

TEST(checksum_sees_each_changed_byte_a_swap_and_zeros_at_the_end)
{
	struct ctx cx = ctx_make(NULL);
	str text = some_text(&cx, 300);
	char *p = arena_new(&cx.arena, char, 400);
	uint64_t sum = sum_of(text, text.n);

	memcpy(p, text.p, text.n);
	memset(p + text.n, 0, 100);
	for (size_t i = 0; i < text.n; i++) {
		p[i] ^= 1;
		EXPECT(sum_of((str){ p, text.n }, text.n) != sum);
		p[i] ^= 1;
	}
	EXPECT(sum_of((str){ p, text.n }, text.n) == sum);
	EXPECT(sum_of((str){ p, text.n + 1 }, 400) != sum &&
	       sum_of((str){ p, text.n + 32 }, 400) != sum);
	memcpy(p, text.p + 32, 32);
	memcpy(p + 32, text.p, 32);
	EXPECT(sum_of((str){ p, text.n }, text.n) != sum);
	ctx_end(&cx);
}

TEST(checksum_can_be_taken_in_the_middle_and_goes_on)
{
	struct ctx cx = ctx_make(NULL);
	str text = some_text(&cx, 333);
	struct checksum c = checksum_make();

	for (size_t i = 0; i < text.n; i++) {
		EXPECT(checksum_take(&c) == sum_of((str){ text.p, i }, 400));
		checksum_add(&c, text.p + i, 1);
	}
	EXPECT(checksum_take(&c) == sum_of(text, 400));
	ctx_end(&cx);
}

TEST(feed_gives_a_plain_file_as_it_is_whatever_its_size)
{
	static const size_t sizes[] = { 1, 3, 4, 5, MIB - 1, MIB, MIB + 1, 4 * MIB, TEXT_BYTES };
	struct ctx cx = ctx_make(NULL);

	EXPECT(feeds(S(""), S("")));
	EXPECT(feeds(S("\x1f"), S("\x1f")));
	for (size_t i = 0; i < countof(sizes); i++) {
		str text = some_text(&cx, sizes[i]);

		EXPECT(feeds(text, text));
	}
	ctx_end(&cx);
}

TEST(feed_unpacks_gzip_and_zstandard_whatever_their_size)
{
	/* around the buffers' size, where what is unpacked has to wait for room */
	static const size_t sizes[] = { 0,       1,          MIB - 1,         MIB,
					MIB + 1, MIB + 1000, 2 * MIB - 70000, TEXT_BYTES };
	struct ctx cx = ctx_make(NULL);

	for (size_t i = 0; i < countof(sizes); i++) {
		str text = some_text(&cx, sizes[i]);

		EXPECT(feeds(gzipped(&cx, text), text));
		EXPECT(feeds(zstandard(&cx, text), text));
	}
	ctx_end(&cx);
}

TEST(feed_unpacks_what_becomes_a_thousand_times_larger)
{
	struct ctx cx = ctx_make(NULL);
	char *zeros = arena_new(&cx.arena, char, 5 * MIB);
	str text = { zeros, 5 * MIB };

	EXPECT(feeds(gzipped(&cx, text), text));
	EXPECT(feeds(zstandard(&cx, text), text));
	ctx_end(&cx);
}

TEST(feed_takes_several_members_as_one_file)
{
	struct ctx cx = ctx_make(NULL);
	str a = some_text(&cx, 100000), b = some_text(&cx, MIB + 17), both = joined(&cx, a, b);

	EXPECT(feeds(joined(&cx, gzipped(&cx, a), gzipped(&cx, b)), both));
	EXPECT(feeds(joined(&cx, zstandard(&cx, a), zstandard(&cx, b)), both));
	EXPECT(feeds(joined(&cx, gzipped(&cx, S("")), gzipped(&cx, a)), a));
	/* the last block of the second ends behind the room of a buffer */
	a = some_text(&cx, 1000);
	b = some_text(&cx, MIB - 500);
	both = joined(&cx, a, b);
	EXPECT(feeds(joined(&cx, zstandard(&cx, a), zstandard(&cx, b)), both));
	EXPECT(feeds(joined(&cx, gzipped(&cx, a), gzipped(&cx, b)), both));
	ctx_end(&cx);
}

TEST(feed_tells_a_file_that_is_cut_off_anywhere)
{
	struct ctx cx = ctx_make(NULL);
	str text = some_text(&cx, 5000), packed[] = { gzipped(&cx, text), zstandard(&cx, text) };

	for (size_t i = 0; i < countof(packed); i++)
		for (size_t n = 4; n < packed[i].n; n += n < 40 || n > packed[i].n - 40 ? 1 : 97)
			EXPECT_STR(str_from(problem_of((str){ packed[i].p, n })), "it is cut off");
	text = gzipped(&cx, some_text(&cx, TEXT_BYTES));
	EXPECT_STR(str_from(problem_of((str){ text.p, text.n - 1 })), "it is cut off");
	EXPECT_STR(str_from(problem_of(joined(&cx, text, (str){ text.p, text.n / 2 }))),
		   "it is cut off");
	ctx_end(&cx);
}

TEST(feed_tells_a_damaged_file_and_gives_what_is_before_the_damage)
{
	struct ctx cx = ctx_make(NULL);
	str text = some_text(&cx, TEXT_BYTES), packed = gzipped(&cx, text), got;
	char *p = (char *)(uintptr_t)packed.p;
	const char *problem;

	p[packed.n - 6] ^= 1; /* in the checksum at its end */
	got = fed(&cx, packed, MIB, &problem);
	EXPECT_STR(str_from(problem ? problem : ""), "its compression is damaged");
	EXPECT(got.n <= text.n && str_eq(got, (str){ text.p, got.n }));
	memset(p + packed.n / 2, 0xff, 64);
	EXPECT_STR(str_from(problem_of(packed)), "its compression is damaged");
	EXPECT_STR(str_from(problem_of(joined(&cx, gzipped(&cx, text), S("and this")))),
		   "its compression is damaged");
	packed = zstandard(&cx, text);
	memset((char *)(uintptr_t)packed.p + 8, 0xff, 64);
	EXPECT_STR(str_from(problem_of(packed)), "its compression is damaged");
	ctx_end(&cx);
}

struct writer {
	int fd;
	str bytes;
	size_t piece;
};

static void *write_slowly(void *arg)
{
	struct writer *w = arg;

	for (size_t i = 0; i < w->bytes.n; i += w->piece) {
		size_t n = w->piece < w->bytes.n - i ? w->piece : w->bytes.n - i;

		if (write(w->fd, w->bytes.p + i, n) != (ssize_t)n)
			break;
		if (i < 20)
			usleep(1000);
	}
	close(w->fd);
	return NULL;
}

TEST(feed_of_a_pipe_bears_tiny_writes)
{
	struct ctx cx = ctx_make(NULL);
	str text = some_text(&cx, 20000),
	    packed[] = { text, gzipped(&cx, text), zstandard(&cx, text) };
	char *out = arena_new(&cx.arena, char, 30000);

	for (size_t i = 0; i < countof(packed); i++) {
		int ends[2];
		pthread_t thread;
		struct feed *f;
		struct writer w;
		ptrdiff_t got;
		size_t n = 0;

		CHECK(pipe(ends) == 0);
		w = (struct writer){ ends[1], packed[i], 1 };
		CHECK(pthread_create(&thread, NULL, write_slowly, &w) == 0);
		f = feed_open(ends[0]);
		while ((got = feed_read(f, out + n, 30000 - n)) > 0)
			n += (size_t)got;
		EXPECT(got == 0 && str_eq((str){ out, n }, text));
		feed_close(f);
		pthread_join(thread, NULL);
		close(ends[0]);
	}
	ctx_end(&cx);
}

TEST(feed_can_be_closed_before_the_end)
{
	struct ctx cx = ctx_make(NULL);
	str text = some_text(&cx, 8 * MIB);
	char byte;

	for (int reads = 0; reads < 3; reads++) {
		int fd = file_with(text);
		struct feed *f = feed_open(fd);

		for (int i = 0; i < reads; i++)
			EXPECT(feed_read(f, &byte, 1) == 1 && byte == text.p[i]);
		feed_close(f);
		close(fd);
	}
	ctx_end(&cx);
}

TEST(feed_of_a_pipe_that_stays_silent_can_be_closed)
{
	int ends[2];
	struct feed *f;
	char byte;

	CHECK(pipe(ends) == 0);
	f = feed_open(ends[0]);
	feed_close(f);
	f = feed_open(ends[0]);
	CHECK(write(ends[1], "12345678", 8) == 8);
	while (feed_taken(f) < 8)
		usleep(1000);
	feed_close(f);
	CHECK(write(ends[1], "9", 1) == 1);
	close(ends[1]);
	f = feed_open(ends[0]);
	EXPECT(feed_read(f, &byte, 1) == 1 && byte == '9' && feed_read(f, &byte, 1) == 0);
	feed_close(f);
	close(ends[0]);
}

TEST(feed_tells_a_file_that_cannot_be_read)
{
	int fd = open("/", O_RDONLY);
	struct feed *f = feed_open(fd);
	char byte;

	EXPECT(feed_read(f, &byte, 1) == -1);
	EXPECT_STR(str_from(feed_problem(f)), "it cannot be read");
	feed_close(f);
	close(fd);
}
