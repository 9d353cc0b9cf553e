/* db_pool.h - connections to one database, lent for the length of a piece of work. */
#ifndef DB_POOL_H
#define DB_POOL_H

#include "db/db.h"

struct db_pool;

/* At most max connections (1–256), opened as they are first needed. Keeps a copy of url. */
struct db_pool *db_pool_open(str url, int max);
void db_pool_close(struct db_pool *p); /* all must have been given back */

/* Set cx->db, waiting when all are lent. Does nothing when cx has one already. */
enum err db_lend(struct ctx *cx, struct db_pool *p) NODISCARD;
void db_give_back(struct ctx *cx,
		  struct db_pool *p); /* rolls back what is open; nothing to do without cx->db */

#endif
