/* trash.h - what people deleted: kept for 30 days, to come back or to go for good. */
#ifndef TRASH_H
#define TRASH_H

#include "base/clock.h"
#include "library/app.h"
#include "store/trash.h"

#define TRASH_KEPT_MS (30 * DAY_MS)

/* What the actor deleted, newest first. */
enum err library_trash(struct ctx *cx, struct trash_list *out) NODISCARD;

/* Take one out: a book comes with the loans that went with it. ERR_NOT_FOUND; ERR_CONFLICT says what stands in its way. */
enum err library_trash_restore(struct ctx *cx, str id, struct trash_item *out) NODISCARD;

/* Let one go now, or all of them; of a scan its photo, too, unless another shows it. *n: how many went. */
enum err library_trash_remove(struct ctx *cx, str id) NODISCARD;
enum err library_trash_empty(struct ctx *cx, size_t *n) NODISCARD;

/* Everybody's that is older than 30 days. Any number of processes may do this at once. *people: whose. */
enum err library_trash_purge(struct ctx *cx, size_t *people) NODISCARD;

#endif
