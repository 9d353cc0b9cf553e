/* test_http_server.c - the whole server in this process, with clients in threads: what the
 * sanitizers are to see. */
#include "wire.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { CLIENTS = 4, ROUNDS = 60, STEP_MS = 10 };

struct shared {
	atomic_int started; /* handlers of /slow */
	atomic_bool hold;   /* they wait while it is set */
};

static enum err echo(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	(void)cx;
	buf_add(&res->body, req->body);
	return OK;
}

static enum err slow(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	struct shared *s = (struct shared *)cx->app;

	atomic_fetch_add(&s->started, 1);
	while (atomic_load(&s->hold))
		usleep(STEP_MS * 1000);
	buf_add(&res->body, http_header(req, "X-Word"));
	buf_add(&res->body, req->body);
	return OK;
}

static enum err nap(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	(void)cx;
	usleep(STEP_MS * 80000);
	buf_add(&res->body, req->body);
	return OK;
}

static const struct route routes[] = {
	{ HTTP_POST, "/nap", nap, ANYONE, JSON_BODY, ON_LOOP, "" },
	{ HTTP_POST, "/echo", echo, ANYONE, JSON_BODY, ON_LOOP, "" },
	{ HTTP_POST, "/slow", slow, ANYONE, PHOTO_BODY, IN_POOL, "" },
	{ HTTP_POST, "/hash", slow, ANYONE, JSON_BODY, IN_HASH_POOL, "" },
	{ HTTP_POST, "/quick-photo", echo, ANYONE, PHOTO_BODY, IN_POOL, "" },
	{ HTTP_POST, "/quick-hash", echo, ANYONE, JSON_BODY, IN_HASH_POOL, "" },
};

static struct http_server *open_with(struct ctx *cx, struct shared *shared, const struct conf *conf)
{
	const struct http_app app = { routes, countof(routes), (struct app *)shared, NULL, NULL };
	struct http_server *s = NULL;

	EXPECT(http_open(cx, conf, &app, &s) == OK);
	return s;
}

static struct http_server *open_server(struct ctx *cx, struct shared *shared, int threads,
				       int waiting, int stop_ms)
{
	struct conf conf = wire_conf(cx);

	conf.scan_threads = threads;
	conf.scan_waiting = waiting;
	conf.stop_timeout_ms = stop_ms;
	return open_with(cx, shared, &conf);
}

struct client {
	int port, id, right;
	atomic_int status;
	pthread_t thread;
};

static void *talk(void *arg)
{
	struct client *c = arg;
	int fd = wire_dial(c->port);
	char body[1024], sent[32], want[64];

	for (int i = 0; i < ROUNDS; i++) {
		snprintf(sent, sizeof sent, "%d-%d", c->id, i);
		snprintf(want, sizeof want, "%s%s", i % 3 == 1 ? "w" : "", sent);
		wire_post(fd, i % 3 == 0 ? "/echo" : i % 3 == 1 ? "/slow" : "/nothing", "w", sent);
		if (i % 3 == 2)
			c->right += wire_receive(fd, body, sizeof body) == 404;
		else
			c->right += wire_receive(fd, body, sizeof body) == 200 &&
				    strcmp(body, want) == 0;
	}
	close(fd);
	return NULL;
}

/* One request to /slow. */
static void *wait_slow(void *arg)
{
	struct client *c = arg;
	int fd = wire_dial(c->port);
	char body[1024];

	wire_post(fd, "/slow", "w", "x");
	c->status = wire_receive(fd, body, sizeof body);
	close(fd);
	return NULL;
}

static void start_clients(struct client *c, int n, int port, void *(*run)(void *))
{
	for (int i = 0; i < n; i++) {
		c[i] = (struct client){ .port = port, .id = i };
		CHECK(pthread_create(&c[i].thread, NULL, run, &c[i]) == 0);
	}
}

static int count_status(struct client *c, int n, int status)
{
	int found = 0;

	for (int i = 0; i < n; i++)
		found += atomic_load(&c[i].status) == status;
	return found;
}

static void join(struct client *c, int n)
{
	for (int i = 0; i < n; i++)
		pthread_join(c[i].thread, NULL);
}

static bool wait_started(struct shared *s, int n)
{
	for (int i = 0; i < 1000 && atomic_load(&s->started) < n; i++)
		usleep(STEP_MS * 1000);
	return atomic_load(&s->started) >= n;
}

TEST(server_answers_many_clients_each_with_its_own)
{
	struct shared shared = { .hold = false };
	struct client c[CLIENTS];
	struct ctx cx;
	struct http_server *s = open_server(&cx, &shared, 2, 8, 1000);

	start_clients(c, CLIENTS, http_port(s), talk);
	join(c, CLIENTS);
	for (int i = 0; i < CLIENTS; i++)
		EXPECT(c[i].right == ROUNDS);
	EXPECT(http_close(s));
	ctx_end(&cx);
}

TEST(server_turns_away_what_the_pool_cannot_take_and_finishes_the_rest_when_stopped)
{
	enum { ALL = 8 };
	struct shared shared = { .hold = true };
	struct client c[ALL];
	struct ctx cx;
	struct http_server *s = open_server(&cx, &shared, 1, 2, 10000);
	char body[1024];
	int fd = wire_dial(http_port(s)), port = http_port(s);

	start_clients(c, 1, port, wait_slow); /* the worker has this one when the others come */
	EXPECT(wait_started(&shared, 1));
	start_clients(c + 1, ALL - 1, port, wait_slow);
	for (int i = 0; i < 1000 && count_status(c, ALL, 503) < ALL - 3; i++)
		usleep(STEP_MS * 1000);
	wire_post(fd, "/echo", "w", "still here"); /* the loops are free */
	EXPECT(wire_receive(fd, body, sizeof body) == 200);
	atomic_store(&shared.hold, false);
	EXPECT(http_close(s));
	join(c, ALL);
	EXPECT(count_status(c, ALL, 200) == 3 && count_status(c, ALL, 503) == ALL - 3);
	EXPECT(atomic_load(&shared.started) == 3);
	EXPECT(wire_dial(port) < 0);
	close(fd);
	ctx_end(&cx);
}

static void *wait_hash(void *arg)
{
	struct client *c = arg;
	int fd = wire_dial(c->port);
	char body[1024];

	wire_post(fd, "/hash", "w", "x");
	c->status = wire_receive(fd, body, sizeof body);
	close(fd);
	return NULL;
}

/* The pool behind `run` is full; `path` belongs to the other one. */
static void check_full_beside(void *(*run)(void *), const char *path, const char *words)
{
	enum { ALL = 6 };
	struct shared shared = { .hold = true };
	struct client c[ALL];
	struct ctx cx;
	struct conf conf = wire_conf(&cx);
	struct http_server *s;
	char body[1024];
	int fd;

	conf.scan_threads = conf.hash_threads = 1;
	conf.scan_waiting = conf.hash_waiting = 1;
	s = open_with(&cx, &shared, &conf);
	fd = wire_dial(http_port(s));
	start_clients(c, 1, http_port(s), run);
	EXPECT(wait_started(&shared, 1));
	start_clients(c + 1, ALL - 1, http_port(s), run);
	for (int i = 0; i < 1000 && count_status(c, ALL, 503) < ALL - 2; i++)
		usleep(STEP_MS * 1000);
	wire_post(fd, run == wait_hash ? "/hash" : "/slow", "w", "x");
	EXPECT(wire_receive(fd, body, sizeof body) == 503 && strstr(body, words));
	wire_post(fd, path, "w", "beside");
	EXPECT(wire_receive(fd, body, sizeof body) == 200);
	EXPECT_STR(str_from(body), "beside");
	atomic_store(&shared.hold, false);
	join(c, ALL);
	close(fd);
	EXPECT(http_close(s));
	ctx_end(&cx);
}

TEST(server_takes_passwords_while_too_many_photos_wait)
{
	check_full_beside(wait_slow, "/quick-hash", "too many photos are waiting");
}

TEST(server_takes_photos_while_too_many_people_sign_in)
{
	check_full_beside(wait_hash, "/quick-photo", "too many people are signing in");
}

TEST(server_told_to_stop_in_time_answers_503_for_what_still_runs)
{
	struct shared shared = { .hold = true };
	struct client c[3];
	struct ctx cx;
	struct http_server *s = open_server(&cx, &shared, 1, 8, 50);

	start_clients(c, countof(c), http_port(s), wait_slow);
	EXPECT(wait_started(&shared, 1));
	usleep(STEP_MS * 10000); /* the others are in the queue by now */
	EXPECT(!http_close(s));
	join(c, countof(c));
	EXPECT(count_status(c, countof(c), 503) == countof(c));
	atomic_store(&shared.hold, false);
	EXPECT(http_close(s));                     /* waits for the handler that went on */
	EXPECT(atomic_load(&shared.started) == 1); /* those in the queue were never begun */
	ctx_end(&cx);
}

TEST(server_does_not_begin_work_for_a_client_that_has_left)
{
	struct shared shared = { .hold = true };
	struct client c[1];
	struct ctx cx;
	struct http_server *s = open_server(&cx, &shared, 1, 8, 10000);
	int fd = wire_dial(http_port(s));

	start_clients(c, 1, http_port(s), wait_slow);
	EXPECT(wait_started(&shared, 1));
	wire_post(fd, "/slow", "w", "waiting");
	usleep(STEP_MS * 10000);
	close(fd);
	usleep(STEP_MS * 10000);
	atomic_store(&shared.hold, false);
	EXPECT(http_close(s));
	join(c, 1);
	EXPECT(c[0].status == 200 && atomic_load(&shared.started) == 1);
	ctx_end(&cx);
}

TEST(server_gives_up_on_heads_and_bodies_that_do_not_come)
{
	struct shared shared = { .hold = false };
	struct ctx cx;
	struct conf conf = wire_conf(&cx);
	struct http_server *s;
	char body[1024];
	int head, idle, sent, never;

	conf.head_timeout_ms = 200;
	conf.idle_timeout_ms = 300;
	conf.stop_timeout_ms = 0;
	s = open_with(&cx, &shared, &conf);
	head = wire_dial(http_port(s));
	sent = wire_dial(http_port(s));
	idle = wire_dial(http_port(s));
	wire_send(head, "GET /x HTTP/1.1\r\n");
	wire_send(sent, "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n1");
	wire_post(idle, "/echo", "w", "x");
	EXPECT(wire_receive(idle, body, sizeof body) == 200);
	EXPECT(wire_receive(head, body, sizeof body) == 408 && strstr(body, "request_timeout"));
	EXPECT(wire_receive(sent, body, sizeof body) == 408);
	EXPECT(wire_receive(idle, body, sizeof body) == 0);
	never = wire_dial(http_port(s));
	wire_send(never, "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n1");
	usleep(STEP_MS * 5000);
	EXPECT(http_close(s)); /* at once: nothing is waited for */
	EXPECT(wire_receive(never, body, sizeof body) != 200);
	close(head);
	close(sent);
	close(idle);
	close(never);
	ctx_end(&cx);
}

TEST(server_does_not_blame_clients_for_the_time_its_own_loop_takes)
{
	enum { ALL = 4 };
	struct shared shared = { .hold = false };
	struct ctx cx;
	struct conf conf = wire_conf(&cx);
	struct http_server *s;
	char body[1024];
	int fds[ALL];

	conf.head_timeout_ms = 200;
	conf.http_threads = 1;
	s = open_with(&cx, &shared, &conf);
	for (int i = 0; i < ALL; i++)
		fds[i] = wire_dial(http_port(s));
	for (int i = 0; i < ALL; i++)
		wire_post(fds[i], "/nap", "w", "waited");
	for (int i = 0; i < ALL; i++) {
		EXPECT(wire_receive(fds[i], body, sizeof body) == 200);
		EXPECT_STR(str_from(body), "waited");
		close(fds[i]);
	}
	EXPECT(http_close(s));
	ctx_end(&cx);
}

TEST(server_says_why_it_cannot_listen)
{
	const struct http_app app = { routes, countof(routes), NULL, NULL, NULL };
	struct ctx cx;
	struct conf conf = wire_conf(&cx);
	struct http_server *s = open_with(&cx, NULL, &conf), *second;

	conf.port = http_port(s);
	EXPECT(http_open(&cx, &conf, &app, &second) == ERR_CONFIG);
	EXPECT(memmem(cx.err_text.p, cx.err_text.n, "Address already in use", 22));
	conf.host = S("no.such.host.invalid");
	EXPECT(http_open(&cx, &conf, &app, &second) == ERR_CONFIG);
	EXPECT(http_close(s));
	ctx_end(&cx);
}
