/* identify.h - from the spines of one photo to the books they are.
 *
 * The whole shelf is one puzzle: each spine is asked of the catalogue; spines that hold two books are split, neighbours that only make
 * sense together are joined, and each is given candidates with reasons. */
#ifndef IDENTIFY_H
#define IDENTIFY_H

#include "catalogue/catalogue.h"
#include "vision/vision.h"

enum { IDENTIFY_CANDIDATES = 10, IDENTIFY_REASONS = 4 };

enum identify_status {
	IDENTIFY_SURE,   /* the first candidate can be taken without looking */
	IDENTIFY_CHECK,  /* the first candidate is likely; a person should look */
	IDENTIFY_UNKNOWN /* no candidate is likely, or nothing could be read */
};

struct identify_candidate {
	struct catalogue_book book;
	float score; /* 0–1 */
	float title, author, explained,
		mark; /* what speaks for it, as in catalogue.h; 0 of a scan that was kept */
	const char *reasons[IDENTIFY_REASONS]; /* sentences for people; the first NULL ends them */
};

struct identified_spine {
	struct quad quad;
	float confidence; /* that it is one spine, 0–1 */
	str text; /* all that was read on it, in reading order, lines separated by newlines */
	str title, author;     /* the parts of the text taken for each; empty when not told apart */
	float text_confidence; /* of the reading, 0–1 */
	enum identify_status status;
	float certainty; /* the probability that the first candidate is right, 0–1: library/certainty.h */
	struct identify_candidate candidates[IDENTIFY_CANDIDATES];
	size_t ncandidates; /* best first */
};

struct identified_shelf {
	struct identified_spine *spines; /* in the order of the shelf */
	size_t n;
};

/* At most max_candidates (1–IDENTIFY_CANDIDATES) for each spine. */
enum err library_identify(struct ctx *cx, struct catalogue *c, const struct vision_shelf *shelf,
			  size_t max_candidates, struct identified_shelf *out) NODISCARD;

/* The same of texts, each what was read on one spine, valid UTF-8: they have no place and no confidence, and are neither split nor
 * joined. `together`: they stand side by side in this order, and support each other (neighbours.h); else each is asked alone. */
enum err library_identify_texts(struct ctx *cx, struct catalogue *c, const str *texts, size_t n,
				bool together, size_t max_candidates,
				struct identified_shelf *out) NODISCARD;

#endif
