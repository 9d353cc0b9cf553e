/* test_vision_text.c - from maps of probabilities to boxes, from probabilities of characters to lines. */
#include "t.h"

#include "vision/text_find.h"
#include "vision/text_read.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { W = 200, H = 120 };

static float *empty_map(void)
{
	float *map = calloc((size_t)W * H, sizeof *map);

	CHECK(map);
	return map;
}

/* Probability p in a rectangle with sides of 2a × 2b around (x, y), turned by an angle. */
static void put_text(float *map, float x, float y, float a, float b, float angle, float p)
{
	for (int j = 0; j < H; j++)
		for (int i = 0; i < W; i++) {
			float dx = (float)i + 0.5f - x, dy = (float)j + 0.5f - y;
			float u = dx * cosf(angle) + dy * sinf(angle),
			      v = dy * cosf(angle) - dx * sinf(angle);

			if (fabsf(u) <= a && fabsf(v) <= b)
				map[j * W + i] = p;
		}
}

static struct text_boxes boxes_of(float *map)
{
	struct text_boxes b;

	text_boxes_of_map(map, W, H, &b);
	free(map);
	return b;
}

TEST(each_blob_of_a_map_is_a_box_somewhat_larger)
{
	float *map = empty_map();
	struct text_boxes b;

	put_text(map, 60, 30, 40, 5, 0, 0.9f);
	put_text(map, 60, 60, 40, 5, 0, 0.8f);
	b = boxes_of(map);
	EXPECT(b.n == 2);
	for (int i = 0; i < b.n; i++) {
		const struct quad *q = &b.items[i].quad;

		EXPECT(quad_width(q) > 84 && quad_width(q) < 110);
		EXPECT(quad_height(q) > 14 && quad_height(q) < 30);
		EXPECT(fabsf(quad_centre(q).x - 60) < 1);
		EXPECT(fabsf(b.items[i].score - (quad_centre(q).y < 45 ? 0.9f : 0.8f)) < 0.01f);
	}
	text_boxes_free(&b);
}

TEST(a_slanted_blob_is_a_slanted_box)
{
	float *map = empty_map();
	struct text_boxes b;

	put_text(map, 100, 60, 50, 6, 0.4f, 1);
	b = boxes_of(map);
	EXPECT(b.n == 1);
	if (b.n == 1) {
		const struct quad *q = &b.items[0].quad;

		EXPECT(fabsf(atan2f(q->p[1].y - q->p[0].y, q->p[1].x - q->p[0].x) - 0.4f) < 0.05f);
	}
	text_boxes_free(&b);
}

TEST(specks_and_faint_blobs_are_no_text)
{
	float *map = empty_map();
	struct text_boxes b;

	put_text(map, 30, 30, 1, 1, 0, 1);
	put_text(map, 100, 60, 40, 5, 0, 0.35f);
	b = boxes_of(map);
	EXPECT(b.n == 0);
	text_boxes_free(&b);
	b = boxes_of(empty_map());
	EXPECT(b.n == 0);
}

/* A ring has an inside: its runs of pixels meet only at the foot. */
TEST(parts_that_touch_anywhere_are_one_box)
{
	float *map = empty_map();
	struct text_boxes b;

	put_text(map, 100, 60, 60, 30, 0, 0.9f);
	put_text(map, 100, 50, 50, 30, 0, 0);
	b = boxes_of(map);
	EXPECT(b.n == 1);
	text_boxes_free(&b);
}

static struct text_box box_at(float x, float y, float w, float h)
{
	return (struct text_box){ { { { x, y }, { x + w, y }, { x + w, y + h }, { x, y + h } } },
				  0.9f };
}

static struct text_boxes list_of(const struct text_box *b, int n)
{
	struct text_boxes l = { xmalloc((size_t)n * sizeof *b), n };

	memcpy(l.items, b, (size_t)n * sizeof *b);
	return l;
}

TEST(the_coarse_view_adds_missed_text_and_large_letters_seen_in_pieces)
{
	const struct text_box fine[] = { box_at(0, 0, 100, 20), box_at(200, 0, 60, 80),
					 box_at(270, 0, 60, 80) };
	const struct text_box coarse[] = { box_at(0, 0, 110, 22), box_at(0, 300, 100, 20),
					   box_at(200, 0, 180, 90) };
	struct text_boxes f = list_of(fine, 3), c = list_of(coarse, 3);
	float widest = 0;

	text_boxes_merge(&f, &c, 64);
	EXPECT(f.n == 3); /* the first as it was, the missed one, the large one whole */
	for (int i = 0; i < f.n; i++)
		widest = fmaxf(widest, quad_width(&f.items[i].quad));
	EXPECT(widest == 180);
	text_boxes_free(&f);
	text_boxes_free(&c);
}

/* ---- reading ---- */

/* blank, a, b, é, Ж, 日, 本, space */
static struct alphabet *alphabet(struct ctx *cx)
{
	struct alphabet *a = NULL;
	str folder = t_folder(cx),
	    path = str_fmt(&cx->arena, STR_FMT "/characters.txt", STR_ARG(folder));
	FILE *f;

	EXPECT(mkdir(folder.p, 0700) == 0);
	f = fopen(path.p, "wb");
	fputs("a\nb\n\xc3\xa9\n\xd0\x96\n\xe6\x97\xa5\n\xe6\x9c\xac\nx\ny\nz\n", f);
	fclose(f);
	EXPECT(alphabet_load(cx, path.p, &a) == OK);
	return a;
}

enum { CLASSES = 11 };

/* One step for each digit: the class that is likeliest, at 0.8. */
static struct text_line decode(struct ctx *cx, const char *classes, int second, float p2)
{
	struct alphabet *a = alphabet(cx);
	float p[32 * CLASSES] = { 0 };
	int steps = (int)strlen(classes);
	struct text_line line;

	for (int t = 0; t < steps; t++) {
		p[t * CLASSES + second] = p2;
		p[t * CLASSES + (classes[t] == 's' ? 10 : classes[t] - '0')] = 0.8f;
	}
	text_decode(a, p, steps, CLASSES, &line);
	alphabet_free(a);
	return line;
}

static void expect_line(struct ctx *cx, const char *classes, const char *want)
{
	struct text_line l = decode(cx, classes, 0, 0);

	EXPECT_STR(((str){ l.text, l.n }), want);
	EXPECT(l.n ? fabsf(l.confidence - 0.8f) < 0.01f : l.confidence == 0);
}

TEST(repeats_are_one_character_unless_a_blank_parts_them)
{
	struct ctx cx = ctx_make(NULL);

	expect_line(&cx, "0110220", "ab");
	expect_line(&cx, "01010", "aa");
	expect_line(&cx, "s1s0s2s", "a  b");
	expect_line(&cx, "0340", "\xc3\xa9\xd0\x96");
	expect_line(&cx, "0000", "");
	expect_line(&cx, "", "");
	ctx_end(&cx);
}

TEST(a_stray_ideograph_gives_way_to_the_next_likely_letter)
{
	struct ctx cx = ctx_make(NULL);
	struct text_line l = decode(&cx, "1052", 1, 0.2f);

	EXPECT_STR(((str){ l.text, l.n }), "aab");
	ctx_end(&cx);
}

TEST(a_line_of_ideographs_stays_one)
{
	struct ctx cx = ctx_make(NULL);

	expect_line(&cx, "0560", "\xe6\x97\xa5\xe6\x9c\xac");
	ctx_end(&cx);
}

TEST(an_alphabet_that_is_missing_or_no_text_is_a_model_unavailable)
{
	struct ctx cx = ctx_make(NULL);
	struct alphabet *a = NULL;

	EXPECT(alphabet_load(&cx, "/no/such/file", &a) == ERR_MODEL_UNAVAILABLE && a == NULL);
	EXPECT(strstr(cx.err_text.p, "tools/bootstrap") != NULL);
	EXPECT(alphabet_load(&cx, "tests/photos/formats/rgb.png", &a) == ERR_MODEL_UNAVAILABLE &&
	       a == NULL);
	ctx_end(&cx);
}
