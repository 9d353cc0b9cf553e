/* writes.h - how every write to a person's library is done: one after the other, numbered, whole or not at all. */
#ifndef WRITES_H
#define WRITES_H

#include "library/app.h"
#include "store/changes.h"

typedef enum err write_work(struct ctx *cx, void *arg);

/* Run `work` in a transaction, as the only writer to cx->actor's library, creating the person if they are new; commit when it
 * returns OK, else take all back. It may be run again from its beginning (db_transaction): what it leaves outside
 * the database must not depend on an earlier run. */
enum err library_write(struct ctx *cx, write_work *work, void *arg) NODISCARD;

/* Inside such work: note that an item of the actor's changes or goes; *seq is the change's number, for the item's row. */
enum err library_changed(struct ctx *cx, enum noun noun, str item_id, bool deleted,
			 int64_t *seq) NODISCARD;

/* The number of the actor's last change, as readers see it; 0 for who is new. */
enum err library_changes_last(struct ctx *cx, int64_t *seq) NODISCARD;

#endif
