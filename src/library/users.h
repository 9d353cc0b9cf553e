/* users.h - people's rows, and the development identity of the wire contract. */
#ifndef USERS_H
#define USERS_H

#include "library/app.h"

enum { EMAIL_MAX = 254, USERNAME_MAX = 80 };

/* One @ with something before it and a name behind it, no white space or control characters, at most EMAIL_MAX bytes. */
bool email_shape(str s);

/* Of a server for development: set cx->actor from the two development headers' values ({NULL, 0} when absent), else from the
 * settings' development user. ERR_MISSING_IDENTITY where that is off; ERR_INVALID_FIELD for what is no e-mail address.
 * Creates nobody: actor.user_id stays empty for people who are new. Needs cx->db. */
enum err library_identify_actor(struct ctx *cx, str email, str username) NODISCARD;

/* Of a command: act for the person of the setting `user`, else, in development, the development user. ERR_NOT_FOUND: nobody has this address. */
enum err library_act_for_user(struct ctx *cx) NODISCARD;

/* Before the first write of a new person: their row in users. Inside the transaction of that write. A taken username
 * gets "-2", "-3", … */
enum err library_actor_ensure(struct ctx *cx) NODISCARD;

#endif
