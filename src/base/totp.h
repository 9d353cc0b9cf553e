/* totp.h - time-based one-time passwords (RFC 6238) as authenticator apps make them: HMAC-SHA-1, 30 seconds, six digits. */
#ifndef TOTP_H
#define TOTP_H

#include "base/str.h"

enum { TOTP_SECRET = 20, TOTP_STEP_S = 30, TOTP_DIGITS = 6 };

/* The secret (raw bytes) as people type it, in base 32; and as the address of a QR code: otpauth://totp/… `account` is UTF-8. */
str totp_text(struct arena *a, str secret);
str totp_uri(struct arena *a, str secret, str account);

/* The code of that moment, seconds since 1970 UTC. */
str totp_code(struct arena *a, str secret, int64_t now_s);

/* Whether the code is that of now, or of a step before or after it, as clocks differ, and of a later step than `after`: each code is good for
 * once. *step: which. Spaces in the code are passed over. */
bool totp_right(struct arena *a, str secret, str code, int64_t now_s, int64_t after,
		int64_t *step) NODISCARD;

#endif
