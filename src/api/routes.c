/* routes.c - routes.def as a table, and the door every request comes through. */
#include "api/api.h"

#include "library/users.h"

const struct route api_routes[] = {
#define ROUTE(method, path, name, access, body, place, summary) \
	{ HTTP_##method, path, api_##name, access, body, place, summary },
#include "api/routes.def"
#undef ROUTE
};
const size_t api_routes_n = countof(api_routes);

static enum err begin(struct ctx *cx, const struct route *route, const struct http_req *req)
{
	enum err e;

	if (route->access == ANYONE)
		return OK;
	if ((e = db_lend(cx, cx->app->dbs)))
		return e;
	return library_identify_actor(cx, http_header(req, "X-Bookshelf-User-Email"),
				      http_header(req, "X-Bookshelf-Username"));
}

static void end(struct ctx *cx) { db_give_back(cx, cx->app->dbs); }

struct http_app api_app(struct app *app)
{
	return (struct http_app){ api_routes, api_routes_n, app, begin, end };
}

void api_put_reference(struct buf *out)
{
	static const char *const method[] = { "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE" };
	static const char *const body[] = { "", "JSON", "multipart/form-data with a file `image`",
					    "a file, alone or as `file` of a form" };

	buf_add(out, S("| method | path | who | body | what it does |\n|---|---|---|---|---|\n"));
	for (size_t i = 0; i < api_routes_n; i++) {
		const struct route *r = &api_routes[i];

		buf_addf(out, "| %s | `%s` | %s | %s | %s |\n", method[r->method], r->path,
			 r->access == MEMBER ? "member" : "anyone", body[r->body], r->summary);
	}
}
