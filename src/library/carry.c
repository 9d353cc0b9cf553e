/* carry.c - see carry.h. */
#include "library/carry.h"

enum { SAME_BOX_PERCENT = 50 }; /* of the two outlines' union, that they share */

static bool same_box(const struct quad *a, const struct quad *b, float *share)
{
	float both = quad_overlap(a, b), whole = quad_area(a) + quad_area(b) - both;

	*share = whole > 0 ? both / whole : 0;
	return *share * 100 >= SAME_BOX_PERCENT;
}

/* The old spine that lies where the new one does and was decided; -1: none. Each is given once. */
static int old_spine_at(const struct kept_scan *old, const struct quad *q, const bool *given)
{
	float best = 0, share;
	int found = -1;

	for (size_t i = 0; i < old->answer.found.n; i++)
		if (!given[i] && old->choices[i].made != CHOICE_NONE &&
		    same_box(&old->answer.found.spines[i].quad, q, &share) && share > best) {
			best = share;
			found = (int)i;
		}
	return found;
}

/* The old scan goes on owning the books it made; a candidate is known again by its id in the catalogue. */
static struct scan_choice carried(const struct kept_scan *old, int at,
				  const struct identified_spine *now)
{
	struct scan_choice c = old->choices[at];
	const struct identified_spine *was = &old->answer.found.spines[at];
	str id = { NULL, 0 };

	c.created = false;
	if (c.made != CHOICE_CONFIRMED || (size_t)c.candidate >= was->ncandidates)
		return c;
	id = was->candidates[c.candidate].book.id;
	for (size_t i = 0; i < now->ncandidates; i++)
		if (id.n && str_eq(now->candidates[i].book.id, id)) {
			c.candidate = (int64_t)i;
			return c;
		}
	c.made = CHOICE_CORRECTED;
	c.candidate = NUMBER_NONE;
	return c;
}

struct scan_choice *scan_carry_over(struct ctx *cx, const struct kept_scan *old,
				    const struct identified_shelf *now)
{
	struct scan_choice *out = arena_new(&cx->arena, struct scan_choice, now->n);
	bool *given = arena_new(&cx->arena, bool, old->answer.found.n);

	for (size_t i = 0; i < now->n; i++) {
		int at = old_spine_at(old, &now->spines[i].quad, given);

		out[i] = (struct scan_choice){ .candidate = NUMBER_NONE, .at_ms = NUMBER_NONE };
		if (at < 0)
			continue;
		given[at] = true;
		out[i] = carried(old, at, &now->spines[i]);
	}
	return out;
}
