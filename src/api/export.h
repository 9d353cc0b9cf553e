/* export.h - a whole library as a file, for the person to take along. */
#ifndef EXPORT_H
#define EXPORT_H

#include "base/spool.h"
#include "store/books.h"

enum export_format {
	EXPORT_JSON,      /* everything of the library; `bookshelf import` takes it back */
	EXPORT_GOODREADS, /* the books as CSV with Goodreads' columns */
	EXPORT_FORMAT__MAX,
	EXPORT_ACCOUNT =
		EXPORT_FORMAT__MAX /* as JSON, and the account: by no name, for its own route only */
};
extern const char *const export_formats[EXPORT_FORMAT__MAX];

/* The actor's library into out->out, a page of it at a time; memory does not grow with the library. One moment of
 * it: what others write meanwhile is not in it. */
enum err export_write(struct ctx *cx, enum export_format format, struct spool *out) NODISCARD;

/* ---- for the formats ---- */

/* Write what stands after *at (at->id is empty for the first), a page of it, and say where it ended; an empty id: that was all. What
 * is allocated in `page` goes with it. */
typedef enum err export_page(struct ctx *page, struct spool *out, void *arg, struct list_place *at);
enum err export_pages(struct ctx *cx, struct spool *out, export_page *put, void *arg) NODISCARD;

/* A page of the books, the latest added first. */
enum err export_books(struct ctx *page, struct list_place *at, struct book_list *out) NODISCARD;

/* Also what is known of the account itself: devices, tokens, what happened to it. */
enum err export_json(struct ctx *cx, bool whole_account, struct spool *out) NODISCARD;
enum err export_csv(struct ctx *cx, struct spool *out) NODISCARD;

#endif
