/* rows.c - see rows.h. */
#include "vision/rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const float parallel_cos = 0.97f; /* about 14 degrees: books lean */

/* Neighbours are no further apart than this, in lengths of the longer text or in heights of the higher; they pass each other by half of the
 * shorter. */
static const float neighbour_lengths = 1.5f, neighbour_heights = 2, passing = 0.5f;

/* Labels at the foot of a row of books pass only each other. They are of the row above if a quarter of them stand close below its text, where another
 * shelf's would leave room for a board and for taller books. In lengths of the longer text. */
static const float close_below = 0.12f, share_below = 0.25f;

/* Of a row, this many on each side tell how high its books reach here. */
enum { NEAR = 6 };

static float passed(const struct strip *a, const struct strip *b)
{
	return -strip_between(a, b).length / fminf(a->length, b->length);
}

static bool neighbours(const struct strip *a, const struct strip *b)
{
	float reach = fmaxf(neighbour_lengths * fmaxf(a->length, b->length),
			    neighbour_heights * fmaxf(a->height, b->height));

	return strip_steep(a) == strip_steep(b) && strip_parallel(a, b, parallel_cos) &&
	       strip_side(a, b) < reach && passed(a, b) > passing;
}

static int root_of(int *row, int i)
{
	while (row[i] != i)
		i = row[i] = row[row[i]];
	return i;
}

static bool close_behind(const struct strip *a, const struct strip *b)
{
	float gap = strip_between(a, b).length;

	return strip_steep(a) == strip_steep(b) && strip_parallel(a, b, parallel_cos) &&
	       strip_side(a, b) < fmaxf(a->height, b->height) &&
	       gap < close_below * fmaxf(a->length, b->length);
}

static void join_labels(const struct strip *s, int n, int *row)
{
	uint16_t *votes = xmalloc((size_t)n * (size_t)n * sizeof *votes + 1);
	int *members = xmalloc((size_t)n * sizeof *members + 1);

	memset(votes, 0, (size_t)n * (size_t)n * sizeof *votes);
	memset(members, 0, (size_t)n * sizeof *members);
	for (int i = 0; i < n; i++)
		members[root_of(row, i)]++;
	for (int i = 0; i < n; i++)
		for (int k = 0; k < n; k++)
			if (i != k && root_of(row, i) < root_of(row, k) &&
			    close_behind(&s[i], &s[k]))
				votes[(size_t)root_of(row, i) * (size_t)n +
				      (size_t)root_of(row, k)]++;
	for (int i = 0; i < n; i++)
		for (int k = i + 1; k < n; k++)
			if (votes[(size_t)i * (size_t)n + (size_t)k] >
			    share_below * fminf((float)members[i], (float)members[k]))
				row[root_of(row, i)] = root_of(row, k);
	free(members);
	free(votes);
}

void rows_find(const struct strip *s, int n, int *row)
{
	for (int i = 0; i < n; i++)
		row[i] = i;
	for (int i = 0; i < n; i++)
		for (int k = i + 1; k < n; k++)
			if (neighbours(&s[i], &s[k]))
				row[root_of(row, i)] = root_of(row, k);
	join_labels(s, n, row);
	for (int i = 0; i < n; i++)
		row[i] = root_of(row, i);
}

struct near {
	float distance;
	int i;
};

/* Keep the NEAR nearest, nearest first. */
static int insert(struct near *list, int n, struct near new)
{
	int at = n < NEAR ? n++ : NEAR;

	while (at > 0 && list[at - 1].distance > new.distance) {
		if (at < NEAR)
			list[at] = list[at - 1];
		at--;
	}
	if (at < NEAR)
		list[at] = new;
	return n;
}

struct interval rows_extent(const struct strip *s, int n, const int *row, int mine,
			    const struct strip *frame, struct interval own, int *members)
{
	struct near side[2][NEAR];
	int count[2] = { 0, 0 };

	for (int i = 0; i < n; i++) {
		struct interval across;
		int right;

		if (row[i] != mine)
			continue;
		across = strip_across(frame, &s[i]);
		right = across.from + across.to > 0;
		count[right] = insert(side[right], count[right],
				      (struct near){ fabsf(across.from + across.to), i });
	}
	for (int k = 0; k < 2; k++)
		for (int i = 0; i < count[k]; i++) {
			struct interval along = strip_along(frame, &s[side[k][i].i]);

			own.from = fminf(own.from, along.from);
			own.to = fmaxf(own.to, along.to);
		}
	*members = count[0] + count[1];
	return own;
}
