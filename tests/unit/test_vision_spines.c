/* test_vision_spines.c - lines to spines, on shelves drawn here: coloured books with grey strokes where their text is. */
#include "t.h"

#include "vision/border.h"
#include "vision/group.h"
#include "vision/rows.h"
#include "vision/spines.h"

#include <math.h>
#include <string.h>

enum { MAX = 64 };

struct scene {
	struct image im;
	struct vision_line lines[MAX];
	struct vision_shelf shelf;
	struct ctx cx;
};

static void fill(struct image *im, int x1, int y1, int x2, int y2, const uint8_t rgb[3])
{
	for (int y = y1; y < y2; y++)
		for (int x = x1; x < x2; x++)
			memcpy(&im->px[(y * im->w + x) * 3], rgb, 3);
}

static void begin(struct scene *s)
{
	static const uint8_t board[3] = { 24, 20, 16 };

	*s = (struct scene){ .im = image_make(1000, 800), .cx = ctx_make(NULL) };
	fill(&s->im, 0, 0, 1000, 800, board);
	s->shelf = (struct vision_shelf){ .w = 1000, .h = 800, .lines = s->lines };
}

/* A book; of neighbours the colours differ. */
static void book(struct scene *s, int x1, int y1, int x2, int y2, int colour)
{
	static const uint8_t colours[][3] = {
		{ 200, 60, 50 }, { 60, 90, 180 }, { 230, 220, 190 }, { 50, 130, 70 }
	};

	fill(&s->im, x1, y1, x2, y2, colours[colour % 4]);
}

/* Letters: bars across the reading direction with gaps, so that their feet are no straight edge. */
static void strokes(struct scene *s, int x1, int y1, int x2, int y2, bool down)
{
	static const uint8_t ink[3] = { 128, 128, 120 };

	if (down)
		for (int y = y1; y < y2; y += 10)
			fill(&s->im, x1, y, x2, y + 5, ink);
	else
		for (int x = x1; x < x2; x += 10)
			fill(&s->im, x, y1, x + 5, y2, ink);
}

static void line(struct scene *s, struct quad q, const char *text)
{
	s->lines[s->shelf.nlines++] = (struct vision_line){ q, str_from(text), 0.95f };
}

/* Text read top to bottom in the given box. */
static void down(struct scene *s, int x1, int y1, int x2, int y2, const char *text)
{
	struct quad q = { { { (float)x2, (float)y1 },
			    { (float)x2, (float)y2 },
			    { (float)x1, (float)y2 },
			    { (float)x1, (float)y1 } } };

	strokes(s, x1, y1, x2, y2, true);
	line(s, q, text);
}

static void across(struct scene *s, int x1, int y1, int x2, int y2, const char *text)
{
	struct quad q = { { { (float)x1, (float)y1 },
			    { (float)x2, (float)y1 },
			    { (float)x2, (float)y2 },
			    { (float)x1, (float)y2 } } };

	strokes(s, x1, y1, x2, y2, false);
	line(s, q, text);
}

static void find(struct scene *s) { spines_find(&s->cx, &s->im, 1, &s->shelf); }

static void end(struct scene *s)
{
	image_free(&s->im);
	ctx_end(&s->cx);
}

/* The spine's lines, joined by "/". */
static str text_of(struct scene *s, size_t i)
{
	struct buf b = buf_make(&s->cx.arena, 1000);
	const struct vision_spine *p = &s->shelf.spines[i];

	for (size_t k = p->first; k < p->first + p->n; k++) {
		if (k > p->first)
			buf_addc(&b, '/');
		buf_add(&b, s->shelf.lines[k].text);
	}
	return buf_str(&b);
}

static void expect_spines(struct scene *s, const char *const *want, size_t n)
{
	find(s);
	EXPECT(s->shelf.nspines == n);
	for (size_t i = 0; i < s->shelf.nspines && i < n; i++)
		EXPECT_STR(text_of(s, i), want[i]);
}

#define EXPECT_SPINES(s, ...) \
	expect_spines(s, (const char *const[]){ __VA_ARGS__ }, \
		      countof(((const char *const[]){ __VA_ARGS__ })))

TEST(books_side_by_side_are_spines_from_head_to_foot)
{
	struct scene s;

	begin(&s);
	for (int i = 0; i < 5; i++)
		book(&s, 100 + i * 60, 100, 160 + i * 60, 700, i);
	down(&s, 115, 150, 145, 500, "One");
	down(&s, 175, 200, 205, 600, "Two");
	down(&s, 235, 140, 265, 450, "Three");
	down(&s, 295, 160, 325, 640, "Four");
	down(&s, 355, 180, 385, 560, "Five");
	EXPECT_SPINES(&s, "One", "Two", "Three", "Four", "Five");
	for (size_t i = 0; i < s.shelf.nspines; i++) {
		const struct quad *q = &s.shelf.spines[i].quad;
		struct quad truth = { { { 100 + (float)i * 60, 100 },
					{ 160 + (float)i * 60, 100 },
					{ 160 + (float)i * 60, 700 },
					{ 100 + (float)i * 60, 700 } } };
		float common = quad_overlap(q, &truth);

		EXPECT(common > 0.85f * quad_area(&truth) && common > 0.85f * quad_area(q));
		EXPECT(q->p[1].y > q->p[0].y); /* read downwards */
	}
	end(&s);
}

TEST(two_lines_of_one_title_are_one_spine_and_neighbours_of_one_colour_two)
{
	static const uint8_t groove[3] = { 60, 20, 16 };
	struct scene s;

	begin(&s);
	book(&s, 100, 100, 180, 700, 0);
	book(&s, 180, 100, 220, 700, 1);
	book(&s, 220, 100, 260, 700, 1);
	fill(&s.im, 218, 100, 222, 700, groove);
	down(&s, 145, 150, 170, 600, "The Long Title");
	down(&s, 110, 150, 135, 560, "In Two Lines");
	down(&s, 186, 150, 212, 600, "Left");
	down(&s, 228, 150, 254, 600, "Right");
	EXPECT_SPINES(&s, "The Long Title/In Two Lines", "Left", "Right");
	end(&s);
}

TEST(author_title_and_label_of_one_spine_come_together_in_reading_order)
{
	struct scene s;

	begin(&s);
	for (int i = 0; i < 4; i++)
		book(&s, 100 + i * 60, 100, 160 + i * 60, 700, i);
	for (int i = 0; i < 4; i++) {
		down(&s, 115 + i * 60, 250, 145 + i * 60, 550, "Title");
		down(&s, 120 + i * 60, 120, 140 + i * 60, 220, "Author");
		down(&s, 120 + i * 60, 580, 140 + i * 60, 680, "Label");
	}
	EXPECT_SPINES(&s, "Author/Title/Label", "Author/Title/Label", "Author/Title/Label",
		      "Author/Title/Label");
	end(&s);
}

TEST(books_on_two_boards_are_never_joined)
{
	struct scene s;

	begin(&s);
	for (int i = 0; i < 4; i++) {
		book(&s, 100 + i * 60, 40, 160 + i * 60, 360, i);
		book(&s, 100 + i * 60, 440, 160 + i * 60, 760, i);
		down(&s, 115 + i * 60, 80, 145 + i * 60, 340, "above");
		down(&s, 115 + i * 60, 460, 145 + i * 60, 720, "below");
	}
	find(&s);
	EXPECT(s.shelf.nspines == 8);
	for (size_t i = 0; i < s.shelf.nspines; i++)
		EXPECT(s.shelf.spines[i].n == 1);
	end(&s);
}

TEST(words_set_across_a_standing_spine_are_on_it)
{
	struct scene s;

	begin(&s);
	book(&s, 100, 100, 160, 700, 0);
	book(&s, 160, 100, 280, 700, 1);
	book(&s, 280, 100, 340, 700, 2);
	book(&s, 340, 100, 400, 700, 3);
	down(&s, 115, 150, 145, 600, "One");
	across(&s, 175, 150, 265, 180, "RISE");
	across(&s, 185, 200, 255, 225, "AND");
	across(&s, 175, 250, 265, 280, "FALL");
	down(&s, 295, 150, 325, 600, "Three");
	down(&s, 355, 150, 385, 620, "Four");
	find(&s);
	EXPECT(s.shelf.nspines == 4);
	EXPECT(s.shelf.nspines == 4 && s.shelf.spines[1].n == 3);
	end(&s);
}

TEST(books_lying_on_each_other_are_spines_of_their_own)
{
	struct scene s;

	begin(&s);
	for (int i = 0; i < 5; i++) {
		book(&s, 200, 200 + i * 50, 700, 250 + i * 50, i);
		across(&s, 250, 212 + i * 50, 500, 238 + i * 50, "Title");
		across(&s, 560, 216 + i * 50, 660, 234 + i * 50, "Author");
	}
	find(&s);
	EXPECT(s.shelf.nspines == 5);
	for (size_t i = 0; i < s.shelf.nspines; i++)
		EXPECT_STR(text_of(&s, i), "Title/Author");
	end(&s);
}

TEST(no_lines_are_no_spines)
{
	struct scene s;

	begin(&s);
	find(&s);
	EXPECT(s.shelf.nspines == 0 && s.shelf.nlines == 0);
	end(&s);
}

/* ---- the parts ---- */

static struct strip upright(float x1, float y1, float x2, float y2)
{
	struct quad q = { { { x2, y1 }, { x2, y2 }, { x1, y2 }, { x1, y1 } } };

	return strip_make(&q);
}

TEST(an_edge_of_a_book_is_a_border_and_the_feet_of_letters_are_none)
{
	struct scene s;
	struct strip title = upright(110, 150, 130, 600), second = upright(140, 150, 160, 600),
		     next = upright(190, 150, 210, 600);

	begin(&s);
	book(&s, 100, 100, 170, 700, 0);
	book(&s, 170, 100, 240, 700, 1);
	strokes(&s, 110, 150, 130, 600, true);
	strokes(&s, 140, 150, 160, 600, true);
	strokes(&s, 190, 150, 210, 600, true);
	EXPECT(!group_border_between(&s.im, &title, &second));
	EXPECT(group_border_between(&s.im, &second, &next));
	EXPECT(group_border_between(&s.im, &next, &second));
	end(&s);
}

TEST(a_border_is_found_where_it_is_with_its_tilt)
{
	struct scene s;
	struct strip frame = upright(110, 100, 130, 700);
	struct border b;

	begin(&s);
	for (int y = 0; y < 800; y++)
		fill(&s.im, 0, y, 160 + (y - 400) / 100, y + 1, (const uint8_t[]){ 220, 220, 220 });
	b = border_best_along(&s.im, &frame, strip_along(&frame, &frame), -20, -60, 3);
	EXPECT(border_is_one(&b));
	EXPECT(fabsf(b.at + 40) < 3); /* across is to the left of a strip that runs down */
	b = border_best_along(&s.im, &frame, strip_along(&frame, &frame), 20, 60, 3);
	EXPECT(!border_is_one(&b));
	end(&s);
}

TEST(rows_are_lines_that_pass_each_other_and_the_labels_close_below)
{
	struct strip s[12];
	int row[12], near;
	struct interval reach;

	for (int i = 0; i < 4; i++) {
		s[i] = upright(100 + (float)i * 50, 100, 120 + (float)i * 50, 300 + (float)i * 10);
		s[4 + i] = upright(95 + (float)i * 50, 345, 125 + (float)i * 50, 375); /* labels */
		s[8 + i] = upright(100 + (float)i * 50, 500, 120 + (float)i * 50,
				   700); /* the next board */
	}
	rows_find(s, 12, row);
	for (int i = 0; i < 8; i++)
		EXPECT(row[i] == row[0]);
	for (int i = 8; i < 12; i++)
		EXPECT(row[i] == row[8]);
	EXPECT(row[0] != row[8]);
	reach = rows_extent(s, 12, row, row[0], &s[0], strip_along(&s[0], &s[0]), &near);
	EXPECT(near >= 6);
	EXPECT(fabsf(reach.from + 100) < 0.1f && fabsf(reach.to - 175) < 0.1f);
}
