/* import_work.c - see import_work.h. */
#include "catalogue/import_work.h"

#include "base/checksum.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER "import"
#define STATE "state"
#define MAGIC "bookshelf-import-1"

enum { MAX_STATE_BYTES = 1 << 30 };

static void remove_files(int folder)
{
	int fd = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;

	if (!d) {
		if (fd >= 0)
			close(fd);
		return;
	}
	while ((entry = readdir(d)))
		if (entry->d_name[0] != '.')
			unlinkat(folder, entry->d_name, 0);
	closedir(d);
}

void import_work_remove(int catalogue)
{
	int folder = openat(catalogue, FOLDER, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (folder < 0)
		return;
	remove_files(folder);
	close(folder);
	unlinkat(catalogue, FOLDER, AT_REMOVEDIR);
}

/* ---- the state ---- */

static bool read_state(int folder, struct bytes *out)
{
	int fd = openat(folder, STATE, O_RDONLY | O_CLOEXEC);
	struct stat st;
	bool ok = fd >= 0 && fstat(fd, &st) == 0 && st.st_size > 0 && st.st_size < MAX_STATE_BYTES;

	while (ok && out->n < (size_t)st.st_size) {
		ssize_t n = read(fd, bytes_more(out, (size_t)st.st_size - out->n),
				 (size_t)st.st_size - out->n);

		if (n < 0 && errno == EINTR)
			continue;
		ok = n > 0;
		out->n += ok ? (size_t)n : 0;
	}
	if (fd >= 0)
		close(fd);
	return ok;
}

/* A state of another import, or a damaged one, is none. */
static bool is_state_of(const struct bytes *state, str wanted, struct unpack *u)
{
	struct checksum sum = checksum_make();
	uint64_t have;

	if (state->n < sizeof have)
		return false;
	memcpy(&have, state->p + state->n - sizeof have, sizeof have);
	checksum_add(&sum, state->p, state->n - sizeof have);
	*u = (struct unpack){ state->p, state->p + state->n - sizeof have, false };
	return checksum_take(&sum) == have && str_eq(unpack_str(u), S(MAGIC)) &&
	       str_eq(unpack_str(u), wanted);
}

static bool restore(struct ctx *cx, struct import_work *w, struct unpack *u,
		    struct import_place *at)
{
	uint64_t names;

	at->file = unpack_number(u);
	at->consumed = unpack_number(u);
	at->sum = unpack_number(u);
	at->lines = unpack_signed(u);
	names = unpack_number(u);
	return authors_restore(w->authors, names) && spill_restore(w->spill, u) &&
	       intake_restore(cx, &w->intake, u) && !u->bad;
}

enum err import_work_save(struct ctx *cx, struct import_work *w, str wanted,
			  const struct import_place *at)
{
	struct bytes b = { NULL, 0, 0 };
	struct checksum sum = checksum_make();
	uint64_t names = 0, check;
	int fd;
	bool ok;

	ok = authors_save(w->authors, &names);
	bytes_str(&b, S(MAGIC));
	bytes_str(&b, wanted);
	bytes_number(&b, at->file);
	bytes_number(&b, at->consumed);
	bytes_number(&b, at->sum);
	bytes_signed(&b, at->lines);
	bytes_number(&b, names);
	ok = ok && spill_save(w->spill, &b);
	intake_save(&w->intake, &b);
	checksum_add(&sum, b.p, b.n);
	check = checksum_take(&sum);
	bytes_put(&b, &check, sizeof check);
	fd = openat(w->folder, STATE ".new", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	ok = ok && fd >= 0 && write(fd, b.p, b.n) == (ssize_t)b.n && fsync(fd) == 0 &&
	     renameat(w->folder, STATE ".new", w->folder, STATE) == 0;
	if (fd >= 0)
		close(fd);
	bytes_free(&b);
	return ok ? OK
		  : fail(cx, ERR_IO, "the import's folder cannot be written: is the disk full?");
}

/* ---- opening ---- */

static int open_file(int folder, const char *name)
{
	return openat(folder, name, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
}

static enum err open_files(struct ctx *cx, struct import_work *w, struct intake_filter filter)
{
	enum err e;

	w->rows = open_file(w->folder, "rows");
	w->names = open_file(w->folder, "names");
	w->index = open_file(w->folder, "names.index");
	if (w->rows < 0 || w->names < 0 || w->index < 0)
		return fail(cx, ERR_IO, "the import's folder cannot be written: %s",
			    strerror(errno));
	w->spill = spill_open(w->rows);
	if ((e = authors_open(cx, w->names, w->index, &w->authors)))
		return e;
	intake_make(&w->intake, w->spill, w->authors, filter);
	return OK;
}

static void close_files(struct import_work *w)
{
	int fds[] = { w->rows, w->names, w->index };

	intake_free(&w->intake);
	spill_close(w->spill);
	authors_close(w->authors);
	for (size_t i = 0; i < countof(fds); i++)
		if (fds[i] >= 0)
			close(fds[i]);
	*w = (struct import_work){ .folder = w->folder, .rows = -1, .names = -1, .index = -1 };
}

void import_work_close(struct import_work *w)
{
	close_files(w);
	if (w->folder >= 0)
		close(w->folder);
	w->folder = -1;
}

enum err import_work_open(struct ctx *cx, int catalogue, str wanted, struct intake_filter filter,
			  struct import_work *w, struct import_place *at, bool *resumed)
{
	struct bytes state = { NULL, 0, 0 };
	struct unpack u;
	enum err e;

	*w = (struct import_work){ .folder = -1, .rows = -1, .names = -1, .index = -1 };
	*at = (struct import_place){ .file = 0 };
	if (mkdirat(catalogue, FOLDER, 0777) != 0 && errno != EEXIST)
		return fail(cx, ERR_IO, "the import's folder cannot be made: %s", strerror(errno));
	w->folder = openat(catalogue, FOLDER, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (w->folder < 0)
		return fail(cx, ERR_IO, "the import's folder cannot be opened: %s",
			    strerror(errno));
	*resumed = read_state(w->folder, &state) && is_state_of(&state, wanted, &u);
	if (!*resumed)
		remove_files(w->folder);
	e = open_files(cx, w, filter);
	if (!e && *resumed && !restore(cx, w, &u, at)) {
		*resumed = false;
		*at = (struct import_place){ .file = 0 };
		close_files(w);
		remove_files(w->folder);
		e = open_files(cx, w, filter);
	}
	bytes_free(&state);
	return e;
}
