/* dress.h - what every answer says to browsers beside its content: who may read it, what its page may do. */
#ifndef DRESS_H
#define DRESS_H

#include "conf/conf.h"
#include "http/http.h"

/* What answers that are no page may do in a browser that is made to show them as one: nothing. */
#define DRESS_DATA_POLICY \
	"default-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"

/* Add CORS and security headers. A header that the handler has set itself stays as it is. */
void dress_answer(struct ctx *cx, const struct conf *conf, const struct http_req *req,
		  struct http_res *res);

#endif
