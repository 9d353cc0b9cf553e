/* assemble.h - from rows to titles: the rows of a work are brought together, sorted by title, and what is the same edition becomes one. */
#ifndef ASSEMBLE_H
#define ASSEMBLE_H

#include "catalogue/authors.h"
#include "catalogue/part.h"
#include "catalogue/rows.h"

/* What became of rows. */
struct assemble_counts {
	int64_t editions; /* that are in the part now */
	int64_t doubles; /* rows that were the same edition as another, and filled in what it lacked */
	int64_t known; /* editions the catalogue has already as they are, and so were left out */
	int64_t rare;  /* editions of works with too few of them */
	int64_t bare_works; /* works without any edition: they are left out */
};

struct assemble_options {
	const struct authors *authors; /* NULL: nobody has a number */
	size_t min_editions;           /* of a work, below which it is left out; 0: none is */

	const struct moved *author_moved; /* NULL: nobody's number has */
	const struct moved *
		moved; /* works whose rows are left out, as they come under another number too; NULL: none */

	/* Whether an edition need not come in, as the catalogue has all of it; it may fill *e with what it has, and make *r one of the starter
	 * catalogue. NULL: none has. */
	bool (*known)(void *arg, struct record *r, struct record_edition *e);
	void *arg;
};

/* Put the titles of all groups in rows, which is sorted out of place, behind what is in the part. Counts are added to. */
void assemble(const struct assemble_options *o, str rows, struct part *into,
	      struct assemble_counts *counts);

#endif
