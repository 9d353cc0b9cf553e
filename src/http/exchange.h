/* exchange.h - one request and its answer, from the first line to the log line, without the
 * engine that moves the bytes.
 *
 * server.c tells it what came, it tells server.c what to do next. */
#ifndef EXCHANGE_H
#define EXCHANGE_H

#include "http/pools.h"
#include "http/proxies.h"
#include "http/request.h"
#include "http/serve.h"

#include <stdatomic.h>

/* What all exchanges of one server share. */
struct exchange_room {
	const struct conf *conf;
	struct http_app app;
	struct pools *pools;      /* of the routes that are not ON_LOOP */
	struct proxies proxies;   /* that are trusted */
	atomic_bool stopping;     /* new requests are refused */
	atomic_bool hurrying;     /* those under way too */
	atomic_int running;       /* exchanges between exchange_start and exchange_end */
	atomic_size_t held_bytes; /* of bodies in memory */
};

struct exchange {
	struct exchange_room *room;
	struct ctx cx;
	struct http_req req;
	struct http_res res;
	str target; /* the request line's, as sent */
	str method; /* as sent; of unknown ones too */
	char *body; /* malloc'd: it grows by realloc, which does not copy large ones */
	size_t body_n, body_cap, body_limit;
	size_t bytes_in;  /* of the body */
	bool dropping;    /* the body is read and thrown away */
	bool last;        /* of its connection */
	enum place place; /* where the handler runs */
	int64_t began_us;
};

enum verdict {
	GO_ON,      /* read the body, if there is one, and ask exchange_whole */
	ANSWER,     /* x->res is the answer */
	ANSWER_NOW, /* the same, and the body will not be read: the connection ends */
	IN_A_POOL /* call exchange_run on a thread of the pool that x->place says; then x->res is the answer */
};

/* The request line is read. `target` is copied; `name` is the address as text. */
void exchange_start(struct exchange *x, struct exchange_room *room, const char *target,
		    const struct address *from, const char *name);

/* The head is read: x->req.headers, x->method are set. `sound`: nothing in it was malformed for
 * the engine. */
enum verdict exchange_head(struct exchange *x, struct request_ids *ids, size_t head_bytes,
			   bool http_1_1, bool sound);

/* More of the body. False: more than anyone should send; end the connection without an answer. */
bool exchange_body(struct exchange *x, const char *p, size_t n) NODISCARD;

enum verdict exchange_whole(struct exchange *x);

/* Run the handler. With `gone` the client has left: nothing is run. */
void exchange_run(struct exchange *x, bool gone);

/* Make the recorded error, or fail with `e` first, the answer. */
void exchange_refuse(struct exchange *x, enum err e, const char *why);

/* Add what every answer has: CORS, security headers, the request's id. Once, before sending. */
void exchange_dress(struct exchange *x);
str exchange_answer(const struct exchange *x); /* its bytes, when they are not a file's */
size_t exchange_answer_size(const struct exchange *x);

/* One log line; `status` 0: none was sent. `how` is NULL when the answer was sent whole. Does not look at x->res. With
 * `still_runs` the handler may be at work on another thread: nor at what it writes. */
void exchange_log(const struct exchange *x, int status, size_t bytes_out, const char *how,
		  bool still_runs);
void exchange_end(struct exchange *x);

#endif
