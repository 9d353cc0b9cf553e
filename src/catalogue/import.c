/* import.c - files of books into the catalogue. First all of them are read, their rows sorted into buckets (intake.h); then the buckets become a
 * file of the catalogue (harvest.h), which is put on its list. */
#include "base/clock.h"
#include "base/log.h"
#include "base/utf8.h"
#include "catalogue/harvest.h"
#include "catalogue/import_work.h"
#include "catalogue/known.h"
#include "catalogue/language.h"
#include "catalogue/merge.h"
#include "catalogue/shared.h"
#include "catalogue/source.h"
#include "catalogue/takeover.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	SAVE_BYTES = 256 << 20, /* of an unpacked dump between two states that are kept */
	MAX_FILES = 64,
	MAX_THREADS = 4,
};

/* What reading is of the whole time. */
#define READING 0.5

struct input {
	const char *path;
	int fd;
	int64_t bytes; /* of the file; 0: a pipe */
	bool dump;
};

struct import {
	struct ctx *cx;
	const struct catalogue_import *what;
	struct catalogue_report *report;
	int folder, lock;
	struct input inputs[MAX_FILES];
	size_t n;
	bool dumps;                      /* all of them are; else none */
	bool pipe;                       /* one of them cannot be read again */
	int64_t all_bytes, bytes_before; /* of all files; of those before the one being read */
	str wanted;                      /* names the import */
	struct segments list;
	struct import_work work;
	struct import_place at;
	struct source *source; /* being read */
	uint64_t save_bytes;
	uint64_t saved; /* consumed when the state was last kept */
	int64_t start_us;
};

static void tell(struct import *im, const char *stage, double done)
{
	struct catalogue_progress p = { .stage = stage,
					.done = done,
					.rows = im->work.intake.rows,
					.seconds = (double)(clock_ticks_us() - im->start_us) /
						   1e6 };

	if (im->what->progress)
		im->what->progress(im->what->arg, &p);
}

static void tell_indexing(void *arg, double done)
{
	tell(arg, "indexing", READING + (1 - READING) * done);
}

/* ---- the files ---- */

static enum err open_input(struct import *im, const char *path, struct input *in)
{
	struct stat st;
	bool standard = strcmp(path, "-") == 0;

	in->path = standard ? "standard input" : path;
	in->fd = standard ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
	if (in->fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return fail(im->cx, ERR_NOT_FOUND, "there is no file %s", path);
	if (in->fd < 0)
		return fail(im->cx, ERR_IO, "%s cannot be opened: %s", path, strerror(errno));
	im->n++;
	if (fstat(in->fd, &st) != 0 || S_ISDIR(st.st_mode))
		return fail(im->cx, ERR_IO, "%s is not a file", path);
	in->bytes = S_ISREG(st.st_mode) ? st.st_size : 0;
	im->pipe |= !S_ISREG(st.st_mode);
	im->all_bytes += in->bytes;
	im->wanted = str_fmt(&im->cx->arena, STR_FMT "%s %" PRId64 " %" PRId64 ".%09ld\n",
			     STR_ARG(im->wanted), in->path, in->bytes,
			     in->bytes ? (int64_t)st.st_mtim.tv_sec : 0,
			     in->bytes ? st.st_mtim.tv_nsec : 0);
	return OK;
}

static enum err check_languages(struct import *im)
{
	str left = im->what->languages;

	while (left.n) {
		str code = utf8_trim(str_cut(&left, ','));

		if (!language_code(code).n)
			return fail(im->cx, ERR_INVALID,
				    "languages: \"" STR_FMT "\" is none that is known",
				    STR_ARG(code));
	}
	return OK;
}

static enum err open_inputs(struct import *im)
{
	enum err e = check_languages(im);

	if (e)
		return e;
	if (im->what->n > MAX_FILES)
		return fail(im->cx, ERR_INVALID, "at most %d files can be imported together",
			    MAX_FILES);
	im->wanted = str_fmt(&im->cx->arena, "languages " STR_FMT ", editions %zu\n",
			     STR_ARG(im->what->languages), im->what->min_editions);
	for (size_t i = 0; i < im->what->n && !e; i++)
		e = open_input(im, im->what->paths[i], &im->inputs[im->n]);
	return e;
}

static void close_inputs(struct import *im)
{
	for (size_t i = 0; i < im->n; i++)
		if (im->inputs[i].fd >= 0)
			close(im->inputs[i].fd);
}

/* "2026-10-31" in "ol_dump_editions_2026-10-31.txt.gz"; empty: there is none. */
static str day_in(const char *path)
{
	static const char form[] = "dddd-dd-dd";
	size_t n = strlen(path), k;

	for (size_t i = 0; i + sizeof form - 1 <= n; i++) {
		for (k = 0; form[k]; k++) {
			char c = path[i + k];

			if (form[k] == 'd' ? c < '0' || c > '9' : c != form[k])
				break;
		}
		if (!form[k])
			return (str){ path + i, sizeof form - 1 };
	}
	return S("");
}

static int compare(str a, str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int c = n ? memcmp(a.p, b.p, n) : 0;

	return c ? c : (a.n > b.n) - (a.n < b.n);
}

/* The day of the dump that the catalogue has; empty: it has none. */
static str day_we_have(const struct import *im)
{
	for (size_t i = 0; i < im->list.n; i++)
		if (im->list.items[i].day[0])
			return str_from(im->list.items[i].day);
	return S("");
}

static enum err refuse_older(struct import *im, str day)
{
	str have = day_we_have(im);

	if (im->what->older || !day.n || !have.n || compare(day, have) >= 0)
		return OK;
	return fail(im->cx, ERR_CONFLICT,
		    "the dump is of " STR_FMT ", the catalogue has that of " STR_FMT
		    "; --older takes it all the same",
		    STR_ARG(day), STR_ARG(have));
}

/* What the names say, before hours are spent on reading. */
static enum err refuse_stale_names(struct import *im)
{
	str first = S("");
	enum err e;

	for (size_t i = 0; i < im->n; i++) {
		str day = day_in(im->inputs[i].path);

		if ((e = refuse_older(im, day)))
			return e;
		if (day.n && first.n && !str_eq(day, first) && !im->what->older)
			return fail(im->cx, ERR_CONFLICT,
				    "the files are of different days, " STR_FMT " and " STR_FMT
				    ": they do not go together; --older takes them all the same",
				    STR_ARG(first), STR_ARG(day));
		first = day.n ? day : first;
	}
	return OK;
}

/* ---- reading ---- */

/* Of a pipe nobody could tell whether it brings the same again. */
static bool can_be_gone_on_with(const struct import *im) { return im->dumps && !im->pipe; }

static enum err pause_reading(void *arg)
{
	struct import *im = arg;
	double part = im->all_bytes ? (double)(im->bytes_before + feed_taken(im->source->feed)) /
					      (double)im->all_bytes
				    : 0.5;

	tell(im, "reading", READING * (part < 1 ? part : 1));
	if (spill_failed(im->work.spill) || authors_failed(im->work.authors))
		return fail(im->cx, ERR_IO,
			    "the import's folder cannot be written: is the disk full?");
	if (im->source->consumed - im->saved < im->save_bytes || !can_be_gone_on_with(im))
		return OK;
	im->at.consumed = im->saved = im->source->consumed;
	im->at.lines = im->source->line;
	im->at.sum = checksum_take(&im->source->sum);
	return import_work_save(im->cx, &im->work, im->wanted, &im->at);
}

static enum err check_kind(struct import *im, size_t i, enum source_kind kind)
{
	bool dump = kind == SOURCE_DUMP;

	if (i > 0 && dump != im->dumps)
		return fail(
			im->cx, ERR_INVALID,
			"%s is %s: import dumps of Open Library and other files one after the other",
			im->inputs[i].path,
			dump ? "a dump and the file before is none"
			     : "no dump and the file before is one");
	im->dumps = dump;
	return OK;
}

static enum err read_input(struct import *im, size_t i)
{
	struct source s;
	enum err e;

	e = source_open(im->cx, im->inputs[i].fd, im->inputs[i].path, &s);
	s.pause = pause_reading;
	s.arg = im;
	im->source = &s;
	im->saved = im->at.consumed;
	if (!e && !(e = check_kind(im, i, source_kind(&s)))) {
		if (im->at.consumed)
			e = source_skip(im->cx, &s, im->at.consumed, im->at.lines, im->at.sum);
		if (!e)
			e = source_read(im->cx, &s, &im->work.intake);
	}
	source_close(&s);
	im->bytes_before += im->inputs[i].bytes;
	return e;
}

/* Redirects first, then authors, works, editions: whatever a row refers to is known by then. */
static int rank_of(const char *path)
{
	static const char *const order[] = { "redirect", "author", "work", "edition" };

	for (size_t i = 0; i < countof(order); i++)
		if (strstr(path, order[i]))
			return (int)i;
	return countof(order);
}

static void sort_inputs(struct import *im)
{
	for (size_t i = 1; i < im->n; i++) {
		struct input x = im->inputs[i];
		size_t k = i;

		for (; k > 0 && rank_of(im->inputs[k - 1].path) > rank_of(x.path); k--)
			im->inputs[k] = im->inputs[k - 1];
		im->inputs[k] = x;
	}
}

static enum err read_all(struct import *im)
{
	enum err e = OK;

	for (size_t i = 0; i < im->at.file && i < im->n; i++)
		im->bytes_before += im->inputs[i].bytes;
	im->dumps = im->at.file > 0; /* only dumps are gone on with in the middle */
	for (size_t i = (size_t)im->at.file; i < im->n && !e; i++) {
		if ((e = read_input(im, i)))
			return e;
		im->at = (struct import_place){ .file = i + 1 };
		if (can_be_gone_on_with(im))
			e = import_work_save(im->cx, &im->work, im->wanted, &im->at);
	}
	return e;
}

/* ---- indexing ---- */

static size_t processors(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	return n < 1 ? 1 : n > MAX_THREADS ? MAX_THREADS : (size_t)n;
}

static enum err write_segment(struct import *im, struct view *view, struct segment *out,
			      struct assemble_counts *counts)
{
	struct harvest h = { .intake = &im->work.intake,
			     .folder = im->work.folder,
			     .threads = (int)processors(),
			     .progress = tell_indexing,
			     .arg = im };
	enum err e;

	h.options = (struct assemble_options){ .authors = im->work.authors,
					       .author_moved = &im->work.intake.moved[DUMP_AUTHOR],
					       .moved = &im->work.intake.moved[DUMP_WORK],
					       .min_editions = im->what->min_editions,
					       .known = im->dumps ? NULL : known_edition,
					       .arg = view };
	if ((e = authors_ready(im->cx, im->work.authors)))
		return e;
	memcpy(out->day, im->work.intake.newest, sizeof out->day);
	return merge_write(im->cx, im->folder, &im->list, &h, out, counts);
}

static enum err list_segment(struct import *im, const struct segment *g)
{
	struct segments *s = &im->list;

	if (im->dumps)
		for (size_t i = 0; i < s->n;) {
			if (s->items[i].day[0])
				memmove(&s->items[i], &s->items[i + 1],
					(--s->n - i) * sizeof s->items[0]);
			else
				i++;
		}
	if (s->n == SEGMENTS_MAX)
		return fail(im->cx, ERR_TOO_LARGE, "the catalogue has too many files");
	s->items[s->n++] = *g;
	s->next++;
	return segments_write(im->cx, im->folder, s);
}

static void report_skips(struct import *im)
{
	const struct skips *s = &im->work.intake.skips;
	struct catalogue_report *r = im->report;

	r->refused = s->all;
	for (size_t i = 0; i < s->n && i < CATALOGUE_REASONS; i++) {
		struct catalogue_skip *k = &r->skips[r->nskips++];

		k->reason = str_from(s->items[i].reason);
		k->n = s->items[i].n;
		for (size_t j = 0; j < CATALOGUE_SAMPLES; j++) {
			if (!s->items[i].sample[j].line) /* an earlier process saw it */
				continue;
			k->sample[k->samples].line = s->items[i].sample[j].line;
			k->sample[k->samples++].text = s->items[i].sample[j].text;
		}
	}
}

static void report(struct import *im, const struct assemble_counts *c)
{
	const struct intake *in = &im->work.intake;
	struct catalogue_report *r = im->report;

	r->rows = in->rows;
	r->added = c->editions;
	r->known = c->known + c->doubles;
	r->rare = c->rare;
	r->works = in->works;
	r->authors = in->names;
	r->redirects = in->redirects;
	report_skips(im);
}

static enum err index_all(struct import *im)
{
	struct assemble_counts counts = { .editions = 0 };
	struct segment g = { .bytes = 0 };
	struct view view = { .n = 0 };
	enum err e;

	if (!im->dumps && (e = view_open(im->cx, im->folder, &im->list, &view)))
		return e;
	e = write_segment(im, &view, &g, &counts);
	view_close(&view);
	if (!e && counts.editions)
		e = list_segment(im, &g);
	if (!e)
		tell_indexing(im, 1);
	report(im, &counts);
	return e;
}

/* ---- all of it ---- */

static void log_replaced(struct import *im)
{
	log_line(LOG_WARN, "catalogue_replaced", LOG_FIELDS(log_str("reason", im->cx->err_text)));
	ctx_forgive(im->cx);
}

static bool is_sound(struct import *im, const struct segments *list)
{
	struct view view;

	if (view_open(im->cx, im->folder, list, &view))
		return false;
	view_close(&view);
	return true;
}

/* What is damaged is replaced: that is what people are told to import again for. The other files stay. */
static void read_or_replace(struct import *im)
{
	struct segments old;

	if (segments_read(im->cx, im->folder, &im->list)) {
		log_replaced(im);
		im->list = (struct segments){ .n = 0, .next = im->list.next + 1 };
	}
	if (is_sound(im, &im->list))
		return;
	old = im->list;
	im->list.n = 0;
	for (size_t i = 0; i < old.n; i++) {
		struct segments one = { .items = { old.items[i] }, .n = 1 };

		ctx_forgive(im->cx);
		if (is_sound(im, &one))
			im->list.items[im->list.n++] = old.items[i];
		else
			log_replaced(im);
	}
}

static void read_list(struct import *im)
{
	read_or_replace(im);
	if (!im->list.n)
		shared_forget(im->folder);
}

static enum err work(struct import *im)
{
	struct intake_filter filter = { .languages = im->what->languages };
	bool resumed;
	enum err e;

	if ((e = import_work_open(im->cx, im->folder, im->wanted, filter, &im->work, &im->at,
				  &resumed)))
		return e;
	if (resumed)
		im->report->resumed_rows = im->work.intake.rows;
	if ((e = read_all(im)) || (e = refuse_older(im, str_from(im->work.intake.newest))))
		return e;
	return index_all(im);
}

static enum err run(struct import *im, const struct conf *conf)
{
	enum err e;

	if ((e = open_inputs(im)) || (e = segments_lock(im->cx, conf, &im->folder, &im->lock)))
		return e;
	takeover(im->cx, im->folder);
	read_list(im);
	if ((e = refuse_stale_names(im)))
		return e;
	sort_inputs(im);
	e = work(im);
	import_work_close(&im->work);
	/* a full disk, or one that was taken away: what was read so far need not be read again */
	if (e != ERR_IO || !can_be_gone_on_with(im))
		import_work_remove(im->folder);
	if (!e && !im->dumps && merge_due(im->cx, im->folder, &im->list)) {
		/* the books are in: the next import tries again */
		log_line(LOG_WARN, "catalogue_not_merged",
			 LOG_FIELDS(log_str("reason", im->cx->err_text)));
		ctx_forgive(im->cx);
	}
	return e;
}

static void close_if(int fd)
{
	if (fd >= 0)
		close(fd);
}

enum err catalogue_import(struct ctx *cx, const struct conf *conf,
			  const struct catalogue_import *what, struct catalogue_report *out)
{
	struct import *im = arena_new(&cx->arena, struct import, 1);
	enum err e;

	*out = (struct catalogue_report){ .rows = 0 };
	im->cx = cx;
	im->what = what;
	im->report = out;
	im->save_bytes = what->save_bytes ? what->save_bytes : SAVE_BYTES;
	im->folder = im->lock = -1;
	im->work = (struct import_work){ .folder = -1, .rows = -1, .names = -1, .index = -1 };
	im->start_us = clock_ticks_us();
	e = run(im, conf);
	for (size_t i = 0; i < im->list.n; i++) {
		out->books += im->list.items[i].editions;
		out->bytes += (int64_t)im->list.items[i].bytes;
	}
	close_inputs(im);
	close_if(im->folder);
	close_if(im->lock); /* gives the lock back */
	out->seconds = (double)(clock_ticks_us() - im->start_us) / 1e6;
	return e;
}
