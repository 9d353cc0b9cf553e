/* openapi.c - the API's tables as an OpenAPI 3.1 document (https://spec.openapis.org/oas/v3.1.0). */
#include "api/operations.h"
#include "api/reference.h"

#include "base/json_write.h"

#include <stdio.h>

static const char problem_type[] = "application/problem+json";

/* ---- what is asked ---- */

/* A default stands in the table as it is sent; in JSON it has its type. */
static void put_default(struct json *j, const struct op_row *row)
{
	int64_t n;

	if (!row->fallback)
		return;
	if (row->shape.kind == SHAPE_WHOLE && str_i64(str_from(row->fallback), &n))
		json_i64(j, "default", n);
	else if (row->shape.kind == SHAPE_BOOLEAN)
		json_bool(j, "default", str_eq(str_from(row->fallback), S("true")));
	else
		json_str(j, "default", str_from(row->fallback));
}

static void put_parameter(struct json *j, const char *where, const struct op_row *row)
{
	json_obj(j, NULL);
	json_str(j, "name", str_from(row->name));
	json_str(j, "in", str_from(where));
	json_str(j, "description", str_from(row->about));
	json_bool(j, "required", row->presence == ALWAYS);
	json_obj(j, "schema");
	schema_put_shape(j, &row->shape);
	put_default(j, row);
	json_end(j, '}');
	json_end(j, '}');
}

static void put_parameters(struct json *j, const struct op_row *op)
{
	static const struct {
		enum op_row_kind kind;
		const char *where;
	} places[] = { { OP_PATH, "path" }, { OP_QUERY, "query" }, { OP_HEADER, "header" } };

	json_arr(j, "parameters");
	for (size_t i = 0; i < countof(places); i++)
		for (const struct op_row *row = op; (row = op_next(row, places[i].kind));)
			put_parameter(j, places[i].where, row);
	json_end(j, ']');
}

static void put_form(struct json *j, const struct op_row *op)
{
	json_obj(j, "multipart/form-data");
	json_obj(j, "schema");
	json_str(j, "type", S("object"));
	json_obj(j, "properties");
	for (const struct op_row *row = op; (row = op_next(row, OP_FORM));) {
		json_obj(j, row->name);
		schema_put_shape(j, &row->shape);
		put_default(j, row);
		json_str(j, "description", str_from(row->about));
		json_end(j, '}');
	}
	json_end(j, '}');
	json_arr(j, "required");
	for (const struct op_row *row = op; (row = op_next(row, OP_FORM));)
		if (row->presence == ALWAYS)
			json_str(j, NULL, str_from(row->name));
	json_end(j, ']');
	json_end(j, '}');
	json_end(j, '}');
}

/* The JSON bodies that may be sent: one, or any of several. */
static void put_json_bodies(struct json *j, const struct op_row *op)
{
	json_obj(j, "application/json");
	json_obj(j, "schema");
	json_arr(j, "anyOf");
	for (const struct op_row *row = op; (row = op_next(row, OP_BODY));)
		if (row->shape.kind != SHAPE_FILE)
			schema_put_described(j, NULL, &row->shape, row->about);
	json_end(j, ']');
	json_end(j, '}');
	json_end(j, '}');
}

static void put_bodies(struct json *j, const struct op_row *op)
{
	bool json = false;

	for (const struct op_row *row = op; (row = op_next(row, OP_BODY));) {
		if (row->shape.kind == SHAPE_FILE) {
			json_obj(j, row->type);
			json_end(j, '}');
		} else if (!json) {
			put_json_bodies(j, op);
			json = true;
		}
	}
}

static void put_request(struct json *j, const struct op_row *op)
{
	const struct op_row *body = op_next(op, OP_BODY), *form = op_next(op, OP_FORM);

	if (!body && !form)
		return;
	json_obj(j, "requestBody");
	json_bool(j, "required", true);
	if (body)
		json_str(j, "description", str_from(body->about));
	json_obj(j, "content");
	if (form)
		put_form(j, op);
	put_bodies(j, op);
	json_end(j, '}');
	json_end(j, '}');
}

/* ---- what is answered ---- */

static void put_header(struct json *j, const char *name, const char *about, bool always)
{
	json_obj(j, name);
	json_str(j, "description", str_from(about));
	json_bool(j, "required", always);
	json_obj(j, "schema");
	json_str(j, "type", S("string"));
	json_end(j, '}');
	json_end(j, '}');
}

/* The next header that a reply of this status gives: the GIVES between it and the next REPLY. */
static const struct op_row *next_header(const struct op_row *at, const struct op_row **reply)
{
	int status = (*reply)->status;

	for (;;) {
		const struct op_row *next = op_next(*reply, OP_REPLY);

		at = (*reply)->status == status ? op_next(at, OP_GIVES) : NULL;
		if (at && (!next || at < next))
			return at;
		while (next && next->status != status)
			next = op_next(next, OP_REPLY);
		if (!next)
			return NULL;
		at = *reply = next;
	}
}

static bool given_before(const struct op_row *first, const struct op_row *header)
{
	const struct op_row *reply = first;

	for (const struct op_row *h = first; (h = next_header(h, &reply)) && h < header;)
		if (strcmp(h->name, header->name) == 0)
			return true;
	return false;
}

static bool has_quota(const struct route *r)
{
	for (size_t i = 0; i < api_quotas_n; i++)
		if (api_quotas[i].run == r->run)
			return true;
	return false;
}

static void put_quota(struct json *j)
{
	put_header(j, "RateLimit", "What is left of the quota: r requests; one more in t seconds",
		   false);
	put_header(j, "RateLimit-Policy", "The quota: q requests in w seconds", false);
}

/* Of all replies of its status; each once. */
static void put_headers(struct json *j, const struct op_row *first, const struct route *route)
{
	const struct op_row *reply = first;

	json_obj(j, "headers");
	put_header(j, "X-Request-Id", "What this request is called in the server's log", true);
	if (has_quota(route))
		put_quota(j);
	for (const struct op_row *h = first; (h = next_header(h, &reply));)
		if (!given_before(first, h))
			put_header(j, h->name, h->about, h->presence == ALWAYS);
	json_end(j, '}');
}

static void put_content(struct json *j, const struct op_row *row)
{
	if (!row->type)
		return;
	json_obj(j, row->type);
	if (row->shape.kind != SHAPE_FILE) {
		json_obj(j, "schema");
		schema_put_shape(j, &row->shape);
		json_end(j, '}');
	}
	json_end(j, '}');
}

/* JSON and a file of the same status and type are not told apart: the first stands. */
static bool replied_before(const struct op_row *op, const struct op_row *reply)
{
	for (const struct op_row *row = op; (row = op_next(row, OP_REPLY)) && row < reply;)
		if (row->status == reply->status)
			return true;
	return false;
}

static bool replies(const struct op_row *op, int status)
{
	for (const struct op_row *row = op; (row = op_next(row, OP_REPLY));)
		if (row->status == status)
			return true;
	return false;
}

static uint64_t with_status(uint64_t errors, int status)
{
	uint64_t found = 0;

	for (int e = 1; e < ERR__MAX; e++)
		if ((errors >> e & 1) && err_http_status((enum err)e) == status)
			found |= UINT64_C(1) << e;
	return found;
}

static void put_codes(struct buf *out, uint64_t errors)
{
	for (int e = 1, n = 0; e < ERR__MAX; e++)
		if (errors >> e & 1)
			buf_addf(out, "%s`%s`", n++ ? ", " : "",
				 e == ERR_INVALID_FIELD ? "invalid_…" : err_name((enum err)e));
}

/* `errors` are all of one status. */
static void put_problem_content(struct json *j, uint64_t errors)
{
	json_obj(j, problem_type);
	json_obj(j, "schema");
	json_str(j, "$ref", S("#/components/schemas/Problem"));
	json_obj(j, "properties");
	json_obj(j, "error");
	schema_put_errors(j, errors);
	for (int i = 0; i < 4; i++) /* error, properties, schema, type */
		json_end(j, '}');
}

/* Beside its own answers of a status an operation may have errors of that status. */
static void put_reply(struct json *j, const struct op_row *first, uint64_t errors,
		      const struct route *route)
{
	char status[16];

	snprintf(status, sizeof status, "%d", first->status);
	json_obj(j, status);
	json_str(j, "description", str_from(first->about));
	put_headers(j, first, route);
	if (first->type) {
		json_obj(j, "content");
		put_content(j, first);
		for (const struct op_row *row = first; (row = op_next(row, OP_REPLY));)
			if (row->status == first->status)
				put_content(j, row);
		if (errors)
			put_problem_content(j, errors);
		json_end(j, '}');
	}
	json_end(j, '}');
}

static void put_problem(struct json *j, const char *key, uint64_t errors)
{
	struct buf codes = buf_make(j->out->arena, 4096);

	put_codes(&codes, errors);
	json_obj(j, key);
	json_str(j, "description", buf_str(&codes));
	json_obj(j, "headers");
	put_header(j, "X-Request-Id", "What this request is called in the server's log", true);
	if (errors & with_status(errors, 429))
		put_quota(j);
	if (errors & (with_status(errors, 503) | with_status(errors, 429)))
		put_header(j, "Retry-After", "After how many seconds to try again", false);
	if (errors & with_status(errors, 401))
		put_header(j, "WWW-Authenticate", "That a token is wanted (RFC 6750)", true);
	json_end(j, '}');
	json_obj(j, "content");
	put_problem_content(j, errors);
	json_end(j, '}');
	json_end(j, '}');
}

/* What every route answers in the same way is said once, in the components. */
static void put_problem_of(struct json *j, uint64_t errors, int status)
{
	char key[16], ref[64];

	snprintf(key, sizeof key, "%d", status);
	if (errors != with_status(op_usual_errors(), status)) {
		put_problem(j, key, errors);
		return;
	}
	snprintf(ref, sizeof ref, "#/components/responses/Problem%d", status);
	json_obj(j, key);
	json_str(j, "$ref", str_from(ref));
	json_end(j, '}');
}

static void put_usual_problems(struct json *j)
{
	char key[32];

	json_obj(j, "responses");
	for (int status = 400; status < 600; status++) {
		uint64_t errors = with_status(op_usual_errors(), status);

		if (!errors)
			continue;
		snprintf(key, sizeof key, "Problem%d", status);
		put_problem(j, key, errors);
	}
	json_end(j, '}');
}

static void put_responses(struct json *j, size_t route)
{
	const struct op_row *op = op_of_route(route);

	json_obj(j, "responses");
	for (const struct op_row *row = op; (row = op_next(row, OP_REPLY));)
		if (!replied_before(op, row))
			put_reply(j, row, with_status(op_errors(route), row->status),
				  &api_routes[route]);
	for (int status = 400; status < 600; status++) {
		uint64_t errors = with_status(op_errors(route), status);

		if (errors && !replies(op, status))
			put_problem_of(j, errors, status);
	}
	json_end(j, '}');
}

/* ---- the whole ---- */

static void put_scheme(struct json *j, const char *name)
{
	json_obj(j, NULL);
	json_arr(j, name);
	json_end(j, ']');
	json_end(j, '}');
}

/* What a route takes, any of them: the last is for servers in development. */
static void put_security(struct json *j, const struct route *r)
{
	json_arr(j, "security");
	if (r->access != ANYONE) {
		put_scheme(j, "session");
		if (r->access != PERSON && r->access != ADMIN)
			put_scheme(j, "token");
		put_scheme(j, "email");
	}
	json_obj(j, NULL);
	json_end(j, '}');
	json_end(j, ']');
}

static void put_operation(struct json *j, size_t i)
{
	static const char *const method[] = { "get", "head", "post", "put", "patch", "delete" };
	const struct op_row *op = op_of_route(i);

	json_obj(j, method[api_routes[i].method]);
	json_str(j, "operationId", op_id(j->out->arena, i));
	json_str(j, "summary", str_from(api_routes[i].summary));
	if (*op->about)
		json_str(j, "description", str_from(op->about));
	json_arr(j, "tags");
	json_str(j, NULL, str_from(op->type));
	json_end(j, ']');
	put_security(j, &api_routes[i]);
	put_parameters(j, op);
	put_request(j, op);
	put_responses(j, i);
	json_end(j, '}');
}

static bool same_path(size_t a, size_t b)
{
	return strcmp(api_routes[a].path, api_routes[b].path) == 0;
}

static bool path_before(size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (same_path(k, i))
			return true;
	return false;
}

static void put_paths(struct json *j)
{
	json_obj(j, "paths");
	for (size_t i = 0; i < api_routes_n; i++) {
		if (path_before(i))
			continue;
		json_obj(j, api_routes[i].path);
		for (size_t k = i; k < api_routes_n; k++)
			if (same_path(k, i))
				put_operation(j, k);
		json_end(j, '}');
	}
	json_end(j, '}');
}

static void put_intro(struct json *j)
{
	struct buf b = buf_make(j->out->arena, 16 << 10);
	const struct limit *limits;
	size_t n = reference_limits(j->out->arena, &limits);

	for (size_t i = 0; i < reference_intro_n; i++)
		buf_addf(&b, "%s\n\n", reference_intro[i]);
	buf_add(&b, S("| setting | default | what it bounds | beyond it |\n|---|---|---|---|\n"));
	for (size_t i = 0; i < n; i++)
		buf_addf(&b, "| `%s` | %s | %s | %d `%s` |\n", limits[i].setting,
			 limits[i].fallback, limits[i].help, limits[i].status, limits[i].error);
	json_str(j, "description", buf_str(&b));
}

static void put_info(struct json *j)
{
	json_obj(j, "info");
	json_str(j, "title", S("bookshelf"));
	json_str(j, "version", S(BOOKSHELF_VERSION));
	json_str(j, "summary", S("Photos of bookshelves read, people's libraries kept"));
	put_intro(j);
	json_end(j, '}');
}

static void put_tags(struct json *j)
{
	json_arr(j, "tags");
	for (size_t i = 0; i < op_subjects_n; i++) {
		json_obj(j, NULL);
		json_str(j, "name", str_from(op_subjects[i].name));
		json_str(j, "description", str_from(op_subjects[i].about));
		json_end(j, '}');
	}
	json_end(j, ']');
}

static void put_bearer(struct json *j, const char *name, const char *format, str about)
{
	json_obj(j, name);
	json_str(j, "type", S("http"));
	json_str(j, "scheme", S("bearer"));
	json_str(j, "bearerFormat", str_from(format));
	json_str(j, "description", about);
	json_end(j, '}');
}

static void put_schemes(struct json *j)
{
	json_obj(j, "securitySchemes");
	put_bearer(j, "session", "JWT",
		   S("An access token, of POST /auth/login or /auth/refresh: good for minutes"));
	put_bearer(
		j, "token", "bookshelf_pat_…",
		S("A token for programs, of POST /auth/tokens: good for its scopes. Routes"
		  " that read want `read`, those that change `write`, those that read photos `scan`"));
	json_obj(j, "email");
	json_str(j, "type", S("apiKey"));
	json_str(j, "in", S("header"));
	json_str(j, "name", S("X-Bookshelf-User-Email"));
	json_str(
		j, "description",
		S("Who asks, on a server for development, which also answers for its development user without it. A"
		  " server in production refuses it."));
	json_end(j, '}');
	json_end(j, '}');
}

void reference_put_openapi(struct buf *out)
{
	struct json j = json_make(out);

	json_obj(&j, NULL);
	json_str(&j, "openapi", S("3.1.0"));
	put_info(&j);
	json_arr(&j, "servers");
	json_obj(&j, NULL);
	json_str(&j, "url", S("/"));
	json_end(&j, '}');
	json_end(&j, ']');
	put_tags(&j);
	put_paths(&j);
	json_obj(&j, "components");
	schema_put_all(&j);
	put_usual_problems(&j);
	put_schemes(&j);
	json_end(&j, '}');
	json_end(&j, '}');
}
