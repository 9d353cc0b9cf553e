/* moved.h - numbers that became other numbers: Open Library's redirects of one kind. */
#ifndef MOVED_H
#define MOVED_H

#include "catalogue/bytes.h"

struct moved {
	uint64_t *slots; /* from << 32 | to; 0: empty; open addressing */
	uint32_t n, nslots;
};

void moved_free(struct moved *m);
void moved_add(struct moved *m, uint32_t from,
	       uint32_t to); /* both > 0; the last word on `from` counts */

/* Where a number leads in the end, which has not moved; itself when it did not move, or its redirects lead to no end: around in a ring, or on
 * and on. */
uint32_t moved_find(const struct moved *m, uint32_t number);

/* The next pair, from *at = 0 on; false at the end. */
bool moved_next(const struct moved *m, uint32_t *at, uint32_t *from, uint32_t *to);

#endif
