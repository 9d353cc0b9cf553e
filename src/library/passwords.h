/* passwords.h - what is a password, and whether one is right.
 *
 * The rules are those of OWASP's ASVS 5.0, 6.2: long rather than odd. Every character counts, none is asked for, nothing is cut off, and
 * white space is part of it. It is compared byte for byte as it was typed. */
#ifndef PASSWORDS_H
#define PASSWORDS_H

#include "library/app.h"

/* Code points at least, with and without a second factor; bytes at most. */
enum { PASSWORD_MIN = 15, PASSWORD_MIN_WITH_FACTOR = 8, PASSWORD_MAX = 1024 };

/* Whose it is to be. */
struct password_owner {
	str email, username, display_name;
	bool second_factor;
};

/* NULL: it may be one; else why not, for people, to be put behind "a password". It may not be one of the 3,000 commonest or of the
 * owner's names, nor be put together from two of those, each as often as one likes, or be a run of letters or figures. */
const char *password_refused(struct ctx *cx, str password, const struct password_owner *owner);

/* Hold it against the rules, and hash it. ERR_INVALID_FIELD names `field`. Takes long, waits for its turn and lends another connection
 * (hashing.h): not inside a transaction. ERR_BUSY. */
enum err password_make(struct ctx *cx, str field, str password, const struct password_owner *owner,
		       str *hash) NODISCARD;

/* *right: it is the password of this hash; {NULL, 0}: of nobody, which takes as long. *stale: it was hashed at another cost. As
 * password_make otherwise. `known_place`: they signed in from there before. */
enum err password_check(struct ctx *cx, str hash, str password, bool known_place, bool *right,
			bool *stale) NODISCARD;

#endif
