/* own.c - see own.h: one part, with a title for each book, made into a file. */
#include "catalogue/own.h"

#include "catalogue/build.h"
#include "catalogue/isbn.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static uint32_t number_of(str id)
{
	int64_t n;

	if (id.n < 7 || memcmp(id.p, "ol:OL", 5) != 0 || id.p[id.n - 1] != 'M' ||
	    !str_i64((str){ id.p + 5, id.n - 6 }, &n) || n < 1 || n > UINT32_MAX)
		return 0;
	return (uint32_t)n;
}

static void add_isbn(struct record_edition *e, str s)
{
	uint64_t isbn = s.n ? isbn_read(s) : 0;

	if (isbn && !(e->nisbns && e->isbn[0] == isbn))
		e->isbn[e->nisbns++] = isbn;
}

/* Found by its subtitle too, and answered without. The edition's ISBN is a key to it, should its person not say one. */
static void add(struct ctx *cx, struct part *part, const struct own_book *b)
{
	struct record_edition e = { .title = b->title,
				    .authors = b->authors,
				    .publisher = b->publisher,
				    .year = b->year,
				    .edition = number_of(b->edition) };
	struct part_title t = { .record = { .title = b->title, .authors = b->authors },
				.editions = &e,
				.neditions = 1,
				.of_work = 1 };

	if (b->subtitle.n)
		t.record.title = str_fmt(&cx->arena, STR_FMT ": " STR_FMT, STR_ARG(b->title),
					 STR_ARG(b->subtitle));
	add_isbn(&e, b->isbn13);
	part_add(part, &t);
	if (b->edition.n > 5 && memcmp(b->edition.p, "isbn:", 5) == 0) {
		uint64_t isbn = isbn_read((str){ b->edition.p + 5, b->edition.n - 5 });

		if (isbn && !(e.nisbns && e.isbn[0] == isbn))
			part_key(part, file_key(FILE_KEY_ISBN, isbn));
	}
}

static bool write_part(struct ctx *cx, const struct own_book *books, size_t n, int bits, int fd)
{
	struct part *part = part_open(bits);
	bool ok;

	for (size_t i = 0; i < n; i++) {
		struct arena_mark mark = arena_mark(&cx->arena);

		add(cx, part, &books[i]);
		arena_rewind(&cx->arena, mark);
	}
	ok = part_write(part, fd);
	part_close(part);
	return ok;
}

static enum err write_file(struct ctx *cx, const struct own_book *books, size_t n, int part, int fd)
{
	struct part_view view = { .base = NULL };
	struct build b = { .parts = &view, .n = 1, .bits = build_bits(n) };
	enum err e;

	if (!write_part(cx, books, n, b.bits, part) || !part_map(part, &view))
		return fail(cx, ERR_IO, "an index of a library cannot be made");
	e = build_write(cx, &b, fd);
	part_unmap(&view);
	return e;
}

static str *copy_ids(const struct own_book *books, size_t n, size_t *bytes)
{
	size_t all = 0;
	char *to;
	str *ids;

	for (size_t i = 0; i < n; i++)
		all += books[i].id.n;
	*bytes = (n + 1) * sizeof *ids + all;
	ids = xmalloc(*bytes);
	to = (char *)(ids + n + 1);
	for (size_t i = 0; i < n; i++) {
		ids[i] = (str){ to, books[i].id.n };
		if (books[i].id.n)
			memcpy(to, books[i].id.p, books[i].id.n);
		to += books[i].id.n;
	}
	return ids;
}

enum err own_index_make(struct ctx *cx, const struct own_book *books, size_t n,
			struct own_index **out)
{
	struct own_index *x = xmalloc(sizeof *x);
	int part = memfd_create("own-part", MFD_CLOEXEC), fd = memfd_create("own", MFD_CLOEXEC);
	enum err e;

	if (part < 0 || fd < 0)
		e = fail(cx, ERR_IO, "no memory file for an index of a library");
	else if (!(e = write_file(cx, books, n, part, fd)))
		e = file_map(cx, fd, &x->file);
	if (part >= 0)
		close(part);
	if (fd >= 0)
		close(fd);
	if (e) {
		free(x);
		return e;
	}
	x->ids = copy_ids(books, n, &x->bytes);
	x->bytes += x->file.bytes + sizeof *x;
	*out = x;
	return OK;
}

void own_index_free(struct own_index *x)
{
	if (!x)
		return;
	file_unmap(&x->file);
	free(x->ids);
	free(x);
}
