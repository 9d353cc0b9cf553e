/* wire.h - a client for tests that run the whole HTTP server in this process. */
#ifndef WIRE_H
#define WIRE_H

#include "t.h"

#include "http/serve.h"

/* Settings for a server on this machine, at a free port. Begins *cx. */
struct conf wire_conf(struct ctx *cx);

int wire_dial(int port); /* a connection; -1: refused */
void wire_send(int fd, const char *text);
void wire_post(int fd, const char *path, const char *word, const char *body);

/* The status of the next answer, its body in `body`; 0: none. */
int wire_receive(int fd, char *body, size_t size);

#endif
