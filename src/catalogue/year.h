/* year.h - the year in what people write. */
#ifndef YEAR_H
#define YEAR_H

#include "base/str.h"

/* "1813", "c1987", "May 4th 1999", "-700"; 0: none in it. */
int year_read(str s);

#endif
