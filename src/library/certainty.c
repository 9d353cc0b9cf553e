/* certainty.c - see certainty.h. */
#include "library/certainty.h"

#include <math.h>

static const float margin_max = 0.3f, rival_margin = 0.03f;
enum { LETTERS_MAX = 40 };

bool certainty_rival(const struct catalogue_hits *hits)
{
	const struct catalogue_hit *a = hits->items;

	return hits->n > 1 && a[1].score > a[0].score - rival_margin &&
	       a[1].title >= a[0].title - rival_margin && a[1].author >= a[0].author - rival_margin;
}

enum what {
#define WEIGHT(what, value) what,
#include "library/certainty.def"
#undef WEIGHT
	WHAT__MAX
};

float certainty_of(const struct catalogue_hits *hits, int letters)
{
	static const float weight[WHAT__MAX] = {
#define WEIGHT(what, value) value,
#include "library/certainty.def"
#undef WEIGHT
	};
	const struct catalogue_hit *h = hits->items;
	float second, sum = 0;

	if (!hits->n)
		return 0;
	second = hits->n > 1 ? fminf(h[1].score, 1) : 0;
	const float of[WHAT__MAX] = {
		[BASE] = 1,
		[SCORE] = fminf(h->score, 1),
		[TITLE] = h->title,
		[AUTHOR] = h->author,
		[EXPLAINED] = h->explained,
		[MARGIN] = fminf(fminf(h->score, 1) - second, margin_max),
		[LETTERS] = (float)(letters < LETTERS_MAX ? letters : LETTERS_MAX) / LETTERS_MAX,
		[RIVAL] = certainty_rival(hits),
		[MARKED] = fmaxf(h->mark, 0),
		[MISMARKED] = fmaxf(-h->mark, 0),
	};
	for (size_t i = 0; i < WHAT__MAX; i++)
		sum += weight[i] * of[i];
	return 1 / (1 + expf(-sum));
}
