/* catalogue_files.h - the catalogue's files in the database, for the programs that share it: their bytes in chunks, and the list of
 * those in force. */
#ifndef STORE_CATALOGUE_FILES_H
#define STORE_CATALOGUE_FILES_H

#include "store/store.h"

struct catalogue_file {
	str id; /* the checksum of its content, 16 hexadecimal digits */
	int64_t bytes, titles, editions;
	str day; /* of a dump; empty: of other sources */
};

/* The list: its lineage is empty while there is none. */
struct catalogue_files {
	str lineage;
	int64_t generation;
	struct catalogue_file *items; /* oldest first */
	size_t n;
};

/* Lineage and generation alone. */
enum err store_catalogue_mark(struct ctx *cx, str *lineage, int64_t *generation) NODISCARD;
/* The whole list, inside a transaction. */
enum err store_catalogue_list(struct ctx *cx, struct catalogue_files *out) NODISCARD;

/* Inside a transaction that may write: keep others from changing the list until its end. The list is begun, with this lineage, where
 * there is none. */
enum err store_catalogue_lock(struct ctx *cx, str lineage) NODISCARD;
/* These files, in this order, are in force from the next generation on. The list is locked. */
enum err store_catalogue_set(struct ctx *cx, const str *ids, size_t n, int64_t now_ms) NODISCARD;

/* Make place for a file's bytes. It may be there already; then it counts as written now. */
enum err store_catalogue_file_add(struct ctx *cx, const struct catalogue_file *f,
				  int64_t now_ms) NODISCARD;
/* How much of it is there. */
enum err store_catalogue_file_has(struct ctx *cx, str id, int64_t *bytes) NODISCARD;
/* The numbers of the chunks that are there, ascending. */
enum err store_catalogue_chunks(struct ctx *cx, str id, int64_t **numbers, size_t *n) NODISCARD;
/* One that is there already stays as it is. */
enum err store_catalogue_chunk_put(struct ctx *cx, str id, int64_t number, str bytes) NODISCARD;
/* ERR_NOT_FOUND. */
enum err store_catalogue_chunk_get(struct ctx *cx, str id, int64_t number, str *bytes) NODISCARD;

/* Remove files that are not on the list and were touched before. The list is locked. */
enum err store_catalogue_purge(struct ctx *cx, int64_t before_ms) NODISCARD;

extern const struct sql_set store_catalogue_file_sql;

#endif
