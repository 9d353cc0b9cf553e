/* carry.h - what was decided for a photo's spines, when the photo is read again. Used by scans.c. */
#ifndef CARRY_H
#define CARRY_H

#include "library/scans.h"

/* One choice for each spine of `now`: that of the old spine in its place, each given once, the one that shares most of the
 * outline; else none. A book stays the old scan's: `created` is false. A candidate is known again by its id in the
 * catalogue; where it is not proposed any more the choice is a correction. */
struct scan_choice *scan_carry_over(struct ctx *cx, const struct kept_scan *old,
				    const struct identified_shelf *now);

#endif
