/* decode_png.c - PNG by libpng's simplified interface; the only file that includes it. Palettes, grey, 16 bits and
 * interlacing become 8-bit RGB; what is transparent becomes white. Writes PNG too. */
#include "vision/decode.h"

#include <errno.h>
#include <png.h>
#include <string.h>

enum err decode_png(struct ctx *cx, str file, int64_t max_pixels, struct image *out,
		    struct point *full)
{
	png_image png = { .version = PNG_IMAGE_VERSION };
	png_color white = { 255, 255, 255 };
	enum err e;
	int ok;

	if (!png_image_begin_read_from_memory(&png, file.p, file.n))
		return decode_broken(cx, "PNG");
	if ((e = decode_size(cx, png.width, png.height, max_pixels))) {
		png_image_free(&png);
		return e;
	}
	png.format = PNG_FORMAT_RGB;
	png.flags |=
		PNG_IMAGE_FLAG_16BIT_sRGB; /* else 16 bits without a gamma count as linear light, and come out pale */
	*out = image_make((int)png.width, (int)png.height);
	*full = (struct point){ (float)png.width, (float)png.height };
	ok = png_image_finish_read(&png, &white, out->px, 0, NULL);
	png_image_free(&png);
	if (ok)
		return OK;
	image_free(out);
	return decode_broken(cx, "PNG");
}

enum err encode_png(struct ctx *cx, const struct image *im, const char *path)
{
	png_image png = { .version = PNG_IMAGE_VERSION,
			  .width = (png_uint_32)im->w,
			  .height = (png_uint_32)im->h,
			  .format = PNG_FORMAT_RGB,
			  .flags = PNG_IMAGE_FLAG_FAST };
	FILE *f = fopen(path, "wb");
	int ok;

	if (!f)
		return fail(cx, ERR_IO, "%s cannot be written: %s", path, strerror(errno));
	ok = png_image_write_to_stdio(&png, f, 0, im->px, 0, NULL);
	png_image_free(&png);
	if (fclose(f) != 0 || !ok)
		return fail(cx, ERR_IO, "%s cannot be written", path);
	return OK;
}
