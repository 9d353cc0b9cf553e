/* harvest.c - see harvest.h. A part is made of some neighbouring buckets, always the same ones for the same rows, so that a part that was
 * finished before the process was killed is as good as a new one. */
#include "catalogue/harvest.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
	/* rows of a part: making it takes about four times as much memory */
	PART_BYTES = 96 << 20,
	MIN_PART_BYTES = 4 << 20,
	PARTS = 8,        /* at least, so that all processors have some */
	BYTES_A_ROW = 64, /* at the least: for guessing the number of titles */
};

/* The last tenth of the way is joining the parts. */
#define MAKING 0.9

struct piece {
	uint32_t first, end; /* buckets */
	struct assemble_counts counts;
	int fd; /* -1: not made yet */
};

struct work {
	struct ctx *cx;
	const struct harvest *h;
	int bits;
	struct piece *pieces;
	size_t n;
	pthread_mutex_t lock; /* guards what follows */
	size_t next, done;
	bool failed;
};

static uint64_t all_bytes(const struct harvest *h)
{
	uint64_t sum = 0;

	for (uint32_t b = 0; b < SPILL_BUCKETS; b++)
		sum += spill_bytes(h->intake->spill, b);
	return sum;
}

static uint64_t part_bytes(uint64_t all)
{
	uint64_t n = all / PARTS;

	return n < MIN_PART_BYTES ? MIN_PART_BYTES : n > PART_BYTES ? PART_BYTES : n;
}

static struct piece *cut_pieces(const struct harvest *h, size_t *n, uint64_t *bytes)
{
	struct piece *pieces = xmalloc(SPILL_BUCKETS * sizeof *pieces);
	uint64_t here = 0, most;

	*n = 0;
	*bytes = all_bytes(h);
	most = part_bytes(*bytes);
	for (uint32_t b = 0; b < SPILL_BUCKETS; b++) {
		uint64_t more = spill_bytes(h->intake->spill, b);

		if (more == 0)
			continue;
		if (*n == 0 || here + more > most) {
			pieces[(*n)++] = (struct piece){ .first = b, .fd = -1 };
			here = 0;
		}
		pieces[*n - 1].end = b + 1;
		here += more;
	}
	return pieces;
}

/* ---- one part ---- */

enum { NAME_BYTES = 48 };

static void part_name(char out[NAME_BYTES], size_t i, const char *suffix)
{
	snprintf(out, NAME_BYTES, "part-%04zu%s", i, suffix);
}

/* What the counts of a finished part are kept in. */
static bool keep_counts(int folder, size_t i, const struct assemble_counts *c)
{
	char name[NAME_BYTES];
	int fd;
	bool ok;

	part_name(name, i, ".counts");
	fd = openat(folder, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	ok = fd >= 0 && write(fd, c, sizeof *c) == (ssize_t)sizeof *c;
	if (fd >= 0)
		close(fd);
	return ok;
}

static bool find_counts(int folder, size_t i, struct assemble_counts *c)
{
	char name[NAME_BYTES];
	int fd;
	bool ok;

	part_name(name, i, ".counts");
	fd = openat(folder, name, O_RDONLY | O_CLOEXEC);
	ok = fd >= 0 && read(fd, c, sizeof *c) == (ssize_t)sizeof *c;
	if (fd >= 0)
		close(fd);
	return ok;
}

/* A part that an earlier process finished. */
static bool find_part(const struct work *w, size_t i)
{
	struct piece *p = &w->pieces[i];
	char name[NAME_BYTES];

	if (w->h->folder < 0 || !find_counts(w->h->folder, i, &p->counts))
		return false;
	part_name(name, i, "");
	p->fd = openat(w->h->folder, name, O_RDONLY | O_CLOEXEC);
	return p->fd >= 0;
}

static int open_part(const struct work *w, size_t i)
{
	char name[NAME_BYTES];

	if (w->h->folder < 0)
		return memfd_create("part", MFD_CLOEXEC);
	part_name(name, i, ".new");
	return openat(w->h->folder, name, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
}

static bool finish_part(const struct work *w, size_t i)
{
	char from[NAME_BYTES], to[NAME_BYTES];

	if (w->h->folder < 0)
		return true;
	part_name(from, i, ".new");
	part_name(to, i, "");
	return fdatasync(w->pieces[i].fd) == 0 &&
	       keep_counts(w->h->folder, i, &w->pieces[i].counts) &&
	       renameat(w->h->folder, from, w->h->folder, to) == 0;
}

static bool make_part(const struct work *w, size_t i, struct part *part, struct bytes *rows)
{
	struct piece *p = &w->pieces[i];

	p->counts = (struct assemble_counts){ .editions = 0 };
	rows->n = 0;
	for (uint32_t b = p->first; b < p->end; b++)
		spill_read(w->h->intake->spill, b, rows);
	if (spill_failed(w->h->intake->spill))
		return false;
	assemble(&w->h->options, (str){ (const char *)rows->p, rows->n }, part, &p->counts);
	p->fd = open_part(w, i);
	return p->fd >= 0 && part_write(part, p->fd) && finish_part(w, i);
}

/* ---- all of them ---- */

static bool take_piece(struct work *w, size_t *i)
{
	bool more;

	pthread_mutex_lock(&w->lock);
	more = w->next < w->n && !w->failed;
	if (more)
		*i = w->next++;
	pthread_mutex_unlock(&w->lock);
	return more;
}

static void give_piece(struct work *w, bool ok)
{
	pthread_mutex_lock(&w->lock);
	w->done++;
	w->failed |= !ok;
	if (w->h->progress)
		w->h->progress(w->h->arg, MAKING * (double)w->done / (double)w->n);
	pthread_mutex_unlock(&w->lock);
}

static void *make_parts(void *arg)
{
	struct work *w = arg;
	struct part *part = part_open(w->bits);
	struct bytes rows = { NULL, 0, 0 };
	size_t i;

	while (take_piece(w, &i))
		give_piece(w, find_part(w, i) || make_part(w, i, part, &rows));
	bytes_free(&rows);
	part_close(part);
	return NULL;
}

static void make_all(struct work *w)
{
	size_t threads = (size_t)w->h->threads < w->n ? (size_t)w->h->threads : w->n, running = 0;
	pthread_t *t = xmalloc((threads + 1) * sizeof *t);

	for (size_t i = 1; i < threads; i++)
		if (pthread_create(&t[running], NULL, make_parts, w) == 0)
			running++;
	make_parts(w);
	for (size_t i = 0; i < running; i++)
		pthread_join(t[i], NULL);
	free(t);
}

/* ---- the file ---- */

static void tell_joining(void *arg, double done)
{
	const struct harvest *h = arg;

	if (h->progress)
		h->progress(h->arg, MAKING + (1 - MAKING) * done);
}

static int by_from(const void *a, const void *b)
{
	const struct file_moved *x = a, *y = b;

	return (x->from > y->from) - (x->from < y->from);
}

static void add_moved(const struct moved *m, enum file_key_kind kind, struct bytes *out)
{
	uint32_t at = 0, from, to;

	while (moved_next(m, &at, &from, &to)) {
		struct file_moved pair = { file_key(kind, from),
					   file_key(kind, moved_find(m, from)) };

		bytes_put(out, &pair, sizeof pair);
	}
}

static struct bytes moved_keys(const struct intake *in)
{
	struct bytes all = { NULL, 0, 0 };

	add_moved(&in->moved[DUMP_EDITION], FILE_KEY_EDITION, &all);
	add_moved(&in->moved[DUMP_WORK], FILE_KEY_WORK, &all);
	if (all.n)
		qsort(all.p, all.n / sizeof(struct file_moved), sizeof(struct file_moved), by_from);
	return all;
}

static enum err map_parts(struct work *w, struct part_view *views)
{
	for (size_t i = 0; i < w->n; i++)
		if (!part_map(w->pieces[i].fd, &views[i]))
			return fail(w->cx, ERR_IO, "a part of the catalogue cannot be read back");
	return OK;
}

static enum err join_parts(struct work *w, int fd)
{
	struct part_view *views = xmalloc((w->n + 1) * sizeof *views);
	struct bytes moved = moved_keys(w->h->intake);
	struct build b = { .parts = views,
			   .n = w->n,
			   .bits = w->bits,
			   .moved = (const void *)moved.p,
			   .nmoved = moved.n / sizeof(struct file_moved),
			   .progress = tell_joining,
			   .arg = (void *)w->h };
	enum err e;

	memset(views, 0, (w->n + 1) * sizeof *views);
	if (!(e = map_parts(w, views)))
		e = build_write(w->cx, &b, fd);
	for (size_t i = 0; i < w->n; i++)
		part_unmap(&views[i]);
	bytes_free(&moved);
	free(views);
	return e;
}

static void add_counts(struct assemble_counts *to, const struct assemble_counts *c)
{
	to->editions += c->editions;
	to->doubles += c->doubles;
	to->known += c->known;
	to->rare += c->rare;
	to->bare_works += c->bare_works;
}

/* Redirects that came too late for some rows: those go under the new number as well; `moved` has the old ones left out. */
static bool forward(struct intake *in)
{
	struct bytes rows = { NULL, 0, 0 };
	struct row row;

	for (uint32_t b = 0; b < SPILL_BUCKETS && !spill_failed(in->spill); b++) {
		struct unpack u;

		rows.n = 0;
		spill_read(in->spill, b, &rows);
		u = (struct unpack){ rows.p, rows.p + rows.n, false };
		while (row_unpack(&u, &row)) {
			uint32_t work = moved_find(&in->moved[DUMP_WORK], row.entry.work);

			if (work == row.entry.work)
				continue;
			row.entry.work = work;
			row.group = row_group(&row.entry);
			in->row.n = 0;
			row_pack(&in->row, &row);
			spill_add(in->spill, row_bucket(row.group), in->row.p, in->row.n);
		}
	}
	bytes_free(&rows);
	return !spill_failed(in->spill);
}

enum err harvest_write(struct ctx *cx, const struct harvest *h, int fd,
		       struct assemble_counts *counts)
{
	struct work w = { .cx = cx, .h = h };
	uint64_t bytes;
	enum err e;

	if (h->intake->late_moves && !forward(h->intake))
		return fail(cx, ERR_IO, "the import's folder cannot be written: is the disk full?");
	h->intake->late_moves = false;
	w.pieces = cut_pieces(h, &w.n, &bytes);
	w.bits = build_bits(bytes / BYTES_A_ROW);
	pthread_mutex_init(&w.lock, NULL);
	make_all(&w);
	e = w.failed ? fail(cx, ERR_IO,
			    "a part of the catalogue cannot be written: is the disk full?")
		     : join_parts(&w, fd);
	for (size_t i = 0; i < w.n; i++) {
		add_counts(counts, &w.pieces[i].counts);
		if (w.pieces[i].fd >= 0)
			close(w.pieces[i].fd);
	}
	pthread_mutex_destroy(&w.lock);
	free(w.pieces);
	return e;
}
