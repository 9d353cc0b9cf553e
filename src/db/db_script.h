/* db_script.h - an engine for tests: it answers from a script, and fails as told.
 *
 * It shows what the program does when a database fails at the worst moment, which no real one does on demand. */
#ifndef DB_SCRIPT_H
#define DB_SCRIPT_H

#include "db/db.h"

/* The next thing the program must ask for: a statement by its name, or "BEGIN", "COMMIT", "ROLLBACK"; and what it gets. */
struct db_step {
	const char *name;
	enum err err; /* OK: the cells below are the answer */
	size_t rows;
	const struct val *cells;
	bool again; /* err is the engine making way for another transaction */
};

/* A connection that answers these steps in order; anything else asked of it panics. The steps outlive it. */
struct db *db_script_make(const struct db_step *steps, size_t n);
size_t db_script_left(const struct db *db); /* steps not asked for yet */

#endif
