/* test_certainty.c - how likely the first candidate is to be right. */
#include "t.h"

#include "library/certainty.h"

TEST(certainty_falls_with_what_speaks_against_an_answer)
{
	struct catalogue_hit h[2] = { { .score = 1, .title = 1, .author = 1, .explained = 1 },
				      { .score = 0.5f, .title = 0.4f } };
	float best = certainty_of(&(struct catalogue_hits){ h, 2 }, 30), other;
	struct catalogue_hits hits = { h, 2 };

	EXPECT(best > CERTAINTY_SURE && best < 1);
	EXPECT(!certainty_rival(&hits));
	h[1] = h[0];
	EXPECT(certainty_rival(&hits) && certainty_of(&hits, 30) < best);
	h[1] = (struct catalogue_hit){ .score = 0.5f, .title = 0.4f };
	h[0].mark = -1;
	other = certainty_of(&hits, 30);
	h[0].mark = 1;
	EXPECT(other < best && best < certainty_of(&hits, 30));
	h[0] = (struct catalogue_hit){ .score = 0.6f, .title = 0.4f, .explained = 0.3f };
	EXPECT(certainty_of(&hits, 30) < CERTAINTY_CHECK);
	EXPECT(certainty_of(&(struct catalogue_hits){ NULL, 0 }, 30) == 0);
}
