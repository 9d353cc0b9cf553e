/* multipart.h - a multipart/form-data body (RFC 7578, RFC 2046) taken apart without copying it. */
#ifndef MULTIPART_H
#define MULTIPART_H

#include "http/http.h"

enum { MULTIPART_MAX_TEXT = 64 * 1024 }; /* bytes in a part that is not a file */

/* The parts of `body` into req->parts; their data points into it. Strict: lines end in CRLF,
 * each part has a Content-Disposition with a name, and the closing boundary is there, so a
 * cut-off upload is never taken for a whole one. ERR_INVALID_MULTIPART otherwise, and when
 * there are more than HTTP_MAX_PARTS parts, or texts that are too long or not UTF-8. */
enum err multipart_read(struct ctx *cx, str content_type, str body, struct http_req *req) NODISCARD;

#endif
