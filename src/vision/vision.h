/* vision.h - pixels in, text and boxes out. Knows no database, no HTTP and no book.
 *
 * The stages, each a function of its inputs in a file of its own, are listed in read.c. */
#ifndef VISION_H
#define VISION_H

#include "conf/conf.h"
#include "vision/image.h"

struct vision_line {
	struct quad quad; /* photo pixels; p[0] to p[1] is the reading direction */
	str text;         /* valid UTF-8, never empty */
	float confidence; /* 0–1: mean of the characters' probabilities */
};

struct vision_spine {
	struct quad
		quad; /* photo pixels: the outline of the whole spine, in the reading direction of its text */
	float confidence; /* 0–1: that this is one book's spine */
	size_t first, n;  /* its lines: shelf.lines[first .. first + n), in reading order */
};

struct vision_timings { /* milliseconds */
	double decode, detect, recognise, group, total;
};

struct vision_shelf {
	int w, h; /* the photo's size, turned upright, in the pixels all quads are in */
	struct vision_line *lines;
	size_t nlines;
	struct vision_spine
		*spines; /* left to right, and top to bottom where they lie above each other */
	size_t nspines;
	struct vision_timings ms;
};

/* The models and their threads. Loaded by the first photo; any number of threads may read at once. */
struct vision;

struct vision *vision_open(const struct conf *conf); /* keeps conf */
void vision_close(struct vision *v);

/* JPEG, PNG, WebP or HEIC, told by content; turned upright by EXIF; no metadata kept. *out may be smaller
 * than the photo where that loses no legible text; *full gets the photo's own upright size. ERR_INVALID_IMAGE for what
 * is none, is broken or truncated, or is beyond max_photo_megapixels: told before memory for pixels is taken. */
enum err vision_decode(struct ctx *cx, const struct conf *conf, str bytes, struct image *out,
		       struct point *full) NODISCARD;

enum photo_kind { PHOTO_JPEG, PHOTO_PNG, PHOTO_WEBP, PHOTO__MAX };

struct photo {
	enum photo_kind kind;
	str bytes; /* in the arena */
};

const char *photo_extension(enum photo_kind k);  /* "jpg", "png", "webp" */
const char *photo_media_type(enum photo_kind k); /* "image/jpeg", … */

/* The photo as it may be kept: the same picture, and nothing that says where, when, by whom or with what it was taken. What
 * was compressed stays compressed as it was; HEIC, what lies on its side in PNG or WebP, and what is not quite whole but
 * can be read, is encoded anew, upright. The same bytes give the same bytes. For files that vision_decode takes; for others
 * ERR_INVALID_IMAGE, or a file that is none. */
enum err vision_clean(struct ctx *cx, const struct conf *conf, str file,
		      struct photo *out) NODISCARD;

/* The photo as a JPEG of that width, upright; one that is no wider keeps its size. In the arena. As vision_decode. */
enum err vision_small(struct ctx *cx, const struct conf *conf, str file, int width_px,
		      str *out) NODISCARD;

/* The same of several widths at once, out[n], and the photo's own upright size. */
enum err vision_sizes(struct ctx *cx, const struct conf *conf, str file, const int *widths_px,
		      size_t n, str *out, struct point *full) NODISCARD;

/* What is under the outline, in the photo's own upright pixels: straightened, turned as it stands there, its longer side at most
 * `longest_px`; a JPEG in the arena. As vision_decode; ERR_NOT_FOUND: there is next to nothing under it. */
enum err vision_crop(struct ctx *cx, const struct conf *conf, str file, const struct quad *q,
		     int longest_px, str *out) NODISCARD;

struct vision_limits {
	int max_spines;  /* the most confident ones are kept */
	int min_area_px; /* outlines smaller than this are dropped */
};

/* Find and read the spines of a photo. ERR_INVALID_IMAGE, ERR_MODEL_UNAVAILABLE. */
enum err vision_read(struct ctx *cx, struct vision *v, str bytes, struct vision_limits limits,
		     struct vision_shelf *out) NODISCARD;

#endif
