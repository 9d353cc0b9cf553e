/* fuzz_image.c - photos as strangers send them: any bytes to pixels. */
#include "base/log.h"
#include "vision/vision.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct ctx cx = ctx_make(NULL);
	struct conf conf = { .max_photo_megapixels = 1 };
	struct image im = { 0, 0, NULL };
	struct point full;

	log_setup(LOG_OFF, LOG_TEXT);
	if (vision_decode(&cx, &conf, (str){ (const char *)data, n }, &im, &full) == OK) {
		CHECK(im.px && im.w > 0 && im.h > 0 && full.x * full.y <= 1e6f);
		CHECK((size_t)im.w * (size_t)im.h <= 1000000);
	} else {
		CHECK(!im.px && cx.err == ERR_INVALID_IMAGE);
	}
	image_free(&im);
	ctx_end(&cx);
	return 0;
}
