/* decode_heic.c - HEIC, what iPhones send, by libheif; the only file that includes it. libheif turns the picture upright by
 * itself. */
#include "vision/decode.h"

#include <libheif/heif.h>

#include <string.h>

/* The picture may be larger than the file's head said: its size is looked at once more. */
static enum err copy_rows(struct ctx *cx, struct heif_image *from, int64_t max_pixels,
			  struct image *out)
{
	int stride, w = heif_image_get_width(from, heif_channel_interleaved);
	int h = heif_image_get_height(from, heif_channel_interleaved);
	const uint8_t *px = heif_image_get_plane_readonly(from, heif_channel_interleaved, &stride);

	enum err e;

	if (!px || w < 1 || h < 1 || stride < w * 3)
		return decode_broken(cx, "HEIC");
	if ((e = decode_size(cx, w, h, max_pixels)))
		return e;
	*out = image_make(w, h);
	for (int y = 0; y < h; y++)
		memcpy(&out->px[(size_t)y * (size_t)w * 3], px + (size_t)y * (size_t)stride,
		       (size_t)w * 3);
	return OK;
}

static enum err decode(struct ctx *cx, const struct heif_image_handle *handle, int64_t max_pixels,
		       struct image *out)
{
	struct heif_image *image = NULL;
	struct heif_error bad;
	enum err e;

	if ((e = decode_size(cx, heif_image_handle_get_width(handle),
			     heif_image_handle_get_height(handle), max_pixels)))
		return e;
	bad = heif_decode_image(handle, &image, heif_colorspace_RGB, heif_chroma_interleaved_RGB,
				NULL);
	if (bad.code != heif_error_Ok || !image)
		return decode_broken(cx, "HEIC");
	e = copy_rows(cx, image, max_pixels, out);
	heif_image_release(image);
	return e;
}

enum err decode_heic(struct ctx *cx, str file, int64_t max_pixels, struct image *out,
		     struct point *full)
{
	struct heif_context *context = heif_context_alloc();
	struct heif_image_handle *handle = NULL;
	enum err e;

	if (heif_context_read_from_memory_without_copy(context, file.p, file.n, NULL).code !=
		    heif_error_Ok ||
	    heif_context_get_primary_image_handle(context, &handle).code != heif_error_Ok)
		e = decode_broken(cx, "HEIC");
	else
		e = decode(cx, handle, max_pixels, out);
	if (handle)
		heif_image_handle_release(handle);
	heif_context_free(context);
	if (!e)
		*full = (struct point){ (float)out->w, (float)out->h };
	return e;
}
