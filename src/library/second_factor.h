/* second_factor.h - a code of an authenticator app beside the password (base/totp.h), and ten recovery codes for the day the phone is gone. */
#ifndef SECOND_FACTOR_H
#define SECOND_FACTOR_H

#include "library/app.h"

enum { RECOVERY_CODES = 10, RECOVERY_CODE = 11 /* "abcde-fghij" */ };

struct recovery_codes {
	str code[RECOVERY_CODES]; /* shown once */
};

/* Whether a person is asked for one, and how many recovery codes are left. */
enum err second_factor_on(struct ctx *cx, str user_id, bool *on, int64_t *codes_left) NODISCARD;

/* Inside a transaction: is this a code of theirs, not used before? It is used now. A recovery code will do. */
enum err second_factor_take(struct ctx *cx, str user_id, str code, bool *right) NODISCARD;

/* The actor's own. Setting it up: a new secret, as text and as the address of a QR code; asked for only when a code of it has been
 * confirmed. ERR_CONFLICT: there is one. All take the password and long (own_account.h: library_prove). */
enum err library_factor_begin(struct ctx *cx, str password, str *secret, str *uri) NODISCARD;
/* ERR_INVALID_FIELD: the code is wrong. */
enum err library_factor_confirm(struct ctx *cx, str code, struct recovery_codes *out) NODISCARD;
/* These take a code as well, which may be a recovery code. ERR_INVALID_LOGIN. */
enum err library_factor_remove(struct ctx *cx, str password, str code) NODISCARD;
enum err library_factor_recovery(struct ctx *cx, str password, str code,
				 struct recovery_codes *out) NODISCARD;

#endif
