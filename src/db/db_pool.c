/* db_pool.c - see db_pool.h. The connection given back last is lent first: its caches are warm. */
#include "db/db_pool.h"

#include "base/clock.h"
#include "base/log.h"
#include "db/db_engine.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { POOL_MAX = 256, FIRST_PAUSE_MS = 100, LONGEST_PAUSE_MS = 2000 };

struct db_pool {
	pthread_mutex_t lock;
	pthread_cond_t given_back;
	struct db_turn turn; /* to write, where the engine has one writer */
	char *url;
	bool named;
	int max, open, idle;
	struct db *stack[POOL_MAX]; /* the idle ones */
	bool was_open;              /* there has been a connection: what fails now is an outage */
	/* an outage */
	bool away, asking;
	int64_t since_us, ask_us; /* ask_us: when to try again */
	int pause_ms;
};

struct db_pool *db_pool_open(str url, int max, bool named)
{
	struct db_pool *p = xmalloc(sizeof *p);

	CHECK(max >= 1 && max <= POOL_MAX);
	*p = (struct db_pool){ .max = max, .named = named };
	p->url = xmalloc(url.n + 1);
	memcpy(p->url, url.p, url.n);
	p->url[url.n] = '\0';
	pthread_mutex_init(&p->lock, NULL);
	pthread_cond_init(&p->given_back, NULL);
	pthread_mutex_init(&p->turn.lock, NULL);
	p->turn.url = p->url;
	return p;
}

void db_pool_close(struct db_pool *p)
{
	if (!p)
		return;
	CHECK(p->idle == p->open);
	for (int i = 0; i < p->idle; i++)
		db_close(p->stack[i]);
	db_close(p->turn.db);
	pthread_cond_destroy(&p->given_back);
	pthread_mutex_destroy(&p->turn.lock);
	pthread_mutex_destroy(&p->lock);
	free(p->url);
	free(p);
}

/* ---- an outage; all under the lock ---- */

static enum err refuse(struct ctx *cx)
{
	return fail(cx, ERR_UNAVAILABLE, "the database is away; try again in a few seconds");
}

/* A connection could not be opened. At start the operator is told why; later the log is, for it is no client's business. */
static enum err went_away(struct ctx *cx, struct db_pool *p)
{
	int64_t now = clock_ticks_us();

	if (!p->was_open)
		return cx->err;
	if (!p->away) {
		log_line(LOG_WARN, "database_away", LOG_FIELDS(log_str("message", cx->err_text)));
		p->since_us = now;
		p->pause_ms = FIRST_PAUSE_MS;
	} else if ((p->pause_ms *= 2) > LONGEST_PAUSE_MS) {
		p->pause_ms = LONGEST_PAUSE_MS;
	}
	p->away = true;
	p->ask_us = now + p->pause_ms * 1000;
	return refuse(cx);
}

static void came_back(struct db_pool *p)
{
	if (p->away)
		log_line(LOG_INFO, "database_back",
			 LOG_FIELDS(log_i64("away_ms", (clock_ticks_us() - p->since_us) / 1000)));
	p->away = false;
	p->was_open = true;
}

/* ---- connections; all under the lock ---- */

static bool alive(struct db *db) { return !db->engine->alive || db->engine->alive(db); }

/* Close those on top that have ended while they were idle. */
static void drop_dead(struct db_pool *p)
{
	while (p->idle && !alive(p->stack[p->idle - 1])) {
		db_close(p->stack[--p->idle]);
		p->open--;
	}
}

/* A database in memory is its connection's own: another would write to another. */
static bool shares_writer(const struct db *db) { return db->engine->one_writer && db_file(db).n; }

static enum err connect_one(struct ctx *cx, struct db_pool *p)
{
	enum err e = db_open(cx, str_from(p->url), &cx->db);

	if (!e && !p->named)
		db_unnamed(cx->db);
	if (!e && shares_writer(cx->db))
		cx->db->turn = &p->turn;
	return e;
}

/* One more, tried without the lock. Meanwhile, in an outage, the others are refused. */
static enum err add_one(struct ctx *cx, struct db_pool *p)
{
	enum err e;

	p->open++;
	p->asking = p->away;
	pthread_mutex_unlock(&p->lock);
	e = connect_one(cx, p);
	pthread_mutex_lock(&p->lock);
	p->asking = false;
	if (!e) {
		came_back(p);
		return OK;
	}
	p->open--;
	pthread_cond_broadcast(&p->given_back);
	return e;
}

/* What cannot be opened while others are in use is a server with too many connections: those are waited for. */
static enum err take(struct ctx *cx, struct db_pool *p)
{
	bool enough = false;
	enum err e;

	for (;;) {
		drop_dead(p);
		if (p->idle) {
			cx->db = p->stack[--p->idle];
			return OK;
		}
		if (p->away && (p->asking || clock_ticks_us() < p->ask_us))
			return refuse(cx);
		if (p->open == p->max || (enough && p->open)) {
			pthread_cond_wait(&p->given_back, &p->lock);
			continue;
		}
		if (!(e = add_one(cx, p)) || e != ERR_UNAVAILABLE)
			return e;
		if (!p->open)
			return went_away(cx, p);
		enough = true;
		ctx_forgive(cx);
	}
}

enum err db_lend(struct ctx *cx, struct db_pool *p)
{
	enum err e;

	if (cx->db)
		return OK;
	pthread_mutex_lock(&p->lock);
	e = take(cx, p);
	pthread_mutex_unlock(&p->lock);
	return e;
}

void db_give_back(struct ctx *cx, struct db_pool *p)
{
	struct db *db;

	if (!cx->db)
		return;
	db_rollback(cx);
	db = cx->db; /* not before: an open transaction may run on the writer's */
	cx->db = NULL;
	pthread_mutex_lock(&p->lock);
	if (db->broken) {
		db_close(db);
		p->open--;
		pthread_cond_broadcast(&p->given_back);
	} else {
		p->stack[p->idle++] = db;
		pthread_cond_signal(&p->given_back);
	}
	pthread_mutex_unlock(&p->lock);
}

bool db_pool_up(struct ctx *cx, struct db_pool *p)
{
	bool sure;

	pthread_mutex_lock(&p->lock);
	drop_dead(p);
	sure = p->open && !p->away;
	pthread_mutex_unlock(&p->lock);
	if (sure)
		return true;
	if (db_lend(cx, p)) {
		ctx_forgive(cx);
		return false;
	}
	db_give_back(cx, p);
	return true;
}
