/* quotas.h - how often one address and one account may ask, for each kind of route.
 *
 * Counted in this process: instances beside it count for themselves. An IPv6 address counts as its network of 64 bits, which is
 * what one customer gets. What runs out is answered 429 (ERR_TOO_MANY). */
#ifndef QUOTAS_H
#define QUOTAS_H

#include "conf/conf.h"
#include "http/http.h"

struct quotas;

struct quotas *quotas_open(const struct conf *conf);
void quotas_close(struct quotas *q);

/* Count a request against the quota of its client's address; of its account, an opaque name that may be empty. What is left is
 * noted in req->quota, of the two the one that has less. */
enum err quotas_take_address(struct ctx *cx, struct quotas *q, enum quota kind,
			     struct http_req *req) NODISCARD;
enum err quotas_take_account(struct ctx *cx, struct quotas *q, enum quota kind, str account,
			     struct http_req *req) NODISCARD;

/* "requests", "auth", "search", "scan". */
const char *quotas_name(enum quota kind);

/* Add RateLimit and RateLimit-Policy (draft-ietf-httpapi-ratelimit-headers) when the route has a quota of its own, or one has
 * run out. */
void quotas_tell(struct ctx *cx, const struct http_req *req, struct http_res *res);

#endif
