/* dispatch.c - from a request to its handler, and from an error to its answer. */
#include "http/dispatch.h"

#include "base/json_write.h"
#include "http/multipart.h"
#include "http/quotas.h"
#include "http/request.h"

#include <string.h>

enum { MAX_RESPONSE = 64 << 20, MAX_PROBLEM = 16 << 10, USUAL_WAIT_S = 5 };

const char *dispatch_phrase(int status)
{
	static const struct {
		int status;
		const char *phrase;
	} table[] = {
		{ 200, "OK" },
		{ 201, "Created" },
		{ 202, "Accepted" },
		{ 204, "No Content" },
		{ 304, "Not Modified" },
		{ 400, "Bad Request" },
		{ 401, "Unauthorized" },
		{ 403, "Forbidden" },
		{ 404, "Not Found" },
		{ 405, "Method Not Allowed" },
		{ 408, "Request Timeout" },
		{ 409, "Conflict" },
		{ 412, "Precondition Failed" },
		{ 413, "Content Too Large" },
		{ 415, "Unsupported Media Type" },
		{ 422, "Unprocessable Content" },
		{ 428, "Precondition Required" },
		{ 429, "Too Many Requests" },
		{ 431, "Request Header Fields Too Large" },
		{ 499, "Client Closed Request" },
		{ 500, "Internal Server Error" },
		{ 502, "Bad Gateway" },
		{ 503, "Service Unavailable" },
		{ 507, "Insufficient Storage" },
	};

	for (size_t i = 0; i < countof(table); i++)
		if (table[i].status == status)
			return table[i].phrase;
	return "Error";
}

/* ---- routes ---- */

/* The next segment of a path, without its slash; false at the end. "/a/" has two: "a" and "". */
static bool next_segment(str *path, str *out)
{
	if (!path->n || path->p[0] != '/')
		return false;
	*path = (str){ path->p + 1, path->n - 1 };
	out->p = path->p;
	for (out->n = 0; out->n < path->n && path->p[out->n] != '/';)
		out->n++;
	*path = (str){ path->p + out->n, path->n - out->n };
	return true;
}

static bool match(const struct route *r, struct http_req *req)
{
	str want = str_from(r->path), have = req->path, w, h;

	req->nparams = 0;
	for (;;) {
		bool more = next_segment(&want, &w);

		if (more != next_segment(&have, &h))
			return false;
		if (!more)
			return true;
		if (w.n > 2 && w.p[0] == '{' && h.n) {
			CHECK(req->nparams < HTTP_MAX_PARAMS);
			req->params[req->nparams++] = (struct http_pair){ { w.p + 1, w.n - 2 }, h };
		} else if (!str_eq(w, h)) {
			return false;
		}
	}
}

enum err dispatch_find(struct ctx *cx, const struct http_app *app, struct http_req *req)
{
	const struct route *path_only = NULL;
	enum method want = req->method == HTTP_HEAD ? HTTP_GET : req->method;

	req->route = NULL;
	for (size_t i = 0; i < app->nroutes; i++) {
		const struct route *r = &app->routes[i];

		if ((path_only && r->method != want && r->method != req->method) || !match(r, req))
			continue;
		path_only = r;
		if (r->method != want && r->method != req->method && req->method != HTTP_OPTIONS)
			continue;
		req->route = r;
		return OK;
	}
	req->route = path_only;
	if (!path_only)
		return fail(cx, ERR_NOT_FOUND, "there is nothing at this address");
	return fail(cx, ERR_METHOD_NOT_ALLOWED, "this address does not take that method");
}

/* In alphabetical order, as clients of the first implementation see them. */
static str allowed_methods(struct ctx *cx, const struct http_app *app, const struct http_req *req)
{
	static const enum method order[] = { HTTP_DELETE, HTTP_GET,  HTTP_HEAD, HTTP_OPTIONS,
					     HTTP_PATCH,  HTTP_POST, HTTP_PUT };
	struct buf b = buf_make(&cx->arena, 128);
	struct http_req probe = *req;
	unsigned found = 1u << HTTP_OPTIONS;

	for (size_t i = 0; i < app->nroutes; i++)
		if (match(&app->routes[i], &probe))
			found |= 1u << app->routes[i].method;
	if (found & 1u << HTTP_GET)
		found |= 1u << HTTP_HEAD;
	for (size_t i = 0; i < countof(order); i++)
		if (found & 1u << order[i]) {
			buf_add(&b, b.n ? S(", ") : S(""));
			buf_add(&b, str_from(request_method_name(order[i])));
		}
	return buf_str(&b);
}

enum quota http_quota_of(const struct http_app *app, const struct route *route)
{
	for (size_t i = 0; route && i < app->nquota_of; i++)
		if (app->quota_of[i].run == route->run)
			return app->quota_of[i].quota;
	return QUOTA_REQUESTS;
}

/* ---- errors ---- */

/* RFC 9457's stable names of a kind of problem: a status is one, a quota that ran out another. */
static void put_kind(struct json *j, enum err err, int status)
{
	bool quota = err == ERR_TOO_MANY;

	json_str(j, "type",
		 quota ? S("https://iana.org/assignments/http-problem-types#quota-exceeded")
		       : S("about:blank"));
	json_str(j, "title",
		 quota ? S("Request cannot be satisfied as assigned quota has been exceeded")
		       : str_from(dispatch_phrase(status)));
}

static void put_violated(struct json *j, const struct http_app *app, const struct http_req *req)
{
	const char *name = req->quota.name;

	json_arr(j, "violated-policies");
	json_str(j, NULL, str_from(name ? name : quotas_name(http_quota_of(app, req->route))));
	json_end(j, ']');
}

/* RFC 6901: a JSON Pointer to the member, as a URI fragment. */
static str pointer(struct ctx *cx, str field)
{
	struct buf b = buf_make(&cx->arena, field.n * 2 + 3);

	buf_add(&b, S("#/"));
	for (size_t i = 0; i < field.n; i++) {
		if (field.p[i] == '~')
			buf_add(&b, S("~0"));
		else if (field.p[i] == '/')
			buf_add(&b, S("~1"));
		else
			buf_addc(&b, field.p[i]);
	}
	return buf_str(&b);
}

static void put_problem(struct ctx *cx, const struct http_app *app, const struct http_req *req,
			int status, str text, struct buf *out)
{
	struct json j = json_make(out);

	json_obj(&j, NULL);
	put_kind(&j, cx->err, status);
	json_i64(&j, "status", status);
	json_str(&j, "detail", text);
	json_str(&j, "error", status == 500 ? S("internal") : ctx_err_name(cx));
	json_str(&j, "message", text);
	if (cx->err == ERR_INVALID_FIELD && cx->err_field.n) {
		json_arr(&j, "errors");
		json_obj(&j, NULL);
		json_str(&j, "detail", text);
		json_str(&j, "pointer", pointer(cx, cx->err_field));
		json_end(&j, '}');
		json_end(&j, ']');
	}
	if (cx->err == ERR_TOO_MANY)
		put_violated(&j, app, req);
	if (status == 500 && cx->request_id.n)
		json_str(&j, "requestId", cx->request_id);
	json_end(&j, '}');
}

void dispatch_problem(struct ctx *cx, const struct http_app *app, const struct http_req *req,
		      struct http_res *res)
{
	int status = err_http_status(cx->err);
	str text = cx->err_text;

	if (status == 500)
		text = cx->request_id.n
			       ? str_fmt(&cx->arena, "something went wrong (request " STR_FMT ")",
					 STR_ARG(cx->request_id))
			       : S("something went wrong");
	*res = (struct http_res){ .status = status, .type = "application/problem+json" };
	res->body = buf_make(&cx->arena, MAX_PROBLEM);
	put_problem(cx, app, req, status, text, &res->body);
	if (cx->err == ERR_METHOD_NOT_ALLOWED)
		http_res_header(res, "Allow", allowed_methods(cx, app, req));
	if (status == 401)
		http_res_header(res, "WWW-Authenticate", S("Bearer realm=\"bookshelf\""));
	if (cx->err_wait_s || cx->err == ERR_BUSY || cx->err == ERR_UNAVAILABLE)
		http_res_header(
			res, "Retry-After",
			str_fmt(&cx->arena, "%lld",
				(long long)(cx->err_wait_s ? cx->err_wait_s : USUAL_WAIT_S)));
}

/* ---- a request ---- */

static enum err read_parts(struct ctx *cx, struct http_req *req)
{
	str type = http_header(req, "Content-Type");

	if ((req->route->body != PHOTO_BODY && req->route->body != IMPORT_BODY) ||
	    !request_same(request_media_type(type), S("multipart/form-data")))
		return OK;
	return multipart_read(cx, type, req->body, req);
}

/* A handler that is run once more, in the pool, is one request all the same. */
static enum err count_account(struct ctx *cx, const struct http_app *app, struct http_req *req)
{
	if (!app->quotas || req->counted)
		return OK;
	req->counted = true;
	return quotas_take_account(cx, app->quotas, http_quota_of(app, req->route),
				   cx->actor.user_id, req);
}

static enum err run(struct ctx *cx, const struct http_app *app, struct http_req *req,
		    struct http_res *res)
{
	enum err e;

	if (!req->route && (e = dispatch_find(cx, app, req)))
		return e;
	if (req->method == HTTP_OPTIONS && req->route->method != HTTP_OPTIONS) {
		http_res_header(res, "Allow", allowed_methods(cx, app, req));
		return OK;
	}
	e = app->begin ? app->begin(cx, req->route, req) : OK;
	if (!e)
		e = count_account(cx, app, req);
	if (!e && !(e = read_parts(cx, req)))
		e = req->route->run(cx, req, res);
	if (!e && res->body.full)
		e = fail(cx, ERR_INTERNAL, "the answer is larger than %d bytes", MAX_RESPONSE);
	if (app->end)
		app->end(cx);
	return e;
}

void http_dispatch(struct ctx *cx, const struct http_app *app, struct http_req *req,
		   struct http_res *res)
{
	*res = (struct http_res){ .status = 200, .type = "application/json" };
	res->body = buf_make(&cx->arena, MAX_RESPONSE);
	if (run(cx, app, req, res))
		dispatch_problem(cx, app, req, res);
}
