/* trash.h - what people deleted: tombstones of every noun, to restore or to purge. */
#ifndef STORE_TRASH_H
#define STORE_TRASH_H

#include "store/changes.h"

struct trash_item {
	enum noun noun;
	str id;
	str title;   /* a book's title, a friend's name, who a loan was to; empty for a scan */
	str book_id; /* a loan's copy; else {NULL, 0} */
	int64_t deleted_ms;
};

struct trash_list {
	struct trash_item *items;
	size_t n;
};

/* Newest first. Loans that went with their book come back with it, and are not listed. */
enum err store_trash_find(struct ctx *cx, str user_id, struct trash_list *out) NODISCARD;
enum err store_trash_get(struct ctx *cx, str user_id, str id,
			 struct trash_item *out) NODISCARD; /* ERR_NOT_FOUND */

/* What stands in its way: a copy of the same edition, a friend of the same name, another active loan of the book, the book of the loan that is
 * deleted itself. Empty: nothing. */
enum err store_trash_clash(struct ctx *cx, str user_id, const struct trash_item *it,
			   str *out) NODISCARD;
/* Back to what it was, with this number of its change. */
enum err store_trash_restore(struct ctx *cx, str user_id, const struct trash_item *it,
			     int64_t seq) NODISCARD;
/* The loans that went with a book at that moment. */
enum err store_trash_loans_of(struct ctx *cx, str user_id, const struct trash_item *book,
			      struct trash_list *out) NODISCARD;

/* Gone for good: what was deleted before `before_ms`. And lines of changes older than `changes_before_ms` that say no more than a
 * later line of the same item, or that it is gone: who has not read those must read everything anew. */
enum err store_trash_purge(struct ctx *cx, str user_id, int64_t before_ms,
			   int64_t changes_before_ms) NODISCARD;
/* To be purged at once: as if deleted at the beginning of time. */
enum err store_trash_age(struct ctx *cx, str user_id, const struct trash_item *it) NODISCARD;

struct id_list {
	str *items;
	size_t n;
};

/* People who have something to purge, at most max. */
enum err store_trash_people(struct ctx *cx, int64_t before_ms, int64_t max,
			    struct id_list *out) NODISCARD;

extern const struct sql_set store_trash_sql;

#endif
