/* takeover.c - see takeover.h. What the catalogue and the program's own starter have already is left out: of the old file's starter what
 * has been taken out since becomes an ordinary book, and so does what an import had filled in there. */
#include "catalogue/takeover.h"

#include "base/clock.h"
#include "base/log.h"
#include "catalogue/import_work.h"
#include "catalogue/known.h"
#include "catalogue/merge.h"
#include "catalogue/old_file.h"

#include <errno.h>
#include <fcntl.h>
#include <time.h>
#include <unistd.h>

enum { LOOK_AGAIN_MS = 50 };

struct takeover {
	struct ctx *cx;
	int folder;
	struct segments list;
	struct import_work work;
	int64_t books, damaged;
	bool unreadable; /* nothing of it can be read */
};

static void take_books(struct takeover *t, const struct old_file *old)
{
	struct entry e;

	for (uint32_t i = 0; i < old->n; i++)
		if (old_file_book(old, i, &e))
			intake_edition(t->cx, &t->work.intake, &e, i);
		else
			t->damaged++;
}

static enum err write_segment(struct takeover *t, struct view *view, struct segment *out)
{
	struct assemble_counts counts = { .editions = 0 };
	struct harvest h = { .intake = &t->work.intake,
			     .options = { .known = known_edition, .arg = view },
			     .folder = t->work.folder,
			     .threads = 1 };
	enum err e = merge_write(t->cx, t->folder, &t->list, &h, out, &counts);

	t->books = counts.editions;
	return e;
}

static enum err list_segment(struct takeover *t)
{
	struct segment g = { .bytes = 0 };
	struct view view;
	enum err e;

	if ((e = segments_read(t->cx, t->folder, &t->list)) ||
	    (e = view_open(t->cx, t->folder, &t->list, &view)))
		return e;
	e = write_segment(t, &view, &g);
	view_close(&view);
	if (e || !t->books)
		return e;
	if (t->list.n == SEGMENTS_MAX)
		return fail(t->cx, ERR_TOO_LARGE, "the catalogue has too many files");
	t->list.items[t->list.n++] = g;
	t->list.next++;
	return segments_write(t->cx, t->folder, &t->list);
}

static enum err take_file(struct takeover *t, int fd)
{
	struct intake_filter all = { .languages = S("") };
	struct import_place at;
	struct old_file old;
	bool resumed;
	enum err e;

	if ((e = old_file_map(t->cx, fd, &old))) {
		t->unreadable = true;
		return e;
	}
	if (!(e = import_work_open(t->cx, t->folder, S("takeover"), all, &t->work, &at,
				   &resumed))) {
		take_books(t, &old);
		e = list_segment(t);
	}
	import_work_close(&t->work);
	import_work_remove(t->folder);
	old_file_unmap(&old);
	return e;
}

/* The one thing that ends the matter; until it is done the next start tries again. */
static enum err put_away(struct takeover *t, bool keep)
{
	int failed = keep ? renameat(t->folder, TAKEOVER_OLD, t->folder, TAKEOVER_DAMAGED)
			  : unlinkat(t->folder, TAKEOVER_OLD, 0);

	return failed || fsync(t->folder) != 0
		       ? fail(t->cx, ERR_IO, "the older version's catalogue cannot be put away: %s",
			      strerror(errno))
		       : OK;
}

static enum err take_and_tell(struct takeover *t, int fd)
{
	int64_t start_us = clock_ticks_us();
	enum err e = take_file(t, fd);
	bool keep = t->unreadable || t->damaged;

	if (e && !t->unreadable)
		return e;
	log_line(keep ? LOG_WARN : LOG_INFO, "catalogue_taken_over",
		 LOG_FIELDS(log_i64("books", t->books), log_i64("damaged", t->damaged),
			    log_str("reason", e ? t->cx->err_text : S("")),
			    log_z("kept", keep ? TAKEOVER_DAMAGED : ""),
			    log_ms("ms", clock_ticks_us() - start_us)));
	ctx_forgive(t->cx);
	return put_away(t, keep);
}

void takeover(struct ctx *cx, int folder)
{
	struct takeover *t = arena_new(&cx->arena, struct takeover, 1);
	int fd = openat(folder, TAKEOVER_OLD, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	t->cx = cx;
	t->folder = folder;
	t->work = (struct import_work){ .folder = -1, .rows = -1, .names = -1, .index = -1 };
	if (take_and_tell(t, fd))
		log_line(LOG_WARN, "catalogue_not_taken_over",
			 LOG_FIELDS(log_str("reason", cx->err_text)));
	ctx_forgive(cx);
	close(fd);
}

static bool is_there(struct ctx *cx, const struct conf *conf)
{
	return access(segments_path(cx, conf, TAKEOVER_OLD).p, F_OK) == 0;
}

/* An import that has the lock does it first of all, and may then work for hours. */
void takeover_if_due(struct ctx *cx, const struct conf *conf)
{
	const struct timespec moment = { 0, LOOK_AGAIN_MS * 1000000L };
	bool locked = false;
	int folder, lock;

	while (!locked && is_there(cx, conf)) {
		if (segments_try_lock(cx, conf, &folder, &lock, &locked)) {
			log_line(LOG_WARN, "catalogue_not_taken_over",
				 LOG_FIELDS(log_str("reason", cx->err_text)));
			ctx_forgive(cx);
			return;
		}
		if (locked)
			takeover(cx, folder);
		else
			nanosleep(&moment, NULL);
		segments_unlock(folder, lock);
	}
}
