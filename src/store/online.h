/* online.h - what online catalogues answered, and who lets theirs be asked. */
#ifndef STORE_ONLINE_H
#define STORE_ONLINE_H

#include "store/store.h"

struct online_row {
	str source;
	str answer; /* JSON */
	int64_t expires_ms;
};

struct online_rows {
	struct online_row *items;
	size_t n;
};

/* What is kept of the question, a digest: a row for each source, also those that are too old. */
enum err store_online_find(struct ctx *cx, str question, struct online_rows *out) NODISCARD;
enum err store_online_set(struct ctx *cx, str question, const struct online_row *row) NODISCARD;

/* Those that expired before, and all but the newest `keep`. */
enum err store_online_purge(struct ctx *cx, int64_t expired_before_ms, int64_t keep) NODISCARD;

enum err store_online_allowed(struct ctx *cx, str user_id, bool *out) NODISCARD;

extern const struct sql_set store_online_sql;

#endif
