/* reference.h - what the HTTP API says of itself, printed from the tables beside this file. */
#ifndef REFERENCE_H
#define REFERENCE_H

#include "base/str.h"

/* openapi.c: the OpenAPI 3.1 document, as JSON in one line. */
void reference_put_openapi(struct buf *out);

/* docs.c: the same for people, as an HTML page. */
void reference_put_page(struct buf *out);

/* settings.def and limits.def together: what bounds a client's input. */
struct limit {
	const char *setting, *help, *fallback; /* its name with dashes, what it is, its default */
	const char *error;                     /* what a client is answered beyond it */
	int status;
};
size_t reference_limits(struct arena *a, const struct limit **out);

/* What stands above all: text in paragraphs, `code` in backticks. */
extern const char *const reference_intro[];
extern const size_t reference_intro_n;

#endif
