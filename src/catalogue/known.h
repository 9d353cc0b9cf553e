/* known.h - what the catalogue has already of an edition that comes in. */
#ifndef KNOWN_H
#define KNOWN_H

#include "catalogue/handle.h"

/* Whether it has the edition with all that e says. If it has it with less, e becomes what is there, filled with what e says more, and *r is of the starter catalogue if that was. `view` is a
 * struct view. Safe from any number of threads. */
bool known_edition(void *view, struct record *r, struct record_edition *e);

/* What an edition is known by: an ISBN; Open Library's number; what it says. */
uint64_t known_key(const struct record *r, const struct record_edition *e);

/* The edition of a title with this key, FILE_KEY_…; false: none. */
bool known_with_key(struct record r, uint64_t key, struct record_edition *out);

#endif
