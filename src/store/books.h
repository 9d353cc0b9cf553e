/* books.h - a person's copies of books. What is deleted stays as a tombstone, seen only by what says so. */
#ifndef STORE_BOOKS_H
#define STORE_BOOKS_H

#include "store/editions.h"

/* Which book of the catalogue a copy is, by the catalogue's own ids. {NULL, 0}: not known. */
struct book_link {
	str edition, work;
	int64_t seen; /* the catalogue that was asked last (catalogue_mark); NUMBER_NONE: none yet; LINK_SAID */
};

enum { LINK_SAID = 0 }; /* the person said it themselves: no catalogue is asked */

/* One copy as its owner sees it. */
struct book {
	str id, edition_id;
	struct edition about;      /* the owner's words where they differ from everybody's */
	str shelf, status, source; /* shelf: want_to_read reading read custom */
	bool loaned, liked, reread;
	double rating;                   /* 0–5; NAN: none */
	str review;                      /* {NULL, 0}: none */
	str tags;                        /* one a line; {NULL, 0}: none */
	int64_t started_ms, finished_ms; /* NUMBER_NONE: not known */
	int64_t added_ms, updated_ms;
	int64_t seq;        /* of its last change */
	int64_t deleted_ms; /* NUMBER_NONE: it is there */
	int64_t version;    /* of the shared edition */
	struct book_link link;
	int64_t relinked; /* how often store_book_relink gave it another link */
};

struct book_list {
	struct book *items;
	size_t n;
};

/* What to change. {NULL, 0}, NUMBER_NONE and NAN keep; an empty text, NUMBER_CLEAR and a negative rating clear. */
struct book_change {
	struct edition about;
	str shelf, status, source;
	int64_t loaned, liked, reread; /* 0 or 1 */
	double rating;
	str review, tags;
	int64_t started_ms, finished_ms;
	struct book_link link;
};

struct book_change book_change_make(void); /* keeps all */

/* What copies are matched, sorted and searched by, folded (library/keys.c). */
struct book_keys {
	str title, author, search;
};

/* ERR_NOT_FOUND, for what is deleted too. */
enum err store_book_get(struct ctx *cx, str user_id, str id, struct book *out) NODISCARD;
/* Only what is deleted. */
enum err store_book_get_deleted(struct ctx *cx, str user_id, str id, struct book *out) NODISCARD;
enum err store_book_find(struct ctx *cx, str user_id,
			 struct book_list *out) NODISCARD; /* newest first */

/* The same, one after the other: the book's texts are gone when `each` returns. */
typedef enum err book_row(struct ctx *cx, const struct book *b, void *arg);
enum err store_book_each(struct ctx *cx, str user_id, book_row *each, void *arg) NODISCARD;

enum book_sort {
	BOOKS_BY_ADDED,   /* newest first */
	BOOKS_BY_UPDATED, /* last changed first */
	BOOKS_BY_TITLE,
	BOOKS_BY_AUTHOR,
	BOOKS_BY_RATING, /* best first, those without last */
	BOOK_SORT__MAX
};

enum { BOOK_QUERY_WORDS = 4 };

/* Which books, in which order, from where on. */
struct book_query {
	str shelf, status; /* {NULL, 0}: any */
	str words
		[BOOK_QUERY_WORDS]; /* plain (utf8_plain): some word of the book begins with each; several in one: in this order */
	int64_t updated_since_ms; /* NUMBER_NONE: any time */
	enum book_sort sort;
	int64_t limit; /* at least 1 */
	/* the last book of the page before: a text by title and author, else a number; of a rating hundredths, -1 for none */
	struct list_place after;
};

/* A page; (*places)[i] is where a page that ends with the i-th book ends. */
enum err store_book_page(struct ctx *cx, str user_id, const struct book_query *q,
			 struct book_list *out, struct list_place **places) NODISCARD;

/* The copies a payload may mean: with this Google id or this ISBN-13 in the person's own words, with this folded title,
 * of this edition. */
enum err store_book_find_by_own_google(struct ctx *cx, str user_id, str google_id,
				       struct book_list *out) NODISCARD;
enum err store_book_find_by_own_isbn(struct ctx *cx, str user_id, str isbn13,
				     struct book_list *out) NODISCARD;
enum err store_book_find_by_title(struct ctx *cx, str user_id, str title_key,
				  struct book_list *out) NODISCARD;
enum err store_book_find_by_edition(struct ctx *cx, str user_id, str edition_id,
				    struct book_list *out) NODISCARD;

/* A copy with the state of b, its words where they differ from the edition's, and these keys. *added is false, and
 * nothing changed, when the person has this edition, or this id, already. */
enum err store_book_add(struct ctx *cx, str user_id, const struct book *b,
			const struct book_keys *k, bool *added) NODISCARD;
enum err store_book_change(struct ctx *cx, str user_id, str id, const struct book_change *c,
			   int64_t now_ms, int64_t seq) NODISCARD;
/* Make it a tombstone (store/trash.h brings it back). ERR_NOT_FOUND. */
enum err store_book_delete(struct ctx *cx, str user_id, str id, int64_t now_ms,
			   int64_t seq) NODISCARD;

/* Those of the actor's copies without an edition that a catalogue other than `mark` was asked for last, or none: up to max, by id, after
 * this one (empty: from the first). And the next person, by id, who has any; empty: nobody. */
enum err store_book_find_unlinked(struct ctx *cx, str user_id, int64_t mark, str after, int64_t max,
				  struct book_list *out) NODISCARD;
enum err store_book_unlinked_person(struct ctx *cx, int64_t mark, str after,
				    str *user_id) NODISCARD;
/* Another link of a copy that is as it was read; it is no change of its owner's, and *different says whether others see one. */
enum err store_book_relink(struct ctx *cx, str user_id, const struct book *b,
			   const struct book_link *link, bool different) NODISCARD;

/* Folded keys: those of one copy; up to max copies that have none yet; forget those of all copies of an edition. */
enum err store_book_set_keys(struct ctx *cx, str user_id, str id,
			     const struct book_keys *k) NODISCARD;
enum err store_book_find_unfolded(struct ctx *cx, str user_id, int64_t max,
				  struct book_list *out) NODISCARD;
enum err store_book_unfold(struct ctx *cx, str edition_id) NODISCARD;

extern const struct sql_set store_book_sql;

#endif
