/* photos.c - see photos.h. */
#include "library/photos.h"

#include "base/crypto.h"
#include "base/fd.h"
#include "base/log.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SWEEP_AGE_MS = 24 * 60 * 60 * 1000 };

static const struct {
	const char *ending;
	enum photo_kind kind;
} endings[] = { { ".jpg", PHOTO_JPEG }, { ".png", PHOTO_PNG }, { ".webp", PHOTO_WEBP } };

str photo_name(struct ctx *cx, const struct photo *p)
{
	return str_fmt(&cx->arena, STR_FMT ".%s", STR_ARG(crypto_digest_hex(&cx->arena, p->bytes)),
		       photo_extension(p->kind));
}

str photo_name_of(struct ctx *cx, str digest, str media_type)
{
	for (size_t i = 0; i < countof(endings); i++)
		if (str_eq(media_type, str_from(photo_media_type(endings[i].kind))))
			return str_fmt(&cx->arena, STR_FMT "%s", STR_ARG(digest),
				       endings[i].ending);
	BUG("a photo of an unknown type");
}

str photo_name_digest(str name)
{
	CHECK(photo_name_valid(name));
	return (str){ name.p, PHOTO_DIGEST_CHARS };
}

/* The index in endings; -1 for what is no name of ours. */
static int ending_of(str name)
{
	for (size_t i = 0; i < PHOTO_DIGEST_CHARS; i++)
		if (i >= name.n || !name.p[i] || !strchr("0123456789abcdef", name.p[i]))
			return -1;
	for (size_t i = 0; i < countof(endings); i++)
		if (str_eq((str){ name.p + PHOTO_DIGEST_CHARS, name.n - PHOTO_DIGEST_CHARS },
			   str_from(endings[i].ending)))
			return (int)i;
	return -1;
}

bool photo_name_valid(str name) { return ending_of(name) >= 0; }

const char *photo_name_type(str name)
{
	int i = ending_of(name);

	CHECK(i >= 0);
	return photo_media_type(endings[i].kind);
}

static str top_folder(struct ctx *cx)
{
	return str_fmt(&cx->arena, STR_FMT "/photos", STR_ARG(cx->app->conf.data_dir));
}

static str folder_of(struct ctx *cx, str user_id)
{
	CHECK(uuid_valid(user_id));
	return str_fmt(&cx->arena, STR_FMT "/" STR_FMT, STR_ARG(top_folder(cx)), STR_ARG(user_id));
}

str photo_path(struct ctx *cx, str user_id, str name)
{
	CHECK(photo_name_valid(name));
	return str_fmt(&cx->arena, STR_FMT "/" STR_FMT, STR_ARG(folder_of(cx, user_id)),
		       STR_ARG(name));
}

/* Why goes to the log; the path goes nowhere. */
static enum err broken(struct ctx *cx, const char *what)
{
	int why = errno;

	log_line(LOG_ERROR, "photo",
		 LOG_FIELDS(log_str("request_id", cx->request_id), log_z("not", what),
			    log_z("error", strerrordesc_np(why))));
	if (why == ENOSPC || why == EDQUOT)
		return fail(cx, ERR_NO_SPACE, "there is no room left to keep the photo");
	return fail(cx, ERR_IO, "the photo could not be %s", what);
}

static enum err make_folder(struct ctx *cx, str path)
{
	return mkdir(path.p, 0700) == 0 || errno == EEXIST ? OK : broken(cx, "written");
}

/* The name is on the disk only when its folder is. */
static bool sync_folder(str path)
{
	int fd = open(path.p, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok = fd >= 0 && fsync(fd) == 0;

	if (fd >= 0)
		close(fd);
	return ok;
}

static enum err write_file(struct ctx *cx, str folder, str path, str bytes)
{
	str temporary = str_fmt(&cx->arena, STR_FMT "/." STR_FMT ".new", STR_ARG(folder),
				STR_ARG(uuid_make(&cx->arena, cx->now_ms)));
	int fd = open(temporary.p, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	enum err e = OK;

	if (fd < 0 || !fd_write_all(fd, bytes) || fsync(fd))
		e = broken(cx, "written");
	if (fd >= 0 && close(fd) && !e)
		e = broken(cx, "written");
	if (!e && (rename(temporary.p, path.p) || !sync_folder(folder)))
		e = broken(cx, "written");
	if (e && fd >= 0)
		unlink(temporary.p);
	return e;
}

enum err photo_keep(struct ctx *cx, str user_id, str name, str bytes)
{
	str folder = folder_of(cx, user_id), path = photo_path(cx, user_id, name);
	struct stat st;
	enum err e;

	if (stat(path.p, &st) == 0 && st.st_size == (off_t)bytes.n)
		return utimensat(AT_FDCWD, path.p, NULL, 0) == 0 ? OK : broken(cx, "written");
	if ((e = make_folder(cx, top_folder(cx))) || (e = make_folder(cx, folder)))
		return e;
	return write_file(cx, folder, path, bytes);
}

int64_t photo_size(struct ctx *cx, str user_id, str name)
{
	struct stat st;

	return stat(photo_path(cx, user_id, name).p, &st) == 0 ? st.st_size : 0;
}

static enum err read_all(struct ctx *cx, int fd, str *out)
{
	struct stat st;
	size_t n = 0;
	char *p;

	if (fstat(fd, &st))
		return broken(cx, "read");
	p = arena_new(&cx->arena, char, (size_t)st.st_size + 1);
	while (n < (size_t)st.st_size) {
		ssize_t got = read(fd, p + n, (size_t)st.st_size - n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return broken(cx, "read");
		n += (size_t)got;
	}
	*out = (str){ p, n };
	return OK;
}

enum err photo_open(struct ctx *cx, str user_id, str name, int *fd)
{
	*fd = open(photo_path(cx, user_id, name).p, O_RDONLY | O_CLOEXEC);
	if (*fd >= 0)
		return OK;
	return errno == ENOENT ? fail(cx, ERR_NOT_FOUND, "this photo is gone") : broken(cx, "read");
}

enum err photo_read(struct ctx *cx, str user_id, str name, str *out)
{
	int fd;
	enum err e;

	if ((e = photo_open(cx, user_id, name, &fd)))
		return e;
	e = read_all(cx, fd, out);
	close(fd);
	return e;
}

/* ---- small ones ---- */

const int photo_widths[PHOTO_WIDTHS] = { 160, 320, 640, 1280 };

static str small_path(struct ctx *cx, str user_id, str name, int width_px)
{
	return str_fmt(&cx->arena, STR_FMT "/" STR_FMT "-%d.jpg", STR_ARG(folder_of(cx, user_id)),
		       STR_ARG(photo_name_digest(name)), width_px);
}

enum err photo_small_open(struct ctx *cx, str user_id, str name, int width_px, int *fd,
			  int64_t *bytes)
{
	struct stat st;

	*fd = open(small_path(cx, user_id, name, width_px).p, O_RDONLY | O_CLOEXEC);
	if (*fd < 0)
		return errno == ENOENT ? fail(cx, ERR_NOT_FOUND, "there is no such small photo")
				       : broken(cx, "read");
	if (fstat(*fd, &st)) {
		close(*fd);
		return broken(cx, "read");
	}
	*bytes = st.st_size;
	return OK;
}

/* Who deletes the photo removes it first and its small ones then; so what is made meanwhile is removed by them or, seeing that the
 * photo is gone, by us. */
enum err photo_small_make(struct ctx *cx, str user_id, str name, int width_px)
{
	str path = small_path(cx, user_id, name, width_px), photo, small;
	enum err e;

	if ((e = photo_read(cx, user_id, name, &photo)) ||
	    (e = vision_small(cx, &cx->app->conf, photo, width_px, &small)) ||
	    (e = write_file(cx, folder_of(cx, user_id), path, small)))
		return e;
	if (photo_size(cx, user_id, name))
		return OK;
	unlink(path.p);
	return fail(cx, ERR_NOT_FOUND, "this photo is gone");
}

enum err photo_remove(struct ctx *cx, str user_id, str name)
{
	if (unlink(photo_path(cx, user_id, name).p) && errno != ENOENT)
		return broken(cx, "removed");
	for (size_t i = 0; i < PHOTO_WIDTHS; i++)
		if (unlink(small_path(cx, user_id, name, photo_widths[i]).p) && errno != ENOENT)
			return broken(cx, "removed");
	return OK;
}

/* ---- listing ---- */

static void add_photo(struct ctx *cx, struct photo_files *f, size_t *room, str user_id, str name)
{
	struct photo_file *grown;

	if (f->n == *room) {
		grown = arena_new(&cx->arena, struct photo_file, *room = *room ? *room * 2 : 64);
		if (f->n)
			memcpy(grown, f->items, f->n * sizeof *grown);
		f->items = grown;
	}
	f->items[f->n++] = (struct photo_file){ user_id, str_dup(&cx->arena, name) };
}

static enum err list_folder(struct ctx *cx, struct photo_files *f, size_t *room, str user_id)
{
	DIR *dir = opendir(folder_of(cx, user_id).p);
	const struct dirent *d;

	if (!dir)
		return errno == ENOENT ? OK : broken(cx, "listed");
	while ((d = readdir(dir)))
		if (photo_name_valid(str_from(d->d_name)))
			add_photo(cx, f, room, user_id, str_from(d->d_name));
	closedir(dir);
	return OK;
}

static int by_user_and_name(const void *a, const void *b)
{
	const struct photo_file *x = a, *y = b;
	int d = strcmp(x->user_id.p, y->user_id.p);

	return d ? d : strcmp(x->name.p, y->name.p);
}

enum err photos_list(struct ctx *cx, struct photo_files *out)
{
	DIR *dir = opendir(top_folder(cx).p);
	const struct dirent *d;
	enum err e = OK;
	size_t room = 0;

	*out = (struct photo_files){ NULL, 0 };
	if (!dir)
		return errno == ENOENT ? OK : broken(cx, "listed");
	while (!e && (d = readdir(dir)))
		if (uuid_valid(str_from(d->d_name)))
			e = list_folder(cx, out, &room, str_dup(&cx->arena, str_from(d->d_name)));
	closedir(dir);
	if (out->n)
		qsort(out->items, out->n, sizeof *out->items, by_user_and_name);
	return e;
}

/* ---- sweeping ---- */

struct sweep {
	photo_named *named;
	size_t removed;
};

static bool old(struct ctx *cx, const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 &&
	       st.st_mtim.tv_sec * 1000 + st.st_mtim.tv_nsec / 1000000 < cx->now_ms - SWEEP_AGE_MS;
}

/* The name of the photo that a small one belongs to, whatever its type; what is none stays as it is. */
static str name_of_large(struct ctx *cx, str name)
{
	str digest = { name.p, PHOTO_DIGEST_CHARS };

	if (name.n <= PHOTO_DIGEST_CHARS || name.p[PHOTO_DIGEST_CHARS] != '-')
		return name;
	return str_fmt(&cx->arena, STR_FMT "%s", STR_ARG(digest), endings[0].ending);
}

/* A photo that no row names, a small one of such, or what a crash left half written. */
static enum err sweep_file(struct ctx *cx, struct sweep *s, str user_id, const char *name)
{
	str path = str_fmt(&cx->arena, STR_FMT "/%s", STR_ARG(folder_of(cx, user_id)), name);
	str large = name_of_large(cx, str_from(name));
	bool wanted = false;
	enum err e;

	if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || !old(cx, path.p))
		return OK;
	if (photo_name_valid(large) && ((e = s->named(cx, user_id, large, &wanted)) || wanted))
		return e;
	if (!old(cx, path.p))
		return OK; /* kept again just now: its row is on its way */
	if (photo_name_valid(str_from(name)) && (e = photo_remove(cx, user_id, str_from(name))))
		return e;
	if (unlink(path.p) && errno != ENOENT)
		return broken(cx, "removed");
	s->removed++;
	return OK;
}

static enum err sweep_folder(struct ctx *cx, struct sweep *s, const char *user_id)
{
	DIR *dir;
	const struct dirent *d;
	enum err e = OK;
	str folder;

	if (!uuid_valid(str_from(user_id)))
		return OK;
	folder = folder_of(cx, str_from(user_id));
	if (!(dir = opendir(folder.p)))
		return broken(cx, "listed");
	while (!e && (d = readdir(dir))) {
		struct arena_mark before = arena_mark(&cx->arena);

		if (!(e = sweep_file(cx, s, str_from(user_id), d->d_name)))
			arena_rewind(&cx->arena, before);
	}
	closedir(dir);
	return e;
}

enum err photos_sweep(struct ctx *cx, photo_named *named, size_t *removed)
{
	struct sweep s = { named, 0 };
	DIR *dir = opendir(top_folder(cx).p);
	const struct dirent *d;
	enum err e = OK;

	*removed = 0;
	if (!dir)
		return errno == ENOENT ? OK : broken(cx, "listed");
	while (!e && (d = readdir(dir)))
		e = sweep_folder(cx, &s, d->d_name);
	closedir(dir);
	*removed = s.removed;
	return e;
}
