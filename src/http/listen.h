/* listen.h - sockets by the name of their address. */
#ifndef LISTEN_H
#define LISTEN_H

#include "base/ctx.h"

#include <sys/socket.h>

/* A non-blocking socket that listens on host (a name or a number; empty: all addresses) and
 * port (0: a free one). ERR_CONFIG says why not. */
enum err listen_open(struct ctx *cx, str host, int64_t port, int *out) NODISCARD;
int listen_port(int fd);

/* Raise the limit of open files to what so many connections need; one that cannot be raised is logged. */
void listen_allow_files(int64_t connections);

#endif
