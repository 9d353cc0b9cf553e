/* encode.h - answers compressed for those who take that (RFC 9110 sections 8.4 and 12.5.3). */
#ifndef ENCODE_H
#define ENCODE_H

#include "http/http.h"

/* Compress the answer where its type is text, it is neither small nor a file, and the request's
 * Accept-Encoding prefers gzip; say in Vary that this may happen. A client that forbids both gzip
 * and leaving it out gets it plain, as the RFC allows. */
void encode_answer(struct ctx *cx, const struct http_req *req, struct http_res *res);

#endif
