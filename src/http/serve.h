/* serve.h - run the HTTP server.
 *
 * It knows routes and two functions of whoever starts it; it knows no book and no user table. */
#ifndef SERVE_H
#define SERVE_H

#include "conf/conf.h"
#include "http/http.h"

/* A route that has a quota of its own. */
struct quota_of {
	handler *run;
	enum quota quota;
};

struct quotas;

struct http_app {
	const struct route *routes;
	size_t nroutes;
	struct app *app; /* for ctx_make */

	/* Before the handler, on its thread: lend the ctx what it needs, find out who asks;
	 * fails when they may not call the route. */
	enum err (*begin)(struct ctx *cx, const struct route *route, const struct http_req *req);
	/* After it, before ctx_end: take back what was lent. */
	void (*end)(struct ctx *cx);

	const struct quota_of *quota_of; /* all others count against QUOTA_REQUESTS */
	size_t nquota_of;
	struct quotas *quotas; /* set by http_open; NULL: nothing is counted */
};

/* Which quota requests for this route count against; NULL: for none. */
enum quota http_quota_of(const struct http_app *app, const struct route *route);

struct http_server;

/* Listening when it returns. ERR_CONFIG when the address cannot be used. Both structs are
 * copied; the texts of conf, the routes and app->app must outlive the server. Ignores SIGPIPE
 * and SIGXFSZ, raises the limit of open files. */
enum err http_open(struct ctx *cx, const struct conf *conf, const struct http_app *app,
		   struct http_server **out) NODISCARD;
int http_port(const struct http_server *s); /* the one in use: port 0 picks a free one */

/* Stop: no new connections, new requests on open ones are answered 503, running ones are
 * finished for at most stop_timeout_ms; those still running then are answered 503 too. True:
 * all is freed. False: handlers are still running in the pool with what the app lent them: free
 * nothing that is theirs, and end the process, or call again, which waits for them however long
 * they take. */
bool http_close(struct http_server *s) NODISCARD;

/* Find the route, hold the request against it, run it, and turn an error into its response
 * (application/problem+json with the members error and message). cx->actor.user_id, which begin finds, counts as the
 * name of the account. Never fails: there is always
 * something to send. */
void http_dispatch(struct ctx *cx, const struct http_app *app, struct http_req *req,
		   struct http_res *res);

#endif
