/* callnumber.h - the call number a library puts on a spine: a class and, beside it, the first letters of what the book is filed by. */
#ifndef CALLNUMBER_H
#define CALLNUMBER_H

#include "base/str.h"

enum { CALLNUMBER_MARK = 4 }; /* letters of a mark, at most */

/* "823.914 AUS" (Dewey), "PR6068.O93" (Library of Congress), "9(46.71) Orw" (UDC), "JN Row" (a collection). */
struct callnumber {
	str whole; /* a slice of the text; empty: none was found */
	str mark; /* the first letters of the author, or of the title of a work without one; empty: none beside it */
};

/* By its form alone: no list of classes is asked. The last one in the text, as it stands at the foot of a spine. */
struct callnumber callnumber_find(str text);

#endif
