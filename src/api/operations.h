/* operations.h - operations.def as rows: what each route takes and answers. */
#ifndef OPERATIONS_H
#define OPERATIONS_H

#include "api/api.h"
#include "api/schemas.h"

enum op_row_kind {
	OP_OPERATION, /* name: the handler; type: its subject */
	OP_PATH,
	OP_QUERY,
	OP_HEADER,
	OP_BODY,
	OP_FORM,
	OP_REPLY,
	OP_GIVES, /* a header of the reply with this status */
	OP_FAILS
};

struct op_row {
	enum op_row_kind kind;
	const char *name;
	enum presence presence;
	struct shape shape;
	const char *fallback; /* the default as it would be sent, or NULL */
	int status;
	const char *type; /* of a body or reply: "application/json", …; NULL: no body */
	uint64_t errors;  /* a bit for each enum err */
	const char *about;
};

/* What operations are about, in the order to show them in. */
struct subject {
	const char *name, *about;
};
extern const struct subject op_subjects[];
extern const size_t op_subjects_n;

/* Whether api_routes[i] is of it. */
bool op_is_about(size_t i, const struct subject *s);

/* The operation of api_routes[i]; its rows follow it. */
const struct op_row *op_of_route(size_t i);

/* The next row of this kind in the operation that `at` belongs to; NULL after the last. */
const struct op_row *op_next(const struct op_row *at, enum op_row_kind kind);

/* Its name in the document: the handler's, with the path behind it where a handler has several. */
str op_id(struct arena *a, size_t i);

/* All errors the route may answer, its own and those of its kind of route. */
uint64_t op_errors(size_t i);

/* The errors that come before a handler runs: what they say is the same for every route. */
uint64_t op_usual_errors(void);

#endif
