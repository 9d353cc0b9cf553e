/* housekeeping.c - see housekeeping.h. */
#include "library/housekeeping.h"

#include "base/clock.h"
#include "base/log.h"
#include "library/catalogue_share.h"
#include "library/covers.h"
#include "library/delays.h"
#include "library/linking.h"
#include "library/online.h"
#include "library/own_account.h"
#include "library/photos.h"
#include "library/secrets.h"
#include "library/trash.h"
#include "store/audit.h"
#include "store/scans.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

enum { EVERY_S = 3600 };

struct housekeeping {
	struct app *app;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool closing;
};

static enum err purge_trash(struct ctx *cx)
{
	size_t people;

	return library_trash_purge(cx, &people);
}

static enum err is_named(struct ctx *cx, str user_id, str name, bool *yes)
{
	return store_photo_named(cx, user_id, photo_name_digest(name), yes);
}

static enum err sweep_photos(struct ctx *cx)
{
	size_t removed;

	return photos_sweep(cx, is_named, &removed);
}

static enum err rotate_keys(struct ctx *cx) { return secrets_rotate(cx, cx->app->secrets); }

static enum err purge_lines(struct ctx *cx, void *arg)
{
	(void)arg;
	return store_audit_purge(cx, cx->now_ms - cx->app->conf.audit_days * DAY_MS);
}

static enum err purge_audit(struct ctx *cx) { return db_transaction(cx, purge_lines, NULL); }

static enum err refresh_links(struct ctx *cx)
{
	size_t found;

	return library_links_refresh(cx, &found);
}

/* What is done, in this order. */
static const struct {
	const char *name;
	enum err (*run)(struct ctx *);
} chores[] = {
	{ "purge what was deleted 30 days ago", purge_trash },
	{ "erase accounts whose day has come", library_accounts_erase_due },
	{ "purge sessions that are long over", library_sessions_purge },
	{ "purge old lines of the audit", purge_audit },
	{ "forget wrong passwords of long ago", delays_purge },
	{ "forget old answers of online catalogues", online_purge },
	{ "change the signing keys", rotate_keys },
	{ "make room for covers", covers_tidy },
	{ "sweep photos that neither a scan nor a copy names", sweep_photos },
	{ "purge files of the catalogue that are off its list", catalogue_share_purge },
	{ "look for books in the catalogue", refresh_links },
};

void housekeeping_run(struct ctx *cx)
{
	enum err e;

	if ((e = db_lend(cx, cx->app->dbs))) {
		log_line(LOG_WARN, "housekeeping", LOG_FIELDS(log_str("error", cx->err_text)));
		return;
	}
	for (size_t i = 0; i < countof(chores); i++)
		if ((e = chores[i].run(cx))) {
			log_line(LOG_WARN, "housekeeping",
				 LOG_FIELDS(log_z("chore", chores[i].name),
					    log_str("error", cx->err_text)));
			ctx_forgive(cx);
		}
	db_give_back(cx, cx->app->dbs);
}

static void *work(void *arg)
{
	struct housekeeping *h = arg;
	struct timespec until;

	pthread_mutex_lock(&h->lock);
	while (!h->closing) {
		struct ctx cx = ctx_make(h->app);

		pthread_mutex_unlock(&h->lock);
		housekeeping_run(&cx);
		ctx_end(&cx);
		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_sec += EVERY_S;
		pthread_mutex_lock(&h->lock);
		while (!h->closing && !pthread_cond_timedwait(&h->wake, &h->lock, &until))
			continue;
	}
	pthread_mutex_unlock(&h->lock);
	return NULL;
}

struct housekeeping *housekeeping_open(struct app *app)
{
	struct housekeeping *h = xmalloc(sizeof *h);

	*h = (struct housekeeping){ .app = app };
	pthread_mutex_init(&h->lock, NULL);
	pthread_cond_init(&h->wake, NULL);
	CHECK(pthread_create(&h->thread, NULL, work, h) == 0);
	return h;
}

void housekeeping_close(struct housekeeping *h)
{
	pthread_mutex_lock(&h->lock);
	h->closing = true;
	pthread_cond_signal(&h->wake);
	pthread_mutex_unlock(&h->lock);
	pthread_join(h->thread, NULL);
	pthread_cond_destroy(&h->wake);
	pthread_mutex_destroy(&h->lock);
	free(h);
}
