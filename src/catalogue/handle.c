/* handle.c - see handle.h. Without a file of imported books, the starter catalogue is indexed into memory at first use. */
#include "catalogue/handle.h"

#include "base/clock.h"
#include "base/log.h"
#include "catalogue/build.h"
#include "catalogue/collect.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LOOK_EVERY_US = 1000000 };

/* Which file a path stands for; all 0: none. */
struct file_mark {
	dev_t dev;
	ino_t ino;
	off_t bytes;
	struct timespec changed;
};

struct catalogue {
	pthread_mutex_t lock;
	char *path;
	struct view *view; /* NULL until first used */
	struct file_mark mark;
	int64_t looked_us;
};

str catalogue_path(struct ctx *cx, const struct conf *conf, const char *name)
{
	return str_fmt(&cx->arena, STR_FMT "/catalogue/%s", STR_ARG(conf->data_dir), name);
}

static struct file_mark mark_of(const char *path)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return (struct file_mark){ .ino = 0 };
	return (struct file_mark){ st.st_dev, st.st_ino, st.st_size, st.st_mtim };
}

static bool same_mark(const struct file_mark *a, const struct file_mark *b)
{
	return a->dev == b->dev && a->ino == b->ino && a->bytes == b->bytes &&
	       a->changed.tv_sec == b->changed.tv_sec && a->changed.tv_nsec == b->changed.tv_nsec;
}

static enum err map_starter(struct ctx *cx, struct file *out)
{
	struct records *r = records_open();
	int fd = memfd_create("starter", MFD_CLOEXEC);
	enum err e;

	if (fd < 0)
		e = fail(cx, ERR_IO, "no memory file for the starter catalogue: %s",
			 strerror(errno));
	else if (!(e = collect_starter(cx, r)) && !(e = build_write(cx, r, fd, NULL, NULL)))
		e = file_map(cx, fd, out);
	if (fd >= 0)
		close(fd);
	records_close(r);
	return e;
}

static enum err map_path(struct ctx *cx, const char *path, struct file *out)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	enum err e;

	if (fd < 0 && errno == ENOENT)
		return map_starter(cx, out);
	if (fd < 0)
		return fail(cx, ERR_IO, "the catalogue file cannot be opened: %s", strerror(errno));
	e = file_map(cx, fd, out);
	close(fd);
	return e;
}

static void drop(struct view *v)
{
	if (v && --v->users == 0) {
		file_unmap(&v->file);
		free(v);
	}
}

/* Make the file at the path the one in force. */
static enum err change_over(struct ctx *cx, struct catalogue *c)
{
	struct view *v = xmalloc(sizeof *v);
	enum err e = map_path(cx, c->path, &v->file);

	if (e) {
		free(v);
		return e;
	}
	v->users = 1; /* the handle itself */
	drop(c->view);
	c->view = v;
	return OK;
}

/* The lock is held. A newer file that is damaged is told once, and the one in force stays. */
static enum err look(struct ctx *cx, struct catalogue *c)
{
	int64_t now_us = clock_ticks_us();
	struct file_mark mark;

	if (c->view && now_us - c->looked_us < LOOK_EVERY_US)
		return OK;
	c->looked_us = now_us;
	mark = mark_of(c->path);
	if (c->view && same_mark(&mark, &c->mark))
		return OK;
	c->mark = mark;
	if (!change_over(cx, c))
		return OK;
	if (!c->view)
		return cx->err;
	log_line(LOG_WARN, "catalogue_not_taken", LOG_FIELDS(log_str("reason", cx->err_text)));
	ctx_forgive(cx);
	return OK;
}

enum err view_get(struct ctx *cx, struct catalogue *c, struct view **out)
{
	enum err e;

	pthread_mutex_lock(&c->lock);
	e = look(cx, c);
	if (!e) {
		c->view->users++;
		*out = c->view;
	}
	pthread_mutex_unlock(&c->lock);
	return e;
}

void view_put(struct catalogue *c, struct view *v)
{
	pthread_mutex_lock(&c->lock);
	drop(v);
	pthread_mutex_unlock(&c->lock);
}

enum err catalogue_open(struct ctx *cx, const struct conf *conf, struct catalogue **out)
{
	str path = catalogue_path(cx, conf, CATALOGUE_INDEX);
	struct catalogue *c = xmalloc(sizeof *c);
	enum err e = OK;

	*c = (struct catalogue){ .path = xmalloc(path.n + 1) };
	memcpy(c->path, path.p, path.n + 1);
	pthread_mutex_init(&c->lock, NULL);
	if (mark_of(c->path).ino)
		e = look(
			cx,
			c); /* a damaged file is told at the start; the starter waits for its first use */
	if (e) {
		catalogue_close(c);
		return e;
	}
	*out = c;
	return OK;
}

void catalogue_close(struct catalogue *c)
{
	if (!c)
		return;
	CHECK(!c->view || c->view->users == 1);
	drop(c->view);
	pthread_mutex_destroy(&c->lock);
	free(c->path);
	free(c);
}

enum err catalogue_size(struct ctx *cx, struct catalogue *c, size_t *out)
{
	struct view *v;
	enum err e;

	if ((e = view_get(cx, c, &v)))
		return e;
	*out = v->file.h.books;
	view_put(c, v);
	return OK;
}
