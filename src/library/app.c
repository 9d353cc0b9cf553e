/* app.c - see app.h. */
#include "library/app.h"

#include "base/log.h"
#include "db/migrate.h"
#include "library/catalogue_share.h"
#include "library/hashing.h"
#include "library/own_books.h"
#include "library/secrets.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static enum err make_folder(struct ctx *cx, str path)
{
	char *p = arena_new(&cx->arena, char, path.n + 1);

	memcpy(p, path.p, path.n);
	for (size_t i = 1; i <= path.n; i++)
		if (i == path.n || p[i] == '/') {
			char c = p[i];

			p[i] = '\0';
			if (mkdir(p, 0700) && errno != EEXIST)
				return fail(cx, ERR_IO, "the data folder %s cannot be made: %s", p,
					    strerror(errno));
			p[i] = c;
		}
	return OK;
}

str app_database_url(struct ctx *cx, const struct conf *conf)
{
	if (conf->database_url.n)
		return conf->database_url;
	return str_fmt(&cx->arena, "sqlite:" STR_FMT "/dev.db", STR_ARG(conf->data_dir));
}

static void close_database(void *arg) { db_close(arg); }

enum err app_database(struct ctx *cx, const struct conf *conf)
{
	enum err e;

	if ((e = make_folder(cx, conf->data_dir)) ||
	    (e = db_open(cx, app_database_url(cx, conf), &cx->db)))
		return e;
	ctx_defer(cx, close_database, cx->db);
	return OK;
}

static void log_step(void *arg, const struct migration_step *step)
{
	(void)arg;
	log_line(LOG_INFO, "migrated",
		 LOG_FIELDS(log_i64("schema", step->version), log_z("name", step->name)));
	for (size_t i = 0; i < step->n; i++)
		log_line(LOG_DEBUG, "migrated_rows",
			 LOG_FIELDS(log_str("table", step->counts[i].table),
				    log_i64("before", step->counts[i].before),
				    log_i64("after", step->counts[i].after)));
}

static void log_copy(void *arg, str path)
{
	(void)arg;
	log_line(LOG_INFO, "copied_before_migrating", LOG_FIELDS(log_str("path", path)));
}

/* A server's database belongs to more than one program: it changes when somebody says so. */
enum err app_schema(struct ctx *cx, const struct conf *conf)
{
	const struct migration_watch watch = { log_step, log_copy, NULL };
	struct migration_list list = migration_list_own();
	int64_t version;
	int steps;
	enum err e;

	if (conf->migrate || strcmp(db_engine(cx->db), "sqlite") == 0)
		return migrate_up(cx, list, (int64_t)list.n, &watch, &steps);
	if ((e = migrate_version(cx, list, &version)) || version == (int64_t)list.n)
		return e;
	return fail(cx, ERR_CONFIG,
		    "the database has schema %lld and this program needs schema %zu:"
		    " run `bookshelf migrate up`, or start with --migrate",
		    (long long)version, list.n);
}

/* Where a catalogue is shared, what is damaged here may be whole there. The error is told otherwise as it was. */
static bool mend_catalogue(struct ctx *cx, struct app *a)
{
	struct ctx quiet = ctx_make(a);
	struct share_report r = { .fetched = 0 };
	bool mended = false;

	if (catalogue_is_shared(cx, &a->conf) && !db_lend(&quiet, a->dbs))
		mended = !catalogue_share(&quiet, &a->conf, false, NULL, &r) && r.fetched;
	db_give_back(&quiet, a->dbs);
	ctx_end(&quiet);
	if (mended)
		ctx_forgive(cx);
	return mended;
}

static enum err open_parts(struct ctx *cx, struct app *a)
{
	enum err e;

	if ((e = make_folder(cx, a->conf.data_dir)) ||
	    (e = secrets_open(cx, &a->conf, &a->secrets)))
		return e;
	a->hashing = hashing_open((int)a->conf.hashes_at_once);
	a->dbs = db_pool_open(app_database_url(cx, &a->conf), (int)a->conf.database_connections,
			      a->conf.database_named_statements);
	if (!(e = db_lend(cx, a->dbs)))
		e = app_schema(cx, &a->conf);
	db_give_back(cx, a->dbs);
	if (e)
		return e;
	a->vision = vision_open(&a->conf);
	a->own_books = own_books_open(OWN_BOOKS_BYTES);
	e = catalogue_open(cx, &a->conf, &a->catalogue);
	return e && mend_catalogue(cx, a) ? catalogue_open(cx, &a->conf, &a->catalogue) : e;
}

enum err app_open(struct ctx *cx, const struct conf *conf, struct app **out)
{
	struct app *a = xmalloc(sizeof *a);
	enum err e;

	*a = (struct app){ .conf = *conf };
	if ((e = open_parts(cx, a))) {
		app_close(a);
		return e;
	}
	*out = cx->app = a;
	return OK;
}

void app_close(struct app *a)
{
	if (!a)
		return;
	own_books_close(a->own_books);
	if (a->catalogue)
		catalogue_close(a->catalogue);
	if (a->vision)
		vision_close(a->vision);
	hashing_close(a->hashing);
	secrets_close(a->secrets);
	db_pool_close(a->dbs);
	free(a);
}
