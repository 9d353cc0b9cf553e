/* invitations.h - who may make an account, where not everybody may. */
#ifndef STORE_INVITATIONS_H
#define STORE_INVITATIONS_H

#include "store/store.h"

struct invitation {
	str id, digest;
	str email; /* {NULL, 0}: for whoever has it */
	bool admin;
	str made_by; /* {NULL, 0}: the command line */
	int64_t created_ms, expires_ms;
};

struct invitation_list {
	struct invitation *items;
	size_t n;
};

enum err store_invitation_add(struct ctx *cx, const struct invitation *i) NODISCARD;
/* Those not used and not over at now_ms, the newest first. */
enum err store_invitation_list(struct ctx *cx, int64_t now_ms,
			       struct invitation_list *out) NODISCARD;
/* One that can still be taken. */
enum err store_invitation_find(struct ctx *cx, str digest, int64_t now_ms, struct invitation *out,
			       bool *found) NODISCARD;
/* Take it: of several that try at once one gets it. */
enum err store_invitation_take(struct ctx *cx, str digest, str used_by, int64_t now_ms,
			       bool *taken) NODISCARD;
enum err store_invitation_remove(struct ctx *cx, str id, bool *removed) NODISCARD;

extern const struct sql_set store_invitation_sql;

#endif
