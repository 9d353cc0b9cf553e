/* test_vision_clean.c - what is kept of a photo: the picture, and nothing of who, where and when. */
#include "t.h"

#include "vision/exif.h"

#include <stdlib.h>
#include <string.h>

static const struct conf conf = { .max_photo_megapixels = 64 };

static str format_file(struct ctx *cx, const char *name)
{
	return t_read_file(cx, str_fmt(&cx->arena, "tests/photos/formats/%s", name).p);
}

static bool holds(str file, const char *what, size_t n)
{
	return n && memmem(file.p, file.n, what, n);
}

static bool same_pixels(struct ctx *cx, str a, str b)
{
	struct image x = { 0 }, y = { 0 };
	struct point full;
	bool same = vision_decode(cx, &conf, a, &x, &full) == OK &&
		    vision_decode(cx, &conf, b, &y, &full) == OK && x.w == y.w && x.h == y.h &&
		    memcmp(x.px, y.px, (size_t)x.w * (size_t)x.h * 3) == 0;

	image_free(&x);
	image_free(&y);
	return same;
}

static str cleaned(struct ctx *cx, str file, enum photo_kind want)
{
	struct photo p;

	EXPECT(vision_clean(cx, &conf, file, &p) == OK);
	EXPECT(p.kind == want);
	return p.bytes;
}

/* A segment with its length. */
static void put_segment(struct buf *b, int marker, str data)
{
	buf_addc(b, (char)0xff);
	buf_addc(b, (char)marker);
	buf_addc(b, (char)((data.n + 2) >> 8));
	buf_addc(b, (char)((data.n + 2) & 255));
	buf_add(b, data);
}

/* As a phone writes it: maker, orientation, place; little-endian. The place: 48° 51' 29.6" N. */
static str phone_exif(struct ctx *cx, int orientation)
{
	static const char tiff[] =
		"II\x2a\0\x08\0\0\0"
		"\x03\0"
		"\x0f\x01\x02\0\x08\0\0\0\x32\0\0\0" /* Make, 8 letters at 50 */
		"\x12\x01\x03\0\x01\0\0\0\x01\0\0\0" /* Orientation */
		"\x25\x88\x04\0\x01\0\0\0\x3a\0\0\0" /* GPS directory at 58 */
		"\0\0\0\0"                           /* no other directory */
		"PhoneCo\0"
		"\x02\0"
		"\x01\0\x02\0\x02\0\0\0N\0\0\0"    /* GPSLatitudeRef */
		"\x02\0\x05\0\x03\0\0\0\x58\0\0\0" /* GPSLatitude, 3 fractions at 88 */
		"\0\0\0\0"
		"\x30\0\0\0\x01\0\0\0\x33\0\0\0\x01\0\0\0\x28\x01\0\0\x0a\0\0\0";
	struct buf b = buf_make(&cx->arena, 512);

	buf_add(&b, (str){ "Exif\0\0", 6 });
	buf_add(&b, (str){ tiff, sizeof tiff - 1 });
	b.p[6 + 8 + 2 + 12 + 8] = (char)orientation;
	return buf_str(&b);
}

enum { PLAIN_HEAD = 2 }; /* of a JPEG: the two bytes that begin it */

/* The photo as a phone would send it: all that a maker puts in, a thumbnail, and a film behind the end. */
static str phone_photo(struct ctx *cx, str plain, int orientation)
{
	struct buf b = buf_make(&cx->arena, plain.n + 4096);

	buf_add(&b, (str){ plain.p, PLAIN_HEAD });
	put_segment(&b, 0xe1, phone_exif(cx, orientation));
	put_segment(&b, 0xe0, (str){ "JFIF\0\1\2\0\0\1\0\1\1\1RGB", 17 });
	put_segment(&b, 0xe0, (str){ "JFXX\0\x13\1\1THUMBNAIL", 17 });
	put_segment(&b, 0xe1, S("http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>Jane Doe</x:xmpmeta>"));
	put_segment(&b, 0xe2, S("MPF\0second picture"));
	put_segment(&b, 0xe2, S("ICC_PROFILE\0\1\1a profile of colours"));
	put_segment(&b, 0xed, S("Photoshop 3.0\0credits"));
	put_segment(&b, 0xfe, S("taken at home"));
	buf_add(&b, (str){ plain.p + PLAIN_HEAD, plain.n - PLAIN_HEAD });
	buf_add(&b, S("MotionPhoto_Data ftypmp42 a film of three seconds"));
	return buf_str(&b);
}

TEST(a_kept_jpeg_says_nothing_of_place_maker_and_time)
{
	static const char *const secrets[] = { "PhoneCo",     "GPS",       "\x28\x01\0\0\x0a",
					       "Jane",        "Photoshop", "taken at home",
					       "MotionPhoto", "MPF",       "THUMBNAIL",
					       "JFXX",        "RGB",       "film" };
	struct ctx cx = ctx_make(NULL);
	str sent = phone_photo(&cx, format_file(&cx, "rgb.jpg"), 1);
	str kept = cleaned(&cx, sent, PHOTO_JPEG);

	for (size_t i = 0; i < countof(secrets); i++)
		if (holds(kept, secrets[i], i == 2 ? 5 : strlen(secrets[i])))
			t_fail(__FILE__, __LINE__, secrets[i]);
	EXPECT(!holds(kept, "Exif", 4));
	EXPECT(holds(kept, "a profile of colours", 20));
	EXPECT(memcmp(kept.p + kept.n - 2, "\xff\xd9", 2) == 0);
	EXPECT(same_pixels(&cx, sent, kept));
	ctx_end(&cx);
}

TEST(a_kept_jpeg_still_says_which_way_up_it_is)
{
	struct ctx cx = ctx_make(NULL);
	str plain = format_file(&cx, "rgb.jpg");

	for (int orientation = 2; orientation <= 8; orientation++) {
		str sent = phone_photo(&cx, plain, orientation);
		str kept = cleaned(&cx, sent, PHOTO_JPEG);

		EXPECT(exif_orientation(kept) == orientation);
		EXPECT(same_pixels(&cx, sent, kept));
		EXPECT(!holds(kept, "PhoneCo", 7));
	}
	ctx_end(&cx);
}

/* Of one picture there is one file, whatever was written around it: its digest is its name. */
TEST(two_copies_of_a_photo_with_other_metadata_are_kept_as_one_file)
{
	struct ctx cx = ctx_make(NULL);
	str plain = format_file(&cx, "progressive.jpg"), sent = phone_photo(&cx, plain, 1);
	char *other = arena_new(&cx.arena, char, sent.n);

	memcpy(other, sent.p, sent.n);
	other[sent.n - 1] = '!';
	memcpy(memmem(other, sent.n, "PhoneCo", 7), "OtherCo", 7);
	EXPECT(str_eq(cleaned(&cx, sent, PHOTO_JPEG),
		      cleaned(&cx, (str){ other, sent.n }, PHOTO_JPEG)));
	ctx_end(&cx);
}

TEST(every_kind_of_photo_is_kept_with_the_same_pixels)
{
	static const struct {
		const char *name;
		enum photo_kind kind;
	} files[] = { { "rgb.jpg", PHOTO_JPEG },    { "progressive.jpg", PHOTO_JPEG },
		      { "gray.jpg", PHOTO_JPEG },   { "cmyk.jpg", PHOTO_JPEG },
		      { "exif-6.jpg", PHOTO_JPEG }, { "rgb.png", PHOTO_PNG },
		      { "palette.png", PHOTO_PNG }, { "gray.png", PHOTO_PNG },
		      { "deep.png", PHOTO_PNG },    { "interlaced.png", PHOTO_PNG },
		      { "alpha.png", PHOTO_PNG },   { "rgb.webp", PHOTO_WEBP },
		      { "alpha.webp", PHOTO_WEBP } };
	struct ctx cx = ctx_make(NULL);

	for (size_t i = 0; i < countof(files); i++) {
		str file = format_file(&cx, files[i].name), kept;

		kept = cleaned(&cx, file, files[i].kind);
		if (!same_pixels(&cx, file, kept) ||
		    !str_eq(kept, cleaned(&cx, kept, files[i].kind)))
			t_fail(__FILE__, __LINE__, files[i].name);
	}
	ctx_end(&cx);
}

TEST(heic_is_kept_as_a_jpeg_of_the_same_picture)
{
	struct ctx cx = ctx_make(NULL);
	str kept = cleaned(&cx, format_file(&cx, "rgb.heic"), PHOTO_JPEG);
	static const uint8_t red[3] = { 200, 40, 40 };
	struct image im = { 0 };
	struct point full;

	EXPECT(vision_decode(&cx, &conf, kept, &im, &full) == OK && im.w == 64 && im.h == 48);
	for (int k = 0; k < 3 && im.px; k++)
		EXPECT(im.px[(12 * 64 + 16) * 3 + k] > red[k] - 14 &&
		       im.px[(12 * 64 + 16) * 3 + k] < red[k] + 14);
	image_free(&im);
	ctx_end(&cx);
}

static void put_u32(struct buf *b, uint32_t v, bool big)
{
	for (int i = 0; i < 4; i++)
		buf_addc(b, (char)(v >> (big ? 24 - 8 * i : 8 * i)));
}

/* With a wrong checksum: of a chunk that is passed over, libpng doesn't mind. */
static void put_png_chunk(struct buf *b, const char *name, str data)
{
	put_u32(b, (uint32_t)data.n, true);
	buf_add(b, str_from(name));
	buf_add(b, data);
	put_u32(b, 0, true);
}

enum { PNG_BEGIN = 8 + 25 }; /* signature and IHDR */

TEST(a_kept_png_has_the_chunks_of_the_picture_only)
{
	struct ctx cx = ctx_make(NULL);
	str plain = format_file(&cx, "rgb.png");
	struct buf b = buf_make(&cx.arena, plain.n + 1024);
	str kept;

	buf_add(&b, (str){ plain.p, PNG_BEGIN });
	put_png_chunk(&b, "tEXt", S("Author\0Jane Doe"));
	put_png_chunk(&b, "tIME", S("\x07\xe8\1\1\1\1\1"));
	buf_add(&b, (str){ plain.p + PNG_BEGIN, plain.n - PNG_BEGIN });
	buf_add(&b, S("a film behind the end"));
	kept = cleaned(&cx, buf_str(&b), PHOTO_PNG);
	EXPECT(!holds(kept, "Jane", 4) && !holds(kept, "tIME", 4) && !holds(kept, "film", 4));
	EXPECT(same_pixels(&cx, plain, kept));
	ctx_end(&cx);
}

/* The extended form: VP8X says which chunks there are. */
static str extended_webp(struct ctx *cx, str plain, str exif, char flags)
{
	struct buf b = buf_make(&cx->arena, plain.n + 1024);
	const char head[10] = { flags, 0, 0, 0, 63, 0, 0, 47, 0, 0 };

	buf_add(&b, S("RIFF"));
	put_u32(&b, (uint32_t)(plain.n + 18 + 8 + exif.n + exif.n % 2 - 8), false);
	buf_add(&b, S("WEBPVP8X"));
	put_u32(&b, 10, false);
	buf_add(&b, (str){ head, sizeof head });
	buf_add(&b, (str){ plain.p + 12, plain.n - 12 });
	buf_add(&b, S("EXIF"));
	put_u32(&b, (uint32_t)exif.n, false);
	buf_add(&b, exif);
	if (exif.n % 2)
		buf_addc(&b, '\0');
	return buf_str(&b);
}

TEST(a_kept_webp_has_no_exif_and_says_so)
{
	struct ctx cx = ctx_make(NULL);
	str plain = format_file(&cx, "rgb.webp");
	str sent = extended_webp(&cx, plain, phone_exif(&cx, 1), 0x08);
	str kept = cleaned(&cx, sent, PHOTO_WEBP);

	EXPECT(!holds(kept, "EXIF", 4) && !holds(kept, "PhoneCo", 7));
	EXPECT(kept.n > 21 && kept.p[20] == 0);
	EXPECT(same_pixels(&cx, sent, kept));
	ctx_end(&cx);
}

/* Browsers don't agree on EXIF in PNG and WebP: the pixels are turned. */
TEST(a_webp_that_lies_on_its_side_is_kept_upright)
{
	struct ctx cx = ctx_make(NULL);
	str sent = extended_webp(&cx, format_file(&cx, "rgb.webp"), phone_exif(&cx, 6), 0x08);
	str kept = cleaned(&cx, sent, PHOTO_JPEG);
	struct image im = { 0 };
	struct point full;

	EXPECT(exif_orientation(kept) == 1);
	EXPECT(vision_decode(&cx, &conf, kept, &im, &full) == OK && im.w == 48 && im.h == 64);
	image_free(&im);
	ctx_end(&cx);
}

/* In memory of exactly that size, so that a sanitizer sees a step too far. */
TEST(any_beginning_of_a_photo_is_cleaned_within_it_or_refused)
{
	static const char *const names[] = { "exif-6.jpg", "rgb.png", "alpha.webp" };
	struct ctx cx = ctx_make(NULL);

	for (size_t i = 0; i < countof(names); i++) {
		str whole = format_file(&cx, names[i]);

		for (size_t n = 0; n < whole.n; n++) {
			struct arena_mark before = arena_mark(&cx.arena);
			char *copy = xmalloc(n + 1);
			struct photo p;

			memcpy(copy, whole.p, n);
			if (vision_clean(&cx, &conf, (str){ copy, n }, &p) == OK)
				EXPECT(p.bytes.n > 0);
			free(copy);
			arena_rewind(&cx.arena, before);
		}
		ctx_forgive(&cx);
	}
	ctx_end(&cx);
}
