/* scan.h - the main job: from a photo's bytes to its books. */
#ifndef SCAN_H
#define SCAN_H

#include "library/app.h"
#include "library/identify.h"

struct scan_limits {
	int min_area_px;    /* smaller spines are dropped; 0: none */
	int max_spines;     /* 1–SCAN_SPINES_MAX */
	int max_candidates; /* 1–IDENTIFY_CANDIDATES, for each spine */
};

enum { SCAN_SPINES_MAX = 500 };

struct scan {
	struct vision_shelf read;
	struct identified_shelf found;
	double identify_ms, total_ms;
};

struct scan_limits scan_limits_make(void); /* 250, 50, 3: the wire contract's */

/* ERR_SCAN_DISABLED by setting; ERR_INVALID_IMAGE, ERR_TOO_LARGE, ERR_MODEL_UNAVAILABLE as in vision.h. */
enum err library_scan(struct ctx *cx, str photo, struct scan_limits limits,
		      struct scan *out) NODISCARD;

/* Only the spines and their boxes: nothing is identified. */
enum err library_detect(struct ctx *cx, str photo, struct scan_limits limits,
			struct vision_shelf *out) NODISCARD;

#endif
