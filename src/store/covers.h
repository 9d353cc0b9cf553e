/* covers.h - which pictures of editions' covers are kept, and that there is none. The files are library/cover_files.h. */
#ifndef STORE_COVERS_H
#define STORE_COVERS_H

#include "store/store.h"

struct cover_row {
	str digest; /* {NULL, 0}: nobody has one */
	int64_t bytes, expires_ms, used_ms;
};

/* *found false: it was never asked for. */
enum err store_cover_get(struct ctx *cx, str id, struct cover_row *out, bool *found) NODISCARD;
enum err store_cover_set(struct ctx *cx, str id, const struct cover_row *c) NODISCARD;
enum err store_cover_used(struct ctx *cx, str id, int64_t now_ms) NODISCARD;
/* A picture that is there stays, whatever is said now; it is asked for again then. */
enum err store_cover_none(struct ctx *cx, str id, int64_t now_ms, int64_t expires_ms) NODISCARD;
enum err store_cover_named(struct ctx *cx, str digest, bool *yes) NODISCARD;

/* What is kept in all, each picture once. */
enum err store_cover_bytes(struct ctx *cx, int64_t *out) NODISCARD;
/* The pictures, that one first which was not looked at for longest; at most `max`. */
struct cover_use {
	str digest;
	int64_t bytes;
};
enum err store_cover_oldest(struct ctx *cx, int64_t max, struct cover_use *out,
			    size_t *n) NODISCARD;
enum err store_cover_forget(struct ctx *cx, str digest) NODISCARD;
/* That there is none: what is worth asking again. */
enum err store_cover_purge(struct ctx *cx, int64_t now_ms) NODISCARD;

extern const struct sql_set store_cover_sql;

#endif
