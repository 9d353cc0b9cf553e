/* catalogue_watch.c - see catalogue_watch.h. It asks for one row every other second. */
#include "library/catalogue_watch.h"

#include "base/log.h"
#include "library/catalogue_share.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

enum { EVERY_S = 2, LONGEST_PAUSE_S = 300 };

struct catalogue_watch {
	struct app *app;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	atomic_bool closing;
	int pause_s;
	bool failing; /* and told so */
};

static void tell_done(const struct share_report *r)
{
	if (r->sent || r->fetched)
		log_line(LOG_INFO, "catalogue_shared",
			 LOG_FIELDS(log_i64("sent", r->sent), log_i64("sent_bytes", r->sent_bytes),
				    log_i64("fetched", r->fetched),
				    log_i64("fetched_bytes", r->fetched_bytes)));
}

/* A file that is damaged is not fetched every other second; a database that is away is asked as before. */
static void note(struct catalogue_watch *w, struct ctx *cx, enum err e)
{
	if (e && !w->failing && !atomic_load(&w->closing))
		log_line(LOG_WARN, "catalogue_not_shared",
			 LOG_FIELDS(log_str("reason", cx->err_text)));
	w->failing = e != OK;
	if (!e || e == ERR_UNAVAILABLE)
		w->pause_s = EVERY_S;
	else if ((w->pause_s *= 2) > LONGEST_PAUSE_S)
		w->pause_s = LONGEST_PAUSE_S;
}

static void look(struct catalogue_watch *w)
{
	struct ctx cx = ctx_make(w->app);
	struct share_report r = { .sent = 0 };
	enum err e;

	if (!(e = db_lend(&cx, w->app->dbs)))
		e = catalogue_share(&cx, &w->app->conf, false, &w->closing, &r);
	note(w, &cx, e);
	tell_done(&r);
	db_give_back(&cx, w->app->dbs);
	ctx_end(&cx);
}

static void *work(void *arg)
{
	struct catalogue_watch *w = arg;
	struct timespec until;

	pthread_mutex_lock(&w->lock);
	while (!atomic_load(&w->closing)) {
		pthread_mutex_unlock(&w->lock);
		look(w);
		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_sec += w->pause_s;
		pthread_mutex_lock(&w->lock);
		while (!atomic_load(&w->closing) &&
		       !pthread_cond_timedwait(&w->wake, &w->lock, &until))
			continue;
	}
	pthread_mutex_unlock(&w->lock);
	return NULL;
}

struct catalogue_watch *catalogue_watch_open(struct app *app)
{
	struct ctx cx = ctx_make(app);
	bool shared = catalogue_is_shared(&cx, &app->conf);
	struct catalogue_watch *w;

	ctx_end(&cx);
	if (!shared)
		return NULL;
	w = xmalloc(sizeof *w);
	*w = (struct catalogue_watch){ .app = app, .pause_s = EVERY_S };
	pthread_mutex_init(&w->lock, NULL);
	pthread_cond_init(&w->wake, NULL);
	CHECK(pthread_create(&w->thread, NULL, work, w) == 0);
	return w;
}

void catalogue_watch_close(struct catalogue_watch *w)
{
	if (!w)
		return;
	pthread_mutex_lock(&w->lock);
	atomic_store(&w->closing, true);
	pthread_cond_signal(&w->wake);
	pthread_mutex_unlock(&w->lock);
	pthread_join(w->thread, NULL);
	pthread_cond_destroy(&w->wake);
	pthread_mutex_destroy(&w->lock);
	free(w);
}
