/* before.c - see before.h. */
#include "db/before.h"

#include "base/folder.h"
#include "base/log.h"
#include "db/db_engine.h"
#include "db/schema.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { MAX_FOUND = 1024 };

static const char mark[] = ".before-", half[] = ".new";

static enum err broken(struct ctx *cx, const char *what)
{
	int why = errno;

	if (why == ENOSPC || why == EDQUOT)
		return fail(cx, ERR_NO_SPACE,
			    "there is no room for the copy of the database before its upgrade");
	return fail(cx, ERR_IO, "the copy of the database before its upgrade cannot be %s: %s",
		    what, strerrordesc_np(why));
}

static str path_of_copy(struct ctx *cx, str file, int64_t version)
{
	time_t seconds = (time_t)(cx->now_ms / 1000);
	str path = { NULL, 0 };
	char time[32];
	struct tm tm;

	gmtime_r(&seconds, &tm);
	strftime(time, sizeof time, "%Y%m%dT%H%M%SZ", &tm);
	for (int i = 0; !path.p || access(path.p, F_OK) == 0; i++)
		path = str_fmt(&cx->arena, i ? STR_FMT "%s%lld-%s.%d" : STR_FMT "%s%lld-%s",
			       STR_ARG(file), mark, (long long)version, time, i);
	return path;
}

/* ---- checking ---- */

/* Into cx's memory. */
static void keep_counts(struct ctx *cx, const struct table_counts *from, struct table_counts *out)
{
	*out = (struct table_counts){ arena_new(&cx->arena, struct table_count, from->n + 1),
				      from->n };
	for (size_t i = 0; i < from->n; i++)
		out->items[i] = (struct table_count){ str_dup(&cx->arena, from->items[i].table),
						      from->items[i].rows };
}

static enum err look_into(struct ctx *cx, str path, struct table_counts *out, str *verdict)
{
	struct ctx own = ctx_make(cx->app);
	struct table_counts counts;
	enum err e;

	if (!(e = db_open(&own, str_fmt(&cx->arena, "sqlite:" STR_FMT, STR_ARG(path)), &own.db)) &&
	    !(e = db_check(&own, verdict)) && !(e = db_count_rows(&own, &counts))) {
		*verdict = str_dup(&cx->arena, *verdict);
		keep_counts(cx, &counts, out);
	}
	if (e)
		e = fail(cx, e, STR_FMT, STR_ARG(own.err_text));
	db_close(own.db);
	ctx_end(&own);
	return e;
}

static bool same_counts(const struct table_counts *a, const struct table_counts *b)
{
	for (size_t i = 0; i < a->n && a->n == b->n; i++)
		if (!str_eq(a->items[i].table, b->items[i].table) ||
		    a->items[i].rows != b->items[i].rows)
			return false;
	return a->n == b->n;
}

static enum err check(struct ctx *cx, str path)
{
	struct table_counts have = { NULL, 0 }, want;
	str verdict;
	enum err e;

	if ((e = look_into(cx, path, &have, &verdict)) || (e = db_count_rows(cx, &want)))
		return e;
	if (verdict.n)
		return fail(cx, ERR_IO,
			    "the copy of the database before its upgrade is damaged: " STR_FMT,
			    STR_ARG(verdict));
	if (!same_counts(&want, &have))
		return fail(cx, ERR_IO,
			    "the copy of the database before its upgrade has not all the rows");
	return OK;
}

/* ---- keeping the newest ---- */

struct found {
	char **names;
	size_t n;
};

/* What a crash left of a copy: no other is being made, for the database is ours. */
static bool is_half(const char *name)
{
	size_t n = strlen(name), end = strlen(half);

	return n > end && strcmp(name + n - end, half) == 0;
}

/* The time stands behind the last dash. Halves come last. */
static int newest_first(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	if (is_half(*x) != is_half(*y))
		return is_half(*x) ? 1 : -1;
	return strcmp(strrchr(*y, '-'), strrchr(*x, '-'));
}

static bool is_copy_of(const char *name, str base)
{
	const char *end;

	if (strncmp(name, base.p, base.n) != 0 || strncmp(name + base.n, mark, strlen(mark)) != 0)
		return false;
	end = strrchr(name, '-');
	return end[1] >= '0' && end[1] <= '9' && strchr(end, 'Z'); /* not its "-wal" */
}

static void find_copies(struct ctx *cx, const char *folder, str base, struct found *out)
{
	DIR *d = opendir(folder);
	struct dirent *entry;

	*out = (struct found){ arena_new(&cx->arena, char *, MAX_FOUND), 0 };
	while (d && out->n < MAX_FOUND && (entry = readdir(d)))
		if (is_copy_of(entry->d_name, base))
			out->names[out->n++] =
				(char *)(uintptr_t)str_dup(&cx->arena, str_from(entry->d_name)).p;
	if (d)
		closedir(d);
	qsort(out->names, out->n, sizeof *out->names, newest_first);
}

/* An old copy that stays is no reason to stop. */
static void remove_old(struct ctx *cx, str file)
{
	const char *slash = memrchr(file.p, '/', file.n);
	str base = slash ? str_from(slash + 1) : file;
	str folder = slash ? str_dup(&cx->arena, (str){ file.p, (size_t)(slash + 1 - file.p) })
			   : S("./");
	struct found found;

	find_copies(cx, folder.p, base, &found);
	for (size_t i = 0; i < found.n; i++) {
		str path = str_fmt(&cx->arena, STR_FMT "%s", STR_ARG(folder), found.names[i]);

		if ((i >= BEFORE_KEPT || is_half(found.names[i])) && unlink(path.p))
			log_line(LOG_WARN, "old_copy_stays",
				 LOG_FIELDS(log_str("path", path),
					    log_z("error", strerrordesc_np(errno))));
	}
}

/* ---- the whole ---- */

enum err before_copy(struct ctx *cx, int64_t version, str *path)
{
	str file = db_file(cx->db), temporary;
	enum err e;

	*path = (str){ NULL, 0 };
	if (!file.n)
		return OK;
	*path = path_of_copy(cx, file, version);
	temporary = str_fmt(&cx->arena, STR_FMT "%s", STR_ARG(*path), half);
	unlink(temporary.p);
	if (!(e = cx->db->engine->copy(cx, cx->db, temporary.p)) && !(e = check(cx, temporary)) &&
	    (rename(temporary.p, path->p) || !folder_sync_of(&cx->arena, path->p)))
		e = broken(cx, "kept");
	if (e)
		unlink(temporary.p);
	else
		remove_old(cx, file);
	return e;
}
