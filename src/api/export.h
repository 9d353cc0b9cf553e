/* export.h - a whole library as a file, for the person to take along. */
#ifndef EXPORT_H
#define EXPORT_H

#include "base/spool.h"
#include "library/app.h"

enum export_format {
	EXPORT_JSON,      /* everything of the library; `bookshelf import` takes it back */
	EXPORT_GOODREADS, /* the books as CSV with Goodreads' columns */
	EXPORT_FORMAT__MAX
};
extern const char *const export_formats[EXPORT_FORMAT__MAX];

/* The actor's library into out->out, a page of books at a time; memory does not grow with the library. One moment of
 * it: what others write meanwhile is not in it. */
enum err export_write(struct ctx *cx, enum export_format format, struct spool *out) NODISCARD;

#endif
