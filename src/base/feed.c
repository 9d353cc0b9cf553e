/* feed.c - see feed.h. A ring of buffers between the thread that fills and the one that empties. */
#include "base/feed.h"

#include "base/unpacker.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

enum { BUFFERS = 4, BUFFER_BYTES = 1 << 20, FILE_BYTES = 256 << 10, LOOK_EVERY_MS = 100 };

struct buffer {
	char *p;
	size_t n, at; /* filled; taken */
};

struct feed {
	int fd;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct buffer ring[BUFFERS];
	size_t first, filled; /* guarded by the lock, with all below */
	bool ended, closing;
	const char *problem;
	int64_t taken;
	/* the thread's own */
	char *file; /* FILE_BYTES of the file */
	str left;   /* of them */
	struct unpacker unpacker;
	bool begun, between; /* nothing was read yet; a member has just ended */
};

static bool is_closing(struct feed *f)
{
	bool closing;

	pthread_mutex_lock(&f->lock);
	closing = f->closing;
	pthread_mutex_unlock(&f->lock);
	return closing;
}

/* 0: the end, -1: it cannot be read. A pipe whose writer is silent does not keep who closes the feed. */
static ssize_t read_some(struct feed *f, char *into, size_t room)
{
	struct pollfd p = { .fd = f->fd, .events = POLLIN };
	ssize_t n;

	do {
		while (poll(&p, 1, LOOK_EVERY_MS) == 0)
			if (is_closing(f))
				return 0;
		n = read(f->fd, into, room);
	} while (n < 0 && errno == EINTR);
	pthread_mutex_lock(&f->lock);
	f->taken += n > 0 ? n : 0;
	pthread_mutex_unlock(&f->lock);
	return n;
}

/* More of the file into f->left. */
static ssize_t read_file(struct feed *f)
{
	ssize_t n = read_some(f, f->file, FILE_BYTES);

	if (n > 0)
		f->left = (str){ f->file, (size_t)n };
	return n;
}

/* A pipe may give a few bytes at first: enough of them to see what it is. */
static ssize_t read_first(struct feed *f)
{
	size_t have = 0;

	while (have < 4) {
		ssize_t n = read_some(f, f->file + have, FILE_BYTES - have);

		if (n < 0)
			return -1;
		if (n == 0)
			break;
		have += (size_t)n;
	}
	f->taken = (int64_t)have;
	f->left = (str){ f->file, have };
	return (ssize_t)have;
}

static bool begins(str s, const char *magic, size_t n)
{
	return s.n >= n && memcmp(s.p, magic, n) == 0;
}

static void choose_unpacker(struct feed *f)
{
	if (begins(f->left, "\x1f\x8b", 2))
		f->unpacker = gunzip_open();
	else if (begins(f->left, "\x28\xb5\x2f\xfd", 4))
		f->unpacker = unzstd_open();
}

static const char *copy(struct feed *f, struct unpacker_io *io)
{
	size_t n = f->left.n < io->room ? f->left.n : io->room;

	memcpy(io->out, f->left.p, n);
	f->left = (str){ f->left.p + n, f->left.n - n };
	io->out += n;
	io->room -= n;
	return NULL;
}

static const char *unpack(struct feed *f, struct unpacker_io *io)
{
	io->in = f->left;
	switch (f->unpacker.run(f->unpacker.state, io)) {
	case UNPACKER_MORE: f->between = false; break;
	case UNPACKER_ENDED: f->between = true; break;
	case UNPACKER_BROKEN: return "its compression is damaged";
	}
	f->left = io->in;
	return NULL;
}

/* Fill a buffer; *end: nothing comes behind it. */
static const char *fill(struct feed *f, struct buffer *b, bool *end)
{
	struct unpacker_io io = { .out = b->p, .room = BUFFER_BYTES };
	const char *problem = NULL;

	while (io.room && !problem) {
		if (!f->left.n) {
			ssize_t n = f->begun ? read_file(f) : read_first(f);

			if (n < 0)
				problem = "it cannot be read";
			else if (n == 0 && f->unpacker.run && !f->between)
				problem = "it is cut off";
			*end = n <= 0;
			if (*end)
				break;
			if (!f->begun)
				choose_unpacker(f);
			f->begun = true;
		}
		problem = f->unpacker.run ? unpack(f, &io) : copy(f, &io);
	}
	b->n = BUFFER_BYTES - io.room;
	b->at = 0;
	*end |= problem != NULL;
	return problem;
}

static struct buffer *free_buffer(struct feed *f)
{
	struct buffer *b = NULL;

	pthread_mutex_lock(&f->lock);
	while (f->filled == BUFFERS && !f->closing)
		pthread_cond_wait(&f->changed, &f->lock);
	if (!f->closing)
		b = &f->ring[(f->first + f->filled) % BUFFERS];
	pthread_mutex_unlock(&f->lock);
	return b;
}

static void *read_ahead(void *arg)
{
	struct feed *f = arg;
	struct buffer *b;
	bool end = false;

	while (!end && (b = free_buffer(f))) {
		const char *problem = fill(f, b, &end);

		pthread_mutex_lock(&f->lock);
		f->filled++;
		f->ended = end;
		f->problem = problem;
		pthread_cond_signal(&f->changed);
		pthread_mutex_unlock(&f->lock);
	}
	return NULL;
}

struct feed *feed_open(int fd)
{
	struct feed *f = xmalloc(sizeof *f);

	*f = (struct feed){ .fd = fd };
	pthread_mutex_init(&f->lock, NULL);
	pthread_cond_init(&f->changed, NULL);
	for (size_t i = 0; i < BUFFERS; i++)
		f->ring[i].p = xmalloc(BUFFER_BYTES);
	f->file = xmalloc(FILE_BYTES);
	CHECK(pthread_create(&f->thread, NULL, read_ahead, f) == 0);
	return f;
}

void feed_close(struct feed *f)
{
	if (!f)
		return;
	pthread_mutex_lock(&f->lock);
	f->closing = true;
	pthread_cond_signal(&f->changed);
	pthread_mutex_unlock(&f->lock);
	pthread_join(f->thread, NULL);
	if (f->unpacker.close)
		f->unpacker.close(f->unpacker.state);
	for (size_t i = 0; i < BUFFERS; i++)
		free(f->ring[i].p);
	free(f->file);
	pthread_cond_destroy(&f->changed);
	pthread_mutex_destroy(&f->lock);
	free(f);
}

/* The buffer to take from; NULL: nothing comes any more. */
static struct buffer *filled_buffer(struct feed *f)
{
	struct buffer *b;

	pthread_mutex_lock(&f->lock);
	while (!f->filled && !f->ended)
		pthread_cond_wait(&f->changed, &f->lock);
	b = f->filled ? &f->ring[f->first] : NULL;
	pthread_mutex_unlock(&f->lock);
	return b;
}

static void give_back(struct feed *f)
{
	pthread_mutex_lock(&f->lock);
	f->first = (f->first + 1) % BUFFERS;
	f->filled--;
	pthread_cond_signal(&f->changed);
	pthread_mutex_unlock(&f->lock);
}

ptrdiff_t feed_read(void *feed, char *into, size_t room)
{
	struct feed *f = feed;
	struct buffer *b;

	while ((b = filled_buffer(f))) {
		size_t n = b->n - b->at < room ? b->n - b->at : room;

		memcpy(into, b->p + b->at, n);
		b->at += n;
		if (b->at == b->n)
			give_back(f);
		if (n)
			return (ptrdiff_t)n;
	}
	return f->problem ? -1 : 0;
}

const char *feed_problem(const struct feed *f)
{
	return f->problem ? f->problem : "it cannot be read";
}

int64_t feed_taken(struct feed *f)
{
	int64_t n;

	pthread_mutex_lock(&f->lock);
	n = f->taken;
	pthread_mutex_unlock(&f->lock);
	return n;
}
