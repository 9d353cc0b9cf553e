/* secrets.h - the keys of this server: what signs access tokens, what seals secrets in the database.
 *
 * They are settings (signing_keys, sealing_key), for many instances, or files of secrets/ in the data folder, which only their
 * owner may read, made at the first start. Signing keys in a file are changed every 30 days; those before are believed for
 * a day. Processes that share the data folder share the keys. A backup does not hold them: after a restore each device
 * refreshes its token once, and second factors need the sealing key beside the backup. */
#ifndef SECRETS_H
#define SECRETS_H

#include "base/crypto.h"
#include "conf/conf.h"

struct secrets;

enum { KEY_HEADER_MAX = 96 };

struct signing_key {
	unsigned char bytes[CRYPTO_KEY];
	char header[KEY_HEADER_MAX]; /* of the tokens it signs, in base64url; ends in a NUL */
};

/* ERR_CONFIG: a setting is no key; a file is none, or others can read it. */
enum err secrets_open(struct ctx *cx, const struct conf *conf, struct secrets **out) NODISCARD;
void secrets_close(struct secrets *s);

/* The key that signs now; the one whose tokens begin with this header. Any thread. */
struct signing_key secrets_signing_key(struct secrets *s);
bool secrets_find_key(struct secrets *s, str header, struct signing_key *out) NODISCARD;

/* CRYPTO_KEY bytes, as long as the secrets. */
const unsigned char *secrets_sealing_key(const struct secrets *s);

/* Change the signing key if it is older than 30 days at cx->now_ms, forget those nothing is signed with any more. */
enum err secrets_rotate(struct ctx *cx, struct secrets *s) NODISCARD;

#endif
