/* dump.h - the rows of a table in words that belong to no engine.
 *
 * A row is a line: a JSON object with its columns in the order of the alphabet, without those that are NULL. Numbers read
 * back as they were, bytes are "\x" and hexadecimal digits. A table's lines stand in the order of its primary key, texts compared
 * by their bytes. So a table has the same lines, and the same digest, on every engine. Which tables and columns there are comes
 * from the database itself (schema.h): nothing is listed here that a new migration would have to be added to. */
#ifndef DUMP_H
#define DUMP_H

#include "db/schema.h"

enum { DUMP_CHUNK_ROWS = 1000, DUMP_CHUNK_MAX = 256 << 20 };

struct dump_sum {
	int64_t rows;
	str digest; /* BLAKE2b-256 over all lines, as hexadecimal digits */
};

/* The tables that belong to a library, as db_tables gives them. Left out are those whose name begins with "catalogue_": files that every
 * program keeps a copy of in its data folder, and that are far larger than all the rest. */
enum err dump_tables(struct ctx *cx, struct schema_tables *out) NODISCARD;
/* The same of the rows. */
enum err dump_count_rows(struct ctx *cx, struct table_counts *out) NODISCARD;

/* Some lines of a table, the next ones in its order; gone when it returns. n: how many. */
typedef enum err dump_take(struct ctx *cx, const struct schema_table *t, str lines, int64_t n,
			   void *arg);

/* Read the table from its beginning to its end, DUMP_CHUNK_ROWS at a time. Inside one transaction (db_begin_read), so that all
 * is of one moment. `take` may be NULL: then only the sum is of interest. */
enum err dump_table(struct ctx *cx, const struct schema_table *t, dump_take *take, void *arg,
		    struct dump_sum *out) NODISCARD;

/* Add the rows of these lines. Inside a transaction that may write. */
enum err dump_load(struct ctx *cx, const struct schema_table *t, str lines) NODISCARD;

#endif
