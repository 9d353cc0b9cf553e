/* importer.c - see importer.h. The list of what is to do is the database's: any number of processes share it. */
#include "library/importer.h"

#include "base/log.h"
#include "library/imports.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

enum { AT_ONCE = 10, RETRY_S = 10 };

struct importer {
	struct app *app;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool closing, awake;
};

static bool is_closing(struct importer *im)
{
	bool closing;

	pthread_mutex_lock(&im->lock);
	closing = im->closing;
	pthread_mutex_unlock(&im->lock);
	return closing;
}

static bool go_on(void *arg, int64_t done, int64_t all)
{
	(void)done;
	(void)all;
	return !is_closing(arg);
}

static enum err do_one(struct ctx *cx, struct importer *im, str user_id, str id)
{
	struct import m;
	enum err e;

	cx->actor = (struct actor){ .user_id = user_id };
	if (!(e = library_import_work(cx, id, go_on, im, &m)))
		log_line(LOG_INFO, "import",
			 LOG_FIELDS(log_str("id", m.id), log_z("state", import_states[m.state]),
				    log_i64("rows", m.rows)));
	return e;
}

/* False: something is left that could not be done now. */
static bool do_all(struct importer *im)
{
	bool some = true;
	enum err e = OK;

	while (some && !e && !is_closing(im)) {
		struct ctx cx = ctx_make(im->app);
		str *users, *ids;
		size_t n = 0;

		if (!(e = db_lend(&cx, im->app->dbs)))
			e = store_import_find_running(&cx, AT_ONCE, &users, &ids, &n);
		for (size_t i = 0; i < n && !e; i++)
			e = do_one(&cx, im, users[i], ids[i]);
		some = n > 0;
		if (e)
			log_line(LOG_WARN, "import", LOG_FIELDS(log_str("error", cx.err_text)));
		db_give_back(&cx, im->app->dbs);
		ctx_end(&cx);
	}
	return !e;
}

static void *work(void *arg)
{
	struct importer *im = arg;
	struct timespec until;

	pthread_mutex_lock(&im->lock);
	while (!im->closing) {
		bool done;

		im->awake = false;
		pthread_mutex_unlock(&im->lock);
		done = do_all(im);
		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_sec += RETRY_S;
		pthread_mutex_lock(&im->lock);
		while (!im->closing && !im->awake)
			if (done)
				pthread_cond_wait(&im->wake, &im->lock);
			else if (pthread_cond_timedwait(&im->wake, &im->lock, &until))
				break;
	}
	pthread_mutex_unlock(&im->lock);
	return NULL;
}

struct importer *importer_open(struct app *app)
{
	struct importer *im = xmalloc(sizeof *im);

	*im = (struct importer){ .app = app };
	pthread_mutex_init(&im->lock, NULL);
	pthread_cond_init(&im->wake, NULL);
	CHECK(pthread_create(&im->thread, NULL, work, im) == 0);
	return im;
}

void importer_wake(struct importer *im)
{
	if (!im)
		return;
	pthread_mutex_lock(&im->lock);
	im->awake = true;
	pthread_cond_signal(&im->wake);
	pthread_mutex_unlock(&im->lock);
}

void importer_close(struct importer *im)
{
	pthread_mutex_lock(&im->lock);
	im->closing = true;
	pthread_cond_signal(&im->wake);
	pthread_mutex_unlock(&im->lock);
	pthread_join(im->thread, NULL);
	pthread_cond_destroy(&im->wake);
	pthread_mutex_destroy(&im->lock);
	free(im);
}
