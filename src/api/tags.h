/* tags.h - what the ETag of each kind of answer says. */
#ifndef TAGS_H
#define TAGS_H

#include "http/http.h"

/* One thing: the number of its last change. True: the client has it, the answer is done (http_etag). */
bool tag_item(struct ctx *cx, const struct http_req *req, struct http_res *res,
	      int64_t seq) NODISCARD;

/* A list of the actor's: the number of their last change, as it was before the list was read, and the versions of the
 * shared editions it shows. */
bool tag_list(struct ctx *cx, const struct http_req *req, struct http_res *res, int64_t seq,
	      int64_t versions) NODISCARD;

#endif
