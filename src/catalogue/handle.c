/* handle.c - see handle.h. The starter catalogue is indexed into memory at first use. */
#include "catalogue/handle.h"

#include "base/clock.h"
#include "base/log.h"
#include "catalogue/starter.h"
#include "catalogue/takeover.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LOOK_EVERY_US = 1000000, CHANGES_AT_ONCE = 3 };

/* Which file a path stands for; all 0: none. */
struct file_mark {
	dev_t dev;
	ino_t ino;
	off_t bytes;
	struct timespec changed;
};

struct catalogue {
	pthread_mutex_t lock;
	char *folder, *list; /* their paths */
	struct view *view;   /* NULL until first used */
	struct file_mark mark;
	int64_t looked_us;
	struct catalogue *of; /* with others' books besides; NULL: it is one by itself */
	struct own_indexes own;
};

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

static enum err map_segment(struct ctx *cx, int folder, const struct segment *g, struct file *out)
{
	int fd = openat(folder, g->name, O_RDONLY | O_CLOEXEC);
	enum err e;

	if (fd < 0)
		return fail(cx, ERR_IO, "a file of the catalogue cannot be opened: %s",
			    strerror(errno));
	e = file_map(cx, fd, out);
	close(fd);
	if (!e && (out->bytes != g->bytes || out->h.content != g->content)) {
		file_unmap(out);
		return fail(cx, ERR_IO, "a file of the catalogue is not the one on its list");
	}
	return e;
}

void view_close(struct view *v)
{
	for (size_t i = 0; i < v->n; i++)
		file_unmap(&v->files[i]);
	v->n = 0;
}

enum err view_open(struct ctx *cx, int folder, const struct segments *s, struct view *v)
{
	enum err e = OK;

	*v = (struct view){ .n = 0 };
	if (!(e = starter_map(cx, &v->files[v->n])))
		v->n++;
	for (size_t i = 0; i < s->n && !e; i++)
		if (!(e = map_segment(cx, folder, &s->items[i], &v->files[v->n])))
			v->n++;
	for (size_t i = 0; i < v->n; i++)
		v->titles += v->files[i].h.titles;
	if (e)
		view_close(v);
	return e;
}

/* Between the list and the files on it a newer list may have come, and they are gone. */
static enum err open_folder(struct ctx *cx, int folder, struct view *out)
{
	struct segments list;
	enum err e = OK;

	for (int i = 0; i < CHANGES_AT_ONCE; i++) {
		ctx_forgive(cx);
		if ((e = segments_read(cx, folder, &list)) ||
		    !(e = view_open(cx, folder, &list, out)))
			return e;
	}
	return e;
}

static enum err open_listed(struct ctx *cx, const char *path, struct view *out)
{
	static const struct segments none;
	int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	enum err e;

	if (folder < 0 && errno == ENOENT)
		return view_open(cx, folder, &none, out);
	if (folder < 0)
		return fail(cx, ERR_IO, "the catalogue's folder cannot be opened: %s",
			    strerror(errno));
	e = open_folder(cx, folder, out);
	close(folder);
	return e;
}

static void drop(struct view *v)
{
	if (v && --v->users == 0) {
		view_close(v);
		free(v);
	}
}

/* Make the files on the list those in force. */
static enum err change_over(struct ctx *cx, struct catalogue *c)
{
	struct view *v = xmalloc(sizeof *v);
	enum err e = open_listed(cx, c->folder, v);

	if (e) {
		free(v);
		return e;
	}
	v->users = 1; /* the handle itself */
	drop(c->view);
	c->view = v;
	return OK;
}

/* The lock is held. A newer list with something damaged is told once, and what is in force stays. */
static enum err look(struct ctx *cx, struct catalogue *c)
{
	int64_t now_us = clock_ticks_us();
	struct file_mark mark;

	if (c->view && now_us - c->looked_us < LOOK_EVERY_US)
		return OK;
	c->looked_us = now_us;
	mark = mark_of(c->list);
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

/* Those of the catalogue, and behind them who asks' own. */
static enum err get_with(struct ctx *cx, struct catalogue *c, struct view **out)
{
	struct view *shared, *v;
	enum err e;

	if ((e = view_get(cx, c->of, &shared)))
		return e;
	*out = v = arena_new(&cx->arena, struct view, 1);
	/* not all of it: `users` is others' as well */
	memcpy(v->files, shared->files, shared->n * sizeof *v->files);
	v->n = shared->n;
	v->titles = shared->titles;
	v->shared = shared;
	v->own = c->own;
	for (size_t i = 0; i < c->own.n; i++) {
		v->files[v->n++] = c->own.items[i]->file;
		v->titles += c->own.items[i]->file.h.titles;
	}
	return OK;
}

struct catalogue *catalogue_with(struct ctx *cx, struct catalogue *c, const struct own_indexes *own)
{
	struct catalogue *with = arena_new(&cx->arena, struct catalogue, 1);

	with->of = c;
	with->own = *own;
	return with;
}

enum err view_get(struct ctx *cx, struct catalogue *c, struct view **out)
{
	enum err e;

	if (c->of)
		return get_with(cx, c, out);

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
	if (v->shared) {
		view_put(c->of, v->shared);
		return;
	}
	pthread_mutex_lock(&c->lock);
	drop(v);
	pthread_mutex_unlock(&c->lock);
}

static char *kept(str path) { return memcpy(xmalloc(path.n + 1), path.p, path.n + 1); }

enum err catalogue_open(struct ctx *cx, const struct conf *conf, struct catalogue **out)
{
	struct catalogue *c = xmalloc(sizeof *c);
	enum err e = OK;

	*c = (struct catalogue){ .folder = kept(segments_path(cx, conf, "")),
				 .list = kept(segments_path(cx, conf, SEGMENTS_LIST)) };
	pthread_mutex_init(&c->lock, NULL);
	takeover_if_due(cx, conf);
	/* damage is told at the start; the starter alone waits for its first use */
	if (mark_of(c->list).ino)
		e = look(cx, c);
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
	free(c->folder);
	free(c->list);
	free(c);
}

enum err catalogue_size(struct ctx *cx, struct catalogue *c, size_t *out)
{
	struct view *v;
	enum err e;

	if ((e = view_get(cx, c, &v)))
		return e;
	*out = 0;
	for (size_t i = 0; i < v->n; i++)
		*out += v->files[i].h.editions;
	view_put(c, v);
	return OK;
}
