/* merge.c - see merge.h. */
#include "catalogue/merge.h"

#include "catalogue/handle.h"
#include "catalogue/known.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* A file goes together with the ones before it when these are less than so many times its size. */
enum { ABOUT_ONE_SIZE = 4 };

static enum err write_file(struct ctx *cx, int folder, const struct harvest *h, const char *name,
			   struct segment *out, struct assemble_counts *counts)
{
	struct file f;
	enum err e;
	int fd;

	/* what has this name is on no list, but with a damaged list it may still be in use: not to be written over */
	unlinkat(folder, name, 0);
	fd = openat(folder, name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (fd < 0)
		return fail(cx, ERR_IO, "the catalogue's folder cannot be written: %s",
			    strerror(errno));
	e = harvest_write(cx, h, fd, counts);
	if (!e && (fsync(fd) != 0 || fsync(folder) != 0))
		e = fail(cx, ERR_IO, "the catalogue cannot be written: %s", strerror(errno));
	if (!e && !(e = file_map(cx, fd, &f))) {
		out->bytes = f.h.bytes;
		out->content = f.h.content;
		out->titles = f.h.titles;
		out->editions = f.h.editions;
		file_unmap(&f);
	}
	close(fd);
	return e;
}

enum err merge_write(struct ctx *cx, int folder, const struct segments *list,
		     const struct harvest *h, struct segment *out, struct assemble_counts *counts)
{
	enum err e;

	segments_name(list, out->name);
	e = write_file(cx, folder, h, out->name, out, counts);
	if (e || !out->editions)
		unlinkat(folder, out->name, 0);
	return e;
}

/* ---- few of many ---- */

/* The first of the newest files that go together; s->n: none do. */
static size_t first_due(const struct segments *s)
{
	size_t first = s->n;
	uint64_t bytes = 0;

	for (size_t i = s->n; i-- > 0 && !s->items[i].day[0];) {
		if (i + 1 < s->n && s->items[i].bytes >= bytes * ABOUT_ONE_SIZE)
			break;
		bytes += s->items[i].bytes;
		first = i;
	}
	return s->n - first > 1 ? first : s->n;
}

static struct entry entry_of(const struct record *r, const struct record_edition *e)
{
	struct entry out = {
		.title = e->title.n ? e->title : r->title,
		.authors = e->authors,
		.publisher = e->publisher,
		.language = e->language,
		.series = e->series,
		.nisbns = e->nisbns,
		.year = e->year,
		.edition = e->edition,
		.cover = e->cover,
		.pages = e->pages,
		.starter = r->starter,
	};

	memcpy(out.isbn, e->isbn, sizeof out.isbn);
	return out;
}

static bool has_key(const struct file *f, uint64_t key)
{
	struct record_edition e;
	size_t n;
	const uint32_t *titles = file_find(f, key, &n);

	for (size_t i = 0; i < n; i++)
		if (known_with_key(file_record(f, titles[i]), key, &e))
			return true;
	return false;
}

/* The editions of file i on which no newer file has a word, which has what the older ones say. */
static void take_file(struct ctx *cx, const struct view *v, size_t i, struct intake *in)
{
	const struct file *f = &v->files[i];

	for (uint32_t t = 0; t < f->h.titles; t++) {
		struct record r = file_record(f, t);
		struct record_edition e;

		while (record_next(&r, &e)) {
			struct entry entry = entry_of(&r, &e);
			uint64_t key = known_key(&r, &e);
			size_t k = i + 1;

			while (k < v->n && !has_key(&v->files[k], key))
				k++;
			if (k == v->n)
				intake_edition(cx, in, &entry, 0);
		}
	}
}

static enum err merge_from(struct ctx *cx, int folder, struct segments *list, size_t first,
			   struct intake *in)
{
	struct assemble_counts counts = { .editions = 0 };
	struct harvest h = { .intake = in, .folder = -1, .threads = 1 };
	struct segment g = { .bytes = 0 };
	struct view view;
	enum err e;

	if ((e = view_open(cx, folder, list, &view)))
		return e;
	for (size_t i = first; i < list->n; i++)
		take_file(cx, &view, i + 1, in);
	e = merge_write(cx, folder, list, &h, &g, &counts);
	view_close(&view);
	if (e)
		return e;
	list->n = first;
	list->items[list->n++] = g;
	list->next++;
	return segments_write(cx, folder, list);
}

static int spill_file(int folder)
{
	return openat(folder, ".", O_RDWR | O_TMPFILE | O_CLOEXEC, 0600);
}

enum err merge_due(struct ctx *cx, int folder, struct segments *list)
{
	size_t first = first_due(list);
	struct spill *spill;
	struct intake in;
	enum err e;
	int fd;

	if (first == list->n)
		return OK;
	fd = spill_file(folder); /* -1, where the folder's file system has none: in memory */
	spill = spill_open(fd);
	intake_make(&in, spill, NULL, (struct intake_filter){ .languages = S("") });
	e = merge_from(cx, folder, list, first, &in);
	intake_free(&in);
	spill_close(spill);
	if (fd >= 0)
		close(fd);
	return e;
}
