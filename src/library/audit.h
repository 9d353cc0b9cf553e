/* audit.h - write down what happened to an account, in the transaction in which it happens. */
#ifndef AUDIT_H
#define AUDIT_H

#include "library/app.h"

enum audit_event {
#define AUDIT(event, about) AUDIT_##event,
#include "library/audit.def"
#undef AUDIT
	AUDIT__MAX
};

/* Of cx->actor, at its address, to the account of user_id ({NULL, 0}: of nobody known). `detail` is for people and may be
 * {NULL, 0}; never a secret, an e-mail address or what somebody typed. The same goes to the log. */
enum err audit(struct ctx *cx, enum audit_event event, str user_id, str detail) NODISCARD;

/* "login_failed", and what it is called for people. */
const char *audit_name(enum audit_event event);
const char *audit_about(enum audit_event event);

#endif
