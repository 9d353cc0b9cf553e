/* dispatch.h - the two halves of http_dispatch (serve.h), for the server, which knows a
 * request's head before its body. */
#ifndef DISPATCH_H
#define DISPATCH_H

#include "http/serve.h"

/* Find req->route by path and method; a GET route also answers HEAD, and any route of the path
 * stands for OPTIONS. ERR_NOT_FOUND, or ERR_METHOD_NOT_ALLOWED, which leaves the route of
 * another method of that path in req->route. */
enum err dispatch_find(struct ctx *cx, const struct http_app *app, struct http_req *req) NODISCARD;

/* Make *res the answer to the error recorded in cx (RFC 9457), with the headers that belong to
 * it. */
void dispatch_problem(struct ctx *cx, const struct http_app *app, const struct http_req *req,
		      struct http_res *res);

/* The reason phrase of a status, "Not Found"; "Error" for those we never send. */
const char *dispatch_phrase(int status);

#endif
