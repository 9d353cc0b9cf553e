/* passwords.h - what is a password, and whether one is right. */
#ifndef PASSWORDS_H
#define PASSWORDS_H

#include "library/app.h"

enum { PASSWORD_MIN = 15, PASSWORD_MAX = 1024 }; /* code points at least, bytes at most */

/* Whose it is to be: it must not be one of their names. */
struct password_owner {
	str email, username, display_name;
};

/* Hold it against the rules, and hash it. ERR_INVALID_FIELD names `field` and says what is wrong. Takes long, and may give cx->db back and
 * lend another: not inside a transaction. */
enum err password_make(struct ctx *cx, str field, str password, const struct password_owner *owner,
		       str *hash) NODISCARD;

/* *right: it is the password of this hash; {NULL, 0}: of nobody, which takes as long. *stale: the hash should be made anew. As
 * password_make otherwise. `known_place`: they signed in from there before. */
enum err password_check(struct ctx *cx, str hash, str password, bool known_place, bool *right,
			bool *stale) NODISCARD;

#endif
