/* before.h - the copy of a database file that is made before its schema is changed.
 *
 * FILE.before-<version>-<UTC time>, beside FILE: a whole database, checked, with the schema as it was. */
#ifndef BEFORE_H
#define BEFORE_H

#include "db/db.h"

enum { BEFORE_KEPT = 3 };

/* Copy the database of cx->db, as it was last committed, and check the copy: sound by the engine's own judgement, and the same
 * rows in every table. The BEFORE_KEPT newest copies stay, older ones are removed. *path is {NULL, 0} where the database
 * is no file. Inside a transaction that has written nothing yet, so that nobody writes meanwhile. ERR_IO, ERR_NO_SPACE. */
enum err before_copy(struct ctx *cx, int64_t version, str *path) NODISCARD;

#endif
