/* fit.c - see fit.h. */
#include "catalogue/fit.h"

static unsigned char number_of(const struct fit_text *t, uint32_t letter)
{
	if (letter < 128)
		return t->ascii[letter];
	for (size_t i = 1; i <= t->letters; i++)
		if (t->other[i] == letter)
			return (unsigned char)i;
	return 0;
}

static uint32_t pair(uint32_t a, uint32_t b) { return (a * 61 + b) % FIT_PAIRS; }

void fit_prepare(const struct fold *f, struct fit_text *t)
{
	memset(t, 0, sizeof *t);
	t->n = f->n;
	for (size_t i = 0; i + 1 < f->n; i++) {
		uint32_t p = pair(f->unit[i], f->unit[i + 1]);

		t->pairs[p / 64] |= (uint64_t)1 << p % 64;
	}
	for (size_t i = 0; i < f->n; i++) {
		t->letter[i] = number_of(t, f->unit[i]);
		if (t->letter[i] ||
		    t->letters == 255) /* 255 different ones on one spine: the rest fit nothing */
			continue;
		t->letter[i] = (unsigned char)++t->letters;
		if (f->unit[i] < 128)
			t->ascii[f->unit[i]] = t->letter[i];
		else
			t->other[t->letter[i]] = f->unit[i];
	}
}

bool fit_possible(const struct fit_text *t, const uint32_t *pattern, size_t n, size_t distance)
{
	size_t missing = 0;

	for (size_t i = 0; i + 1 < n; i++) {
		uint32_t p = pair(pattern[i], pattern[i + 1]);

		missing += !(t->pairs[p / 64] >> p % 64 & 1);
	}
	return missing <= 2 * distance;
}

struct fit fit_find(const struct fit_text *t, const uint32_t *pattern, size_t n)
{
	struct fit best = { .n = n < FIT_PATTERN ? n : FIT_PATTERN };
	size_t m = best.n, distance = m;
	uint64_t where[256]; /* of each letter its places in the pattern */
	uint64_t more = m == 64 ? ~(uint64_t)0 : ((uint64_t)1 << m) - 1, less = 0,
		 top = (uint64_t)1 << (m - 1);

	memset(where, 0, (t->letters + 1) * sizeof *where);
	for (size_t i = 0; i < m; i++)
		where[number_of(t, pattern[i])] |= (uint64_t)1 << i;
	where[0] = 0;
	best.distance = m;
	for (size_t i = 0; i < t->n; i++) {
		uint64_t eq = where[t->letter[i]], vertical = eq | less;
		uint64_t across = (((eq & more) + more) ^ more) | eq;
		uint64_t up = less | ~(across | more), down = more & across;

		if (up & top)
			distance++;
		else if (down & top)
			distance--;
		up <<= 1;
		down <<= 1;
		more = down | ~(vertical | up);
		less = up & vertical;
		if (distance < best.distance) {
			best.distance = distance;
			best.end = i + 1;
		}
	}
	return best;
}
