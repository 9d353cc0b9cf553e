/* guess.h - one hypothesis about a shelf: these lines are one spine. Used by identify.c. */
#ifndef GUESS_H
#define GUESS_H

#include "library/identify.h"

enum { GUESS_LINES = 24 }; /* more on one spine are not asked about */

struct guess {
	const struct vision_line *lines[GUESS_LINES];
	size_t n;
	struct quad quad;
	float confidence;
	str text; /* the lines, separated by newlines */
	int letters;
	struct catalogue_hits hits;
	float value; /* how many letters the best hit explains, less where its title is incomplete or nobody wrote it */
	float certainty; /* the probability that the best hit is right */
	bool gone;       /* joined into another */
};

/* Ask the catalogue about these lines. */
enum err guess_make(struct ctx *cx, struct catalogue *c, const struct vision_line *const *lines,
		    size_t n, struct quad quad, float confidence, struct guess *out) NODISCARD;

/* The same of a text that came without lines: `n` stays 0. */
enum err guess_of_text(struct ctx *cx, struct catalogue *c, str text, struct guess *out) NODISCARD;

/* Whether its best hit can be taken for granted while others are still open. */
bool guess_solid(const struct guess *g);

/* Whether its best hit may be what it is. */
bool guess_likely(const struct guess *g);

/* sure, check or unknown, and why. */
enum identify_status guess_status(const struct guess *g);
void guess_reasons(const struct guess *g, size_t hit, const char *reasons[IDENTIFY_REASONS]);

/* The parts of the text that the best hit's title and authors explain; both empty when there is none. */
void guess_parts(struct ctx *cx, const struct guess *g, str *title, str *author);

#endif
