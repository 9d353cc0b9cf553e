/* shared.c - see shared.h. */
#include "catalogue/shared.h"

#include "base/checksum.h"
#include "catalogue/bytes.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define MARK "shared"
#define MAGIC "bookshelf-shared-1"

enum { MARK_BYTES = 4096 };

bool segment_same(const struct segment *a, const struct segment *b)
{
	return a->content == b->content && a->bytes == b->bytes;
}

bool segments_same(const struct segments *a, const struct segments *b)
{
	for (size_t i = 0; i < a->n && i < b->n; i++)
		if (!segment_same(&a->items[i], &b->items[i]))
			return false;
	return a->n == b->n;
}

/* ---- the mark ---- */

static bool unpack_mark(struct unpack *u, struct shared *out)
{
	str magic = unpack_str(u), lineage = unpack_str(u);

	if (!str_eq(magic, S(MAGIC)) || lineage.n >= sizeof out->lineage)
		return false;
	memcpy(out->lineage, lineage.p, lineage.n);
	out->generation = unpack_signed(u);
	out->list.n = (size_t)unpack_number(u);
	if (out->list.n > SEGMENTS_MAX)
		return false;
	for (size_t i = 0; i < out->list.n; i++) {
		out->list.items[i].content = unpack_number(u);
		out->list.items[i].bytes = unpack_number(u);
	}
	return !u->bad;
}

static bool read_mark(int folder, struct shared *out)
{
	unsigned char bytes[MARK_BYTES];
	struct checksum sum = checksum_make();
	int fd = openat(folder, MARK, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, bytes, sizeof bytes);
	uint64_t have;

	if (fd >= 0)
		close(fd);
	if (n < (ssize_t)sizeof have)
		return false;
	n -= (ssize_t)sizeof have;
	memcpy(&have, bytes + n, sizeof have);
	checksum_add(&sum, bytes, (size_t)n);
	return checksum_take(&sum) == have &&
	       unpack_mark(&(struct unpack){ bytes, bytes + n, false }, out);
}

void shared_read(int folder, struct shared *out)
{
	*out = (struct shared){ .generation = 0 };
	if (!read_mark(folder, out))
		*out = (struct shared){ .generation = 0 };
}

enum err shared_write(struct ctx *cx, int folder, const struct shared *s)
{
	struct bytes b = { NULL, 0, 0 };
	struct checksum sum = checksum_make();
	uint64_t check;
	bool ok;
	int fd;

	bytes_str(&b, S(MAGIC));
	bytes_str(&b, str_from(s->lineage));
	bytes_signed(&b, s->generation);
	bytes_number(&b, s->list.n);
	for (size_t i = 0; i < s->list.n; i++) {
		bytes_number(&b, s->list.items[i].content);
		bytes_number(&b, s->list.items[i].bytes);
	}
	checksum_add(&sum, b.p, b.n);
	check = checksum_take(&sum);
	bytes_put(&b, &check, sizeof check);
	fd = openat(folder, MARK ".new", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	ok = fd >= 0 && write(fd, b.p, b.n) == (ssize_t)b.n && fsync(fd) == 0 &&
	     renameat(folder, MARK ".new", folder, MARK) == 0 && fsync(folder) == 0;
	if (fd >= 0)
		close(fd);
	bytes_free(&b);
	return ok ? OK
		  : fail(cx, ERR_IO, "the catalogue's folder cannot be written: %s",
			 strerror(errno));
}

void shared_forget(int folder) { unlinkat(folder, MARK, 0); }

/* ---- meeting again ---- */

/* What counts on one side or the other. */
struct union_list {
	struct segment items[2 * SEGMENTS_MAX];
	size_t n;
};

static bool has(const struct segment *items, size_t n, const struct segment *g)
{
	for (size_t i = 0; i < n; i++)
		if (segment_same(&items[i], g))
			return true;
	return false;
}

/* One side's files, but for those that both had and the other one has no more. */
static void add_side(struct union_list *u, const struct segments *mark, const struct segments *side,
		     const struct segments *other)
{
	for (size_t i = 0; i < side->n; i++) {
		const struct segment *g = &side->items[i];

		if (!has(u->items, u->n, g) &&
		    (has(other->items, other->n, g) || !has(mark->items, mark->n, g)))
			u->items[u->n++] = *g;
	}
}

static const char *newest_day(const struct union_list *u)
{
	const char *day = "";

	for (size_t i = 0; i < u->n; i++)
		if (strcmp(u->items[i].day, day) > 0)
			day = u->items[i].day;
	return day;
}

static void keep_name(struct segment *g, const struct segments *ours)
{
	g->name[0] = '\0';
	for (size_t i = 0; i < ours->n; i++)
		if (segment_same(&ours->items[i], g))
			memcpy(g->name, ours->items[i].name, sizeof g->name);
}

enum err shared_merge(struct ctx *cx, const struct segments *mark, const struct segments *ours,
		      const struct segments *theirs, struct segments *out)
{
	static const struct segments none;
	struct union_list u = { .n = 0 };
	const char *day;
	bool dump = false;

	*out = (struct segments){ .next = ours->next };
	mark = ours->n ? mark : &none;
	add_side(&u, mark, theirs, ours);
	add_side(&u, mark, ours, theirs);
	day = newest_day(&u);
	for (size_t i = 0; i < u.n; i++) {
		struct segment *g = &u.items[i];

		if (g->day[0] && (dump || strcmp(g->day, day) != 0))
			continue;
		dump |= g->day[0] != '\0';
		if (out->n == SEGMENTS_MAX)
			return fail(cx, ERR_TOO_LARGE, "the shared catalogue has too many files");
		keep_name(g, ours);
		out->items[out->n++] = *g;
	}
	return OK;
}
