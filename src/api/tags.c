/* tags.c - see tags.h. */
#include "api/tags.h"

#include <inttypes.h>

bool tag_item(struct ctx *cx, const struct http_req *req, struct http_res *res, int64_t state)
{
	return http_etag(cx, req, res, str_fmt(&cx->arena, "%" PRId64, state));
}
