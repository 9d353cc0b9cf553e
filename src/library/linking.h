/* linking.h - which edition of the catalogue a copy is, or of which work: beside what its owner says of it, never in its place.
 *
 * Links are the catalogue's ids, which live on when it is imported anew, so nothing has to be done then; what a link leads to may be gone.
 * Looked for where it costs some µs: by id, ISBN, or the very title and author. A catalogue that cannot be read keeps no book from being
 * saved. Used by books.c inside the work of a library_write. */
#ifndef LINKING_H
#define LINKING_H

#include "library/books.h"

/* The link of a new copy: what the entry says; else of the candidate that was chosen on a scan (`candidate`, its catalogue id or {NULL, 0}); of
 * a Google id that is an id of the catalogue, as programs give back what search found; of the ISBN; else only the work, of title and author. */
void linking_new(struct ctx *cx, const struct book_change *says, str candidate,
		 struct book_link *out);

/* What a change makes of the link of a copy, put into it: what it says itself; a new ISBN or Google id is looked for; what had no edition is
 * looked for again under its new name. */
void linking_follow(struct ctx *cx, const struct book *have, struct book_change *c);

/* The same for a copy without an edition that was recognised as this candidate. False: nothing new. */
bool linking_recognised(struct ctx *cx, const struct book *have, str candidate,
			struct book_change *c);

/* Look for the links of copies that have no edition: those of before there were links, and all when the catalogue has changed. Not a
 * change of the person's: seq and updated_ms stay, the ETag does not. *n: how many got another link. */
enum err library_links_refresh(struct ctx *cx, size_t *n) NODISCARD;

#endif
