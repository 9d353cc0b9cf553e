/* operations.c - see operations.h. */
#include "api/operations.h"

#include "api/list.h"
#include "library/accounts.h"
#include "library/api_tokens.h"
#include "library/books.h"
#include "library/friends.h"
#include "library/import_read.h"
#include "library/imports.h"
#include "library/profile.h"
#include "library/scans.h"
#include "library/users.h"

#define E(name) (UINT64_C(1) << ERR_##name)

_Static_assert(ERR__MAX <= 64, "errors are bits of 64");

/* Every kind of row, in terms of one. */
#define OPERATION(handler, subject, about) \
	{ OP_OPERATION, #handler, ALWAYS, { ANYTHING }, NULL, 0, #subject, 0, about },
#define PATH(name, shape, about) { OP_PATH, #name, ALWAYS, { shape }, NULL, 0, NULL, 0, about },
#define QUERY(name, presence, shape, fallback, about) \
	{ OP_QUERY, #name, presence, { shape }, fallback, 0, NULL, 0, about },
#define HEADER(name, presence, shape, about) \
	{ OP_HEADER, name, presence, { shape }, NULL, 0, NULL, 0, about },
#define BODY(shape, about) \
	{ OP_BODY, NULL, ALWAYS, { shape }, NULL, 0, "application/json", 0, about },
#define BODY_AS(type, about) { OP_BODY, NULL, ALWAYS, { A_FILE }, NULL, 0, type, 0, about },
#define FORM(name, presence, shape, fallback, about) \
	{ OP_FORM, #name, presence, { shape }, fallback, 0, NULL, 0, about },
#define REPLY(status, shape, about) \
	{ OP_REPLY, NULL, ALWAYS, { shape }, NULL, status, "application/json", 0, about },
#define REPLY_AS(status, type, about) \
	{ OP_REPLY, NULL, ALWAYS, { A_FILE }, NULL, status, type, 0, about },
#define REPLY_NONE(status, about) \
	{ OP_REPLY, NULL, ALWAYS, { ANYTHING }, NULL, status, NULL, 0, about },
#define GIVES(name, presence, about) \
	{ OP_GIVES, name, presence, { STRING(1, ANY) }, NULL, 0, NULL, 0, about },
#define FAILS(errors) { OP_FAILS, NULL, ALWAYS, { ANYTHING }, NULL, 0, NULL, errors, "" },
#define TAGGED GIVES("ETag", ALWAYS, "Which state this is")
#define KNOWN_STATE \
	TAGGED \
	HEADER("If-None-Match", MAYBE, STRING(1, ANY), \
	       "The ETag of the state that is known: the answer is 304 while it is the same") \
	REPLY_NONE(304, "It is as it was") \
	TAGGED
#define EXPECTED_STATE \
	HEADER("If-Match", MAYBE, STRING(1, ANY), \
	       "The ETag of the state that is known: where it has changed since, nothing is done") \
	FAILS(E(PRECONDITION) | E(INVALID))

#define SUBJECT(name, about)

static const struct op_row rows[] = {
#include "api/operations.def"
};

#undef SUBJECT
#undef OPERATION
#undef PATH
#undef QUERY
#undef HEADER
#undef BODY
#undef BODY_AS
#undef FORM
#undef REPLY
#undef REPLY_AS
#undef REPLY_NONE
#undef GIVES
#undef FAILS
#undef TAGGED
#undef KNOWN_STATE
#undef EXPECTED_STATE

/* The names that others rest on: a route without an operation does not compile, nor an operation without a subject. */
#define PATH(...)
#define QUERY(...)
#define HEADER(...)
#define BODY(...)
#define BODY_AS(...)
#define FORM(...)
#define REPLY(...)
#define REPLY_AS(...)
#define REPLY_NONE(...)
#define GIVES(...)
#define FAILS(...)
#define TAGGED
#define KNOWN_STATE
#define EXPECTED_STATE
enum op {
#define SUBJECT(name, about)
#define OPERATION(handler, subject, about) THERE_IS_AN_OPERATION_##handler,
#include "api/operations.def"
#undef SUBJECT
#undef OPERATION
};
enum {
#define SUBJECT(name, about) THERE_IS_A_SUBJECT_##name,
#define OPERATION(handler, subject, about)
#include "api/operations.def"
#undef SUBJECT
};
const struct subject op_subjects[] = {
#define SUBJECT(name, about) { #name, about },
#include "api/operations.def"
#undef SUBJECT
#undef OPERATION
};
const size_t op_subjects_n = countof(op_subjects);

/* By enum op. */
static const int subject_of[] = {
#define SUBJECT(name, about)
#define OPERATION(handler, subject, about) THERE_IS_A_SUBJECT_##subject,
#include "api/operations.def"
#undef SUBJECT
#undef OPERATION
};

static const enum op ops[] = {
#define ROUTE(method, path, name, access, body, place, summary) THERE_IS_AN_OPERATION_##name,
#include "api/routes.def"
#undef ROUTE
};

bool op_is_about(size_t i, const struct subject *s)
{
	return &op_subjects[subject_of[ops[i]]] == s;
}

const struct op_row *op_of_route(size_t i)
{
	size_t n = 0;

	for (size_t k = 0; k < countof(rows); k++)
		if (rows[k].kind == OP_OPERATION && n++ == ops[i])
			return &rows[k];
	BUG("an operation that is not there");
}

const struct op_row *op_next(const struct op_row *at, enum op_row_kind kind)
{
	for (at++; at < rows + countof(rows) && at->kind != OP_OPERATION; at++)
		if (at->kind == kind)
			return at;
	return NULL;
}

static size_t times_used(enum op op)
{
	size_t n = 0;

	for (size_t i = 0; i < countof(ops); i++)
		n += ops[i] == op;
	return n;
}

str op_id(struct arena *a, size_t i)
{
	str name = str_from(op_of_route(i)->name);
	struct buf b = buf_make(a, 200);

	buf_add(&b, name);
	if (times_used(ops[i]) == 1)
		return buf_str(&b);
	for (const char *p = api_routes[i].path; *p; p++)
		buf_addc(&b, *p == '/' || *p == '.' || *p == '-' ? '_' : *p);
	return buf_str(&b);
}

/* ---- errors ---- */

/* A head that is no HTTP, limits, deadlines, load, bugs. */
static const uint64_t of_every_route = E(INVALID) | E(TIMEOUT) | E(TOO_LARGE) |
				       E(HEADERS_TOO_LARGE) | E(TOO_MANY) | E(BUSY) |
				       E(UNAVAILABLE) | E(INTERNAL);
static const uint64_t of_known = E(MISSING_IDENTITY) | E(INVALID_TOKEN) | E(FORBIDDEN) |
				 E(INVALID_FIELD); /* invalid_email */
static const uint64_t of_writes = E(NO_SPACE);
static const uint64_t of_photos = E(MISSING_IMAGE_FILE) | E(EMPTY_IMAGE_FILE) |
				  E(INVALID_MULTIPART) | E(INVALID_IMAGE) | E(SCAN_DISABLED) |
				  E(MODEL_UNAVAILABLE);

uint64_t op_usual_errors(void)
{
	return of_every_route | E(MISSING_IDENTITY) | E(INVALID_TOKEN) | E(FORBIDDEN) | of_writes;
}

uint64_t op_errors(size_t i)
{
	const struct route *r = &api_routes[i];
	uint64_t errors = of_every_route;

	for (const struct op_row *row = op_of_route(i); (row = op_next(row, OP_FAILS));)
		errors |= row->errors;
	if (r->access != ANYONE)
		errors |= of_known | (r->method == HTTP_GET ? 0 : of_writes);
	if (http_takes_json(r))
		errors |= E(INVALID_JSON);
	if (r->body == PHOTO_BODY)
		errors |= of_photos;
	return errors;
}
