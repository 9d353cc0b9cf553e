/* server.c - the engine: libmicrohttpd's callbacks around exchanges (exchange.h) and the door
 * (door.h).
 *
 * The only file that includes microhttpd.h. Its event loops read heads and bodies and send
 * answers; the door accepts, because the library's own way to stop listening races with its
 * loops and aborts the process when it loses. */
#include "base/clock.h"
#include "base/log.h"
#include "http/door.h"
#include "http/dress.h"
#include "http/exchange.h"
#include "http/listen.h"
#include "http/quotas.h"

#include <microhttpd.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	POOL_EXTRA =
		2048, /* of a connection's memory, beside the request's head: the answer's head */
	STOP_TICK_US = 5000,
	STOP_LAST_US = 50000, /* for requests already on their way when the stop begins */
	HURRIED_MS = 1000,    /* for the answers of those who were given up */
};

struct http_server {
	struct exchange_room room;
	struct conf conf;
	struct door *door;
	struct MHD_Daemon *daemon;
	int64_t stop_timeout_ms;
};

enum stage { AT_HEAD, AT_BODY, IN_POOL_NOW, POOL_DONE, POOL_LEFT };

struct conn {
	struct door_conn door; /* first */
	struct http_server *s;
	struct MHD_Connection *mhd;
	atomic_int refs; /* the engine's, and the pool's while a job runs */
	_Atomic enum stage stage;
	bool busy;  /* x is between start and end */
	bool whole; /* the request has been read to its end */
	int status; /* of the answer; 0: none yet */
	size_t bytes_out;
	const char *target; /* in the engine's memory; its length: x.target's */
	struct address from;
	char address[INET6_ADDRSTRLEN];
	struct request_ids ids;
	struct exchange x;
};

/* ---- connections ---- */

static void let_go(struct conn *c)
{
	if (atomic_fetch_sub(&c->refs, 1) > 1)
		return;
	if (c->busy)
		exchange_end(&c->x);
	pthread_mutex_destroy(&c->door.lock);
	free(c);
}

static void on_connection(void *cls, struct MHD_Connection *mhd, void **slot,
			  enum MHD_ConnectionNotificationCode what)
{
	struct http_server *s = cls;
	struct conn *c = *slot;

	if (what == MHD_CONNECTION_NOTIFY_STARTED) {
		*slot = c = xmalloc(sizeof *c);
		memset(c, 0, sizeof *c);
		c->s = s;
		c->mhd = mhd;
		atomic_init(&c->refs, 1);
		c->from = address_of(
			MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS)
				->client_addr);
		address_name(&c->from, c->address);
		door_add(s->door, &c->door,
			 MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD)
				 ->connect_fd);
	} else if (c) {
		*slot = NULL;
		door_remove(s->door, &c->door);
		let_go(c);
	}
}

static void take(void *arg, int fd, const struct sockaddr *a, socklen_t n)
{
	struct http_server *s = arg;

	if (MHD_add_connection(s->daemon, fd, a, n) != MHD_YES)
		log_line(LOG_DEBUG, "connection refused", NULL, 0);
}

static struct conn *conn_of(struct MHD_Connection *mhd)
{
	return MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
}

/* ---- answers ---- */

static struct MHD_Response *make_response(struct exchange *x)
{
	struct http_file *f = x->res.file;
	str bytes = exchange_answer(x);
	struct MHD_Response *r;

	if (f && f->size) {
		r = MHD_create_response_from_fd_at_offset64((uint64_t)f->size, f->fd,
							    (uint64_t)f->offset);
		f->fd = -1; /* the library's, which closes it */
	} else {
		bytes.n = f ? 0 : bytes.n;
		r = MHD_create_response_from_buffer(bytes.n, (void *)(uintptr_t)bytes.p,
						    MHD_RESPMEM_PERSISTENT);
	}
	CHECK(r);
	return r;
}

static enum MHD_Result send_answer(struct conn *c)
{
	struct http_res *res = &c->x.res;
	struct MHD_Response *r;
	enum MHD_Result ok;

	exchange_dress(&c->x);
	if (!door_send_starts(&c->door))
		return MHD_NO;
	r = make_response(&c->x);
	for (size_t i = 0; i < res->nheaders; i++) {
		const char *name = res->headers[i].name.p; /* http_res_header's: it ends in a NUL */
		str value = str_dup(&c->x.cx.arena, res->headers[i].value);

		if (value.n && MHD_add_response_header(r, name, value.p) != MHD_YES)
			log_line(LOG_ERROR, "header refused", LOG_FIELDS(log_z("name", name)));
	}
	c->status = res->status;
	c->bytes_out = exchange_answer_size(&c->x);
	ok = MHD_queue_response(c->mhd, (unsigned)res->status, r);
	MHD_destroy_response(r);
	return ok;
}

/* The job goes on without its client: nothing of the exchange may be touched here. */
static enum MHD_Result send_left(struct conn *c)
{
	static const char text[] =
		"{\"type\":\"about:blank\",\"title\":\"Service Unavailable\",\"status\":503,\"detail\":"
		"\"the server is stopping\",\"error\":\"unavailable\",\"message\":\"the server is stopping\"}";
	struct MHD_Response *r = MHD_create_response_from_buffer(
		sizeof text - 1, (void *)(uintptr_t)text, MHD_RESPMEM_PERSISTENT);
	enum MHD_Result ok;

	CHECK(r);
	MHD_add_response_header(r, "Content-Type", "application/problem+json");
	MHD_add_response_header(r, "Cache-Control", "no-store");
	MHD_add_response_header(r, "X-Content-Type-Options", "nosniff");
	MHD_add_response_header(r, "Content-Security-Policy", DRESS_DATA_POLICY);
	MHD_add_response_header(r, "Connection", "close");
	c->status = 503;
	c->bytes_out = sizeof text - 1;
	door_send_starts(&c->door);
	ok = MHD_queue_response(c->mhd, 503, r);
	MHD_destroy_response(r);
	return ok;
}

/* ---- the pool ---- */

static void job(void *arg)
{
	struct conn *c = arg;
	enum stage now = IN_POOL_NOW;

	if (atomic_load(&c->stage) == IN_POOL_NOW)
		exchange_run(&c->x, door_client_gone(&c->door));
	if (atomic_compare_exchange_strong(&c->stage, &now, POOL_DONE))
		MHD_resume_connection(c->mhd);
	let_go(c);
}

/* The engine's memory of the head must not be needed when the job outlives the connection. */
static void keep_head(struct exchange *x)
{
	struct http_pair *copy = arena_new(&x->cx.arena, struct http_pair, x->req.nheaders);

	for (size_t i = 0; i < x->req.nheaders; i++) {
		copy[i].name = str_dup(&x->cx.arena, x->req.headers[i].name);
		copy[i].value = str_dup(&x->cx.arena, x->req.headers[i].value);
	}
	x->req.headers = copy;
	x->req.address = str_dup(&x->cx.arena, x->req.address);
	x->req.host = str_dup(&x->cx.arena, x->req.host);
}

static enum MHD_Result start_job(struct conn *c)
{
	enum stage now = IN_POOL_NOW;

	if (!door_phase_set(&c->door, DOOR_WORK))
		return MHD_NO;
	keep_head(&c->x);
	atomic_fetch_add(&c->refs, 1);
	MHD_suspend_connection(c->mhd); /* before anybody can resume it */
	atomic_store(&c->stage, IN_POOL_NOW);
	if (pools_add(c->s->room.pools, c->x.place, job, c))
		return MHD_YES;
	pools_fail(&c->x.cx, c->x.place);
	exchange_refuse(&c->x, OK, NULL);
	if (atomic_compare_exchange_strong(&c->stage, &now, POOL_DONE))
		MHD_resume_connection(c->mhd);
	let_go(c);
	return MHD_YES;
}

/* Called for each connection when the graceful time is over. */
static void leave_job(struct door_conn *d)
{
	struct conn *c = (struct conn *)d;
	enum stage now = IN_POOL_NOW;

	if (atomic_compare_exchange_strong(&c->stage, &now, POOL_LEFT))
		MHD_resume_connection(c->mhd);
}

/* ---- requests ---- */

struct head {
	struct exchange *x;
	struct http_pair *pairs;
	size_t n;
	const char *end; /* of what has been accounted for */
	bool gaps;       /* a NUL stood in the head: the library shows only what was before it */
};

/* The library cuts each line where its end was, and a value at a NUL within it. Whatever it
 * lets us see lies in the order sent, with nothing but the colon and the line's end between;
 * anything larger between was cut off. Only pointers are compared. Later versions refuse NULs
 * themselves. */
static void account(struct head *h, const char *from, size_t n)
{
	if (from < h->end || from - h->end > 2)
		h->gaps = true;
	h->end = from + n;
}

static enum MHD_Result on_header(void *cls, enum MHD_ValueKind kind, const char *name,
				 size_t name_n, const char *value, size_t value_n)
{
	struct head *h = cls;

	(void)kind;
	account(h, name, name_n);
	if (value_n)
		h->end = value + value_n;
	h->pairs[h->n].name = (str){ name, name_n };
	h->pairs[h->n++].value = (str){ value ? value : "", value_n };
	return MHD_YES;
}

static bool needs_account(void) { return strncmp(MHD_get_version(), "0.9.", 4) == 0; }

/* The head's header lines into the exchange; false: something in it was hidden from us. */
static bool read_headers(struct conn *c, const char *method, const char *version, size_t head_bytes)
{
	struct exchange *x = &c->x;
	struct head h = { .x = x, .end = version + strlen(version) };
	int n = MHD_get_connection_values(c->mhd, MHD_HEADER_KIND, NULL, NULL);

	h.pairs = arena_new(&x->cx.arena, struct http_pair, (size_t)(n > 0 ? n : 0));
	MHD_get_connection_values_n(c->mhd, MHD_HEADER_KIND, on_header, &h);
	x->req.headers = h.pairs;
	x->req.nheaders = h.n;
	return !needs_account() || (!h.gaps && method + head_bytes - h.end <= 4 &&
				    version - c->target == (ptrdiff_t)x->target.n + 1);
}

static enum MHD_Result on_head(struct conn *c, const char *method, const char *version)
{
	size_t head_bytes = MHD_get_connection_info(c->mhd, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE)
				    ->header_size;
	bool http_1_1 = strcmp(version, "HTTP/1.0") != 0, sound;

	if (!door_phase_set(&c->door, DOOR_BODY))
		return MHD_NO;
	c->x.method = str_from(method);
	sound = read_headers(c, method, version, head_bytes);
	atomic_store(&c->stage, AT_BODY);
	if (exchange_head(&c->x, &c->ids, head_bytes, http_1_1, sound) != ANSWER_NOW)
		return MHD_YES; /* answering here would end the connection */
	door_unread(&c->door);
	return send_answer(c);
}

static enum MHD_Result on_body(struct conn *c, const char *data, size_t *n)
{
	size_t came = *n;

	*n = 0;
	if (door_body_came(&c->door, came) && exchange_body(&c->x, data, came))
		return MHD_YES;
	door_unread(&c->door);
	return MHD_NO;
}

static enum MHD_Result on_whole(struct conn *c)
{
	c->whole = true;
	if (!door_phase_set(&c->door, DOOR_LOOP))
		return MHD_NO;
	return exchange_whole(&c->x) == IN_A_POOL ? start_job(c) : send_answer(c);
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *mhd, const char *url,
				  const char *method, const char *version, const char *data,
				  size_t *n, void **slot)
{
	struct conn *c = *slot;

	(void)cls;
	(void)url;
	(void)mhd;
	CHECK(c);
	switch (atomic_load(&c->stage)) {
	case AT_HEAD: return on_head(c, method, version);
	case AT_BODY: return *n ? on_body(c, data, n) : on_whole(c);
	case POOL_DONE: return send_answer(c);
	case POOL_LEFT: return send_left(c);
	case IN_POOL_NOW: break;
	}
	BUG("called while suspended");
}

/* The request line has been read; nothing in it is decoded yet. */
static void *on_target(void *cls, const char *target, struct MHD_Connection *mhd)
{
	struct http_server *s = cls;
	struct conn *c = conn_of(mhd);

	door_phase_set(&c->door, DOOR_HEAD);
	exchange_start(&c->x, &s->room, target, &c->from, c->address);
	c->target = target;
	c->busy = true;
	c->whole = false;
	c->status = 0;
	c->bytes_out = 0;
	atomic_store(&c->stage, AT_HEAD);
	return c;
}

/* NULL: sent whole. */
static const char *how_it_ended(struct conn *c, enum MHD_RequestTerminationCode how)
{
	switch (how) {
	case MHD_REQUEST_TERMINATED_COMPLETED_OK: return NULL;
	case MHD_REQUEST_TERMINATED_TIMEOUT_REACHED: return "timeout";
	case MHD_REQUEST_TERMINATED_DAEMON_SHUTDOWN: return "stopped";
	case MHD_REQUEST_TERMINATED_CLIENT_ABORT:
	case MHD_REQUEST_TERMINATED_READ_ERROR:
	case MHD_REQUEST_TERMINATED_WITH_ERROR: break;
	}
	if (door_given_up(&c->door))
		return atomic_load(&c->s->room.hurrying) ? "stopped" : "too slow";
	return c->status ? "not sent whole" : "not read whole";
}

static void on_completed(void *cls, struct MHD_Connection *mhd, void **slot,
			 enum MHD_RequestTerminationCode how)
{
	const union MHD_ConnectionInfo *sent = MHD_get_connection_info(
		mhd, MHD_CONNECTION_INFO_HTTP_STATUS);
	struct conn *c = *slot;

	(void)cls;
	if (!c)
		return;
	*slot = NULL;
	if (!c->status && sent) /* the library refused it by itself */
		c->status = (int)sent->http_status;
	exchange_log(&c->x, c->status, c->bytes_out, how_it_ended(c, how),
		     atomic_load(&c->stage) == POOL_LEFT);
	if (!c->whole)
		door_unread(&c->door);
	if (atomic_load(&c->stage) == POOL_LEFT)
		return; /* the job ends the exchange */
	exchange_end(&c->x);
	c->busy = false;
	door_phase_set(&c->door, DOOR_IDLE);
}

/* Paths are decoded by us: the library's decoding would end them at %00. */
static size_t leave_encoded(void *cls, struct MHD_Connection *mhd, char *s)
{
	(void)cls;
	(void)mhd;
	return strlen(s);
}

PRINTF(2, 0) static void on_message(void *cls, const char *fmt, va_list ap)
{
	char text[512];

	(void)cls;
	if (!log_wants(LOG_DEBUG))
		return;
	vsnprintf(text, sizeof text, fmt, ap);
	text[strcspn(text, "\n")] = '\0';
	log_line(LOG_DEBUG, "engine", LOG_FIELDS(log_z("message", text)));
}

/* ---- life ---- */

static unsigned threads_of(const struct conf *conf)
{
	long n = conf->http_threads ? (long)conf->http_threads : sysconf(_SC_NPROCESSORS_ONLN);

	return (unsigned)(n < 1 ? 1 : n > 64 ? 64 : n);
}

static struct MHD_Daemon *start_daemon(struct http_server *s)
{
	const struct conf *conf = &s->conf;
	unsigned threads = threads_of(conf);

	return MHD_start_daemon(
		MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC | MHD_ALLOW_SUSPEND_RESUME |
			MHD_USE_NO_LISTEN_SOCKET | MHD_USE_ERROR_LOG,
		0, NULL, NULL, on_request, s, MHD_OPTION_EXTERNAL_LOGGER, on_message,
		NULL, /* first, for the others' sake */
		MHD_OPTION_THREAD_POOL_SIZE, threads > 1 ? threads : 0u,
		MHD_OPTION_CONNECTION_LIMIT, (unsigned)conf->max_connections,
		MHD_OPTION_PER_IP_CONNECTION_LIMIT, (unsigned)conf->max_connections_per_address,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT,
		((size_t)conf->max_header_kib << 10) + POOL_EXTRA, MHD_OPTION_CONNECTION_TIMEOUT,
		0u, MHD_OPTION_NOTIFY_CONNECTION, on_connection, s, MHD_OPTION_NOTIFY_COMPLETED,
		on_completed, s, MHD_OPTION_URI_LOG_CALLBACK, on_target, s,
		MHD_OPTION_UNESCAPE_CALLBACK, leave_encoded, NULL, MHD_OPTION_END);
}

enum err http_open(struct ctx *cx, const struct conf *conf, const struct http_app *app,
		   struct http_server **out)
{
	struct http_server *s;
	struct proxies proxies;
	struct door *door;
	enum err e;

	if ((e = proxies_read(cx, conf->trusted_proxies, &proxies)) ||
	    (e = door_open(cx, conf, &door)))
		return e;
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN); /* a file too large for its limit is an error like a full disk */
	listen_allow_files(conf->max_connections);
	s = xmalloc(sizeof *s);
	memset(s, 0, sizeof *s);
	s->conf = *conf;
	s->door = door;
	s->room.conf = &s->conf;
	s->room.app = *app;
	s->room.proxies = proxies;
	s->room.pools = pools_open(conf);
	s->room.app.quotas = quotas_open(conf);
	s->daemon = start_daemon(s);
	if (!s->daemon) {
		pools_close(s->room.pools);
		quotas_close(s->room.app.quotas);
		door_close(door);
		free(s);
		return fail(cx, ERR_INTERNAL, "the HTTP engine does not start");
	}
	door_start(door, take, s);
	*out = s;
	return OK;
}

int http_port(const struct http_server *s) { return door_port(s->door); }

static bool wait_idle(struct http_server *s, int64_t ms)
{
	int64_t until_us = clock_ticks_us() + ms * 1000;

	while (atomic_load(&s->room.running) > 0 && clock_ticks_us() < until_us) {
		if (atomic_load(&s->room.hurrying))
			door_each(s->door, leave_job);
		usleep(STOP_TICK_US);
	}
	return atomic_load(&s->room.running) == 0;
}

/* The first half: nothing comes in, what can be finished is, nobody is left connected. False: jobs go on. */
static bool stop(struct http_server *s)
{
	bool done;

	atomic_store(&s->room.stopping, true);
	door_shut(s->door);
	usleep(STOP_LAST_US);
	if (!wait_idle(s, s->conf.stop_timeout_ms)) {
		atomic_store(&s->room.hurrying, true);
		wait_idle(s, HURRIED_MS);
		door_hurry(s->door);
	}
	done = pools_load(s->room.pools) == 0;
	if (done) /* no thread of them is still about to resume a connection; the loops may still ask them */
		pools_end(s->room.pools);
	door_stop(s->door);
	door_each(s->door, leave_job); /* the library aborts when one is still suspended */
	MHD_stop_daemon(s->daemon);
	s->daemon = NULL;
	return done;
}

bool http_close(struct http_server *s)
{
	if (s->daemon && !stop(s))
		return false;
	pools_close(s->room.pools);
	quotas_close(s->room.app.quotas);
	door_close(s->door);
	free(s);
	return true;
}
