/* test_vision_decode.c - photos of every kind, broken ones, and which way up. The files are described in tests/photos/README.md. */
#include "t.h"

#include "vision/decode.h"
#include "vision/exif.h"
#include "vision/overlay.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static const uint8_t quarters[4][3] = {
	{ 200, 40, 40 }, { 40, 180, 60 }, { 40, 60, 200 }, { 240, 220, 60 }
};

static str format_file(struct ctx *cx, const char *name)
{
	return t_read_file(cx, str_fmt(&cx->arena, "tests/photos/formats/%s", name).p);
}

static struct conf settings(void) { return (struct conf){ .max_photo_megapixels = 64 }; }

static enum err decode(struct ctx *cx, str file, struct image *out)
{
	struct conf conf = settings();
	struct point full = { 0, 0 };
	enum err e = vision_decode(cx, &conf, file, out, &full);

	EXPECT(e || ((int)full.x == out->w && (int)full.y == out->h));
	return e;
}

/* The middle of each quarter is its colour, within what compression may change. */
static bool shows(const struct image *im, const uint8_t want[4][3], int within)
{
	for (int i = 0; i < 4; i++) {
		int x = im->w / 4 + i % 2 * im->w / 2, y = im->h / 4 + i / 2 * im->h / 2;
		const uint8_t *px = &im->px[((size_t)y * (size_t)im->w + (size_t)x) * 3];

		for (int k = 0; k < 3; k++)
			if (px[k] > want[i][k] + within || px[k] < want[i][k] - within)
				return false;
	}
	return im->w == 64 && im->h == 48;
}

TEST(every_kind_of_photo_is_decoded_to_the_same_picture)
{
	static const char *const names[] = { "rgb.jpg",    "progressive.jpg", "cmyk.jpg",
					     "rgb.png",    "palette.png",     "deep.png",
					     "rgb.webp",   "rgb.heic",        "exif-1.jpg",
					     "exif-2.jpg", "exif-3.jpg",      "exif-4.jpg",
					     "exif-5.jpg", "exif-6.jpg",      "exif-7.jpg",
					     "exif-8.jpg", "interlaced.png" };
	struct ctx cx = ctx_make(NULL);

	for (size_t i = 0; i < countof(names); i++) {
		struct image im = { 0 };

		EXPECT(decode(&cx, format_file(&cx, names[i]), &im) == OK);
		if (!im.px || !shows(&im, quarters, 14))
			t_fail(__FILE__, __LINE__, names[i]);
		image_free(&im);
	}
	ctx_end(&cx);
}

TEST(grey_photos_become_rgb)
{
	static const uint8_t grey[4][3] = {
		{ 88, 88, 88 }, { 124, 124, 124 }, { 70, 70, 70 }, { 208, 208, 208 }
	};
	static const char *const names[] = { "gray.jpg", "gray.png" };
	struct ctx cx = ctx_make(NULL);

	for (size_t i = 0; i < countof(names); i++) {
		struct image im = { 0 };

		EXPECT(decode(&cx, format_file(&cx, names[i]), &im) == OK);
		EXPECT(im.px && shows(&im, grey, 4));
		image_free(&im);
	}
	ctx_end(&cx);
}

TEST(what_is_transparent_becomes_white)
{
	static const uint8_t white[4][3] = {
		{ 200, 40, 40 }, { 40, 180, 60 }, { 40, 60, 200 }, { 255, 255, 255 }
	};
	static const char *const names[] = { "alpha.png", "alpha.webp" };
	struct ctx cx = ctx_make(NULL);

	for (size_t i = 0; i < countof(names); i++) {
		struct image im = { 0 };

		EXPECT(decode(&cx, format_file(&cx, names[i]), &im) == OK);
		EXPECT(im.px && shows(&im, white, 4));
		image_free(&im);
	}
	ctx_end(&cx);
}

TEST(broken_photos_and_bombs_are_refused)
{
	static const char *const names[] = { "truncated.jpg",  "truncated.png", "truncated.webp",
					     "truncated.heic", "crc.png",       "text.jpg",
					     "empty.jpg",      "bomb.png",      "bomb.jpg",
					     "bomb.webp",      "rgb.gif" };
	struct ctx cx = ctx_make(NULL);

	for (size_t i = 0; i < countof(names); i++) {
		struct image im = { 0 };

		if (decode(&cx, format_file(&cx, names[i]), &im) != ERR_INVALID_IMAGE || im.px ||
		    !cx.err_text.n)
			t_fail(__FILE__, __LINE__, names[i]);
		image_free(&im);
	}
	ctx_end(&cx);
}

/* A camera's file whose end is missing decodes to grey with a mere warning. */
TEST(a_photo_cut_anywhere_is_refused)
{
	struct ctx cx = ctx_make(NULL);
	str whole = t_read_file(&cx, "tests/photos/clean.jpg");

	for (size_t parts = 1; parts < 8; parts++) {
		struct image im = { 0 };

		EXPECT(decode(&cx, (str){ whole.p, whole.n * parts / 8 }, &im) ==
		       ERR_INVALID_IMAGE);
		EXPECT(im.px == NULL);
	}
	ctx_end(&cx);
}

TEST(the_limit_of_megapixels_is_the_settings)
{
	struct ctx cx = ctx_make(NULL);
	struct conf conf = settings();
	struct image im = { 0 };
	struct point full;
	str photo = t_read_file(&cx, "tests/photos/clean.jpg");

	conf.max_photo_megapixels = 1;
	EXPECT(vision_decode(&cx, &conf, photo, &im, &full) == ERR_INVALID_IMAGE);
	conf.max_photo_megapixels = 2;
	EXPECT(vision_decode(&cx, &conf, photo, &im, &full) == OK);
	image_free(&im);
	ctx_end(&cx);
}

/* A made-up TIFF: byte order, one entry of the directory. */
static str tiff(struct ctx *cx, bool big, unsigned tag, unsigned type, unsigned value)
{
	struct buf b = buf_make(&cx->arena, 64);
	const unsigned words[] = { 0x2a, 0, 8, 1, tag, type, 0, 1, value, 0 };

	buf_add(&b, big ? S("MM") : S("II"));
	for (size_t i = 0; i < countof(words); i++) {
		/* 32-bit numbers as two words: the high one first when big */
		size_t at = !big && (i == 1 || i == 6)   ? i + 1
			    : !big && (i == 2 || i == 7) ? i - 1
							 : i;
		unsigned w = words[at];

		buf_addc(&b, (char)(big ? w >> 8 : w & 255));
		buf_addc(&b, (char)(big ? w & 255 : w >> 8));
	}
	return buf_str(&b);
}

static int orientation_in_jpeg(struct ctx *cx, str t)
{
	struct buf b = buf_make(&cx->arena, 256);

	buf_add(&b, (str){ "\xff\xd8\xff\xe1\0", 5 });
	buf_addc(&b, (char)(t.n + 8));
	buf_add(&b, (str){ "Exif\0\0", 6 });
	buf_add(&b, t);
	return exif_orientation(buf_str(&b));
}

TEST(the_orientation_is_read_in_both_byte_orders_and_nonsense_ignored)
{
	struct ctx cx = ctx_make(NULL);

	EXPECT(orientation_in_jpeg(&cx, tiff(&cx, true, 0x112, 3, 6)) == 6);
	EXPECT(orientation_in_jpeg(&cx, tiff(&cx, false, 0x112, 3, 8)) == 8);
	EXPECT(orientation_in_jpeg(&cx, tiff(&cx, true, 0x112, 3, 9)) == 1);
	EXPECT(orientation_in_jpeg(&cx, tiff(&cx, true, 0x112, 3, 0)) == 1);
	EXPECT(orientation_in_jpeg(&cx, tiff(&cx, true, 0x112, 4, 6)) == 1);
	EXPECT(orientation_in_jpeg(&cx, tiff(&cx, true, 0x10f, 3, 6)) == 1);
	EXPECT(orientation_in_jpeg(&cx, S("XX")) == 1);
	ctx_end(&cx);
}

/* Each length of it, in memory of exactly that size, so that a sanitizer sees a step too far. */
TEST(the_orientation_of_any_beginning_of_a_file_is_looked_for_within_it)
{
	static const char *const names[] = { "exif-6.jpg", "rgb.png", "rgb.webp" };
	struct ctx cx = ctx_make(NULL);

	for (size_t i = 0; i < countof(names); i++) {
		str whole = format_file(&cx, names[i]);

		for (size_t n = 0; n < whole.n; n++) {
			char *copy = xmalloc(n + 1);
			int o;

			memcpy(copy, whole.p, n);
			o = exif_orientation((str){ copy, n });
			EXPECT(o >= 1 && o <= 8);
			free(copy);
		}
	}
	ctx_end(&cx);
}

TEST(an_overlay_is_the_photo_with_lines_on_it)
{
	struct ctx cx = ctx_make(NULL);
	struct conf conf = settings();
	str photo = format_file(&cx, "rgb.png"), folder = t_folder(&cx);
	str path = str_fmt(&cx.arena, STR_FMT "/o.png", STR_ARG(folder));
	struct vision_line line = { { { { 8, 8 }, { 24, 8 }, { 24, 16 }, { 8, 16 } } }, S("x"), 1 };
	struct vision_spine spine = { { { { 4, 4 }, { 60, 4 }, { 60, 44 }, { 4, 44 } } }, 1, 0, 1 };
	struct vision_shelf shelf = {
		.w = 64, .h = 48, .lines = &line, .nlines = 1, .spines = &spine, .nspines = 1
	};
	struct image before = { 0 }, after = { 0 };

	EXPECT(mkdir(folder.p, 0700) == 0);
	EXPECT(overlay_write(&cx, &conf, photo, &shelf, path.p) == OK);
	EXPECT(decode(&cx, photo, &before) == OK &&
	       decode(&cx, t_read_file(&cx, path.p), &after) == OK);
	EXPECT(memcmp(&before.px[(48 / 2 * 64 + 40) * 3], &after.px[(48 / 2 * 64 + 40) * 3], 3) ==
	       0);
	EXPECT(memcmp(&before.px[(4 * 64 + 40) * 3], &after.px[(4 * 64 + 40) * 3], 3) != 0);
	image_free(&before);
	image_free(&after);
	EXPECT(overlay_write(&cx, &conf, photo, &shelf, "/no/such/folder/o.png") == ERR_IO);
	ctx_end(&cx);
}
