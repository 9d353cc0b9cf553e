/* app.c - see app.h. */
#include "library/app.h"

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

static enum err open_parts(struct ctx *cx, struct app *a)
{
	int applied;
	enum err e;

	if ((e = make_folder(cx, a->conf.data_dir)))
		return e;
	a->dbs = db_pool_open(app_database_url(cx, &a->conf), (int)a->conf.database_connections,
			      a->conf.database_named_statements);
	if (!(e = db_lend(cx, a->dbs)))
		e = db_migrate(cx, &applied);
	db_give_back(cx, a->dbs);
	if (e)
		return e;
	a->vision = vision_open(&a->conf);
	return catalogue_open(cx, &a->conf, &a->catalogue);
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
	if (a->catalogue)
		catalogue_close(a->catalogue);
	if (a->vision)
		vision_close(a->vision);
	db_pool_close(a->dbs);
	free(a);
}
