/* online.c - see online.h. An answer comes on the fetcher's thread, which reads it; a thread of its own keeps it in the database. Who
 * is being asked what, and who has just failed, is a table in memory: each process of several has one. */
#include "library/online.h"

#include "base/clock.h"
#include "base/fetch.h"
#include "base/log.h"
#include "base/pool.h"
#include "library/online_source.h"
#include "store/online.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum {
	LOOKUPS = 64,    /* being asked for, or failed lately */
	EACH = 6,        /* of one person at a time */
	CONNECTIONS = 2, /* to one source */
	BODY_MAX = 2 << 20,
	AGAIN_MS = 700,
	FAILED_MS =
		15000, /* a failure is told for so long before it is tried again, unless the source says otherwise */
	KEEP_DAYS = 30,
	KEEP_NONE_DAYS = 1, /* an answer that it has none */
	STALE_DAYS = 60,    /* better than nothing while the source is away */
	KEEP_MAX = 5000,
	KEY_N = 64,
	ID_N = 36,
};

enum outcome { RUNNING, AWAY, SLOW, BUSY, BROKEN, LARGE, REFUSED, NO_KEY_SET, OUTCOMES };

/* What a person is told, behind the name of the source. */
static const struct {
	const char *reason, *words;
} outcomes[OUTCOMES] = {
	[RUNNING] = { "asked", "is being asked." },
	[AWAY] = { "away", "cannot be reached at present." },
	[SLOW] = { "slow", "did not answer in time." },
	[BUSY] = { "busy", "does not want to be asked so often; try again later." },
	[BROKEN] = { "broken", "gave an answer that makes no sense." },
	[LARGE] = { "large", "gave an answer that is too large." },
	[REFUSED] = { "refused", "refuses to answer this server." },
	[NO_KEY_SET] = { "no_key", "needs an API key, and this server has none." },
};

const char *const online_states[ONLINE__STATES] = {
	[ONLINE_OFF] = "off",     [ONLINE_NOT_ALLOWED] = "not_allowed",
	[ONLINE_LOCAL] = "local", [ONLINE_ASKED] = "asked",
	[ONLINE_DONE] = "done",   [ONLINE_UNAVAILABLE] = "unavailable",
};

/* One question to one source. */
struct lookup {
	const struct online_source *source; /* NULL: this place is free */
	char key[KEY_N];
	char person[ID_N];
	enum outcome outcome;
	int64_t until_ms; /* of a failure: on the stop-watch */
};

struct online {
	struct app *app;
	const struct online_source *sources[ONLINE_SOURCES_MAX];
	size_t n;
	struct fetcher *fetcher;
	struct pool *keeper;
	pthread_mutex_t lock; /* of lookups */
	struct lookup lookups[LOOKUPS];
};

/* What goes along with a question, until it is answered and the answer is kept. */
struct job {
	struct online *o;
	const struct online_source *source;
	struct online_question question; /* words: its own */
	char key[KEY_N];
	char trace[33];
	int64_t began_us;
	char *answer; /* to be kept */
	size_t answer_n;
	bool none;
};

static int64_t ticks_ms(void) { return clock_ticks_us() / 1000; }

/* ---- from start to end ---- */

bool online_lacks_key(const struct online *o)
{
	for (size_t i = 0; i < o->n; i++)
		if (!online_source_lacks_key(o->sources[i], &o->app->conf))
			return false;
	return true;
}

size_t online_names_of(const struct online *o, const char *names[ONLINE_SOURCES_MAX])
{
	for (size_t i = 0; o && i < o->n; i++)
		names[i] = o->sources[i]->name;
	return o ? o->n : 0;
}

static void warn_of_keys(const struct online *o)
{
	for (size_t i = 0; i < o->n; i++)
		if (online_source_lacks_key(o->sources[i], &o->app->conf))
			log_line(LOG_WARN, "online",
				 LOG_FIELDS(log_z("source", o->sources[i]->id),
					    log_z("outcome", outcomes[NO_KEY_SET].reason)));
}

enum err online_open(struct ctx *cx, struct app *app, struct online **out)
{
	struct online *o = xmalloc(sizeof *o);
	enum err e;

	*out = NULL;
	*o = (struct online){ .app = app };
	if ((e = online_sources_of(cx, &app->conf, o->sources, &o->n)) || !o->n) {
		free(o);
		return e;
	}
	pthread_mutex_init(&o->lock, NULL);
	o->keeper = pool_open(1, LOOKUPS);
	o->fetcher = fetch_open(&(struct fetch_rules){
		.connections = CONNECTIONS,
		.pace_ms = 60000 / app->conf.lookup_per_minute,
		.agent = "bookshelf/" BOOKSHELF_VERSION " (a library server of somebody's own)",
	});
	warn_of_keys(o);
	*out = o;
	return OK;
}

void online_close(struct online *o)
{
	if (!o)
		return;
	fetch_close(o->fetcher);
	pool_close(o->keeper);
	pthread_mutex_destroy(&o->lock);
	free(o);
}

/* ---- the table of what is being asked; under the lock ---- */

static struct lookup *find(struct online *o, const struct online_source *s, str key)
{
	for (size_t i = 0; i < LOOKUPS; i++) {
		struct lookup *l = &o->lookups[i];

		if (l->source == s && memcmp(l->key, key.p, KEY_N) == 0)
			return l;
	}
	return NULL;
}

/* A free place, else that of the oldest failure. */
static struct lookup *place(struct online *o)
{
	struct lookup *best = NULL;

	for (size_t i = 0; i < LOOKUPS; i++) {
		struct lookup *l = &o->lookups[i];

		if (!l->source)
			return l;
		if (l->outcome != RUNNING && (!best || l->until_ms < best->until_ms))
			best = l;
	}
	return best;
}

static int running_of(const struct online *o, str person)
{
	int n = 0;

	for (size_t i = 0; i < LOOKUPS; i++)
		n += o->lookups[i].source && o->lookups[i].outcome == RUNNING &&
		     memcmp(o->lookups[i].person, person.p, ID_N) == 0;
	return n;
}

/* It is over: kept, or failed, which is told for a while. */
static void settle(struct job *j, enum outcome outcome, int64_t wait_ms)
{
	struct online *o = j->o;
	struct lookup *l;

	pthread_mutex_lock(&o->lock);
	l = find(o, j->source, (str){ j->key, KEY_N });
	CHECK(l);
	l->outcome = outcome;
	l->until_ms = ticks_ms() + (wait_ms > 0 ? wait_ms : FAILED_MS);
	if (outcome == RUNNING)
		l->source = NULL;
	pthread_mutex_unlock(&o->lock);
	free(j->answer);
	free((char *)(uintptr_t)j->question.words.p);
	free(j);
}

/* ---- an answer ---- */

static enum err keep_row(struct ctx *cx, void *arg)
{
	struct job *j = arg;
	const struct online_row row = {
		.source = str_from(j->source->id),
		.answer = { j->answer, j->answer_n },
		.expires_ms = cx->now_ms + (j->none ? KEEP_NONE_DAYS : KEEP_DAYS) * DAY_MS,
	};

	return store_online_set(cx, (str){ j->key, KEY_N }, &row);
}

static void keep(void *arg)
{
	struct job *j = arg;
	struct ctx cx = ctx_make(j->o->app);
	enum err e = db_lend(&cx, j->o->app->dbs);

	if (!e)
		e = db_transaction(&cx, keep_row, j);
	if (e)
		log_line(LOG_WARN, "online", LOG_FIELDS(log_str("error", cx.err_text)));
	db_give_back(&cx, j->o->app->dbs);
	ctx_end(&cx);
	settle(j, e ? BROKEN : RUNNING, 0);
}

static enum outcome outcome_of(const struct fetch_answer *a)
{
	static const enum outcome ends[] = {
		[FETCH_DONE] = RUNNING,   [FETCH_HELD] = AWAY,    [FETCH_BUSY] = BUSY,
		[FETCH_AWAY] = AWAY,      [FETCH_SLOW] = SLOW,    [FETCH_LARGE] = LARGE,
		[FETCH_REFUSED] = BROKEN, [FETCH_STOPPED] = AWAY,
	};

	if (a->end != FETCH_DONE || a->status == 200)
		return ends[a->end];
	if (a->status == 429 || a->status == 503)
		return BUSY;
	if (a->status == 400 || a->status == 401 || a->status == 403)
		return REFUSED;
	return BROKEN;
}

/* Reads it and takes down what is to be kept. */
static enum outcome read_answer(struct job *j, const struct fetch_answer *a)
{
	enum outcome outcome = outcome_of(a);
	struct ctx cx = ctx_make(j->o->app);
	struct online_list books;
	str text;

	if (outcome == RUNNING && j->source->read(&cx, &j->question, a->body, &books))
		outcome = BROKEN;
	if (outcome == RUNNING) {
		text = online_books_text(&cx, &books);
		j->none = books.n == 0;
		j->answer = xmalloc(text.n);
		j->answer_n = text.n;
		memcpy(j->answer, text.p, text.n);
	}
	ctx_end(&cx);
	return outcome;
}

/* What was asked is nobody's business: it is not in the log. */
static bool answered(void *arg, const struct fetch_answer *a)
{
	struct job *j = arg;
	enum outcome outcome = read_answer(j, a);

	log_line(LOG_INFO, "online",
		 LOG_FIELDS(log_z("trace_id", j->trace), log_z("source", j->source->id),
			    log_z("outcome",
				  outcome == RUNNING ? "answered" : outcomes[outcome].reason),
			    log_i64("status", a->status), log_i64("bytes", (int64_t)a->body.n),
			    log_ms("ms", clock_ticks_us() - j->began_us)));
	if (outcome == RUNNING)
		CHECK(pool_add(j->o->keeper, keep, j)); /* it has room for all there can be */
	else
		settle(j, outcome, a->wait_ms);
	return outcome == RUNNING;
}

/* ---- a question ---- */

static struct job *make_job(struct ctx *cx, struct online *o, const struct online_source *s,
			    const struct online_question *q, str key)
{
	struct job *j = xmalloc(sizeof *j);
	char *words = xmalloc(q->words.n + 1);

	memcpy(words, q->words.p, q->words.n);
	*j = (struct job){ .o = o, .source = s, .question = *q, .began_us = clock_ticks_us() };
	j->question.words.p = words;
	memcpy(j->key, key.p, KEY_N);
	memcpy(j->trace, cx->trace.id, sizeof j->trace);
	return j;
}

static bool send(struct ctx *cx, struct online *o, const struct online_source *s,
		 const struct online_question *q, str key)
{
	const struct conf *conf = &o->app->conf;
	const struct fetch_ask ask = {
		.url = s->url(cx, q, online_source_base(s, conf), s->key ? s->key(conf) : S("")),
		.within_ms = conf->lookup_timeout * 1000,
		.max_bytes = BODY_MAX,
		.near = !online_source_usual(s, conf),
		.traceparent = cx->trace.id[0] ? trace_parent(&cx->arena, &cx->trace) : S(""),
	};
	struct job *j = make_job(cx, o, s, q, key);

	if (fetch_add(o->fetcher, &ask, answered, j))
		return true;
	free((char *)(uintptr_t)j->question.words.p);
	free(j);
	return false;
}

/* Ask, unless it is being asked, has just failed, or too much is. */
static enum outcome start(struct ctx *cx, struct online *o, const struct online_source *s,
			  const struct online_question *q, str key)
{
	str person = cx->actor.user_id;
	enum outcome outcome = RUNNING;
	struct lookup *l;

	if (online_source_lacks_key(s, &o->app->conf))
		return NO_KEY_SET;
	pthread_mutex_lock(&o->lock);
	l = find(o, s, key);
	if (l && (l->outcome == RUNNING || l->until_ms > ticks_ms())) {
		outcome = l->outcome;
	} else if (!(l = l ? l : place(o)) || running_of(o, person) >= EACH) {
		outcome = BUSY;
	} else {
		*l = (struct lookup){ .source = s };
		memcpy(l->key, key.p, KEY_N);
		memcpy(l->person, person.p, ID_N);
		if (!send(cx, o, s, q, key)) {
			l->source = NULL;
			outcome = BUSY;
		}
	}
	pthread_mutex_unlock(&o->lock);
	return outcome;
}

static void add_books(struct ctx *cx, struct online_list *to, const struct online_list *more)
{
	struct online_book *all = arena_new(&cx->arena, struct online_book, to->n + more->n);

	if (to->n)
		memcpy(all, to->items, to->n * sizeof *all);
	if (more->n)
		memcpy(all + to->n, more->items, more->n * sizeof *all);
	*to = (struct online_list){ all, to->n + more->n };
}

/* What is kept of this source; true: it is not too old. */
static bool use_kept(struct ctx *cx, const struct online_source *s, const struct online_rows *rows,
		     struct online_found *out)
{
	for (size_t i = 0; i < rows->n; i++) {
		struct online_list books;

		if (!str_eq(rows->items[i].source, str_from(s->id)))
			continue;
		if (online_books_read(cx, rows->items[i].answer, str_from(s->id), &books)) {
			ctx_forgive(cx);
			return false;
		}
		add_books(cx, &out->books, &books);
		return rows->items[i].expires_ms > cx->now_ms;
	}
	return false;
}

static void add_note(struct ctx *cx, struct online_found *out, const struct online_source *s,
		     enum outcome outcome)
{
	out->notes[out->nnotes++] = (struct online_note){
		.source = s->id,
		.reason = outcomes[outcome].reason,
		.message = str_fmt(&cx->arena, "%s %s", s->name, outcomes[outcome].words),
	};
}

enum err online_search(struct ctx *cx, struct online *o, str query, struct online_found *out)
{
	bool good, asked = false, done = false;
	struct online_question q = online_question(cx, query, (int)cx->app->conf.lookup_max_results,
						   &good);
	struct online_rows rows;
	str key;
	enum err e;

	*out = (struct online_found){ .state = ONLINE_DONE, .wait_ms = AGAIN_MS };
	if (!good)
		return OK;
	key = online_question_key(cx, &q);
	if ((e = db_lend(cx, cx->app->dbs)) || (e = store_online_find(cx, key, &rows)))
		return e;
	for (size_t i = 0; i < o->n; i++) {
		bool kept = use_kept(cx, o->sources[i], &rows, out);
		enum outcome outcome = kept ? RUNNING : start(cx, o, o->sources[i], &q, key);

		done = done || kept;
		asked = asked || (!kept && outcome == RUNNING);
		if (outcome != RUNNING)
			add_note(cx, out, o->sources[i], outcome);
	}
	out->state = asked ? ONLINE_ASKED : done ? ONLINE_DONE : ONLINE_UNAVAILABLE;
	return OK;
}

enum err online_allowed(struct ctx *cx, bool *out)
{
	enum err e;

	*out = false;
	if (!cx->actor.user_id.n)
		return OK;
	if ((e = db_lend(cx, cx->app->dbs)))
		return e;
	return store_online_allowed(cx, cx->actor.user_id, out);
}

static enum err purge(struct ctx *cx, void *arg)
{
	(void)arg;
	return store_online_purge(cx, cx->now_ms - STALE_DAYS * DAY_MS, KEEP_MAX);
}

enum err online_purge(struct ctx *cx) { return db_transaction(cx, purge, NULL); }
