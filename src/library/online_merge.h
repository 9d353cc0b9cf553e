/* online_merge.h - when the catalogue here has answered well enough, and its books and those of online catalogues as one list. */
#ifndef ONLINE_MERGE_H
#define ONLINE_MERGE_H

#include "library/online_book.h"

/* The catalogue here has answered well when its first book has so much of what was typed: all words, one of them perhaps mistyped.
 * Otherwise it is worth asking elsewhere. */
#define ONLINE_GOOD 0.85f

bool online_is_good(const struct catalogue_hits *local);

/* One of the two. */
struct found_book {
	const struct catalogue_hit *local;
	const struct online_book *online;
};

struct found_list {
	struct found_book *items;
	size_t n;
};

/* At most max, by how well they match what was typed; those of each list keep their order where they match the same, and local ones
 * come first. A book is there once: the local one, else the first source's; the same are those with the same ISBN, and those with
 * the same title and first author, as far as both say one. */
struct found_list online_merge(struct ctx *cx, str query, const struct catalogue_hits *local,
			       const struct online_list *online, size_t max);

#endif
