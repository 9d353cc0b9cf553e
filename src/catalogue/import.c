/* import.c - a file of books into the catalogue: the old catalogue and the new rows become a new file, which takes the
 * old one's place in one step. */
#include "base/clock.h"
#include "base/log.h"
#include "catalogue/build.h"
#include "catalogue/collect.h"
#include "catalogue/handle.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* Reading the rows and writing the index take about the same time. */
#define READING 0.5

struct import {
	struct ctx *cx;
	int source, folder, lock;
	int64_t bytes, read;
	void (*progress)(void *arg, int64_t done, int64_t all);
	void *arg;
	struct records *records;
	struct catalogue_report *report;
};

static void tell(struct import *im, double done)
{
	if (im->progress)
		im->progress(im->arg, (int64_t)((double)im->bytes * done), im->bytes);
}

static void tell_reading(void *arg)
{
	struct import *im = arg;

	tell(im, im->bytes > 0 ? READING * (double)im->read / (double)im->bytes : 0);
}

static void tell_writing(void *arg, double done) { tell(arg, READING + (1 - READING) * done); }

static ptrdiff_t from_file(void *arg, char *into, size_t room)
{
	struct import *im = arg;
	ssize_t n;

	do
		n = read(im->source, into, room);
	while (n < 0 && errno == EINTR);
	if (n > 0)
		im->read += n;
	if (im->read > im->bytes)
		im->bytes = im->read; /* a pipe, or a file that grows */
	return n;
}

static enum err open_source(struct import *im, const char *path)
{
	struct stat st;

	im->source = open(path, O_RDONLY | O_CLOEXEC);
	if (im->source < 0 && (errno == ENOENT || errno == ENOTDIR))
		return fail(im->cx, ERR_NOT_FOUND, "there is no file %s", path);
	if (im->source < 0)
		return fail(im->cx, ERR_IO, "%s cannot be opened: %s", path, strerror(errno));
	if (fstat(im->source, &st) != 0 || S_ISDIR(st.st_mode))
		return fail(im->cx, ERR_IO, "%s is not a file", path);
	im->bytes = st.st_size;
	return OK;
}

static bool make_folder(const char *path) { return mkdir(path, 0777) == 0 || errno == EEXIST; }

/* The catalogue's folder, and the right to change what is in it: a second import waits here for the first. */
static enum err open_folder(struct import *im, const struct conf *conf)
{
	const char *path = catalogue_path(im->cx, conf, "").p;
	const char *data = str_dup(&im->cx->arena, conf->data_dir).p;

	if (!make_folder(data) || !make_folder(path))
		return fail(im->cx, ERR_IO, "the catalogue's folder cannot be made: %s",
			    strerror(errno));
	im->folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (im->folder >= 0)
		im->lock = openat(im->folder, "lock", O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	if (im->lock < 0)
		return fail(im->cx, ERR_IO, "the catalogue's folder cannot be written: %s",
			    strerror(errno));
	while (flock(im->lock, LOCK_EX) != 0)
		if (errno != EINTR)
			return fail(im->cx, ERR_IO, "the catalogue cannot be locked: %s",
				    strerror(errno));
	return OK;
}

/* What of the starter has been taken out of the program since is an ordinary book from now on. */
static void take_old(struct import *im, const struct file *f)
{
	for (uint32_t i = 0; i < f->h.books; i++) {
		struct file_text t = file_text(f, i);
		struct record rec = { t.title,    t.authors, t.publisher,
				      t.language, t.isbn,    f->books[i].year };

		if (rec.title.n)
			records_add(im->records, &rec);
	}
}

/* The books so far. A damaged catalogue is replaced: that is what people are told to import again for. */
static enum err load_old(struct import *im)
{
	struct file f;
	int fd = openat(im->folder, CATALOGUE_INDEX, O_RDONLY | O_CLOEXEC);
	enum err e = collect_starter(im->cx, im->records);

	if (e || fd < 0) {
		if (fd >= 0)
			close(fd);
		return e;
	}
	if (file_map(im->cx, fd, &f)) {
		log_line(LOG_WARN, "catalogue_replaced",
			 LOG_FIELDS(log_str("reason", im->cx->err_text)));
		ctx_forgive(im->cx);
	} else {
		take_old(im, &f);
		file_unmap(&f);
	}
	close(fd);
	return OK;
}

static enum err write_new(struct import *im)
{
	const char *temp = CATALOGUE_INDEX
		".new"; /* one name: the lock is ours, and a killed import's rest goes */
	int fd = openat(im->folder, temp, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	struct stat st = { .st_size = 0 };
	enum err e;

	if (fd < 0)
		return fail(im->cx, ERR_IO, "the catalogue's folder cannot be written: %s",
			    strerror(errno));
	e = build_write(im->cx, im->records, fd, tell_writing, im);
	if (!e && (fsync(fd) != 0 || fstat(fd, &st) != 0 ||
		   renameat(im->folder, temp, im->folder, CATALOGUE_INDEX) != 0 ||
		   fsync(im->folder) != 0))
		e = fail(im->cx, ERR_IO, "the catalogue cannot be written: %s", strerror(errno));
	close(fd);
	if (e)
		unlinkat(im->folder, temp, 0);
	im->report->bytes = st.st_size;
	im->report->books = records_n(im->records);
	return e;
}

static enum err run(struct import *im, const struct conf *conf, const char *path)
{
	enum err e;

	if ((e = open_source(im, path)) || (e = open_folder(im, conf)) || (e = load_old(im)))
		return e;
	if ((e = collect_table(im->cx, from_file, im, im->records, tell_reading, im->report)))
		return e;
	return write_new(im);
}

static void close_if(int fd)
{
	if (fd >= 0)
		close(fd);
}

enum err catalogue_import(struct ctx *cx, const struct conf *conf, const char *path,
			  void (*progress)(void *arg, int64_t done, int64_t all), void *arg,
			  struct catalogue_report *out)
{
	struct import im = {
		.cx = cx, .source = -1, .folder = -1, .lock = -1, .progress = progress, .arg = arg
	};
	int64_t start_us = clock_ticks_us();
	enum err e;

	*out = (struct catalogue_report){ .rows = 0 };
	im.report = out;
	im.records = records_open();
	e = run(&im, conf, path);
	records_close(im.records);
	close_if(im.source);
	close_if(im.folder);
	close_if(im.lock); /* gives the lock back */
	out->seconds = (double)(clock_ticks_us() - start_us) / 1e6;
	if (!e)
		tell(&im, 1);
	return e;
}
