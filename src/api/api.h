/* api.h - the HTTP API: a table of routes and the functions it names. */
#ifndef API_H
#define API_H

#include "http/serve.h"

#define ROUTE(method, path, name, access, body, place, summary) handler api_##name;
#include "api/routes.def"
#undef ROUTE

extern const struct route api_routes[];
extern const size_t api_routes_n;

extern const struct quota_of api_quotas[]; /* quotas.def */
extern const size_t api_quotas_n;

/* The routes, and how a request gets its database and its actor. */
struct http_app api_app(struct app *app);

/* For a route that anyone may call, and that wants to know who it is: cx->actor, and cx->db. ERR_MISSING_IDENTITY: nobody said
 * who they are; ERR_INVALID_TOKEN; ERR_FORBIDDEN: a token that is not for reading. */
enum err api_actor(struct ctx *cx, const struct http_req *req) NODISCARD;

/* Find out who asks where anybody may, and lend the database for it: who is not known, or shows something that is no good here, and everybody while
 * the database is away, is nobody. */
void api_recognise(struct ctx *cx, const struct http_req *req);

/* Every route as Markdown, for docs/api.md. */
void api_put_reference(struct buf *out);

#endif
