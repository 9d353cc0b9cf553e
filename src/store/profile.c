/* profile.c - the users table as people see themselves in it, and sums over their library. */
#include "store/profile.h"

#include "store/columns.h"

#include <math.h>

enum { GET, SET, METRICS, FAVORITES, REVIEWS, STMTS };

#define SELECT_SOME(which) \
	"SELECT " BOOK_COLUMNS " FROM user_books u JOIN books b ON b.id = u.book_id" \
	" WHERE u.user_id = $1 AND u.deleted_ms IS NULL AND " which \
	" ORDER BY u.updated_ms DESC, u.id DESC LIMIT $2"

static const struct sql sql[STMTS] = {
	[GET] = { "profile_get", "s", "sssSSSSSSii",
		  "SELECT id, email, username, display_name, bio, location, website, badge, avatar_url, keep_photos,"
		  " online_lookup"
		  " FROM users WHERE id = $1" },
	[SET] = { "profile_set", "sSSSSSSii", "",
		  "UPDATE users SET display_name = $2, bio = $3, location = $4, website = $5, badge = $6,"
		  " avatar_url = $7, keep_photos = $8, online_lookup = $9 WHERE id = $1" },
	[METRICS] = { "profile_metrics", "si", "iiiDii",
		      "SELECT COUNT(*), COUNT(CASE WHEN added_ms >= $2 THEN 1 END), COUNT(DISTINCT shelf), AVG(rating),"
		      " (SELECT COUNT(*) FROM friends WHERE user_id = $1 AND deleted_ms IS NULL AND status = 'active'),"
		      " (SELECT COUNT(*) FROM loans WHERE user_id = $1 AND deleted_ms IS NULL AND status = 'active')"
		      " FROM user_books WHERE user_id = $1 AND deleted_ms IS NULL" },
	[FAVORITES] = { "profile_favorites", "si", BOOK_TYPES, SELECT_SOME("u.liked = 1") },
	[REVIEWS] = { "profile_reviews", "si", BOOK_TYPES, SELECT_SOME("u.review IS NOT NULL") },
};

const struct sql_set store_profile_sql = { sql, STMTS };

enum err store_profile_get(struct ctx *cx, str user_id, struct profile *out)
{
	struct rows r;
	enum err e;

	if ((e = db_query(cx, &sql[GET], ARGS(V(user_id)), &r)))
		return e;
	if (!r.n)
		return fail(cx, ERR_NOT_FOUND, "there is no such person");
	*out = (struct profile){ .user_id = row_str(&r, 0, 0),
				 .email = row_str(&r, 0, 1),
				 .username = row_str(&r, 0, 2),
				 .display_name = row_str(&r, 0, 3),
				 .bio = row_str(&r, 0, 4),
				 .location = row_str(&r, 0, 5),
				 .website = row_str(&r, 0, 6),
				 .badge = row_str(&r, 0, 7),
				 .avatar_url = row_str(&r, 0, 8),
				 .keep_photos = row_i64(&r, 0, 9) != 0,
				 .online_lookup = row_i64(&r, 0, 10) != 0 };
	return OK;
}

enum err store_profile_set(struct ctx *cx, const struct profile *p)
{
	struct rows r;

	return db_query(cx, &sql[SET],
			ARGS(V(p->user_id), V(p->display_name), V(p->bio), V(p->location),
			     V(p->website), V(p->badge), V(p->avatar_url),
			     V((int64_t)p->keep_photos), V((int64_t)p->online_lookup)),
			&r);
}

enum err store_profile_metrics(struct ctx *cx, str user_id, int64_t since_ms,
			       struct profile_metrics *out)
{
	struct rows r;
	enum err e;

	if ((e = db_query(cx, &sql[METRICS], ARGS(V(user_id), V(since_ms)), &r)))
		return e;
	*out = (struct profile_metrics){ .books = row_i64(&r, 0, 0),
					 .books_since = row_i64(&r, 0, 1),
					 .shelves = row_i64(&r, 0, 2),
					 .rating = row_null(&r, 0, 3) ? NAN : row_f64(&r, 0, 3),
					 .friends = row_i64(&r, 0, 4),
					 .loans = row_i64(&r, 0, 5) };
	return OK;
}

static enum err some(struct ctx *cx, int statement, str user_id, int64_t max, struct book_list *out)
{
	struct rows r;
	enum err e;

	if ((e = db_query(cx, &sql[statement], ARGS(V(user_id), V(max)), &r)))
		return e;
	out->n = r.n;
	out->items = arena_new(&cx->arena, struct book, r.n);
	for (size_t i = 0; i < r.n; i++)
		out->items[i] = store_book_of(&r, i, 0);
	return OK;
}

enum err store_profile_favorites(struct ctx *cx, str user_id, int64_t max, struct book_list *out)
{
	return some(cx, FAVORITES, user_id, max, out);
}

enum err store_profile_reviews(struct ctx *cx, str user_id, int64_t max, struct book_list *out)
{
	return some(cx, REVIEWS, user_id, max, out);
}
