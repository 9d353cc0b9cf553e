/* columns.h - the columns of a noun that other nouns' statements read too, in the order its reader takes them. Used inside store/. */
#ifndef STORE_COLUMNS_H
#define STORE_COLUMNS_H

#include "store/books.h"
#include "store/friends.h"

/* Of `friends f`. */
#define FRIEND_COLUMNS \
	"f.id, f.name, f.email, f.avatar_url, f.status, f.friend_user_id, f.created_ms, f.updated_ms, f.seq"
#define FRIEND_TYPES "ssSSsSiii"
#define FRIEND_TYPES_OR_NONE "SSSSSSIII" /* of a left join: an empty id where there is none */
struct friend store_friend_of(const struct rows *r, size_t row, size_t col);

/* Of `user_books u` and `books b`. What the person says and what everybody says stand side by side: which one counts is told in C
 * (store_book_of), where it costs half of what it does in SQL. */
#define ABOUT(t) \
	", " t ".title, " t ".subtitle, " t ".authors, " t ".google_books_id, " t ".isbn13, " t \
	".isbn10, " t ".publisher, " t ".published_date, " t ".genres, " t ".cover_thumbnail, " t \
	".synopsis, " t ".info_link, " t ".published_year, " t ".page_count"
#define ABOUT_TYPES "SSSSSSSSSSSSII"
#define BOOK_COLUMNS \
	"u.id, u.book_id" ABOUT("u") ABOUT( \
		"b") ", u.shelf, u.status, u.source, u.loaned, u.liked," \
		     " u.reread, u.rating, u.review, u.tags, u.started_ms, u.finished_ms, u.added_ms, u.updated_ms," \
		     " u.seq, u.deleted_ms, b.version, u.edition_key, u.work_key, u.link_seen, u.relinked"
#define BOOK_TYPES "ss" ABOUT_TYPES ABOUT_TYPES "sssiiiDSSIIiiiIiSSIi"
struct book store_book_of(const struct rows *r, size_t row, size_t col);

#endif
