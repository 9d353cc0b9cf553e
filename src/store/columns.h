/* columns.h - the columns of a noun that other nouns' statements read too, in the order its reader takes them. Used inside store/. */
#ifndef STORE_COLUMNS_H
#define STORE_COLUMNS_H

#include "store/friends.h"

/* Of `friends f`. */
#define FRIEND_COLUMNS \
	"f.id, f.name, f.email, f.avatar_url, f.status, f.friend_user_id, f.created_ms, f.updated_ms, f.seq"
#define FRIEND_TYPES "ssSSsSiii"
#define FRIEND_TYPES_OR_NONE "SSSSSSIII" /* of a left join: an empty id where there is none */
struct friend store_friend_of(const struct rows *r, size_t row, size_t col);

#endif
