/* migrate.h - bring a database's schema up to a version, and back.
 *
 * A migration is a numbered file of migrations/: the way up, a line `-- way back`, the way down. One text serves both
 * engines; the words that differ are written with an @ (migrate.c). Each step is one transaction under a lock, recorded with
 * the digest of its way up: programs that start together do not race, a step that is cut off leaves the schema as it was, and a
 * file that was changed after it ran is noticed. The rows of every table are counted before and after each step: a step may
 * not lose any unless its text says so, in a line `-- loses rows of TABLE: reason`. */
#ifndef MIGRATE_H
#define MIGRATE_H

#include "base/embed.h"
#include "db/db.h"

/* Version n is items[n - 1]. */
struct migration_list {
	const struct embedded *items;
	size_t n;
};

struct migration_list migration_list_own(void); /* the program's */

/* The two ways of a file; .p is NULL where it has no way back. The digest is over the way up only. */
str migration_way_up(const struct embedded *m);
str migration_way_back(const struct embedded *m);

struct migration_count {
	str table;
	int64_t before, after; /* -1: the table is not there */
};

struct migration_step {
	int64_t version;
	const char *name;
	bool back;
	const struct migration_count *counts; /* by table */
	size_t n;
};

/* Told of each step when it is committed, and of the copy of the database made before the first. Either may be NULL. */
struct migration_watch {
	void (*step)(void *arg, const struct migration_step *step);
	void (*copy)(void *arg, str path);
	void *arg;
};

/* Take the steps up to `version`, or back to it; none when the database stands there or beyond. *steps: how many were taken
 * and stay, even when a later one fails. Before a way up, a database that is a file and holds rows is copied beside itself
 * (before.h). ERR_CONFIG when the database is newer than the list, or ran another text of a migration than the list has;
 * ERR_CONFLICT when a step would lose rows. `watch` may be NULL. */
enum err migrate_up(struct ctx *cx, struct migration_list list, int64_t version,
		    const struct migration_watch *watch, int *steps) NODISCARD;
enum err migrate_back(struct ctx *cx, struct migration_list list, int64_t version,
		      const struct migration_watch *watch, int *steps) NODISCARD;

/* How many steps the database has; 0: none yet. ERR_CONFIG as above. */
enum err migrate_version(struct ctx *cx, struct migration_list list, int64_t *out) NODISCARD;

struct migration_state {
	const char *name;
	bool applied;
	bool changed; /* the text is not the one that ran */
	int64_t applied_ms;
};

/* Where the database stands: out[0..list.n). *version may be larger than list.n: then the database is newer. */
enum err migrate_status(struct ctx *cx, struct migration_list list, int64_t *version,
			struct migration_state *out) NODISCARD;

/* Hold the database against the list: the digests, the live schema against one made anew at the same version, and the
 * engine's own checks. What is wrong goes to `out`, a line each; nothing: all is well. */
enum err migrate_verify(struct ctx *cx, struct migration_list list, struct buf *out) NODISCARD;

#endif
