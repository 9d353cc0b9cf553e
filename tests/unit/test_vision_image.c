/* test_vision_image.c - pixels turned, sized and straightened; quadrilaterals and strips. */
#include "t.h"

#include "vision/min_rect.h"
#include "vision/parallel.h"
#include "vision/strip.h"

#include <math.h>
#include <string.h>

static struct image numbered(int w, int h)
{
	struct image im = image_make(w, h);

	for (int i = 0; i < w * h * 3; i++)
		im.px[i] = (uint8_t)(i * 7);
	return im;
}

static bool near(float a, float b) { return fabsf(a - b) < 0.01f; }

static struct quad box(float x1, float y1, float x2, float y2)
{
	return (struct quad){ { { x1, y1 }, { x2, y1 }, { x2, y2 }, { x1, y2 } } };
}

TEST(a_turned_image_has_each_pixel_where_unturn_says)
{
	struct image im = numbered(37, 45);

	for (int q = 0; q < 4; q++) {
		struct image t = image_turn(&im, q);
		int wrong = 0;

		EXPECT(t.w == (q % 2 ? 45 : 37) && t.h == (q % 2 ? 37 : 45));
		for (int y = 0; y < t.h; y++)
			for (int x = 0; x < t.w; x++) {
				struct point p = image_unturn(
					(struct point){ (float)x + 0.5f, (float)y + 0.5f }, q, im.w,
					im.h);

				wrong += memcmp(&t.px[(y * t.w + x) * 3],
						&im.px[((int)p.y * im.w + (int)p.x) * 3], 3) != 0;
			}
		EXPECT(wrong == 0);
		image_free(&t);
	}
	image_free(&im);
}

TEST(a_smaller_image_has_the_mean_of_the_pixels_it_covers)
{
	struct image im = image_make(8, 4), half, one, same;

	for (int i = 0; i < 8 * 4 * 3; i++)
		im.px[i] = i / 3 % 2 ? 200 : 100;
	half = image_resize(&im, 4, 2);
	for (int i = 0; i < 4 * 2 * 3; i++)
		EXPECT(half.px[i] == 150);
	one = image_resize(&im, 1, 1);
	EXPECT(one.px[0] == 150);
	same = image_resize(&im, 8, 4);
	EXPECT(memcmp(same.px, im.px, 8 * 4 * 3) == 0);
	image_free(&same);
	image_free(&one);
	image_free(&half);
	image_free(&im);
}

TEST(a_larger_image_goes_evenly_from_pixel_to_pixel)
{
	struct image im = image_make(2, 1), wide;

	im.px[3] = im.px[4] = im.px[5] = 200;
	wide = image_resize(&im, 8, 1);
	EXPECT(wide.px[0] == 0 && wide.px[7 * 3] == 200);
	for (int x = 1; x < 8; x++)
		EXPECT(wide.px[x * 3] >= wide.px[(x - 1) * 3]);
	EXPECT(wide.px[3 * 3] > 50 && wide.px[4 * 3] < 150);
	image_free(&wide);
	image_free(&im);
}

TEST(a_warp_straightens_from_the_first_corner_on)
{
	struct image im = numbered(20, 10);
	struct quad upright = box(2, 3, 12, 8), flipped = quad_flip(&upright);
	float out[10 * 5 * 3], turned[10 * 5 * 3];

	image_warp(&im, &upright, 10, 5, out);
	for (int y = 0; y < 5; y++)
		for (int x = 0; x < 10 * 3; x++)
			EXPECT(near(out[y * 30 + x], im.px[(y + 3) * 60 + 6 + x]));
	image_warp(&im, &flipped, 10, 5, turned);
	for (int i = 0; i < 50; i++)
		EXPECT(near(turned[i * 3], out[(49 - i) * 3]));
	image_free(&im);
}

TEST(a_warp_beyond_the_rim_repeats_it)
{
	struct image im = numbered(4, 4);
	struct quad far = box(-40, -40, -30, -30);
	float out[4 * 4 * 3];

	image_warp(&im, &far, 4, 4, out);
	for (int i = 0; i < 4 * 4; i++)
		EXPECT(near(out[i * 3], im.px[0]));
	image_free(&im);
}

TEST(quadrilaterals_overlap_by_area)
{
	struct quad a = box(0, 0, 10, 10), b = box(5, 5, 15, 15), c = box(20, 20, 30, 30);
	struct quad diamond = { { { 5, -5 }, { 15, 5 }, { 5, 15 }, { -5, 5 } } };

	EXPECT(near(quad_area(&a), 100) && near(quad_overlap(&a, &a), 100));
	EXPECT(near(quad_overlap(&a, &b), 25) && near(quad_overlap(&b, &a), 25));
	EXPECT(near(quad_overlap(&a, &c), 0));
	EXPECT(near(quad_overlap(&a, &diamond), 100) && near(quad_area(&diamond), 200));
}

TEST(the_smallest_rectangle_around_points_is_turned_with_them)
{
	const float c = cosf(0.5f), s = sinf(0.5f);
	struct point p[200];
	struct quad q;

	for (int i = 0; i < 200; i++) {
		float u = (float)(i % 20) * 5, v = (float)(i / 20) * 2;

		p[i] = (struct point){ 50 + u * c - v * s, 60 + u * s + v * c };
	}
	q = min_rect(p, 200);
	EXPECT(near(quad_width(&q), 95) && near(quad_height(&q), 18));
	EXPECT(near(atan2f(q.p[1].y - q.p[0].y, q.p[1].x - q.p[0].x), 0.5f));
	q = rect_grow(&q, 3);
	EXPECT(near(quad_width(&q), 101) && near(quad_height(&q), 24));
}

TEST(the_smallest_rectangle_of_one_point_or_a_line_is_flat)
{
	struct point one[] = { { 3, 4 } }, line[] = { { 0, 0 }, { 5, 5 }, { 10, 10 } };
	struct quad q = min_rect(one, 1);

	EXPECT(near(q.p[0].x, 3) && near(q.p[2].y, 4));
	q = min_rect(line, 3);
	EXPECT(near(quad_width(&q), 14.142f) && near(quad_height(&q), 0));
}

TEST(strips_are_compared_along_and_across)
{
	struct quad q = box(0, 0, 100, 10), r = box(120, 2, 200, 12),
		    t = { { { 10, 300 }, { 10, 100 }, { 20, 100 }, { 20, 300 } } };
	struct strip a = strip_make(&q), b = strip_make(&r), c = strip_make(&t);
	struct strip_gap gap = strip_between(&a, &b);

	EXPECT(!strip_steep(&a) && strip_steep(&c) && c.u.y > 0);
	EXPECT(strip_parallel(&a, &b, 0.99f) && !strip_parallel(&a, &c, 0.5f));
	EXPECT(near(gap.length, 20) && near(strip_side(&a, &b), 2));
	EXPECT(near(strip_along(&a, &b).from, 70) && near(strip_across(&a, &b).to, 7));
	EXPECT(near(strip_at(&a, 10, 3).x, 60) && near(strip_at(&a, 10, 3).y, 8));
}

static void count(void *arg, int i)
{
	_Atomic int *n = arg;

	n[i]++;
}

TEST(parallel_work_is_done_once_each_on_any_number_of_threads)
{
	for (int threads = 0; threads < 5; threads++) {
		_Atomic int n[100] = { 0 };

		parallel_for(threads, 100, count, n);
		for (int i = 0; i < 100; i++)
			EXPECT(n[i] == 1);
		parallel_for(threads, 0, count, n);
	}
}
