/* starter.c - see starter.h. */
#include "catalogue/starter.h"

#include "base/embed.h"
#include "catalogue/harvest.h"
#include "catalogue/table_entry.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

static ptrdiff_t from_memory(void *arg, char *into, size_t room)
{
	str *left = arg;
	size_t n = left->n < room ? left->n : room;

	memcpy(into, left->p, n);
	*left = (str){ left->p + n, left->n - n };
	return (ptrdiff_t)n;
}

static enum err take_table(struct ctx *cx, str text, struct intake *in)
{
	struct table_row row;
	struct table t;
	enum err e;

	if ((e = table_open(cx, from_memory, &text, &t)))
		return e;
	while (table_next(&t, &row)) {
		struct entry entry = table_entry(&row);

		CHECK(!row.refused); /* we wrote it */
		entry.starter = true;
		intake_edition(cx, in, &entry, row.line);
	}
	return OK;
}

static enum err build(struct ctx *cx, int fd)
{
	struct assemble_counts counts = { .editions = 0 };
	struct spill *spill = spill_open(-1);
	struct intake in;
	struct harvest h = { .intake = &in, .folder = -1, .threads = 1 };
	enum err e = OK;

	intake_make(&in, spill, NULL, (struct intake_filter){ .languages = S("") });
	for (size_t i = 0; i < starter_n && !e; i++)
		e = take_table(cx, (str){ starter[i].data, starter[i].n }, &in);
	if (!e)
		e = harvest_write(cx, &h, fd, &counts);
	intake_free(&in);
	spill_close(spill);
	return e;
}

enum err starter_map(struct ctx *cx, struct file *out)
{
	int fd = memfd_create("starter", MFD_CLOEXEC);
	enum err e;

	if (fd < 0)
		return fail(cx, ERR_IO, "no memory file for the starter catalogue: %s",
			    strerror(errno));
	if (!(e = build(cx, fd)))
		e = file_map(cx, fd, out);
	close(fd);
	return e;
}
