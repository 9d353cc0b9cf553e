/* system.c - what the server says of itself. */
#include "api/api.h"
#include "api/nouns.h"

enum err api_health(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	(void)req;
	res->borrowed = str_eq(cx->app->conf.env, S("production"))
				? S("{\"status\":\"ok\",\"mode\":\"production\"}")
				: S("{\"status\":\"ok\",\"mode\":\"development\"}");
	if (db_pool_up(cx, cx->app->dbs))
		return OK;
	res->status = 503;
	res->borrowed = S("{\"status\":\"unavailable\",\"database\":\"away\"}");
	http_res_header(res, "Retry-After", S("2"));
	return OK;
}
