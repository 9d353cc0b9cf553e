/* catalogue_share.c - see catalogue_share.h. */
#include "library/catalogue_share.h"

#include "base/clock.h"
#include "base/crypto.h"
#include "catalogue/file.h"
#include "catalogue/shared.h"
#include "store/catalogue_files.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FETCHED "fetched.new"

struct share {
	struct ctx *cx;
	const atomic_bool *stop;
	struct share_report *report;
	int folder, lock;
	struct segments ours;
	struct shared mark;
	struct shared theirs;   /* the database's list */
	struct segments wanted; /* what the list should be, here and there */
};

bool catalogue_is_shared(struct ctx *cx, const struct conf *conf)
{
	return memcmp(app_database_url(cx, conf).p, "sqlite:", 7) != 0;
}

static enum err stopped(const struct share *s, struct ctx *cx)
{
	return s->stop && atomic_load(s->stop)
		       ? fail(cx, ERR_UNAVAILABLE, "the program is stopping")
		       : OK;
}

/* ---- what the database has ---- */

static str id_of(struct ctx *cx, const struct segment *g)
{
	return str_fmt(&cx->arena, "%016" PRIx64, g->content);
}

static bool segment_of(const struct catalogue_file *f, struct segment *out)
{
	char id[17];

	*out = (struct segment){ .bytes = (uint64_t)f->bytes };
	if (f->id.n != 16 || f->day.n >= sizeof out->day || f->bytes < 0)
		return false;
	memcpy(id, f->id.p, 16);
	id[16] = '\0';
	out->content = strtoull(id, NULL, 16);
	out->titles = (uint32_t)f->titles;
	out->editions = (uint32_t)f->editions;
	if (f->day.n)
		memcpy(out->day, f->day.p, f->day.n);
	return true;
}

/* Inside a transaction: the list and its generation are of one moment. */
static enum err read_theirs(struct ctx *cx, struct shared *out)
{
	struct catalogue_files files;
	enum err e;

	*out = (struct shared){ .generation = 0 };
	if ((e = store_catalogue_list(cx, &files)))
		return e;
	if (files.n > SEGMENTS_MAX || files.lineage.n >= sizeof out->lineage)
		return fail(cx, ERR_IO,
			    "the database's list of the catalogue is of another version");
	if (files.lineage.n)
		memcpy(out->lineage, files.lineage.p, files.lineage.n);
	out->generation = files.generation;
	for (; out->list.n < files.n; out->list.n++)
		if (!segment_of(&files.items[out->list.n], &out->list.items[out->list.n]))
			return fail(cx, ERR_IO,
				    "the database's list of the catalogue is of another version");
	return OK;
}

/* A list that was begun anew has nothing in common with ours. */
static enum err judge(struct ctx *cx, struct share *s)
{
	static const struct segments none;
	bool met = s->theirs.lineage[0] && strcmp(s->theirs.lineage, s->mark.lineage) == 0;

	return shared_merge(cx, met ? &s->mark.list : &none, &s->ours, &s->theirs.list, &s->wanted);
}

/* ---- there ---- */

static enum err send_chunk(struct share *s, const struct file *f, str id, int64_t number)
{
	struct ctx part = ctx_part(s->cx);
	uint64_t at = (uint64_t)number * SHARE_CHUNK_BYTES;
	size_t n = f->bytes - at < SHARE_CHUNK_BYTES ? (size_t)(f->bytes - at) : SHARE_CHUNK_BYTES;
	enum err e = stopped(s, &part);

	if (!e)
		e = store_catalogue_chunk_put(&part, id, number,
					      (str){ (const char *)f->base + at, n });
	s->report->sent_bytes += e ? 0 : (int64_t)n;
	return ctx_part_end(s->cx, &part, e);
}

static enum err send_bytes(struct share *s, const struct segment *g, const struct file *f)
{
	struct catalogue_file row = { .id = id_of(s->cx, g),
				      .bytes = (int64_t)g->bytes,
				      .titles = g->titles,
				      .editions = g->editions,
				      .day = str_from(g->day) };
	int64_t *there, all = (int64_t)((f->bytes + SHARE_CHUNK_BYTES - 1) / SHARE_CHUNK_BYTES);
	size_t n, i = 0;
	enum err e;

	/* now, not when this work began: an import took hours */
	if ((e = store_catalogue_file_add(s->cx, &row, clock_now_ms())) ||
	    (e = store_catalogue_chunks(s->cx, row.id, &there, &n)))
		return e;
	for (int64_t k = 0; k < all && !e; k++)
		if (i < n && there[i] == k)
			i++; /* of a try that was cut off */
		else
			e = send_chunk(s, f, row.id, k);
	return e;
}

/* The file itself, as far as its head tells. */
static enum err map_head(struct share *s, const char *name, const struct segment *g,
			 struct file *out)
{
	int fd = openat(s->folder, name, O_RDONLY | O_CLOEXEC);
	enum err e;

	if (fd < 0)
		return fail(s->cx, ERR_IO, "a file of the catalogue cannot be opened: %s",
			    strerror(errno));
	e = file_map(s->cx, fd, out);
	close(fd);
	if (e || (out->bytes == g->bytes && out->h.content == g->content))
		return e;
	file_unmap(out);
	return fail(s->cx, ERR_IO, "a file of the catalogue is not the one on its list");
}

static enum err map_whole(struct share *s, const char *name, const struct segment *g,
			  struct file *out)
{
	enum err e = map_head(s, name, g, out);

	if (e || file_whole(out))
		return e;
	file_unmap(out);
	return fail(s->cx, ERR_IO, "a file of the catalogue is damaged");
}

static bool is_here(struct share *s, const struct segment *g)
{
	struct file f;

	if (!g->name[0])
		return false;
	if (map_head(s, g->name, g, &f)) {
		ctx_forgive(s->cx);
		return false;
	}
	file_unmap(&f);
	return true;
}

static enum err send_file(struct share *s, const struct segment *g)
{
	struct file f;
	enum err e;

	if ((e = map_whole(s, g->name, g, &f)))
		return e;
	e = send_bytes(s, g, &f);
	file_unmap(&f);
	s->report->sent += !e;
	return e;
}

static bool is_theirs(const struct share *s, const struct segment *g)
{
	for (size_t i = 0; i < s->theirs.list.n; i++)
		if (segment_same(&s->theirs.list.items[i], g))
			return true;
	return false;
}

/* All of them are there, to their last byte. */
static enum err look_whether_whole(struct ctx *cx, const struct segments *list)
{
	int64_t bytes;
	enum err e;

	for (size_t i = 0; i < list->n; i++) {
		if ((e = store_catalogue_file_has(cx, id_of(cx, &list->items[i]), &bytes)))
			return e;
		if (bytes != (int64_t)list->items[i].bytes)
			return fail(cx, ERR_CONFLICT,
				    "a file of the shared catalogue is not whole");
	}
	return OK;
}

/* Others may have changed the list while files were sent. */
static enum err change_list(struct ctx *cx, void *arg)
{
	struct share *s = arg;
	str ids[SEGMENTS_MAX];
	enum err e;

	if ((e = store_catalogue_lock(cx, uuid_make(&cx->arena, clock_now_ms()))) ||
	    (e = read_theirs(cx, &s->theirs)) || (e = judge(cx, s)) ||
	    segments_same(&s->wanted, &s->theirs.list) || (e = look_whether_whole(cx, &s->wanted)))
		return e;
	for (size_t i = 0; i < s->wanted.n; i++)
		ids[i] = id_of(cx, &s->wanted.items[i]);
	if ((e = store_catalogue_set(cx, ids, s->wanted.n, clock_now_ms())))
		return e;
	s->theirs.list = s->wanted;
	s->theirs.generation++;
	return OK;
}

static enum err publish(struct share *s)
{
	enum err e = OK;

	if (segments_same(&s->wanted, &s->theirs.list))
		return OK;
	for (size_t i = 0; i < s->wanted.n && !e; i++)
		if (!is_theirs(s, &s->wanted.items[i]))
			e = send_file(s, &s->wanted.items[i]);
	return e ? e : db_transaction(s->cx, change_list, s);
}

/* ---- here ---- */

static bool write_all(int fd, str bytes)
{
	while (bytes.n) {
		ssize_t n = write(fd, bytes.p, bytes.n);

		if (n < 0 && errno != EINTR)
			return false;
		if (n > 0)
			bytes = (str){ bytes.p + n, bytes.n - (size_t)n };
	}
	return true;
}

static enum err fetch_chunk(struct share *s, int fd, str id, int64_t number)
{
	struct ctx part = ctx_part(s->cx);
	enum err e = stopped(s, &part);
	str bytes;

	if (!e && !(e = store_catalogue_chunk_get(&part, id, number, &bytes))) {
		s->report->fetched_bytes += (int64_t)bytes.n;
		if (!write_all(fd, bytes))
			e = fail(&part, ERR_IO, "the catalogue cannot be written: %s",
				 strerror(errno));
	}
	return ctx_part_end(s->cx, &part, e);
}

static enum err fetch_bytes(struct share *s, const struct segment *g)
{
	int fd = openat(s->folder, FETCHED, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	str id = id_of(s->cx, g);
	enum err e = OK;

	if (fd < 0)
		return fail(s->cx, ERR_IO, "the catalogue's folder cannot be written: %s",
			    strerror(errno));
	for (uint64_t at = 0; at < g->bytes && !e; at += SHARE_CHUNK_BYTES)
		e = fetch_chunk(s, fd, id, (int64_t)(at / SHARE_CHUNK_BYTES));
	if (!e && fsync(fd) != 0)
		e = fail(s->cx, ERR_IO, "the catalogue cannot be written: %s", strerror(errno));
	close(fd);
	return e;
}

/* Believed only when it is, to the last byte, what its maker wrote. */
static enum err fetch_file(struct share *s, struct segment *g)
{
	struct file f;
	enum err e;

	segments_name(&s->wanted, g->name);
	if ((e = fetch_bytes(s, g)) || (e = map_whole(s, FETCHED, g, &f))) {
		unlinkat(s->folder, FETCHED, 0);
		return e;
	}
	file_unmap(&f);
	if (renameat(s->folder, FETCHED, s->folder, g->name) != 0)
		return fail(s->cx, ERR_IO, "the catalogue cannot be written: %s", strerror(errno));
	s->wanted.next++;
	s->report->fetched++;
	return OK;
}

static enum err install(struct share *s)
{
	bool changed = !segments_same(&s->wanted, &s->ours);
	enum err e;

	for (size_t i = 0; i < s->wanted.n; i++)
		if (!is_here(s, &s->wanted.items[i])) {
			if ((e = fetch_file(s, &s->wanted.items[i])))
				return e;
			changed = true;
		}
	if (!changed)
		return OK;
	if (fsync(s->folder) != 0)
		return fail(s->cx, ERR_IO, "the catalogue cannot be written: %s", strerror(errno));
	return segments_write(s->cx, s->folder, &s->wanted);
}

/* ---- both ---- */

static bool is_met(struct share *s, str lineage, int64_t generation)
{
	for (size_t i = 0; i < s->ours.n; i++)
		if (!is_here(s, &s->ours.items[i]))
			return false;
	return str_eq(lineage, str_from(s->mark.lineage)) && generation == s->mark.generation &&
	       segments_same(&s->ours, &s->mark.list);
}

/* A list of ours that is damaged is none: what the others have takes its place. */
static void read_ours(struct share *s)
{
	if (segments_read(s->cx, s->folder, &s->ours)) {
		ctx_forgive(s->cx);
		s->ours = (struct segments){ .next = s->ours.next };
	}
	shared_read(s->folder, &s->mark);
}

static enum err read_both(struct share *s)
{
	enum err e;

	read_ours(s);
	if ((e = db_begin_read(s->cx)))
		return e;
	e = read_theirs(s->cx, &s->theirs);
	db_rollback(s->cx);
	return e ? e : judge(s->cx, s);
}

static enum err meet(struct share *s)
{
	enum err e;

	if ((e = read_both(s)) || (e = publish(s)) || (e = install(s)))
		return e;
	if (!s->theirs.lineage[0])
		return OK;
	s->mark = s->theirs;
	return shared_write(s->cx, s->folder, &s->mark);
}

/* Most times nothing has happened: then it costs one row, and nobody is locked out. */
static enum err is_due(struct share *s, const struct conf *conf, bool *due)
{
	int64_t generation;
	str lineage;
	enum err e;

	*due = true;
	if ((e = store_catalogue_mark(s->cx, &lineage, &generation)))
		return e;
	s->folder = open(segments_path(s->cx, conf, "").p, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (s->folder < 0) {
		*due = lineage.n > 0;
		return OK;
	}
	read_ours(s);
	*due = lineage.n || s->ours.n ? !is_met(s, lineage, generation) : false;
	close(s->folder);
	return OK;
}

enum err catalogue_share(struct ctx *cx, const struct conf *conf, bool wait,
			 const atomic_bool *stop, struct share_report *out)
{
	struct share *s = arena_new(&cx->arena, struct share, 1);
	bool due, locked = true;
	enum err e;

	*out = (struct share_report){ .sent = 0 };
	s->cx = cx;
	s->stop = stop;
	s->report = out;
	if ((e = is_due(s, conf, &due)) || !due)
		return e;
	e = wait ? segments_lock(cx, conf, &s->folder, &s->lock)
		 : segments_try_lock(cx, conf, &s->folder, &s->lock, &locked);
	out->busy = !locked;
	if (!e && locked)
		e = meet(s);
	segments_unlock(s->folder, s->lock);
	return e;
}

static enum err purge(struct ctx *cx, void *arg)
{
	str lineage;
	int64_t generation;
	enum err e;

	(void)arg;
	if ((e = store_catalogue_mark(cx, &lineage, &generation)) || !lineage.n ||
	    (e = store_catalogue_lock(cx, lineage)))
		return e;
	return store_catalogue_purge(cx, cx->now_ms - SHARE_KEPT_MS);
}

enum err catalogue_share_purge(struct ctx *cx) { return db_transaction(cx, purge, NULL); }
