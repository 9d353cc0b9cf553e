/* decode_jpeg.c - JPEG by libjpeg-turbo; the only file that includes it. Writes JPEG too. */
#include "vision/decode.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jerror.h>
#include <jpeglib.h>

enum { SCANS_MAX = 100 };

struct state {
	struct jpeg_decompress_struct d;
	struct jpeg_error_mgr errors;
	struct jpeg_progress_mgr progress;
	jmp_buf broken;
	struct image im;
	uint8_t *row; /* one row of CMYK */
};

static void on_error(j_common_ptr c)
{
	struct state *s = c->client_data;

	longjmp(s->broken, 1);
}

/* A file that ends early decodes to grey with no more than a warning: for us it is broken. */
static void on_message(j_common_ptr c, int level)
{
	int code = c->err->msg_code;

	if (level < 0 &&
	    (code == JWRN_JPEG_EOF || code == JWRN_HIT_MARKER || code == JWRN_HUFF_BAD_CODE))
		on_error(c);
}

/* Every scan of a progressive file costs time by the size it claims, and one of a few bytes is enough: cameras write about ten. */
static void on_progress(j_common_ptr c)
{
	struct state *s = c->client_data;

	if (s->d.input_scan_number > SCANS_MAX)
		on_error(c);
}

/* Adobe's files hold ink inverted. */
static void from_cmyk(const uint8_t *in, uint8_t *out, int w, bool inverted)
{
	for (int x = 0; x < w; x++, in += 4, out += 3)
		for (int k = 0; k < 3; k++) {
			int ink = inverted ? in[k] : 255 - in[k],
			    black = inverted ? in[3] : 255 - in[3];

			out[k] = (uint8_t)(ink * black / 255);
		}
}

static void read_rows(struct state *s)
{
	bool cmyk = s->d.out_color_space == JCS_CMYK;

	if (cmyk)
		s->row = xmalloc((size_t)s->im.w * 4);
	while (s->d.output_scanline < s->d.output_height) {
		uint8_t *to = &s->im.px[(size_t)s->d.output_scanline * (size_t)s->im.w * 3];
		JSAMPROW row = cmyk ? s->row : to;

		jpeg_read_scanlines(&s->d, &row, 1);
		if (cmyk)
			from_cmyk(s->row, to, s->im.w, s->d.saw_Adobe_marker);
	}
	jpeg_finish_decompress(&s->d);
}

static void choose_output(struct state *s)
{
	bool cmyk = s->d.jpeg_color_space == JCS_CMYK || s->d.jpeg_color_space == JCS_YCCK;
	int64_t pixels = (int64_t)s->d.image_width * s->d.image_height;

	s->d.out_color_space = cmyk ? JCS_CMYK : JCS_RGB;
	s->d.scale_num = 1;
	s->d.scale_denom = pixels > 4 * (int64_t)DECODE_WORK_PIXELS ? 4
			   : pixels > DECODE_WORK_PIXELS            ? 2
								    : 1;
	s->d.dct_method = JDCT_ISLOW;
}

static enum err decode(struct ctx *cx, struct state *s, str file, int64_t max_pixels)
{
	enum err e;

	if (setjmp(s->broken))
		return decode_broken(cx, "JPEG");
	jpeg_create_decompress(&s->d);
	s->progress.progress_monitor = on_progress;
	s->d.progress = &s->progress;
	jpeg_mem_src(&s->d, (const unsigned char *)file.p, file.n);
	jpeg_read_header(&s->d, TRUE);
	if ((e = decode_size(cx, s->d.image_width, s->d.image_height, max_pixels)))
		return e;
	choose_output(s);
	jpeg_start_decompress(&s->d);
	s->im = image_make((int)s->d.output_width, (int)s->d.output_height);
	read_rows(s);
	return OK;
}

enum err decode_jpeg(struct ctx *cx, str file, int64_t max_pixels, struct image *out,
		     struct point *full)
{
	struct state *s = xmalloc(sizeof *s);
	enum err e;

	memset(s, 0, sizeof *s);
	s->d.err = jpeg_std_error(&s->errors);
	s->errors.error_exit = on_error;
	s->errors.emit_message = on_message;
	s->d.client_data = s;
	e = decode(cx, s, file, max_pixels);
	*full = (struct point){ (float)s->d.image_width, (float)s->d.image_height };
	jpeg_destroy_decompress(&s->d);
	if (e)
		image_free(&s->im);
	*out = s->im;
	free(s->row);
	free(s);
	return e;
}

struct writer {
	struct jpeg_compress_struct c;
	struct jpeg_error_mgr errors;
	jmp_buf broken;
	unsigned char *bytes; /* libjpeg's, malloc'd */
	unsigned long n;
};

static void on_write_error(j_common_ptr c)
{
	struct writer *w = c->client_data;

	longjmp(w->broken, 1);
}

static bool encode(struct writer *w, const struct image *im, int quality)
{
	if (setjmp(w->broken))
		return false;
	jpeg_create_compress(&w->c);
	jpeg_mem_dest(&w->c, &w->bytes, &w->n);
	w->c.image_width = (JDIMENSION)im->w;
	w->c.image_height = (JDIMENSION)im->h;
	w->c.input_components = 3;
	w->c.in_color_space = JCS_RGB;
	jpeg_set_defaults(&w->c);
	jpeg_set_quality(&w->c, quality, TRUE);
	w->c.comp_info[0].h_samp_factor = w->c.comp_info[0].v_samp_factor = 1;
	jpeg_start_compress(&w->c, TRUE);
	while (w->c.next_scanline < w->c.image_height) {
		JSAMPROW row = &im->px[(size_t)w->c.next_scanline * (size_t)im->w * 3];

		jpeg_write_scanlines(&w->c, &row, 1);
	}
	jpeg_finish_compress(&w->c);
	return true;
}

enum err encode_jpeg(struct ctx *cx, const struct image *im, int quality, str *out)
{
	struct writer *w = xmalloc(sizeof *w);
	bool ok;

	memset(w, 0, sizeof *w);
	w->c.err = jpeg_std_error(&w->errors);
	w->errors.error_exit = on_write_error;
	w->c.client_data = w;
	if ((ok = encode(w, im, quality))) {
		*out = str_dup(&cx->arena, (str){ (const char *)w->bytes, w->n });
		free(w->bytes); /* after a failure libjpeg has freed it or not, and does not say */
	}
	jpeg_destroy_compress(&w->c);
	free(w);
	return ok ? OK : fail(cx, ERR_INTERNAL, "the photo could not be encoded");
}
