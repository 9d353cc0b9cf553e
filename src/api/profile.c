/* profile.c - /library/me/profile. */
#include "library/profile.h"

#include "api/api.h"
#include "api/fields.h"
#include "api/online.h"
#include "api/people.h"
#include "base/clock.h"
#include "library/writes.h"

#include <inttypes.h>

static void put_metrics(struct json *j, const struct profile_metrics *m)
{
	json_obj(j, "metrics");
	json_i64(j, "booksInLibrary", m->books);
	json_i64(j, "booksThisYear", m->books_since);
	json_i64(j, "shelves", m->shelves);
	json_i64(j, "friends", m->friends);
	json_i64(j, "activeLoans", m->loans);
	json_f64(j, "averageRating", m->rating, 2);
	json_end(j, '}');
}

static void put_books(struct ctx *cx, struct json *j, const char *key, const struct book_list *list)
{
	json_arr(j, key);
	for (size_t i = 0; i < list->n; i++)
		put_book(cx, j, NULL, &list->items[i]);
	json_end(j, ']');
}

void put_profile(struct ctx *cx, struct json *j, const char *key, const struct profile_page *p)
{
	const struct profile *a = &p->about;

	json_obj(j, key);
	json_str_or_null(j, "id", str_or_null(a->user_id));
	json_str(j, "email", a->email);
	json_str(j, "username", a->username);
	json_str(j, "displayName", a->display_name);
	json_str_or_null(j, "bio", a->bio);
	json_str_or_null(j, "location", a->location);
	json_str_or_null(j, "website", a->website);
	json_str(j, "badge", a->badge);
	json_str_or_null(j, "avatarUrl", a->avatar_url);
	json_bool(j, "keepPhotos", a->keep_photos);
	json_bool(j, "onlineLookup", a->online_lookup);
	put_metrics(j, &p->metrics);
	put_books(cx, j, "favoriteBooks", &p->favorites);
	put_books(cx, j, "recentReviews", &p->reviews);
	json_end(j, '}');
}

/* It changes with everything that is the person's, with what is shown of the shared editions, with the year, and with what the server offers. */
static str tag_of(struct ctx *cx, const struct profile_page *p, int64_t seq)
{
	const char *names[ONLINE_SOURCES_MAX];
	int64_t versions = 0;

	for (size_t i = 0; i < p->favorites.n; i++)
		versions += p->favorites.items[i].version;
	for (size_t i = 0; i < p->reviews.n; i++)
		versions += p->reviews.items[i].version;
	return str_fmt(&cx->arena, "%" PRId64 "-%" PRId64 "-%" PRId64 "-%zu", seq, versions,
		       clock_year_began_ms(cx->now_ms) / DAY_MS,
		       online_names_of(cx->app->online, names));
}

enum err api_profile_get(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	struct json j = json_make(&res->body);
	struct profile_page page;
	int64_t seq;
	enum err e;

	if ((e = library_changes_last(cx, &seq)) || (e = library_profile(cx, &page)))
		return e;
	if (http_etag(cx, req, res, tag_of(cx, &page, seq)))
		return OK;
	json_obj(&j, NULL);
	put_profile(cx, &j, "profile", &page);
	put_online_sources(&j, cx->app->online);
	json_end(&j, '}');
	return OK;
}

static enum err read_website(struct ctx *cx, const struct jval *obj, str *out)
{
	enum err e = field_line(cx, obj, "website", WEBSITE_MAX, out);

	if (e || profile_website_shape(*out))
		return e;
	return fail_field(cx, S("website"), "website must be a web address: http or https");
}

static enum err read_profile(struct ctx *cx, const struct jval *obj, struct profile_says *out)
{
	bool yes;
	enum err e;

	if ((e = field_line(cx, obj, "displayName", DISPLAY_NAME_MAX, &out->display_name)) ||
	    (e = field_text(cx, obj, "bio", BIO_MAX, &out->bio)) ||
	    (e = field_line(cx, obj, "location", LOCATION_MAX, &out->location)) ||
	    (e = read_website(cx, obj, &out->website)) ||
	    (e = field_line(cx, obj, "badge", BADGE_MAX, &out->badge)) ||
	    (e = field_link(cx, obj, "avatarUrl", &out->avatar_url)))
		return e;
	out->keep_photos = coerce_bool(jval_get(obj, "keepPhotos"), &yes) ? yes : NUMBER_NONE;
	out->online_lookup = coerce_bool(jval_get(obj, "onlineLookup"), &yes) ? yes : NUMBER_NONE;
	return OK;
}

enum err api_profile_change(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	const struct jval *body;
	struct profile_says says;
	enum err e;

	if ((e = read_object_body(cx, req, &body)) || (e = read_profile(cx, body, &says)) ||
	    (e = library_profile_change(cx, &says)))
		return e;
	return api_profile_get(cx, req, res);
}
