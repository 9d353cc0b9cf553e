/* takeover.h - the catalogue of an earlier version, one file of another format, becomes one of ours. */
#ifndef TAKEOVER_H
#define TAKEOVER_H

#include "base/ctx.h"
#include "conf/conf.h"

#define TAKEOVER_OLD "books.index"
#define TAKEOVER_DAMAGED \
	"books.index.damaged" /* what is kept of one that could not be read whole */

/* Take over what is in the catalogue's folder, if there is something. The old file goes when its books are on the disk in the new
 * form; where something in it is damaged it stays, under another name. Told in the log; what cannot be done now is tried again at the
 * next start. The lock is held. */
void takeover(struct ctx *cx, int folder);

/* The same for who does not hold the lock. */
void takeover_if_due(struct ctx *cx, const struct conf *conf);

#endif
