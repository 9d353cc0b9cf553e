/* books.h - the rules of a person's library: when two books are the same, and what wins when they are. */
#ifndef BOOKS_H
#define BOOKS_H

#include "base/expected.h"
#include "library/app.h"
#include "store/books.h"

extern const char *const book_shelves[4];

/* The longest of each, in code points, and the most of what comes in lists. */
enum {
	TITLE_MAX = 500,
	AUTHOR_MAX = 255,
	AUTHORS_MAX = 50,
	PUBLISHER_MAX = 255,
	DATE_MAX = 32,
	GOOGLE_ID_MAX = 128,
	GENRE_MAX = 100,
	GENRES_MAX = 50,
	LINK_MAX = 2048,
	LABEL_MAX = 32,
	REVIEW_MAX = 50000,
	SYNOPSIS_MAX = 50000,
	PAGES_MAX = 1000000,
	TAG_MAX = 100,
	TAGS_MAX = 50,
	BATCH_MAX = 10000
};

/* Whether a text can be the catalogue's id of an edition; of a work, which an edition may stand for where works have no numbers. */
bool link_id_valid(str id, bool edition);

/* Where a book was found: a spine of one of the person's scans. */
struct book_origin {
	str scan_id; /* empty: not in a photo */
	int64_t spine;
	int64_t candidate; /* the one taken; NUMBER_NONE: another book than those proposed */
};

/* What somebody says of a book they have. Conventions of struct book_change: what is absent keeps. */
struct book_entry {
	str id; /* of the copy, if they know it; else empty */
	struct book_change says;
	int64_t added_ms;   /* NUMBER_NONE: now */
	int64_t updated_ms; /* of the copy they saw; NUMBER_NONE: unknown */
	struct book_origin origin;
	bool as_it_was; /* a new copy takes over id and updated_ms: it comes from an export of this program */
};

struct book_entry book_entry_make(void);

/* What the catalogue says of a book. */
struct book_entry book_entry_of(struct ctx *cx, const struct catalogue_book *b);

/* How an entry meets a copy that is there already. */
enum book_merge {
	BOOK_SAY,  /* what is said wins */
	BOOK_FILL, /* only what is empty is filled */
	BOOK_ECHO /* a client repeating its whole library: what it says wins only where it has seen the newest state
		    * (updated_ms agrees); else it may fill what is empty, and like or mark as reread */
};

enum book_outcome { BOOK_CREATED, BOOK_UPDATED, BOOK_UNCHANGED };

/* One entry of many, and what became of it. */
struct book_saved {
	bool refused; /* by the caller, who has set err: leave this entry out */
	enum err err; /* OK, or why this one was refused */
	str err_name, err_text;
	enum book_outcome outcome;
	struct book book;  /* as it is now */
	bool origin_known; /* its origin was a spine of the person's, and says so now */
};

/* Add or update, in one transaction. The copy meant is the person's one with the id (and the same title), the Google id, the
 * ISBN-13, or the same folded title where year, first author, Google id and ISBN don't contradict. ERR_MISSING_TITLE. */
enum err library_book_save(struct ctx *cx, const struct book_entry *entry,
			   struct book_saved *out) NODISCARD;

/* All of them, as BOOK_ECHO, in one transaction: those that cannot be taken say so in their place and keep no other back. */
enum err library_book_save_all(struct ctx *cx, const struct book_entry *entries,
			       struct book_saved *out, size_t n) NODISCARD;

/* One of them, inside the work of a library_write that does more. */
enum err library_book_put(struct ctx *cx, const struct book_entry *entry, enum book_merge how,
			  struct book_saved *out) NODISCARD;

/* Write *c to a copy that is there, inside such work. */
enum err library_book_edit(struct ctx *cx, const struct book *have, const struct book_change *c,
			   struct book *out) NODISCARD;

/* The number of a copy's state as its owner sees it, for ETag and If-Match. */
int64_t library_book_tag(const struct book *b);

/* Change one copy, or delete it, if it is in an expected state (library_book_tag). ERR_NOT_FOUND for what is not the
 * person's, ERR_PRECONDITION. */
enum err library_book_change(struct ctx *cx, str id, const struct book_change *c,
			     const struct expected *x, struct book *out) NODISCARD;
enum err library_book_remove(struct ctx *cx, str id, const struct expected *x) NODISCARD;
/* The same, in whatever state, inside the work of a library_write that does more. */
enum err library_book_drop(struct ctx *cx, str id) NODISCARD;

enum err library_book(struct ctx *cx, str id, struct book *out) NODISCARD; /* ERR_NOT_FOUND */

/* All the person's books, newest first; none for a person who is new. */
enum err library_books(struct ctx *cx, struct book_list *out) NODISCARD;

/* The same, one after the other (store_book_each). */
enum err library_books_each(struct ctx *cx, book_row *each, void *arg) NODISCARD;

/* Some of them, in some order: q->limit 0 is no limit. *next: the q->after of the next page;
 * its id is empty when this is the last. */
enum err library_books_page(struct ctx *cx, struct book_query q, struct book_list *out,
			    struct list_place *next) NODISCARD;

/* What somebody typed as the words of a query. */
void library_book_words(struct ctx *cx, str typed, struct book_query *q);

/* The 13 digits of a valid ISBN-10 or ISBN-13, spaces and dashes allowed; {NULL, 0} for what is none. */
str isbn13_of(struct arena *a, str s);

#endif
