/* routes.c - routes.def as a table, and the door every request comes through. */
#include "api/api.h"

#include "library/identity.h"

#include <string.h>

enum { HOST_MAX = 255 };

const struct route api_routes[] = {
#define ROUTE(method, path, name, access, body, place, summary) \
	{ HTTP_##method, path, api_##name, access, body, place, summary },
#include "api/routes.def"
#undef ROUTE
};
const size_t api_routes_n = countof(api_routes);

const struct quota_of api_quotas[] = {
#define QUOTA(name, quota) { api_##name, QUOTA_##quota },
#include "api/quotas.def"
#undef QUOTA
};
const size_t api_quotas_n = countof(api_quotas);

/* What each kind of route asks of who calls. */
static const struct {
	unsigned scopes;
	bool person, admin;
	const char *name;
} needs[] = {
	[ANYONE] = { .name = "anyone" },
	[READER] = { .scopes = SCOPE_READ, .name = "read" },
	[WRITER] = { .scopes = SCOPE_WRITE, .name = "write" },
	[SCANNER] = { .scopes = SCOPE_SCAN, .name = "scan" },
	[PERSON] = { .person = true, .name = "person" },
	[ADMIN] = { .person = true, .admin = true, .name = "administrator" },
};

static enum err allow(struct ctx *cx, enum access access)
{
	const struct actor *a = &cx->actor;

	if ((a->scopes & needs[access].scopes) != needs[access].scopes)
		return fail(cx, ERR_FORBIDDEN, "this token has not the scope %s",
			    needs[access].name);
	if (needs[access].person && a->proof == PROOF_TOKEN)
		return fail(cx, ERR_FORBIDDEN,
			    "this takes you yourself, signed in: a token is not enough");
	if (needs[access].admin && !a->admin)
		return fail(cx, ERR_FORBIDDEN, "this is for administrators");
	return OK;
}

static enum err identify(struct ctx *cx, const struct http_req *req)
{
	const struct identity_claim claim = {
		.authorization = http_header(req, "Authorization"),
		.email = http_header(req, "X-Bookshelf-User-Email"),
		.username = http_header(req, "X-Bookshelf-Username"),
		.address = req->address,
	};

	return identity_find(cx, &claim);
}

/* Old clients scan without saying who they are, and while the database is away; a server for many reads no photos of
 * strangers. */
static bool may_be_nobody(const struct ctx *cx, enum access access)
{
	return access == SCANNER && str_eq(cx->app->conf.env, S("development")) &&
	       (cx->err == ERR_MISSING_IDENTITY || cx->err == ERR_UNAVAILABLE);
}

enum err api_actor(struct ctx *cx, const struct http_req *req)
{
	enum err e;

	if (cx->actor.user_id.n) /* found out already */
		return OK;
	if ((e = db_lend(cx, cx->app->dbs)) || (e = identify(cx, req)))
		return e;
	return allow(cx, READER);
}

/* What clients are told to ask for pictures: the address that they have just used. One with signs that no host has is none. */
static str reached(struct ctx *cx, const struct http_req *req)
{
	str host = req->host.n ? req->host : http_header(req, "Host");

	for (size_t i = 0; i < host.n; i++)
		if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]",
			    host.p[i]) ||
		    !host.p[i])
			return S("");
	if (!host.n || host.n > HOST_MAX || !cx->app->covers)
		return S("");
	return str_fmt(&cx->arena, "%s://" STR_FMT, req->secure ? "https" : "http", STR_ARG(host));
}

static enum err begin(struct ctx *cx, const struct route *route, const struct http_req *req)
{
	enum err e;

	cx->actor.address = req->address;
	cx->reached = reached(cx, req);
	if (route->access == ANYONE)
		return OK;
	if (!(e = db_lend(cx, cx->app->dbs)) && !(e = identify(cx, req)))
		return allow(cx, route->access);
	if (!may_be_nobody(cx, route->access))
		return e;
	ctx_forgive(cx);
	return OK;
}

void api_recognise(struct ctx *cx, const struct http_req *req)
{
	if (str_eq(cx->app->conf.env, S("production")) && !http_header(req, "Authorization").n)
		return;
	if (!db_lend(cx, cx->app->dbs) && !identify(cx, req) && !allow(cx, READER))
		return;
	cx->actor = (struct actor){ .address = req->address };
	ctx_forgive(cx);
}

static void end(struct ctx *cx) { db_give_back(cx, cx->app->dbs); }

struct http_app api_app(struct app *app)
{
	return (struct http_app){ .routes = api_routes,
				  .nroutes = api_routes_n,
				  .app = app,
				  .begin = begin,
				  .end = end,
				  .quota_of = api_quotas,
				  .nquota_of = api_quotas_n };
}

void api_put_reference(struct buf *out)
{
	static const char *const method[] = { "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE" };
	static const char *const body[] = { "", "JSON, at most 8 KiB", "JSON",
					    "multipart/form-data with a file `image`",
					    "a file, alone or as `file` of a form" };

	buf_add(out, S("| method | path | who | body | what it does |\n|---|---|---|---|---|\n"));
	for (size_t i = 0; i < api_routes_n; i++) {
		const struct route *r = &api_routes[i];

		buf_addf(out, "| %s | `%s` | %s | %s | %s |\n", method[r->method], r->path,
			 needs[r->access].name, body[r->body], r->summary);
	}
}
