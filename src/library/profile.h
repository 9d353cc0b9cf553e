/* profile.h - what a person says of themselves, and what their library amounts to. */
#ifndef PROFILE_H
#define PROFILE_H

#include "library/app.h"
#include "store/profile.h"

/* In code points; avatars are links (LINK_MAX of books.h). */
enum {
	DISPLAY_NAME_MAX = 120,
	BIO_MAX = 2000,
	LOCATION_MAX = 120,
	WEBSITE_MAX = 255,
	BADGE_MAX = 32
};
enum { PROFILE_FAVORITES = 8, PROFILE_REVIEWS = 5 };

/* What is said: {NULL, 0} and NUMBER_NONE keep, an empty text clears. Without a display name people are shown by their user
 * name, without a badge as PATRON. */
struct profile_says {
	str display_name, bio, location, website, badge, avatar_url;
	int64_t keep_photos, online_lookup; /* 0 or 1 */
};

/* A profile with everything that is shown beside it. */
struct profile_page {
	struct profile about;           /* display_name and badge as shown */
	struct profile_metrics metrics; /* books_since: since 1 January of this year, UTC */
	struct book_list favorites, reviews;
};

/* The actor's own. Who is new sees what they would begin with. */
enum err library_profile(struct ctx *cx, struct profile_page *out) NODISCARD;
enum err library_profile_change(struct ctx *cx, const struct profile_says *says) NODISCARD;

/* A website as people type it: http and https, or without a scheme; no other scheme is followed by a click. */
bool profile_website_shape(str s);

#endif
