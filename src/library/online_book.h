/* online_book.h - a book as an online catalogue tells it, and the text it is kept as. Nothing of a stranger's answer goes further than
 * these limits. */
#ifndef ONLINE_BOOK_H
#define ONLINE_BOOK_H

#include "base/json_read.h"
#include "library/books.h"

enum {
	ONLINE_NAME_MAX =
		100, /* of one author, one category, in code points; others as in books.h */
	ONLINE_NAMES_MAX = 10,       /* authors, categories */
	ONLINE_SNIPPET_MAX = 280,    /* the wire contract's */
	ONLINE_BOOKS_MAX = 40,       /* in one answer */
	ONLINE_KEPT_MAX = 512 << 10, /* bytes of one answer as it is kept */
};

/* Texts are {NULL, 0} where unknown, and of one line. */
struct online_book {
	struct catalogue_book book; /* its id: "isbn:…", a key of Google's, "openlibrary:OL1W" */
	str source;                 /* a line of online_sources.def */
	str date;                   /* of the edition, as its publisher says it */
	str categories;             /* separated by "; " */
	str thumbnail, info_link;   /* https */
	str snippet;                /* the beginning of a description */
	int pages;                  /* 0: unknown */
};

struct online_list {
	struct online_book *items;
	size_t n;
};

/* A text without control characters and at most so many code points, or {NULL, 0} for what is none. */
str online_line(struct ctx *cx, const struct jval *v, size_t max);
/* A link that begins with https:// or http://, which it becomes https:// of; or {NULL, 0}. */
str online_link(struct ctx *cx, const struct jval *v);
/* "title: subtitle" of an object that has both. */
str online_title(struct ctx *cx, const struct jval *v);
/* Texts of an array, or the text `key` of its objects, joined by "; ". */
str online_names(struct ctx *cx, const struct jval *list, const char *key);
/* The first four digits on their own that may be a year; 0: none. */
int online_year(str date);
int online_pages(const struct jval *v); /* 0: none that can be */
/* Set isbn13, isbn10 and, to match, the id; nothing for 0. */
void online_set_isbn(struct ctx *cx, struct online_book *b, uint64_t isbn);

/* The books as one JSON text, and back. ERR_INVALID_JSON: it is none of these. */
str online_books_text(struct ctx *cx, const struct online_list *list);
enum err online_books_read(struct ctx *cx, str text, str source, struct online_list *out) NODISCARD;

#endif
