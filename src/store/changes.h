/* changes.h - the numbered changes of each person's library.
 *
 * Every write takes the next number of its person and leaves a line here, in its own transaction. The number is given under the lock of
 * the person's row, so numbers appear to readers in their order: who has read up to n never meets a new one below it. */
#ifndef STORE_CHANGES_H
#define STORE_CHANGES_H

#include "store/store.h"

enum noun { NOUN_BOOK, NOUN_FRIEND, NOUN_LOAN, NOUN_PROFILE, NOUN_SCAN, NOUN_IMPORT, NOUN__MAX };
extern const char *const noun_names[NOUN__MAX];
enum noun store_noun_of(str name); /* of what the database says: anything else is a bug */

struct change {
	int64_t seq;
	enum noun noun;
	str item_id;
	bool deleted;
	int64_t at_ms;
};

struct change_list {
	struct change *items;
	size_t n;
};

/* Keep other writers to this person's library out until the transaction ends; *seq is the last number given. ERR_NOT_FOUND. */
enum err store_changes_lock(struct ctx *cx, str user_id, int64_t *seq) NODISCARD;
/* The last number given is seq. Under the lock. */
enum err store_changes_set(struct ctx *cx, str user_id, int64_t seq) NODISCARD;
enum err store_change_add(struct ctx *cx, str user_id, const struct change *c) NODISCARD;

/* Have PostgreSQL (no other engine) look at how large its tables are, outside a transaction. By itself it does so once a minute: until then
 * it takes them for empty, and any index is as good as the right one; a first import then takes the square of the time. */
enum err store_measure(struct ctx *cx) NODISCARD;

/* The last number given, without the lock; 0 for nobody. */
enum err store_changes_last(struct ctx *cx, str user_id, int64_t *seq) NODISCARD;
/* The same, and the number below which tombstones have been purged; both 0 for nobody. */
enum err store_changes_known(struct ctx *cx, str user_id, int64_t *last, int64_t *floor) NODISCARD;
/* Those after `since`, in order, at most max. */
enum err store_change_find(struct ctx *cx, str user_id, int64_t since, int64_t max,
			   struct change_list *out) NODISCARD;

extern const struct sql_set store_change_sql;

#endif
