/* copy.h - a whole database moved to another, of the same engine or the other one. */
#ifndef COPY_H
#define COPY_H

#include "db/dump.h"

typedef void copy_progress(void *arg, int64_t done, int64_t all);

struct copy_table {
	str name;
	struct dump_sum from, to;
};

struct copy_report {
	int64_t version;
	struct copy_table *tables;
	size_t n;
};

/* Copy every row of the database `from` to the database `to`, which holds no rows and is brought to the same schema. What is
 * copied is one moment of `from`, which may be in use; at `to` all appears at once, after the rows have been read back and
 * have the same digests. Errors: ERR_NOT_FOUND when there is no schema at `from` (nothing is made there); ERR_CONFLICT when `to` is not empty, has a newer schema, or what was read back differs. */
enum err library_copy(struct ctx *cx, str from, str to, copy_progress *progress, void *arg,
		      struct copy_report *out) NODISCARD;

/* For whoever fills an empty database: bring it to this schema (0 to the newest) and let ERR_CONFLICT say that it holds rows. */
enum err copy_make_ready(struct ctx *cx, int64_t version) NODISCARD;

/* Whether the rows of every table of cx->db have these sums: in want[], by the order of `tables`. have[] is filled. ERR_CONFLICT
 * names the first that differs. */
enum err copy_read_back(struct ctx *cx, const struct schema_tables *tables,
			const struct dump_sum *want, struct dump_sum *have) NODISCARD;

#endif
