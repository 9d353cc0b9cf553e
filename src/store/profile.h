/* profile.h - what people say of themselves, and what their library amounts to. */
#ifndef STORE_PROFILE_H
#define STORE_PROFILE_H

#include "store/books.h"

/* Texts are {NULL, 0} where nothing is said. */
struct profile {
	str user_id; /* empty: who is new */
	str email, username;
	str display_name, bio, location, website, badge, avatar_url;
	bool keep_photos;
	bool online_lookup; /* online catalogues may be asked what they search for */
};

struct profile_metrics {
	int64_t books, books_since, shelves, friends, loans; /* friends and loans: active ones */
	double rating;                                       /* of the rated; NAN: none is */
};

enum err store_profile_get(struct ctx *cx, str user_id, struct profile *out) NODISCARD;
/* All but address and user name becomes what p says. Under the lock of the person's library. */
enum err store_profile_set(struct ctx *cx, const struct profile *p) NODISCARD;

/* books_since: those added at since_ms or later. */
enum err store_profile_metrics(struct ctx *cx, str user_id, int64_t since_ms,
			       struct profile_metrics *out) NODISCARD;

/* Liked books, and books with a review: what was changed last comes first. */
enum err store_profile_favorites(struct ctx *cx, str user_id, int64_t max,
				 struct book_list *out) NODISCARD;
enum err store_profile_reviews(struct ctx *cx, str user_id, int64_t max,
			       struct book_list *out) NODISCARD;

extern const struct sql_set store_profile_sql;

#endif
