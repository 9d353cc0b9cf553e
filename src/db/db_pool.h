/* db_pool.h - connections to one database, lent for the length of a piece of work.
 *
 * Connections that ended are dropped. When none can be opened the database is away: then requests are refused at once, and one
 * of them tries again after 0.1 s, 0.2 s … 2 s. */
#ifndef DB_POOL_H
#define DB_POOL_H

#include "db/db.h"

struct db_pool;

/* At most max connections (1–256), opened as they are first needed; where the engine has one writer at a time, one more, which
 * writes. Keeps a copy of url. Not named: as db_unnamed says. */
struct db_pool *db_pool_open(str url, int max, bool named);
void db_pool_close(struct db_pool *p); /* all must have been given back */

/* Set cx->db, waiting when all are lent. Does nothing when cx has one already. ERR_UNAVAILABLE while the database is away. */
enum err db_lend(struct ctx *cx, struct db_pool *p) NODISCARD;
void db_give_back(struct ctx *cx,
		  struct db_pool *p); /* rolls back what is open; nothing to do without cx->db */

/* Whether the database was there when it was last used. Costs no statement; while it is away, and while no connection is
 * open, it tries to open one as often as db_lend does. */
bool db_pool_up(struct ctx *cx, struct db_pool *p);

#endif
