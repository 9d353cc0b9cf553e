/* stewards.h - what who runs the server does with accounts of others: on the command line, where whoever has the database has all. */
#ifndef STEWARDS_H
#define STEWARDS_H

#include "library/accounts.h"

struct new_account {
	str email, username, password;
	bool admin;
};
/* ERR_CONFLICT, ERR_INVALID_FIELD. Takes long (passwords.h). */
enum err library_account_add(struct ctx *cx, const struct new_account *a,
			     struct account *out) NODISCARD;

/* All of these: ERR_NOT_FOUND, nobody has this address. */
/* Also for who has none yet, such as a development user: their library becomes one that can be signed in to. Signs out all devices. */
enum err library_password_reset(struct ctx *cx, str email, str password) NODISCARD;
/* Signed out everywhere at once, tokens refused; what is theirs stays. */
enum err library_account_disable(struct ctx *cx, str email, bool disabled) NODISCARD;
/* For who lost phone and recovery codes. ERR_NOT_FOUND: nobody, or there is none. */
enum err library_factor_off(struct ctx *cx, str email) NODISCARD;
/* All devices and all tokens, of one or (an empty address) of everybody. *n: how many accounts. */
enum err library_sign_out(struct ctx *cx, str email, size_t *n) NODISCARD;
enum err library_account_role(struct ctx *cx, str email, bool admin) NODISCARD;

#endif
