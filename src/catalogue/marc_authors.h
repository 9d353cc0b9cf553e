/* marc_authors.h - the authors of a MARC record. */
#ifndef MARC_AUTHORS_H
#define MARC_AUTHORS_H

#include "catalogue/marc_text.h"

/* Names as a title page has them, separated by "; ": the one the record is filed under, then those whom a relator or the title
 * page calls author. Of a book without an author, its editors: they are on its spine. Written to m->out. */
str marc_authors(struct marc_making *m);

#endif
