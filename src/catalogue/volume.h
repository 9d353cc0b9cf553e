/* volume.h - the numbers in a text, which tell the volumes of one work apart: "Grade 6", "Band II". */
#ifndef VOLUME_H
#define VOLUME_H

#include "base/str.h"

enum { VOLUME_NUMBERS = 8 }; /* more in one text are left out */

struct volume {
	unsigned number[VOLUME_NUMBERS]; /* 1–9999 */
	size_t n;
};

/* Standing alone: digits, and Roman numerals of at least two letters up to 39. */
struct volume volume_read(str text);

/* How one text's numbers do against another's: 1: one is the same; 0: `title` has none; -1: they differ. */
int volume_match(const struct volume *title, const struct volume *text);

#endif
