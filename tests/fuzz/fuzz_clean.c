/* fuzz_clean.c - photos as strangers send them, to what is kept of them: the same picture, which way up included, and what is
 * clean already stays as it is. */
#include "base/log.h"
#include "vision/exif.h"
#include "vision/vision.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static const struct conf conf = { .max_photo_megapixels = 1 };

static void same_picture(struct ctx *cx, const struct image *before, str cleaned)
{
	struct image after = { 0, 0, NULL };
	struct point full;
	enum err e = vision_decode(cx, &conf, cleaned, &after, &full);

	/* Of a WebP chunk that says it is shorter than its picture libwebp reads on: not what is cut off there. */
	if (cleaned.p[0] != 'R') {
		CHECK(e == OK && before->w == after.w && before->h == after.h);
		CHECK(memcmp(before->px, after.px, (size_t)before->w * (size_t)before->h * 3) == 0);
	}
	image_free(&after);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	str file = { (const char *)data, n };
	struct ctx cx = ctx_make(NULL);
	struct image im = { 0, 0, NULL };
	struct photo once, twice;
	struct point full;
	bool decoded, anew;

	log_setup(LOG_OFF, LOG_TEXT);
	decoded = vision_decode(&cx, &conf, file, &im, &full) == OK;
	if (vision_clean(&cx, &conf, file, &once) == OK) {
		anew = data[0] != 0xff && once.kind == PHOTO_JPEG;
		CHECK(anew || data[0] == 0xff || exif_orientation(file) == 1);
		if (decoded && !anew)
			same_picture(&cx, &im, once.bytes);
		CHECK(vision_clean(&cx, &conf, once.bytes, &twice) == OK);
		CHECK(str_eq(once.bytes, twice.bytes));
	} else {
		CHECK(!decoded && cx.err == ERR_INVALID_IMAGE);
	}
	image_free(&im);
	ctx_end(&cx);
	return 0;
}
