/* covers.c - /covers: pictures of the covers of editions. */
#include "library/covers.h"

#include "api/api.h"

static enum err read_size(struct ctx *cx, const struct http_req *req, enum cover_size *out)
{
	size_t which = COVER_MEDIUM;
	enum err e = http_query_choice(cx, req, "size", cover_size_names, COVER_SIZES, &which);

	*out = (enum cover_size)which;
	return e;
}

/* The tag names what it looks like, so another picture of the same book is seen when a week is over. */
enum err api_cover(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	struct cover_picture p;
	enum cover_size size;
	enum err e;

	if ((e = read_size(cx, req, &size)) ||
	    (e = library_cover(cx, http_param(req, "id"), size, &p)))
		return e;
	http_res_header(res, "Cache-Control", S("public, max-age=604800"));
	res->type = "image/jpeg";
	http_res_file(cx, res, p.fd, 0, p.bytes);
	if (http_etag(
		    cx, req, res,
		    str_fmt(&cx->arena, STR_FMT "-%s", STR_ARG(p.digest), cover_size_names[size])))
		res->file = NULL;
	return OK;
}
