/* scan_rows.h - a scan as rows of the database, and back. Used by scans.c. */
#ifndef SCAN_ROWS_H
#define SCAN_ROWS_H

#include "library/scan.h"
#include "store/scans.h"

struct spine_row scan_spine_row(struct ctx *cx, const struct identified_spine *s);
struct candidate_row scan_candidate_row(struct ctx *cx, size_t spine,
					const struct identify_candidate *c);

/* What library_scan said, but for its lines and its timings: of those only the total. */
void scan_of_rows(struct ctx *cx, const struct scan_row *row, const struct spine_row_list *spines,
		  const struct candidate_row_list *candidates, struct scan *out);

#endif
