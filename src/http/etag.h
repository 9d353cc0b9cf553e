/* etag.h - what the server does with entity tags beyond what handlers ask (http.h). */
#ifndef ETAG_H
#define ETAG_H

#include "http/http.h"

/* The answer is compressed: it is another representation, with a tag of its own. */
void etag_mark_gzip(struct ctx *cx, struct http_res *res);

#endif
