/* isbn.h - ISBN numbers (ISO 2108) as one integer: the thirteen digits. */
#ifndef CATALOGUE_ISBN_H
#define CATALOGUE_ISBN_H

#include "base/str.h"

/* From ten or thirteen digits as found in the wild: hyphens and spaces, ="0439785960", [1578660289], a ".0" that a
 * spreadsheet added, leading zeros it took from an ISBN-10. 0: not an ISBN, or the check digit is wrong. */
uint64_t isbn_read(str s);

str isbn_text(struct arena *a, uint64_t isbn);   /* thirteen digits */
str isbn_text10(struct arena *a, uint64_t isbn); /* ten; {NULL, 0} for what has none (979…) */

#endif
