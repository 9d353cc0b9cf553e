/* listen.c - the listening socket: an address's words into a bound socket. */
#include "http/listen.h"

#include "base/log.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { BACKLOG = 1024 };

/* The socket of the first of the host's addresses that can be bound; -1: errno says why not. */
static int bind_first(const struct addrinfo *all)
{
	int on = 1, fd = -1;

	for (const struct addrinfo *a = all; a; a = a->ai_next) {
		fd = socket(a->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
		if (fd < 0)
			continue;
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
		if (bind(fd, a->ai_addr, a->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0)
			return fd;
		on = errno;
		close(fd);
		errno = on;
		on = 1;
	}
	return -1;
}

enum err listen_open(struct ctx *cx, str host, int64_t port, int *out)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM,
				  .ai_flags = AI_PASSIVE | AI_NUMERICSERV },
			*all;
	str z = str_dup(&cx->arena, host), service = str_fmt(&cx->arena, "%d", (int)port);
	int bad = getaddrinfo(z.n ? z.p : NULL, service.p, &hints, &all);

	if (bad)
		return fail(cx, ERR_CONFIG, "host: " STR_FMT ": %s", STR_ARG(host),
			    gai_strerror(bad));
	*out = bind_first(all);
	bad = errno;
	freeaddrinfo(all);
	if (*out < 0)
		return fail(cx, ERR_CONFIG, "cannot listen on " STR_FMT " port %d: %s",
			    STR_ARG(host), (int)port, strerror(bad));
	return OK;
}

int listen_port(int fd)
{
	struct sockaddr_storage a = { .ss_family = 0 };
	socklen_t n = sizeof a;

	if (getsockname(fd, (struct sockaddr *)&a, &n))
		return -1;
	if (a.ss_family == AF_INET6)
		return ntohs(((struct sockaddr_in6 *)&a)->sin6_port);
	return ntohs(((struct sockaddr_in *)&a)->sin_port);
}

void listen_allow_files(int64_t connections)
{
	struct rlimit r;
	rlim_t want = (rlim_t)connections + 256;

	if (getrlimit(RLIMIT_NOFILE, &r) || r.rlim_cur >= want)
		return;
	r.rlim_cur = want < r.rlim_max ? want : r.rlim_max;
	setrlimit(RLIMIT_NOFILE, &r);
	if (r.rlim_cur < want)
		log_line(LOG_WARN, "the system allows fewer open files than max-connections needs",
			 LOG_FIELDS(log_i64("allowed", (int64_t)r.rlim_cur),
				    log_i64("needed", (int64_t)want)));
}
