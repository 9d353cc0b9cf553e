/* serve.c - `bookshelf serve`: start, wait for a signal, stop gracefully. */
#include "cli/cli.h"

#include "api/api.h"
#include "base/log.h"
#include "library/catalogue_watch.h"
#include "library/covers.h"
#include "library/housekeeping.h"
#include "library/importer.h"
#include "library/online.h"

#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void announce(const struct conf *conf, int port)
{
	bool any = str_eq(conf->host, S("0.0.0.0")) || str_eq(conf->host, S("::"));
	bool six = !any && memchr(conf->host.p, ':', conf->host.n);
	str host = any ? S("127.0.0.1") : conf->host;

	printf("bookshelf: http://%s" STR_FMT "%s:%d\n", six ? "[" : "", STR_ARG(host),
	       six ? "]" : "", port);
	if (str_eq(conf->env, S("development")))
		printf("bookshelf: in development mode: whoever reaches this address is who they say they are\n");
	fflush(stdout);
}

/* Blocked before any thread starts, so that only sigwait sees them. */
static void block_signals(sigset_t *stop)
{
	sigemptyset(stop);
	sigaddset(stop, SIGTERM);
	sigaddset(stop, SIGINT);
	pthread_sigmask(SIG_BLOCK, stop, NULL);
}

/* A thread's heap grows by mprotect, which must wait while another thread has the kernel give or take many pages, as each password does:
 * event loops stood still for 4 ms and more. So a heap begins with more room, of addresses, not of memory. Who sets that sets the others
 * too: these are what malloc itself arrives at with the first photo. */
static void give_heaps_room(void)
{
	enum { MIB = 1 << 20 };

	mallopt(M_TOP_PAD, 16 * MIB);
	mallopt(M_MMAP_THRESHOLD, 32 * MIB);
	mallopt(M_TRIM_THRESHOLD, 64 * MIB);
}

/* SQLite works on the thread that asks; PostgreSQL lets it wait, and its connections with it. */
static int64_t loops(struct ctx *cx, const struct conf *conf)
{
	enum { LOOPS_A_PROCESSOR = 4, MAX_LOOPS = 64 };
	long n = sysconf(_SC_NPROCESSORS_ONLN) * LOOPS_A_PROCESSOR;

	if (conf->http_threads || memcmp(app_database_url(cx, conf).p, "sqlite:", 7) == 0)
		return conf->http_threads;
	return n < MAX_LOOPS ? n : MAX_LOOPS;
}

static enum err serve(struct ctx *cx, struct app *app, const sigset_t *stop)
{
	struct http_app routes = api_app(app);
	struct http_server *server;
	struct conf conf = app->conf;
	int signal_number;
	enum err e;

	conf.http_threads = loops(cx, &conf);
	if ((e = http_open(cx, &conf, &routes, &server)))
		return e;
	announce(&app->conf, http_port(server));
	log_line(LOG_INFO, "started",
		 LOG_FIELDS(log_i64("port", http_port(server)), log_str("env", app->conf.env)));
	sigwait(stop, &signal_number);
	log_line(LOG_INFO, "stopping", LOG_FIELDS(log_z("signal", strsignal(signal_number))));
	if (!http_close(server)) {
		/* photos are still being read: nothing they use may be taken away; the database survives this as it survives a power cut */
		log_line(LOG_WARN, "stopped before all work was finished", NULL, 0);
		_exit(0);
	}
	log_line(LOG_INFO, "stopped", NULL, 0);
	return OK;
}

enum err cli_serve(struct ctx *cx, const struct conf *conf, struct args *a)
{
	struct catalogue_watch *watch;
	struct housekeeping *chores;
	struct app *app;
	sigset_t stop;
	enum err e;

	if ((e = cli_words(cx, a, 0, 0)))
		return e;
	block_signals(&stop);
	give_heaps_room();
	if ((e = app_open(cx, conf, &app)))
		return e;
	if ((e = online_open(cx, app, &app->online)) || (e = covers_open(cx, app, &app->covers))) {
		online_close(app->online);
		app_close(app);
		return e;
	}
	chores = housekeeping_open(app);
	watch = catalogue_watch_open(app);
	app->importer = importer_open(app);
	e = serve(cx, app, &stop);
	online_close(app->online);
	covers_close(app->covers);
	importer_close(app->importer);
	catalogue_watch_close(watch);
	housekeeping_close(chores);
	app_close(app);
	return e;
}
