/* tags.h - what the ETag of each kind of answer says. */
#ifndef TAGS_H
#define TAGS_H

#include "http/http.h"

/* One thing: the number of its state. True: the client has it, the answer is done (http_etag). */
bool tag_item(struct ctx *cx, const struct http_req *req, struct http_res *res,
	      int64_t state) NODISCARD;

#endif
