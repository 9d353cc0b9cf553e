/* scans.h - the photos a person had read: kept with what was found, so that a book's origin can be told, a scan opened
 * again, read again, or taken back. The reading itself is scan.h. */
#ifndef SCANS_H
#define SCANS_H

#include "library/scan.h"
#include "store/scans.h"

enum { SCANS_PAGE_MAX = 100 };

/* What became of keeping a scan. */
struct scan_kept {
	str id;     /* empty: it was not kept */
	bool photo; /* its photo was */
	str notice; /* why something was not, for people; empty: nothing went wrong */
};

/* Keep what library_scan found in the photo, for cx->actor, and, unless their settings say no, the photo, cleaned
 * (vision_clean). Never fails: the answer to the person with the camera is worth more than its copy, so what could not
 * be kept is told in out->notice. Needs cx->db. */
void library_scan_keep(struct ctx *cx, str photo, struct scan_limits limits, const struct scan *s,
		       struct scan_kept *out);

/* A scan as it was answered, and what was chosen since. */
struct kept_scan {
	struct scan_row row;
	struct scan answer;          /* of its timings only the total */
	struct scan_choice *choices; /* one a spine */
};

/* ERR_NOT_FOUND: none of the actor's. */
enum err library_scan_get(struct ctx *cx, str id, struct kept_scan *out) NODISCARD;
enum err library_scan_remove(struct ctx *cx, str id) NODISCARD; /* its books stay */

/* Read the kept photo again, as this program does today: a new scan that names the old one. What had been decided for a
 * box is carried over to the box in its place. As library_scan; ERR_NOT_FOUND without a photo. Gives cx->db back for the time of
 * the reading. */
enum err library_scan_replay(struct ctx *cx, str id, struct kept_scan *out) NODISCARD;

/* What taking a scan back did. */
struct scan_undone {
	str *removed,
		*changed; /* ids of copies: those that went, and those that stay because they were changed since */
	size_t nremoved, nchanged;
};

/* Remove the books that this scan added, but for those changed or lent since; their spines are undecided again. Twice does nothing
 * the second time. */
enum err library_scan_undo(struct ctx *cx, str id, struct scan_undone *out) NODISCARD;

/* ---- photos (scan_photos.c) ---- */

/* The scan's photo: its name (photos.h). ERR_NOT_FOUND. */
enum err library_scan_photo(struct ctx *cx, str id, str *name) NODISCARD;

/* Delete that photo, for every scan that names it; or, with an empty id, all photos of the person. *out: what was deleted. */
enum err library_scan_photo_remove(struct ctx *cx, str id, struct scan_photos *out) NODISCARD;

/* Remove these files, where no scan names them any more. */
enum err library_photos_release(struct ctx *cx, const str *names, size_t n) NODISCARD;

#endif
