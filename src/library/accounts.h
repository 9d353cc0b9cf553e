/* accounts.h - making an account, and signing in. */
#ifndef ACCOUNTS_H
#define ACCOUNTS_H

#include "library/sessions.h"
#include "store/accounts.h"
#include "store/invitations.h"

enum { INVITATION_DAYS = 14, ERASE_DAYS = 14 };

struct registration {
	str email, username, display_name, password;
	str invitation; /* empty: none */
	str device;
	str before; /* as in struct credentials */
	bool marked;
};

/* Whether nobody has an account yet, and the setting `registration` lets the first one in: it is the administrator's. */
enum err library_first_awaited(struct ctx *cx, bool *out) NODISCARD;

/* Make an account and sign in. The first with a password on this server is its administrator's. ERR_FORBIDDEN: the setting
 * `registration` asks for an invitation, or nobody may; ERR_CONFLICT: the address or the name is taken; ERR_INVALID_FIELD. Takes
 * long (passwords.h). */
enum err library_register(struct ctx *cx, const struct registration *r,
			  struct signed_in *out) NODISCARD;

struct credentials {
	str email, password;
	str code; /* of the second factor; empty: none was given */
	str device;
	str before; /* the refresh token of whoever was signed in on this device until now, whose session ends; empty: none */
	str mark; /* what the browser got when somebody signed in with it before (delays.h); empty: nothing */
	bool marked; /* it keeps such a thing */
};

/* ERR_INVALID_LOGIN: nobody of this address, or another password: the same words, and the same time. ERR_TOO_MANY: too many of
 * those before (delays.h). ERR_SECOND_FACTOR: all is right so far, and a code is wanted. ERR_FORBIDDEN: all is right, and the account is disabled. Takes long. */
enum err library_sign_in(struct ctx *cx, const struct credentials *c,
			 struct signed_in *out) NODISCARD;

/* What others know one by: seen by them, and part of addresses: no white space, no signs with a meaning there. */
bool username_shape(str s);
enum err fail_username(struct ctx *cx); /* says so */

/* An invitation for an address, or ({NULL, 0}) for whoever has it. *code is shown once. */
enum err library_invite(struct ctx *cx, str email, bool admin, struct invitation *out,
			str *code) NODISCARD;

#endif
