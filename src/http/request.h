/* request.h - the head of a request: what is read from it, and what is refused in it.
 *
 * Inside the http folder; handlers use http.h. */
#ifndef REQUEST_H
#define REQUEST_H

#include "http/http.h"

/* The target of the request line ("/books/search?q=a%20b", or the absolute form with
 * http://host before it) into req->path and req->query. ERR_INVALID: no path, raw control
 * characters or spaces, or something in path or query that is not UTF-8 or holds a NUL once
 * decoded. */
enum err request_read_target(struct ctx *cx, str target, struct http_req *req) NODISCARD;

/* What a server must not guess about (RFC 9112 sections 3.2, 5.1 and 6): names that are not
 * tokens, control characters, text that is not UTF-8, more than one Host (or none from HTTP/1.1
 * on), more than one Content-Length or one that is not a plain number, Content-Length together
 * with Transfer-Encoding, a transfer coding other than chunked. ERR_INVALID. */
enum err request_check_headers(struct ctx *cx, const struct http_req *req, bool http_1_1) NODISCARD;

/* Of checked headers: the size the body is said to have, 0 without one, -1 when it is chunked. */
int64_t request_body_size(const struct http_req *req);

/* Randomness for the ids of the requests of one connection, fetched for several at once. */
struct request_ids {
	unsigned char random[512];
	size_t left;
};

/* Sets cx->trace: the trace that a valid traceparent names (W3C Trace Context; of several none is valid), else a new one; and
 * cx->request_id: X-Request-Id when it is 1-64 of [A-Za-z0-9._-], else the id of the trace that was joined, else a new UUID. */
void request_identify(struct ctx *cx, const struct http_req *req, struct request_ids *ids);

enum method request_method(str name);
const char *request_method_name(enum method m);

/* RFC 9110 token: a header's name, a method. */
bool request_token(str s);
bool request_same(str a, str b); /* ASCII letters in any case */
str request_trim(str s);         /* without spaces and tabs at both ends */

/* A media type's essence ("multipart/form-data") and one of its parameters, unquoted;
 * {NULL, 0} when it has none of that name. */
str request_media_type(str content_type);
str request_media_param(struct ctx *cx, str content_type, const char *name);

/* %XX replaced, and plus signs by spaces when asked; a percent sign without two digits stays.
 * Borrowed when nothing changes. */
str request_decode(struct arena *a, str s, bool plus_is_space);

#endif
