/* audit.c - see audit.h. */
#include "library/audit.h"

#include "base/crypto.h"
#include "base/log.h"
#include "store/audit.h"

static const struct {
	const char *name, *about;
} events[] = {
#define AUDIT(event, about) { #event, about },
#include "library/audit.def"
#undef AUDIT
};

const char *audit_name(enum audit_event event) { return events[event].name; }

const char *audit_about(enum audit_event event) { return events[event].about; }

enum err audit(struct ctx *cx, enum audit_event event, str user_id, str detail)
{
	const struct audit_line l = {
		.id = uuid_make(&cx->arena, cx->now_ms),
		.at_ms = cx->now_ms,
		.event = str_from(audit_name(event)),
		.user_id = str_or_null(user_id),
		.actor_id = str_or_null(cx->actor.user_id),
		.session_id = str_or_null(cx->actor.session_id),
		.address = str_or_null(cx->actor.address),
		.request_id = str_or_null(cx->request_id),
		.detail = str_or_null(detail),
	};

	log_line(LOG_INFO, "audit",
		 LOG_FIELDS(log_str("what", l.event), log_str("user_id", l.user_id),
			    log_str("actor_id", l.actor_id), log_str("client", l.address),
			    log_str("request_id", l.request_id), log_str("detail", l.detail)));
	return store_audit_add(cx, &l);
}
