/* test_http_file.c - answers sent from files: whole, measured, and never leaking a descriptor. */
#include "wire.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { SIZE = 3 << 20, LARGE = 64 << 20, SKIP = 5 };

static char byte_at(size_t i) { return (char)('a' + (i * 7 + i / 4096) % 26); }

static enum err make_spool(struct ctx *cx, struct spool **out)
{
	enum err e = spool_open(cx, S("/tmp"), out);

	for (size_t i = 0; !e && i < SIZE; i++) {
		buf_addc(&(*out)->out, byte_at(i));
		e = spool_spill(*out);
	}
	return e ? e : spool_finish(*out);
}

static enum err whole(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	struct spool *s;
	enum err e = make_spool(cx, &s);

	(void)req;
	if (!e)
		http_res_spool(res, s);
	http_res_attachment(cx, res, S("M\xc3\xa4rchen 1.txt"));
	return e;
}

static enum err part(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	struct spool *s;
	enum err e = make_spool(cx, &s);

	(void)req;
	if (!e)
		http_res_file(cx, res, dup(s->fd), SKIP, SIZE - SKIP);
	return e;
}

static enum err broken(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	enum err e = whole(cx, req, res);

	return e ? e : fail(cx, ERR_NO_SPACE, "there is no room left on the disk");
}

static enum err sparse(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	struct spool *s;
	enum err e = spool_open(cx, S("/tmp"), &s);

	(void)req;
	if (e || ftruncate(s->fd, LARGE))
		return e ? e : fail(cx, ERR_IO, "not this large");
	s->size = LARGE;
	http_res_spool(res, s);
	return OK;
}

static enum err nothing(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	struct spool *s;
	enum err e = spool_open(cx, S("/tmp"), &s);

	(void)req;
	if (!e)
		http_res_spool(res, s);
	return e;
}

static const struct route routes[] = {
	{ HTTP_GET, "/whole", whole, ANYONE, NO_BODY, ON_LOOP, "" },
	{ HTTP_GET, "/whole/pool", whole, ANYONE, NO_BODY, IN_POOL, "" },
	{ HTTP_GET, "/part", part, ANYONE, NO_BODY, ON_LOOP, "" },
	{ HTTP_GET, "/broken", broken, ANYONE, NO_BODY, IN_POOL, "" },
	{ HTTP_GET, "/sparse", sparse, ANYONE, NO_BODY, ON_LOOP, "" },
	{ HTTP_GET, "/nothing", nothing, ANYONE, NO_BODY, ON_LOOP, "" },
};

static int open_files(void)
{
	DIR *d = opendir("/proc/self/fd");
	int n = 0;

	CHECK(d);
	while (readdir(d))
		n++;
	closedir(d);
	return n;
}

static struct http_server *open_server(struct ctx *cx, const struct conf *conf)
{
	const struct http_app app = { routes, countof(routes), NULL, NULL, NULL };
	struct http_server *s = NULL;

	EXPECT(http_open(cx, conf, &app, &s) == OK);
	return s;
}

struct got {
	int status;
	size_t length, bytes; /* said, come */
	bool right;           /* each byte of the body */
	char head[2048];
};

/* The head, up to its empty line. */
static bool read_head(int fd, struct got *g)
{
	size_t n = 0;
	const char *length;

	while (n + 1 < sizeof g->head && recv(fd, g->head + n, 1, 0) == 1) {
		g->head[++n] = '\0';
		if (n < 4 || strcmp(g->head + n - 4, "\r\n\r\n") != 0)
			continue;
		length = strstr(g->head, "Content-Length: ");
		g->length = length ? strtoul(length + 16, NULL, 10) : 0;
		return sscanf(g->head, "HTTP/1.1 %d", &g->status) == 1;
	}
	return false;
}

/* The body; `from` is the offset of its first byte, pause_us the time between two reads. */
static void read_body(int fd, struct got *g, size_t from, useconds_t pause_us)
{
	static const size_t piece = 65536;
	char *data = xmalloc(piece);

	g->right = true;
	while (g->bytes < g->length) {
		ssize_t n = recv(fd, data, piece, 0);

		if (n <= 0)
			break;
		for (ssize_t i = 0; i < n; i++)
			g->right = g->right && data[i] == byte_at(from + g->bytes + (size_t)i);
		g->bytes += (size_t)n;
		if (pause_us)
			usleep(pause_us);
	}
	free(data);
}

static struct got ask(int fd, const char *method, const char *path, size_t from)
{
	struct got g = { .status = 0 };
	char text[128];

	snprintf(text, sizeof text, "%s %s HTTP/1.1\r\nHost: x\r\n\r\n", method, path);
	wire_send(fd, text);
	if (read_head(fd, &g) && strcmp(method, "HEAD") != 0)
		read_body(fd, &g, from, 0);
	return g;
}

TEST(file_answers_come_whole_from_the_loop_and_from_the_pool_and_no_descriptor_stays_open)
{
	int before = open_files(), fd;
	struct ctx cx;
	struct conf conf = wire_conf(&cx);
	struct http_server *s = open_server(&cx, &conf);
	static const char *const paths[] = { "/whole", "/whole/pool", "/part" };

	fd = wire_dial(http_port(s));
	for (size_t i = 0; i < 9; i++) {
		size_t skip = i % 3 == 2 ? SKIP : 0;
		struct got g = ask(fd, "GET", paths[i % 3], skip);

		EXPECT(g.status == 200 && g.length == SIZE - skip && g.bytes == g.length);
		EXPECT(g.right);
	}
	EXPECT(ask(fd, "GET", "/nothing", 0).status == 200);
	close(fd);
	EXPECT(http_close(s) || http_close(s)); /* a slow machine: the second call waits */
	EXPECT(open_files() == before);
	ctx_end(&cx);
}

TEST(file_answers_to_head_give_the_length_alone)
{
	int before = open_files(), fd;
	struct ctx cx;
	struct conf conf = wire_conf(&cx);
	struct http_server *s = open_server(&cx, &conf);
	struct got g;

	fd = wire_dial(http_port(s));
	g = ask(fd, "HEAD", "/whole", 0);
	EXPECT(g.status == 200 && g.length == SIZE);
	EXPECT(strstr(g.head, "filename=\"M_rchen 1.txt\"; filename*=UTF-8''M%C3%A4rchen%201.txt"));
	g = ask(fd, "GET", "/whole", 0); /* were there bytes of a body, this would not be a head */
	EXPECT(g.status == 200 && g.right && g.bytes == SIZE);
	close(fd);
	EXPECT(http_close(s));
	EXPECT(open_files() == before);
	ctx_end(&cx);
}

TEST(file_answers_that_fail_or_whose_client_leaves_close_their_descriptor)
{
	int before = open_files(), fd, gone;
	struct ctx cx;
	struct conf conf = wire_conf(&cx);
	struct http_server *s = open_server(&cx, &conf);
	struct got g = { .status = 0 };

	fd = wire_dial(http_port(s));
	g = ask(fd, "GET", "/broken", 0);
	EXPECT(g.status == 507 && strstr(g.head, "application/problem+json"));
	EXPECT(!strstr(g.head, "Content-Disposition"));
	for (int i = 0; i < 4; i++) {
		gone = wire_dial(http_port(s));
		wire_send(gone, "GET /sparse HTTP/1.1\r\nHost: x\r\n\r\n");
		EXPECT(read_head(gone, &g) && g.status == 200 && g.length == LARGE);
		close(gone);
	}
	close(fd);
	EXPECT(http_close(s));
	EXPECT(open_files() == before);
	ctx_end(&cx);
}

TEST(file_answers_are_given_up_when_the_client_stops_taking_them_not_when_it_is_slow)
{
	struct ctx cx;
	struct conf conf = wire_conf(&cx);
	struct http_server *s;
	struct got slow = { .status = 0 }, stuck = { .status = 0 };
	int a, b;

	conf.head_timeout_ms = 300;
	conf.body_min_rate = 100000;
	s = open_server(&cx, &conf);
	a = wire_dial(http_port(s));
	b = wire_dial(http_port(s));
	wire_send(a, "GET /whole HTTP/1.1\r\nHost: x\r\n\r\n");
	wire_send(b, "GET /sparse HTTP/1.1\r\nHost: x\r\n\r\n");
	EXPECT(read_head(a, &slow) && read_head(b, &stuck));
	read_body(a, &slow, 0, 40000); /* 1.6 MB/s: longer than three times the head's time */
	EXPECT(slow.right && slow.bytes == SIZE);
	read_body(b, &stuck, 0, 0);
	EXPECT(stuck.bytes < LARGE);
	close(a);
	close(b);
	EXPECT(http_close(s));
	ctx_end(&cx);
}
