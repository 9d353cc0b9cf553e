/* work.h - which editions are one work, and the parts of a title and of an author line that say so. */
#ifndef WORK_H
#define WORK_H

#include "catalogue/fold.h"

enum {
	WORK_AUTHOR_BYTES = 80
}; /* more of an author line is not indexed: translators, "illustrated with …" */

/* A title before its subtitle, series or note: up to ':', '(', '[' or ';'. */
str work_main_title(str title);

/* The first of the authors: up to ',', ';', '&' or '/'. Of "Bunge, Mario" that is the surname. */
str work_first_author(str authors);

/* The author line cut to at most WORK_AUTHOR_BYTES, between letters. */
str work_author_head(str authors);

/* The same for editions with the same folded main title and surname of the first author. */
uint64_t work_hash(str title, str authors);
uint32_t work_key(str title, str authors); /* its upper half */

/* What a book without an ISBN is known by: title, authors and year as they are. */
uint64_t work_digest(str title, str authors, int year);

#endif
