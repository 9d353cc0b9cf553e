/* decode.h - from a file's bytes to pixels and back; inside vision only, the doors are vision_decode and overlay.h. */
#ifndef DECODE_H
#define DECODE_H

#include "vision/image.h"

/* What every format's decoder does. Before it takes memory for pixels it asks decode_size; the result may be shrunk where the
 * format can do that while decoding. *full: the size in the file. Not yet turned by EXIF (HEIC: already turned). */
typedef enum err decoder(struct ctx *cx, str file, int64_t max_pixels, struct image *out,
			 struct point *full);

decoder decode_jpeg, decode_png, decode_webp, decode_heic;

/* Write an image as a PNG file: ERR_IO. */
enum err encode_png(struct ctx *cx, const struct image *im, const char *path) NODISCARD;

/* The image as a JPEG file of that quality (1–100), every pixel with its own colour; in the arena. */
enum err encode_jpeg(struct ctx *cx, const struct image *im, int quality, str *out) NODISCARD;

/* ERR_INVALID_IMAGE beyond max_pixels and for sizes that are none. */
enum err decode_size(struct ctx *cx, int64_t w, int64_t h, int64_t max_pixels) NODISCARD;

/* The one answer to a file that is broken: says no more than that. */
enum err decode_broken(struct ctx *cx, const char *format) NODISCARD;

/* Photos larger than this are decoded at half or a quarter of their size: text that was legible stays so. */
enum { DECODE_WORK_PIXELS = 24000000 };

#endif
