/* cover_files.c - see cover_files.h. */
#include "library/cover_files.h"

#include "base/crypto.h"
#include "base/fd.h"
#include "base/log.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DIGEST_CHARS = 64, SWEEP_AGE_MS = 24 * 60 * 60 * 1000 };

/* A line of a list, a card, and a page of its own, on screens of two and three dots to a pixel. */
const int cover_widths[COVER_SIZES] = { 160, 320, 640 };
const char *const cover_size_names[COVER_SIZES] = { "small", "medium", "large" };

static str folder(struct ctx *cx)
{
	return str_fmt(&cx->arena, STR_FMT "/covers", STR_ARG(cx->app->conf.data_dir));
}

static str path_of(struct ctx *cx, str digest, enum cover_size size)
{
	CHECK(digest.n == DIGEST_CHARS && !memchr(digest.p, '/', digest.n));
	return str_fmt(&cx->arena, STR_FMT "/" STR_FMT "-%d.jpg", STR_ARG(folder(cx)),
		       STR_ARG(digest), cover_widths[size]);
}

/* Renamed into place, so that nobody reads a half. Not waited for: a power cut leaves a picture that has to be asked for again. */
static bool write_file(struct ctx *cx, str path, str bytes)
{
	str temporary = str_fmt(&cx->arena, STR_FMT "/." STR_FMT ".new", STR_ARG(folder(cx)),
				STR_ARG(uuid_make(&cx->arena, cx->now_ms)));
	int fd = open(temporary.p, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	bool good = fd >= 0 && fd_write_all(fd, bytes);

	if (fd >= 0)
		good = close(fd) == 0 && good;
	good = good && rename(temporary.p, path.p) == 0;
	if (!good) {
		log_line(LOG_WARN, "cover", LOG_FIELDS(log_z("error", strerrordesc_np(errno))));
		unlink(temporary.p);
	}
	return good;
}

bool cover_files_keep(struct ctx *cx, str digest, const str pictures[COVER_SIZES])
{
	if (mkdir(folder(cx).p, 0700) && errno != EEXIST)
		return false;
	for (size_t i = 0; i < COVER_SIZES; i++)
		if (!write_file(cx, path_of(cx, digest, (enum cover_size)i), pictures[i]))
			return false;
	return true;
}

/* An empty one is what a power cut may leave. */
bool cover_file_open(struct ctx *cx, str digest, enum cover_size size, int *fd, int64_t *bytes)
{
	struct stat st;

	*fd = open(path_of(cx, digest, size).p, O_RDONLY | O_CLOEXEC);
	if (*fd < 0)
		return false;
	if (fstat(*fd, &st) == 0 && st.st_size > 0) {
		*bytes = st.st_size;
		return true;
	}
	close(*fd);
	return false;
}

void cover_files_remove(struct ctx *cx, str digest)
{
	for (size_t i = 0; i < COVER_SIZES; i++)
		unlink(path_of(cx, digest, (enum cover_size)i).p);
}

/* ---- sweeping ---- */

static bool is_old(struct ctx *cx, const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode) &&
	       st.st_mtim.tv_sec * 1000 + st.st_mtim.tv_nsec / 1000000 < cx->now_ms - SWEEP_AGE_MS;
}

static enum err sweep_file(struct ctx *cx, cover_named *named, const char *name)
{
	str path = str_fmt(&cx->arena, STR_FMT "/%s", STR_ARG(folder(cx)), name);
	str digest = str_from(name);
	bool wanted = false;
	enum err e;

	if (!is_old(cx, path.p))
		return OK;
	if (digest.n > DIGEST_CHARS) {
		digest.n = DIGEST_CHARS;
		if ((e = named(cx, digest, &wanted)))
			return e;
	}
	if (!wanted)
		unlink(path.p);
	return OK;
}

enum err cover_files_sweep(struct ctx *cx, cover_named *named)
{
	DIR *dir = opendir(folder(cx).p);
	const struct dirent *d;
	enum err e = OK;

	if (!dir)
		return errno == ENOENT ? OK : fail(cx, ERR_IO, "the covers cannot be listed");
	while (!e && (d = readdir(dir))) {
		struct arena_mark before = arena_mark(&cx->arena);

		if (!(e = sweep_file(cx, named, d->d_name)))
			arena_rewind(&cx->arena, before);
	}
	closedir(dir);
	return e;
}
