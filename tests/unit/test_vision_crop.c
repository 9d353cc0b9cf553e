/* test_vision_crop.c - spines cut out of photos. */
#include "t.h"

#include "vision/decode.h"
#include "vision/vision.h"

static const struct conf conf = { .max_photo_megapixels = 64 };

/* A photo, 200 × 100, whose upper half is white and whose lower half is red. */
static str photo(struct ctx *cx)
{
	struct image im = image_make(200, 100);
	str out;

	for (int i = 0; i < im.w * im.h; i++) {
		im.px[i * 3] = 255;
		im.px[i * 3 + 1] = im.px[i * 3 + 2] = i < im.w * im.h / 2 ? 255 : 0;
	}
	EXPECT(encode_jpeg(cx, &im, 95, &out) == OK);
	image_free(&im);
	return out;
}

/* Whether the crop has this size, and is white above and red below. */
static bool stands(struct ctx *cx, struct quad q, int longest_px, int w, int h)
{
	struct point full;
	struct image im;
	bool good;
	str out;

	if (vision_crop(cx, &conf, photo(cx), &q, longest_px, &out) ||
	    vision_decode(cx, &conf, out, &im, &full))
		return false;
	good = im.w == w && im.h == h && im.px[(im.w / 2) * 3 + 1] > 200 &&
	       im.px[((im.h - 1) * im.w + im.w / 2) * 3 + 1] < 60;
	image_free(&im);
	return good;
}

TEST(a_spine_is_shown_as_it_stands_in_the_photo_whichever_way_it_is_read)
{
	struct ctx cx = ctx_make(NULL);
	struct point a = { 80, 10 }, b = { 120, 10 }, c = { 120, 90 }, d = { 80, 90 };

	EXPECT(stands(&cx, (struct quad){ { a, b, c, d } }, 500, 40, 80)); /* read across */
	EXPECT(stands(&cx, (struct quad){ { b, c, d, a } }, 500, 40, 80)); /* downwards */
	EXPECT(stands(&cx, (struct quad){ { d, a, b, c } }, 500, 40, 80)); /* upwards */
	EXPECT(stands(&cx, (struct quad){ { c, d, a, b } }, 500, 40, 80)); /* upside down */
	EXPECT(stands(&cx, (struct quad){ { b, c, d, a } }, 40, 20, 40));
	ctx_end(&cx);
}

TEST(an_outline_around_nothing_and_one_that_leaves_the_photo_are_no_harm)
{
	struct ctx cx = ctx_make(NULL);
	struct point p = { 10, 10 };
	struct quad none = { { p, p, p, p } },
		    far = { { { -500, -500 }, { 900, -500 }, { 900, 900 }, { -500, 900 } } };
	str out;

	EXPECT(vision_crop(&cx, &conf, photo(&cx), &none, 100, &out) == ERR_NOT_FOUND);
	EXPECT(vision_crop(&cx, &conf, S("no photo"), &far, 100, &out) == ERR_INVALID_IMAGE);
	EXPECT(vision_crop(&cx, &conf, photo(&cx), &far, 100, &out) == OK && out.n > 100);
	ctx_end(&cx);
}
