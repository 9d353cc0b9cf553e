/* profile.c - see profile.h. */
#include "library/profile.h"

#include "base/clock.h"
#include "library/says.h"
#include "library/writes.h"

#include <math.h>
#include <string.h>
#include <strings.h>

bool profile_website_shape(str s)
{
	const char *colon = s.n ? memchr(s.p, ':', s.n) : NULL;
	size_t n = colon ? (size_t)(colon - s.p) : 0;

	if (!colon || memchr(s.p, '.', n) || memchr(s.p, '/', n)) /* a host and its port; a path */
		return true;
	if (!(n == 4 && strncasecmp(s.p, "http", 4) == 0) &&
	    !(n == 5 && strncasecmp(s.p, "https", 5) == 0))
		return false;
	return s.n > n + 3 && memcmp(colon, "://", 3) == 0;
}

/* As library_actor_ensure would make them. */
static struct profile newcomer(struct ctx *cx)
{
	return (struct profile){ .user_id = S(""),
				 .email = cx->actor.email,
				 .username = cx->actor.username,
				 .keep_photos = true };
}

enum err library_profile(struct ctx *cx, struct profile_page *out)
{
	str me = cx->actor.user_id;
	enum err e;

	*out = (struct profile_page){ .about = newcomer(cx), .metrics.rating = NAN };
	if (me.n &&
	    ((e = store_profile_get(cx, me, &out->about)) ||
	     (e = store_profile_metrics(cx, me, clock_year_began_ms(cx->now_ms), &out->metrics)) ||
	     (e = store_profile_favorites(cx, me, PROFILE_FAVORITES, &out->favorites)) ||
	     (e = store_profile_reviews(cx, me, PROFILE_REVIEWS, &out->reviews))))
		return e;
	if (!out->about.display_name.n)
		out->about.display_name = out->about.username;
	if (!out->about.badge.n)
		out->about.badge = S("PATRON");
	return OK;
}

static bool say_flag(bool *have, int64_t say)
{
	bool changes = say != NUMBER_NONE && *have != (say == 1);

	if (changes)
		*have = say == 1;
	return changes;
}

static bool merge(struct profile *p, const struct profile_says *s)
{
	bool changed = say_text(&p->display_name, s->display_name);

	changed |= say_text(&p->bio, s->bio);
	changed |= say_text(&p->location, s->location);
	changed |= say_text(&p->website, s->website);
	changed |= say_text(&p->badge, s->badge);
	changed |= say_text(&p->avatar_url, s->avatar_url);
	changed |= say_flag(&p->keep_photos, s->keep_photos);
	return say_flag(&p->online_lookup, s->online_lookup) || changed;
}

static enum err change(struct ctx *cx, void *arg)
{
	struct profile p;
	int64_t seq;
	enum err e;

	if ((e = store_profile_get(cx, cx->actor.user_id, &p)) || !merge(&p, arg))
		return e;
	if ((e = library_changed(cx, NOUN_PROFILE, p.user_id, false, &seq)))
		return e;
	return store_profile_set(cx, &p);
}

enum err library_profile_change(struct ctx *cx, const struct profile_says *says)
{
	struct profile_says copy = *says;

	return library_write(cx, change, &copy);
}
