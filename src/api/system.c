/* system.c - what the server says of itself. */
#include "api/api.h"
#include "api/nouns.h"

enum err api_health(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	(void)cx;
	(void)req;
	res->borrowed = S("{\"status\":\"ok\"}");
	return OK;
}
