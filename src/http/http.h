/* http.h - a request that has been read and a response that will be sent.
 *
 * Handlers see only this; the server that moves the bytes is server.c, behind serve.h. */
#ifndef HTTP_H
#define HTTP_H

#include "base/expected.h"
#include "base/spool.h"
#include "http/address.h"

enum method {
	HTTP_GET,
	HTTP_HEAD,
	HTTP_POST,
	HTTP_PUT,
	HTTP_PATCH,
	HTTP_DELETE,
	HTTP_OPTIONS,
	HTTP_OTHER
};

/* Who may call. A token for programs is good for what its scopes say; what concerns the account itself takes the person. */
enum access {
	ANYONE,
	READER,  /* somebody known, or a token with the scope read */
	WRITER,  /* or one with the scope write */
	SCANNER, /* or one with the scope scan */
	PERSON,  /* somebody who signed in, on a device */
	ADMIN    /* a person who looks after the server */
};

/* Where a handler runs: on the event loop (microseconds to a few milliseconds), or, for what takes longer, in a bounded pool
 * while the connection waits (a full pool answers 503 busy): photos and files in one, what hashes passwords in another. */
enum place { ON_LOOP, IN_POOL, IN_HASH_POOL, PLACES };

/* The largest body a route accepts; the figures are settings, but for SHORT_BODY: JSON of at most HTTP_SHORT_BODY bytes. */
enum body { NO_BODY, SHORT_BODY, JSON_BODY, PHOTO_BODY, IMPORT_BODY };

enum { HTTP_MAX_PARAMS = 4, HTTP_MAX_PARTS = 16, HTTP_SHORT_BODY = 8 << 10 };

struct http_pair {
	str name, value;
};

/* One part of a multipart/form-data body, in the order sent. */
struct http_part {
	str name, filename, type, data;
	bool has_filename; /* a file, even if its name is empty */
};

/* What routes count against (quotas.h). */
enum quota { QUOTA_REQUESTS, QUOTA_AUTH, QUOTA_SEARCH, QUOTA_SCAN, QUOTAS };

/* How much is left of one. */
struct http_quota {
	const char *name; /* NULL: nothing was counted */
	int64_t quota, window_s;
	int64_t left, more_s;
	bool shown; /* the client is told */
};

struct http_req {
	enum method method;
	str path;  /* percent-decoded, valid UTF-8, without the query */
	str query; /* as sent; ask http_query */
	str body;
	struct http_pair params[HTTP_MAX_PARAMS]; /* of the {braces} in the route */
	size_t nparams;
	const struct http_pair *headers;
	size_t nheaders;
	const struct http_part *parts;
	size_t nparts;
	str address; /* of the client, as text; proxies that are trusted say which it is (proxies.h) */
	struct address from;       /* the same */
	str host;                  /* what the client asked for: "books.example.org:8443" */
	bool secure;               /* a trusted proxy says that it got the request by https */
	const struct route *route; /* the one found; NULL: http_dispatch looks for it */
	bool in_pool;
	struct http_quota quota;
	bool counted; /* against the account's quota */
};

enum { HTTP_MAX_HEADERS = 32 }; /* the server adds up to twenty to the handler's own */

/* Bytes of an open file as an answer: see http_res_file. */
struct http_file {
	int fd;
	int64_t offset, size;
};

struct http_res {
	int status;
	const char *type; /* Content-Type */
	struct buf body;
	str borrowed;      /* in place of body when p is set; outlives the server, never copied */
	str borrowed_gzip; /* the same compressed beforehand, where there is one */
	struct http_file *file; /* in place of all of them when set */
	struct http_pair headers[HTTP_MAX_HEADERS];
	size_t nheaders;
	/* A handler ON_LOOP that finds it would take long this time sets this and returns OK: it is run once more, from the
	 * beginning, in the pool (req->in_pool). */
	bool later;
};

typedef enum err handler(struct ctx *, const struct http_req *, struct http_res *);

struct route {
	enum method method;
	const char *path; /* {name} matches one segment that is not empty */
	handler *run;
	enum access access; /* everybody named here is turned away by struct http_app's begin */
	enum body body;
	enum place place;
	const char *summary; /* one line, for the API reference */
};

bool http_takes_json(const struct route *route);

str http_param(const struct http_req *req, const char *name);  /* of a {name} in the route's path */
str http_header(const struct http_req *req, const char *name); /* any case; {NULL, 0} when absent */
bool http_is_json(const struct http_req *req); /* application/json or application/…+json */

/* A value of the query, percent-decoded, plus signs as spaces; {NULL, 0} when absent. The first
 * of several. */
str http_query(struct ctx *cx, const struct http_req *req, const char *name);

/* A whole number, or one of some words (its index), of the query. *out stays as it is when absent;
 * ERR_INVALID_FIELD names the parameter and says what it may be. */
enum err http_query_int(struct ctx *cx, const struct http_req *req, const char *name, int64_t min,
			int64_t max, int64_t *out) NODISCARD;
enum err http_query_choice(struct ctx *cx, const struct http_req *req, const char *name,
			   const char *const *words, size_t n, size_t *out) NODISCARD;
const struct http_part *http_part(const struct http_req *req,
				  const char *name); /* the first; NULL when absent */
void http_res_header(struct http_res *res, const char *name,
		     str value); /* both outlive the answer */

/* Answer with `size` bytes of the open file, from `offset` on: never held in memory, and with their
 * Content-Length; HEAD gets that alone. The descriptor is the answer's from now on, closed
 * whatever becomes of it. Where the file turns out to be shorter, the connection ends. */
void http_res_file(struct ctx *cx, struct http_res *res, int fd, int64_t offset, int64_t size);
void http_res_spool(struct http_res *res, struct spool *s); /* a finished one, taken over */

/* Another page follows (RFC 8288): Link to this request's own address with `cursor` in place of
 * the cursor it had. The last page has no Link. */
void http_link_next(struct ctx *cx, const struct http_req *req, struct http_res *res, str cursor);

/* Vary: the answer depends on this request header; one line names them all. */
void http_res_vary(struct ctx *cx, struct http_res *res, const char *name);

/* ---- which state of a thing (RFC 9110 section 13) ----
 * `tag` names the state: ASCII without spaces or quotes, "417". A compressed answer carries the
 * tag with "-gz" behind it; both are known again when they come back. */

/* Give the answer its ETag. True: GET or HEAD named it in If-None-Match, the answer is 304, and
 * the handler returns OK without a body. A malformed If-None-Match is as none. */
bool http_etag(struct ctx *cx, const struct http_req *req, struct http_res *res, str tag) NODISCARD;

/* ERR_PRECONDITION: If-Match is there and does not name this state (`tag`; empty: there is no such
 * thing, which "*" does not match either). ERR_INVALID: it is malformed. */
enum err http_if_match(struct ctx *cx, const struct http_req *req, str tag) NODISCARD;

/* The same for what is compared later, inside the transaction: tags that are numbers. */
enum err http_if_match_seqs(struct ctx *cx, const struct http_req *req,
			    struct expected *out) NODISCARD;

/* Content-Disposition: browsers save the answer under this name (RFC 6266); or show it, and save it so if asked. */
void http_res_attachment(struct ctx *cx, struct http_res *res, str name);
void http_res_inline(struct ctx *cx, struct http_res *res, str name);

#endif
