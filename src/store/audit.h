/* audit.h - what happened to accounts. Lines are added, and go when they are old; nothing changes them. */
#ifndef STORE_AUDIT_H
#define STORE_AUDIT_H

#include "store/store.h"

struct audit_line {
	str id, event;
	int64_t at_ms;
	str user_id, actor_id, session_id, address, request_id,
		detail; /* {NULL, 0}: not known, or none */
};

struct audit_list {
	struct audit_line *items;
	size_t n;
};

enum err store_audit_add(struct ctx *cx, const struct audit_line *l) NODISCARD;

/* The newest first, at most `max`, older than that line (before: its at_ms and id; INT64_MAX and any UUID: from the newest): of
 * one account, or of all. */
enum err store_audit_of(struct ctx *cx, str user_id, int64_t before_ms, str before_id, int64_t max,
			struct audit_list *out) NODISCARD;
enum err store_audit_all(struct ctx *cx, int64_t before_ms, str before_id, int64_t max,
			 struct audit_list *out) NODISCARD;

enum err store_audit_purge(struct ctx *cx, int64_t before_ms) NODISCARD;

extern const struct sql_set store_audit_sql;

#endif
