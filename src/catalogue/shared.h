/* shared.h - a catalogue that several programs have a copy of, each in a folder of its own: what this one and the others had in common when
 * they last met, and what follows from that when they meet again. Files are the same when their content is; their names are each
 * folder's own. */
#ifndef SHARED_H
#define SHARED_H

#include "catalogue/segments.h"

enum { SHARED_LINEAGE_BYTES = 40 };

/* The list that all share, as it was when this folder's was last brought in line with it. */
struct shared {
	char lineage[SHARED_LINEAGE_BYTES]; /* empty: never */
	int64_t generation;
	struct segments list; /* without names */
};

bool segment_same(const struct segment *a, const struct segment *b);
bool segments_same(const struct segments *a,
		   const struct segments *b); /* the same files in the same order */

/* A mark that is damaged counts as none: then what is here comes to what the others have, and nothing is taken away. */
void shared_read(int folder, struct shared *out);
/* After the folder's list, never before. ERR_IO. */
enum err shared_write(struct ctx *cx, int folder, const struct shared *s) NODISCARD;
/* For who begins the folder's list anew: what it then lacks was not taken away on purpose. */
void shared_forget(int folder);

/* What the list becomes: theirs, without what was put into other files here since the mark, and behind it what came here since. Of dumps
 * the newest stays. ERR_TOO_LARGE: more than SEGMENTS_MAX. */
enum err shared_merge(struct ctx *cx, const struct segments *mark, const struct segments *ours,
		      const struct segments *theirs, struct segments *out) NODISCARD;

#endif
