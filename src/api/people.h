/* people.h - friends, loans, profiles and accounts in JSON, the same in every answer. */
#ifndef PEOPLE_H
#define PEOPLE_H

#include "api/nouns.h"
#include "library/accounts.h"
#include "library/api_tokens.h"
#include "library/friends.h"
#include "library/loans.h"
#include "library/profile.h"
#include "store/audit.h"

/* friends.c: the 8 keys of the wire contract. */
void put_friend(struct ctx *cx, struct json *j, const char *key, const struct friend *f);

/* loans.c: the 14 keys of the wire contract. */
void put_loan(struct ctx *cx, struct json *j, const char *key, const struct loan *l);

/* profile.c: the 12 keys of the wire contract, and ours. */
void put_profile(struct ctx *cx, struct json *j, const char *key, const struct profile_page *p);

/* auth.c: a device; tokens.c: a token, `token` being shown once ({NULL, 0}: not); audit.c: a line. */
void put_session(struct ctx *cx, struct json *j, const struct session *s);
void put_api_token(struct ctx *cx, struct json *j, const char *key, const struct api_token *t,
		   str token);
void put_audit_line(struct ctx *cx, struct json *j, const struct audit_line *l);

/* auth.c: an account, as its own person sees it. */
void put_account(struct ctx *cx, struct json *j, const char *key, const struct account *a);

#endif
