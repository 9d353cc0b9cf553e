/* own_books.h - what a person has in their library is found when they search and scan: at once, in their words, and by nobody else.
 *
 * An index of each library in memory (catalogue/own.h), made from its rows when it is first asked for, and kept while there is room. It holds as
 * long as the person's last change number is the same, on however many servers; what has changed since is a second, small index over it. */
#ifndef OWN_BOOKS_H
#define OWN_BOOKS_H

#include "library/app.h"

struct own_books;

/* One library of 50,000 books takes 36 MB, one of 200 some 0.2: a home, with room. */
enum { OWN_BOOKS_BYTES = 64 << 20 };

/* max_bytes: of what is kept for later; what is larger is made anew each time. */
struct own_books *own_books_open(size_t max_bytes);
void own_books_close(struct own_books *o);

/* The catalogue, with the actor's own books if they have any: until cx ends. With `soon`, *later is set in place of indexing a large library, which
 * takes up to a second. */
enum err own_books_catalogue(struct ctx *cx, bool soon, bool *later,
			     struct catalogue **out) NODISCARD;

/* How often libraries were read whole, and how often only what had changed: for tests and figures. */
struct own_books_counts {
	int64_t whole, changed, kept; /* kept: neither was needed */
	size_t libraries, bytes;      /* now */
};
struct own_books_counts own_books_count(struct own_books *o);

#endif
