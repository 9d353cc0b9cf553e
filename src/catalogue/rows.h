/* rows.h - what was read of editions and works, packed for the way through the buckets of an import.
 *
 * Each row belongs to a group: all that is one work. Of Open Library that is its number; of other sources, and of editions without
 * a work, what the main title and the first author's surname fold to. */
#ifndef ROWS_H
#define ROWS_H

#include "catalogue/bytes.h"
#include "catalogue/entry.h"

enum row_kind { ROW_EDITION, ROW_WORK };

struct row {
	enum row_kind kind;
	uint64_t group;
	struct entry entry; /* of a work: title, work, cover, authors' numbers */
};

/* Groups sort so that works by number come last, by number. */
uint64_t row_group(const struct entry *e);

/* The bucket of a group: no group is in two, and they are in the groups' order. */
uint32_t row_bucket(uint64_t group);

void row_pack(struct bytes *b, const struct row *r);

/* Where the row at u ends, and its group: enough to sort rows. */
bool row_skip(struct unpack *u, uint64_t *group);

/* The next row; false at the end. Texts are slices of what is read. */
bool row_unpack(struct unpack *u, struct row *out);

#endif
