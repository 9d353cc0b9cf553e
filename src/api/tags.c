/* tags.c - see tags.h. */
#include "api/tags.h"

#include <inttypes.h>

bool tag_item(struct ctx *cx, const struct http_req *req, struct http_res *res, int64_t seq)
{
	return http_etag(cx, req, res, str_fmt(&cx->arena, "%" PRId64, seq));
}

bool tag_list(struct ctx *cx, const struct http_req *req, struct http_res *res, int64_t seq,
	      int64_t versions)
{
	return http_etag(cx, req, res, str_fmt(&cx->arena, "%" PRId64 "-%" PRId64, seq, versions));
}
