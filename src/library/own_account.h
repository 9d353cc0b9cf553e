/* own_account.h - what a person does with the account they are signed in to. */
#ifndef OWN_ACCOUNT_H
#define OWN_ACCOUNT_H

#include "library/accounts.h"

/* The actor's own account; of the development identity that is new, what it would be. */
enum err library_account(struct ctx *cx, struct account *out) NODISCARD;

/* That it is really them: ERR_INVALID_LOGIN, ERR_TOO_MANY. Takes long. */
enum err library_prove(struct ctx *cx, str password) NODISCARD;

/* The password takes its predecessor, and signs out all other devices; programs' tokens stay, as they never knew it. ERR_INVALID_LOGIN: the
 * old one is wrong. Takes long (passwords.h). */
enum err library_password_change(struct ctx *cx, str old_password, str new_password) NODISCARD;

/* {NULL, 0}: as it is. Another e-mail address takes the password. ERR_CONFLICT: taken. Takes long. */
enum err library_names_change(struct ctx *cx, str email, str username, str password) NODISCARD;

/* Everything of theirs goes in ERASE_DAYS days; all devices are signed out, all tokens ended. Signing in again and taking it back is possible
 * until then. Takes long. */
enum err library_account_erase(struct ctx *cx, str password, int64_t *erase_ms) NODISCARD;
enum err library_account_keep(struct ctx *cx) NODISCARD;

/* Housekeeping: erase those whose day has come. */
enum err library_accounts_erase_due(struct ctx *cx) NODISCARD;

#endif
