/* own.h - books that are somebody's own: an index in memory, asked together with the catalogue's files and for that person alone.
 *
 * A title of it is a book, by number, so that who made it knows which one was found and can say which are gone. */
#ifndef CATALOGUE_OWN_H
#define CATALOGUE_OWN_H

#include "catalogue/catalogue.h"
#include "catalogue/file.h"

/* What its person says of it. Texts are valid UTF-8; {NULL, 0} or 0 where not known. */
struct own_book {
	str id; /* what it is called in answers; empty: by what it says, as a book of the catalogue is */
	str edition;                  /* the catalogue's id of the edition that it is */
	str title, subtitle, authors; /* authors: separated by "; " */
	str publisher, isbn13;
	int year;
};

struct own_index {
	struct file file;
	str *ids;     /* of each book */
	size_t bytes; /* of all */
};

enum err own_index_make(struct ctx *cx, const struct own_book *books, size_t n,
			struct own_index **out) NODISCARD;
void own_index_free(struct own_index *x);

enum { OWN_INDEXES = 2 };

/* What is asked: the later ones are newer. */
struct own_indexes {
	const struct own_index *items[OWN_INDEXES];
	const bool *gone
		[OWN_INDEXES]; /* of each book: it is not there any more, or in a later one; NULL: all are there */
	size_t n;
};

/* A catalogue that has these books too. It lives as long as cx, as must they and `c`; not to be closed. */
struct catalogue *catalogue_with(struct ctx *cx, struct catalogue *c,
				 const struct own_indexes *own);

#endif
