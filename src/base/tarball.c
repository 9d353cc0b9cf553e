/* tarball.c - see tarball.h. The only file that includes libarchive. */
#include "base/tarball.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

enum { READ_BLOCK = 64 * 1024 };

/* ---- writing ---- */

struct tar_out {
	struct archive *a;
	time_t now;
};

static enum err write_fail(struct ctx *cx, struct tar_out *out)
{
	int why = archive_errno(out->a);

	if (why == ENOSPC || why == EDQUOT)
		return fail(cx, ERR_NO_SPACE, "there is no room for the archive");
	return fail(cx, ERR_IO, "the archive cannot be written: %s", archive_error_string(out->a));
}

enum err tar_make(struct ctx *cx, int fd, struct tar_out **out)
{
	struct tar_out *t = xmalloc(sizeof *t);
	enum err e;

	*t = (struct tar_out){ archive_write_new(), (time_t)(cx->now_ms / 1000) };
	CHECK(t->a);
	if (archive_write_add_filter_zstd(t->a) != ARCHIVE_OK ||
	    archive_write_set_format_pax_restricted(t->a) != ARCHIVE_OK ||
	    archive_write_open_fd(t->a, fd) != ARCHIVE_OK) {
		e = write_fail(cx, t);
		archive_write_free(t->a);
		free(t);
		return e;
	}
	*out = t;
	return OK;
}

enum err tar_begin_file(struct ctx *cx, struct tar_out *t, str name, int64_t bytes)
{
	struct archive_entry *entry = archive_entry_new();
	int rc;

	CHECK(entry);
	archive_entry_set_pathname(entry, str_dup(&cx->arena, name).p);
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_perm(entry, 0600);
	archive_entry_set_size(entry, bytes);
	archive_entry_set_mtime(entry, t->now, 0);
	rc = archive_write_header(t->a, entry);
	archive_entry_free(entry);
	return rc == ARCHIVE_OK ? OK : write_fail(cx, t);
}

enum err tar_add(struct ctx *cx, struct tar_out *t, str piece)
{
	while (piece.n) {
		la_ssize_t n = archive_write_data(t->a, piece.p, piece.n);

		if (n <= 0)
			return write_fail(cx, t);
		piece = (str){ piece.p + n, piece.n - (size_t)n };
	}
	return OK;
}

enum err tar_finish(struct ctx *cx, struct tar_out *t)
{
	enum err e = OK;

	if (!t)
		return OK;
	if (archive_write_close(t->a) != ARCHIVE_OK)
		e = write_fail(cx, t);
	archive_write_free(t->a);
	free(t);
	return e;
}

/* ---- reading ---- */

struct tar_in {
	struct archive *a;
};

/* What the library says may name what is in the archive, never what is around it. */
static enum err read_fail(struct ctx *cx, struct tar_in *t)
{
	return fail(cx, ERR_INVALID, "the archive is damaged or cut off: %s",
		    archive_error_string(t->a) ? archive_error_string(t->a) : "it cannot be read");
}

enum err tar_open(struct ctx *cx, int fd, struct tar_in **out)
{
	struct tar_in *t = xmalloc(sizeof *t);
	enum err e;

	t->a = archive_read_new();
	CHECK(t->a);
	archive_read_support_filter_zstd(t->a);
	archive_read_support_format_tar(t->a);
	if (archive_read_open_fd(t->a, fd, READ_BLOCK) != ARCHIVE_OK) {
		e = read_fail(cx, t);
		tar_shut(t);
		return e;
	}
	*out = t;
	return OK;
}

enum err tar_next(struct ctx *cx, struct tar_in *t, struct tar_file *file, bool *more)
{
	struct archive_entry *entry;
	const char *name;
	int rc = archive_read_next_header(t->a, &entry);

	*more = rc == ARCHIVE_OK;
	if (rc == ARCHIVE_EOF)
		return OK;
	if (rc != ARCHIVE_OK)
		return read_fail(cx, t);
	name = archive_entry_pathname(entry);
	*file = (struct tar_file){ .name = str_dup(&cx->arena, str_from(name ? name : "")),
				   .bytes = archive_entry_size(entry),
				   .plain = archive_entry_filetype(entry) == AE_IFREG &&
					    !archive_entry_hardlink(entry) };
	return OK;
}

enum err tar_read(struct ctx *cx, struct tar_in *t, str *piece)
{
	const void *p;
	la_int64_t at;
	size_t n;

	do { /* a piece of no bytes is not the end */
		int rc = archive_read_data_block(t->a, &p, &n, &at);

		*piece = (str){ NULL, 0 };
		if (rc == ARCHIVE_EOF)
			return OK;
		if (rc != ARCHIVE_OK)
			return read_fail(cx, t);
	} while (!n);
	*piece = (str){ p, n };
	return OK;
}

void tar_shut(struct tar_in *t)
{
	if (!t)
		return;
	archive_read_free(t->a);
	free(t);
}
