/* friends.h - the rules of whom a person lends to. */
#ifndef FRIENDS_H
#define FRIENDS_H

#include "base/expected.h"
#include "library/app.h"
#include "store/friends.h"

/* In code points; an e-mail address: EMAIL_MAX bytes of users.h. */
enum { FRIEND_NAME_MAX = 120, AVATAR_MAX = 2048 };

/* What is said of a friend. {NULL, 0} keeps, an empty text clears (a name and a status: keeps). */
struct friend_says {
	str name, email, avatar_url, status, user_id;
};

/* All of the actor's; none for who is new. */
enum err library_friends(struct ctx *cx, struct friend_list *out) NODISCARD;
/* Some of them: q->limit 0 is no limit. *next: the q->after of the next page; its id is empty when this is the last. */
enum err library_friends_page(struct ctx *cx, struct friend_query q, struct friend_list *out,
			      struct list_place *next) NODISCARD;
enum err library_friend(struct ctx *cx, str id, struct friend *out) NODISCARD; /* ERR_NOT_FOUND */

/* Add, or say more of one that is there: the one with the id, else of exactly this name; *created tells. Nothing is cleared.
 * ERR_MISSING_FRIEND_NAME; ERR_CONFLICT when the name has another e-mail address, or is another friend's;
 * ERR_INVALID_FIELD for a friendUserId that nobody has. */
enum err library_friend_save(struct ctx *cx, str id, const struct friend_says *says,
			     struct friend *out, bool *created) NODISCARD;

/* Change or remove one. ERR_NOT_FOUND, ERR_PRECONDITION, and as above. */
enum err library_friend_change(struct ctx *cx, str id, const struct friend_says *says,
			       const struct expected *x, struct friend *out) NODISCARD;
enum err library_friend_remove(struct ctx *cx, str id, const struct expected *x) NODISCARD;

/* Inside a write: this one goes. */
enum err friend_drop(struct ctx *cx, const struct friend *f) NODISCARD;

/* "AL" for "Ada Lovelace", "AD" for "ada", "?" for nothing. */
str friend_initials(struct arena *a, str name);

#endif
