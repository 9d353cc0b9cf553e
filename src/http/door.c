/* door.c - see door.h. Lock order: the door's, then a connection's. */
#include "http/door.h"

#include "base/clock.h"
#include "base/log.h"
#include "http/dress.h"
#include "http/listen.h"

#include <errno.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum {
	MAX_DRAINING = 64,
	DRAIN_MS = 2000,
	DRAIN_READS = 16,   /* in a row, so that no client holds up the others */
	HELD_UP_US = 20000, /* an answer made on the loop that takes longer holds up others */
	TICK_MIN_MS = 25,
	TICK_MAX_MS = 500,
	OUT_OF_FILES_MS = 100,
};

struct draining {
	int fd;
	int64_t until_us;
};

struct door {
	pthread_mutex_t lock; /* of the list, the three flags and the drains */
	pthread_cond_t deafened;
	struct door_conn *first;
	bool shut, deaf, closing;
	struct draining drains[MAX_DRAINING];
	size_t ndrains;
	int listen_fd, wake_fd, port;
	int64_t head_us, idle_us, rate;
	int64_t checked_us; /* when the clocks were looked at last */
	int tick_ms;
	void (*take)(void *arg, int fd, const struct sockaddr *, socklen_t);
	void *arg;
	bool started;
	pthread_t thread;
};

static const char too_slow[] =
	"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Type: application/problem+json\r\n"
	"Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n"
	"Content-Security-Policy: " DRESS_DATA_POLICY "\r\n"
	"Content-Length: 166\r\n\r\n"
	"{\"type\":\"about:blank\",\"title\":\"Request Timeout\",\"status\":408,\"detail\":\"the request came too slowly\","
	"\"error\":\"request_timeout\",\"message\":\"the request came too slowly\"}";

static void wake(struct door *d)
{
	uint64_t one = 1;
	ssize_t n = write(d->wake_fd, &one, sizeof one);

	(void)n;
}

/* ---- deadlines ---- */

/* Bytes received in the connection's life; 0 when the kernel does not say. */
static uint64_t received(int fd)
{
	struct tcp_info t = { .tcpi_state = 0 };
	socklen_t n = sizeof t;

	return getsockopt(fd, IPPROTO_TCP, TCP_INFO, &t, &n) ? 0 : t.tcpi_bytes_received;
}

/* Bytes the client's side has taken in the connection's life. */
static uint64_t acknowledged(int fd)
{
	struct tcp_info t = { .tcpi_state = 0 };
	socklen_t n = sizeof t;

	return getsockopt(fd, IPPROTO_TCP, TCP_INFO, &t, &n) ? 0 : t.tcpi_bytes_acked;
}

/* The owner's thread sees the end of the stream and closes. */
static void show_out(struct door_conn *c, const char *farewell)
{
	if (farewell && send(c->fd, farewell, strlen(farewell), MSG_DONTWAIT | MSG_NOSIGNAL) > 0)
		c->unread = true;
	c->given_up = true;
	shutdown(c->fd, SHUT_RDWR);
}

static void check_idle(const struct door *d, struct door_conn *c, int64_t now_us)
{
	uint64_t n = received(c->fd);

	if (!c->known) {
		c->bytes = n;
		c->known = true;
	}
	if (n > c->bytes) {
		c->phase = DOOR_HEAD;
		c->since_us = now_us;
	} else if (now_us - c->since_us > d->idle_us) {
		show_out(c, NULL);
	}
}

static void check_body(const struct door *d, struct door_conn *c, int64_t now_us)
{
	int64_t took_us = now_us - c->since_us;

	if (!d->rate || took_us < d->head_us)
		return;
	if ((double)c->bytes < (double)d->rate * (double)took_us / 1e6) {
		show_out(c, too_slow);
		return;
	}
	c->since_us = now_us;
	c->bytes = 0;
}

/* Not by the answer's size as a whole: a client that stops at the first byte of a large file would
 * then be waited for as long as a slow one may take for all of it. */
static void check_send(const struct door *d, struct door_conn *c, int64_t now_us)
{
	int64_t took_us = now_us - c->since_us;
	uint64_t n;

	if (!d->rate || (c->known && took_us < d->head_us))
		return;
	n = acknowledged(c->fd);
	if (c->known && (double)(n - c->bytes) < (double)d->rate * (double)took_us / 1e6) {
		show_out(c, NULL);
		return;
	}
	c->known = true;
	c->since_us = now_us;
	c->bytes = n;
}

static void check(const struct door *d, struct door_conn *c, int64_t now_us)
{
	int64_t took_us = now_us - c->since_us;

	switch (c->phase) {
	case DOOR_FRESH:
		if (took_us > d->head_us)
			show_out(c, received(c->fd) ? too_slow : NULL);
		break;
	case DOOR_HEAD:
		if (took_us > d->head_us)
			show_out(c, too_slow);
		break;
	case DOOR_IDLE: check_idle(d, c, now_us); break;
	case DOOR_BODY: check_body(d, c, now_us); break;
	case DOOR_SEND: check_send(d, c, now_us); break;
	case DOOR_WORK:
	case DOOR_LOOP: break;
	}
}

/* Is some loop in the middle of something long, a statement that waits for another's lock? Heads
 * and bodies may have come that it has not looked at. */
static bool held_up(const struct door *d, int64_t now_us)
{
	bool yes = false;

	for (struct door_conn *c = d->first; c && !yes; c = c->next) {
		pthread_mutex_lock(&c->lock);
		yes = c->phase == DOOR_LOOP && now_us - c->since_us > HELD_UP_US;
		pthread_mutex_unlock(&c->lock);
	}
	return yes;
}

static void check_all(struct door *d)
{
	int64_t now_us = clock_ticks_us(), stood_still_us = now_us - d->checked_us;

	pthread_mutex_lock(&d->lock);
	if (!held_up(d, now_us))
		stood_still_us = 0;
	if (stood_still_us > d->tick_ms * 2000) /* nobody was there, and nobody looked */
		stood_still_us = d->tick_ms * 2000;
	d->checked_us = now_us;
	for (struct door_conn *c = d->first; c; c = c->next) {
		pthread_mutex_lock(&c->lock);
		if (c->phase != DOOR_LOOP && c->phase != DOOR_IDLE)
			c->since_us += stood_still_us;
		if (!c->given_up)
			check(d, c, now_us);
		pthread_mutex_unlock(&c->lock);
	}
	pthread_mutex_unlock(&d->lock);
}

void door_hurry(struct door *d)
{
	pthread_mutex_lock(&d->lock);
	for (struct door_conn *c = d->first; c; c = c->next) {
		pthread_mutex_lock(&c->lock);
		if (c->phase == DOOR_HEAD || c->phase == DOOR_BODY || c->phase == DOOR_SEND)
			show_out(c, NULL);
		pthread_mutex_unlock(&c->lock);
	}
	pthread_mutex_unlock(&d->lock);
}

/* ---- what the server says of a connection ---- */

bool door_phase_set(struct door_conn *c, enum door_phase phase)
{
	bool ok;

	pthread_mutex_lock(&c->lock);
	/* a connection's first head is timed from when it was accepted */
	if (phase != DOOR_HEAD || c->phase != DOOR_FRESH)
		c->since_us = clock_ticks_us();
	c->phase = phase;
	c->bytes = 0;
	c->known = false;
	ok = !c->given_up;
	pthread_mutex_unlock(&c->lock);
	return ok;
}

bool door_body_came(struct door_conn *c, size_t bytes)
{
	bool ok;

	pthread_mutex_lock(&c->lock);
	c->bytes += bytes;
	ok = !c->given_up;
	pthread_mutex_unlock(&c->lock);
	return ok;
}

bool door_send_starts(struct door_conn *c) { return door_phase_set(c, DOOR_SEND); }

void door_unread(struct door_conn *c)
{
	pthread_mutex_lock(&c->lock);
	c->unread = true;
	pthread_mutex_unlock(&c->lock);
}

bool door_given_up(struct door_conn *c)
{
	bool given_up;

	pthread_mutex_lock(&c->lock);
	given_up = c->given_up;
	pthread_mutex_unlock(&c->lock);
	return given_up;
}

bool door_client_gone(struct door_conn *c)
{
	char byte;
	bool gone;

	pthread_mutex_lock(&c->lock);
	gone = c->fd < 0 || recv(c->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
	pthread_mutex_unlock(&c->lock);
	return gone;
}

void door_add(struct door *d, struct door_conn *c, int fd)
{
	*c = (struct door_conn){ .fd = fd, .phase = DOOR_FRESH, .since_us = clock_ticks_us() };
	pthread_mutex_init(&c->lock, NULL);
	pthread_mutex_lock(&d->lock);
	c->next = d->first;
	if (c->next)
		c->next->prev = c;
	d->first = c;
	if (!c->next)
		wake(d); /* the thread sleeps without a tick while nobody is there */
	pthread_mutex_unlock(&d->lock);
}

/* Also of what the library refused before it told anybody: a request line of a megabyte. */
static bool still_sending(const struct door_conn *c)
{
	char byte;
	ssize_t n;

	if (c->unread)
		return true;
	if (c->given_up || (c->phase != DOOR_FRESH && c->phase != DOOR_IDLE))
		return false;
	n = recv(c->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
	return n > 0 || (n < 0 && errno == EAGAIN && c->phase == DOOR_FRESH);
}

void door_remove(struct door *d, struct door_conn *c)
{
	pthread_mutex_lock(&d->lock);
	pthread_mutex_lock(&c->lock);
	if (c->prev)
		c->prev->next = c->next;
	else
		d->first = c->next;
	if (c->next)
		c->next->prev = c->prev;
	if (!d->closing && d->ndrains < MAX_DRAINING && still_sending(c)) {
		int fd = dup(c->fd);

		if (fd >= 0)
			d->drains[d->ndrains++] = (struct draining){ fd, clock_ticks_us() +
										 DRAIN_MS * 1000 };
		wake(d);
	}
	c->fd = -1;
	pthread_mutex_unlock(&c->lock);
	pthread_mutex_unlock(&d->lock);
}

/* ---- the thread ---- */

/* Read what a refused client still sends: closing now would reset the connection, and with it
 * the answer would be lost. False: done with it. */
static bool drain(const struct draining *one, char *scratch, size_t n)
{
	ssize_t got = 1;

	for (int i = 0; i < DRAIN_READS && got > 0; i++)
		got = recv(one->fd, scratch, n, MSG_DONTWAIT);
	return (got > 0 || (got < 0 && errno == EAGAIN)) && clock_ticks_us() < one->until_us;
}

static void drain_all(struct door *d)
{
	char scratch[16384]; /* what is read here is thrown away */

	pthread_mutex_lock(&d->lock);
	for (size_t i = 0; i < d->ndrains;)
		if (!d->closing && drain(&d->drains[i], scratch, sizeof scratch)) {
			i++;
		} else {
			close(d->drains[i].fd);
			d->drains[i] = d->drains[--d->ndrains];
		}
	pthread_mutex_unlock(&d->lock);
}

static void accept_all(struct door *d)
{
	for (;;) {
		struct sockaddr_storage a;
		socklen_t n = sizeof a;
		int fd = accept4(d->listen_fd, (struct sockaddr *)&a, &n,
				 SOCK_NONBLOCK | SOCK_CLOEXEC);

		if (fd >= 0) {
			d->take(d->arg, fd, (struct sockaddr *)&a, n);
			continue;
		}
		if (errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS) {
			log_line(LOG_WARN, "cannot accept",
				 LOG_FIELDS(log_z("reason", strerror(errno))));
			poll(NULL, 0, OUT_OF_FILES_MS);
		}
		if (errno != ECONNABORTED && errno != EINTR)
			return;
	}
}

/* What to wait for, and how long; false: the end. */
static bool plan(struct door *d, struct pollfd *fds, nfds_t *n, int *timeout_ms)
{
	bool go_on;

	pthread_mutex_lock(&d->lock);
	go_on = !d->closing;
	*n = 0;
	fds[(*n)++] = (struct pollfd){ .fd = d->wake_fd, .events = POLLIN };
	fds[(*n)++] = (struct pollfd){ .fd = d->deaf ? -1 : d->listen_fd, .events = POLLIN };
	for (size_t i = 0; i < d->ndrains; i++)
		fds[(*n)++] = (struct pollfd){ .fd = d->drains[i].fd, .events = POLLIN };
	*timeout_ms = d->first || d->ndrains ? d->tick_ms : -1;
	pthread_mutex_unlock(&d->lock);
	return go_on;
}

/* After door_shut: those who wait in the queue still come in, and are told; nobody else. */
static void turn_away(struct door *d)
{
	bool last;

	pthread_mutex_lock(&d->lock);
	last = d->shut && !d->deaf;
	pthread_mutex_unlock(&d->lock);
	if (!last)
		return;
	accept_all(d);
	shutdown(d->listen_fd, SHUT_RDWR);
	pthread_mutex_lock(&d->lock);
	d->deaf = true;
	pthread_cond_signal(&d->deafened);
	pthread_mutex_unlock(&d->lock);
}

static void *watch(void *arg)
{
	struct door *d = arg;
	struct pollfd fds[2 + MAX_DRAINING];
	int64_t next_us = 0;
	int timeout_ms;
	uint64_t count;
	nfds_t n;

	while (plan(d, fds, &n, &timeout_ms)) {
		poll(fds, n, timeout_ms);
		turn_away(d);
		if (fds[0].revents && read(d->wake_fd, &count, sizeof count) < 0)
			continue;
		if (fds[1].revents)
			accept_all(d);
		drain_all(d);
		if (clock_ticks_us() < next_us)
			continue;
		check_all(d);
		next_us = clock_ticks_us() + d->tick_ms * 1000;
	}
	return NULL;
}

/* ---- life ---- */

static int tick_of(const struct conf *conf)
{
	int64_t ms = (conf->head_timeout_ms < conf->idle_timeout_ms ? conf->head_timeout_ms
								    : conf->idle_timeout_ms) /
		     8;

	return (int)(ms < TICK_MIN_MS ? TICK_MIN_MS : ms > TICK_MAX_MS ? TICK_MAX_MS : ms);
}

enum err door_open(struct ctx *cx, const struct conf *conf, struct door **out)
{
	struct door *d;
	enum err e;
	int fd;

	if ((e = listen_open(cx, conf->host, conf->port, &fd)))
		return e;
	d = xmalloc(sizeof *d);
	*d = (struct door){
		.listen_fd = fd,
		.port = listen_port(fd),
		.wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC),
		.head_us = conf->head_timeout_ms * 1000,
		.idle_us = conf->idle_timeout_ms * 1000,
		.rate = conf->body_min_rate,
		.tick_ms = tick_of(conf),
	};
	CHECK(d->wake_fd >= 0);
	pthread_mutex_init(&d->lock, NULL);
	pthread_cond_init(&d->deafened, NULL);
	*out = d;
	return OK;
}

void door_start(struct door *d, void (*take)(void *arg, int fd, const struct sockaddr *, socklen_t),
		void *arg)
{
	d->take = take;
	d->arg = arg;
	CHECK(pthread_create(&d->thread, NULL, watch, d) == 0);
	d->started = true;
}

int door_port(const struct door *d) { return d->port; }

void door_each(struct door *d, void (*see)(struct door_conn *c))
{
	pthread_mutex_lock(&d->lock);
	for (struct door_conn *c = d->first; c; c = c->next)
		see(c);
	pthread_mutex_unlock(&d->lock);
}

void door_shut(struct door *d)
{
	pthread_mutex_lock(&d->lock);
	d->shut = true;
	wake(d);
	while (d->started && !d->deaf)
		pthread_cond_wait(&d->deafened, &d->lock);
	pthread_mutex_unlock(&d->lock);
}

void door_stop(struct door *d)
{
	pthread_mutex_lock(&d->lock);
	d->closing = true;
	pthread_mutex_unlock(&d->lock);
	wake(d);
	if (d->started)
		pthread_join(d->thread, NULL);
	d->started = false;
}

void door_close(struct door *d)
{
	CHECK(!d->first && !d->started);
	for (size_t i = 0; i < d->ndrains; i++)
		close(d->drains[i].fd);
	close(d->listen_fd);
	close(d->wake_fd);
	pthread_cond_destroy(&d->deafened);
	pthread_mutex_destroy(&d->lock);
	free(d);
}
