/* wire.c - see wire.h. */
#include "wire.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct conf wire_conf(struct ctx *cx)
{
	char *none[1] = { NULL };
	struct conf conf;
	int n = 0;

	*cx = ctx_make(NULL);
	CHECK(conf_load(cx, none, &n, &conf) == OK);
	conf.host = S("127.0.0.1");
	conf.port = 0;
	conf.http_threads = 2;
	return conf;
}

int wire_dial(int port)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	struct timeval patience = { .tv_sec = 20 };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	if (connect(fd, (struct sockaddr *)&a, sizeof a) == 0)
		return fd;
	close(fd);
	return -1;
}

int wire_receive(int fd, char *body, size_t size)
{
	char text[8192];
	size_t n = 0;

	body[0] = '\0';
	for (;;) {
		ssize_t got = recv(fd, text + n, sizeof text - 1 - n, 0);
		const char *end, *length;
		size_t want, have;
		int status = 0;

		if (got <= 0)
			return 0;
		text[n += (size_t)got] = '\0';
		end = strstr(text, "\r\n\r\n");
		length = strstr(text, "Content-Length: ");
		if (!end || !length)
			continue;
		want = strtoul(length + 16, NULL, 10);
		have = n - (size_t)(end + 4 - text);
		if (have < want)
			continue;
		snprintf(body, size, "%.*s", (int)want, end + 4);
		sscanf(text, "HTTP/1.1 %d", &status);
		return status;
	}
}

void wire_post(int fd, const char *path, const char *word, const char *body)
{
	char text[512];
	int n = snprintf(
		text, sizeof text,
		"POST %s HTTP/1.1\r\nHost: x\r\nX-Word: %s\r\nContent-Length: %zu\r\n\r\n%s", path,
		word, strlen(body), body);

	CHECK(send(fd, text, (size_t)n, MSG_NOSIGNAL) == n);
}

void wire_send(int fd, const char *text)
{
	CHECK(send(fd, text, strlen(text), MSG_NOSIGNAL) == (ssize_t)strlen(text));
}
