/* spill.c - see spill.h. Each bucket has a buffer; a full one is written behind the file's end, and where it is is kept in a list. */
#include "catalogue/spill.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BUFFER_BYTES = 192 << 10 };

struct extent {
	uint64_t at;
	uint32_t bytes;
};

struct bucket {
	struct bytes rows;    /* not in the file yet */
	struct bytes extents; /* struct extent */
	uint64_t written;     /* bytes in the file */
};

struct spill {
	int fd;
	bool failed;
	uint64_t end; /* of the file */
	struct bucket buckets[SPILL_BUCKETS];
};

struct spill *spill_open(int fd)
{
	struct spill *s = xmalloc(sizeof *s);

	memset(s, 0, sizeof *s);
	s->fd = fd;
	return s;
}

void spill_close(struct spill *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < SPILL_BUCKETS; i++) {
		bytes_free(&s->buckets[i].rows);
		bytes_free(&s->buckets[i].extents);
	}
	free(s);
}

bool spill_failed(const struct spill *s) { return s->failed; }

typedef ssize_t move(int fd, unsigned char *p, size_t n, off_t at);

static ssize_t put(int fd, unsigned char *p, size_t n, off_t at) { return pwrite(fd, p, n, at); }

static ssize_t get(int fd, unsigned char *p, size_t n, off_t at) { return pread(fd, p, n, at); }

/* All of it, however little the system moves at a time. */
static bool move_all(move *some, int fd, unsigned char *p, size_t n, uint64_t at)
{
	while (n) {
		ssize_t done = some(fd, p, n, (off_t)at);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return false;
		p += done;
		n -= (size_t)done;
		at += (uint64_t)done;
	}
	return true;
}

static void empty(struct spill *s, struct bucket *b)
{
	struct extent e = { s->end, (uint32_t)b->rows.n };

	if (b->rows.n == 0)
		return;
	if (!move_all(put, s->fd, b->rows.p, b->rows.n, s->end))
		s->failed = true;
	bytes_put(&b->extents, &e, sizeof e);
	s->end += b->rows.n;
	b->written += b->rows.n;
	b->rows.n = 0;
}

void spill_add(struct spill *s, uint32_t bucket, const void *row, size_t n)
{
	struct bucket *b = &s->buckets[bucket];

	CHECK(bucket < SPILL_BUCKETS);
	if (s->fd >= 0 && b->rows.n + n > BUFFER_BYTES)
		empty(s, b);
	bytes_put(&b->rows, row, n);
}

uint64_t spill_bytes(const struct spill *s, uint32_t bucket)
{
	return s->buckets[bucket].written + s->buckets[bucket].rows.n;
}

void spill_read(struct spill *s, uint32_t bucket, struct bytes *out)
{
	const struct bucket *b = &s->buckets[bucket];
	const struct extent *e = (const void *)b->extents.p;

	bytes_more(out, b->written + b->rows.n);
	for (size_t i = 0; i < b->extents.n / sizeof *e; i++) {
		if (!move_all(get, s->fd, out->p + out->n, e[i].bytes, e[i].at)) {
			__atomic_store_n(&s->failed, true, __ATOMIC_RELAXED);
			return;
		}
		out->n += e[i].bytes;
	}
	bytes_put(out, b->rows.p, b->rows.n);
}

bool spill_save(struct spill *s, struct bytes *out)
{
	for (size_t i = 0; i < SPILL_BUCKETS; i++)
		empty(s, &s->buckets[i]);
	if (s->failed || fdatasync(s->fd) != 0)
		return false;
	bytes_number(out, s->end);
	for (size_t i = 0; i < SPILL_BUCKETS; i++) {
		struct bytes *list = &s->buckets[i].extents;

		bytes_str(out, (str){ (const char *)list->p, list->n });
	}
	return true;
}

bool spill_restore(struct spill *s, struct unpack *from)
{
	struct stat st;

	s->end = unpack_number(from);
	for (size_t i = 0; i < SPILL_BUCKETS; i++) {
		struct bucket *b = &s->buckets[i];
		str list = unpack_str(from);

		bytes_put(&b->extents, list.p,
			  list.n / sizeof(struct extent) * sizeof(struct extent));
		for (size_t k = 0; k < list.n / sizeof(struct extent); k++)
			b->written += ((const struct extent *)(const void *)b->extents.p)[k].bytes;
	}
	return !from->bad && fstat(s->fd, &st) == 0 && (uint64_t)st.st_size >= s->end &&
	       ftruncate(s->fd, (off_t)s->end) == 0;
}
