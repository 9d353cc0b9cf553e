/* vision.h - pixels in, text and boxes out. Knows no database, no HTTP and no book.
 *
 * The stages, each a function of its inputs in a file of its own, are listed in read.c. */
#ifndef VISION_H
#define VISION_H

#include "conf/conf.h"
#include "vision/image.h"

/* Which way the text of a spine runs, seen in the upright photo. */
enum vision_direction { VISION_ACROSS, VISION_DOWN, VISION_UP, VISION_UPSIDE_DOWN };

struct vision_line {
	struct quad quad;    /* photo pixels */
	str text;            /* valid UTF-8, never empty */
	float confidence;    /* 0–1: mean of the characters' probabilities */
};

struct vision_spine {
	struct quad quad;    /* photo pixels: the outline of the whole spine */
	float confidence;    /* 0–1: that this is one book's spine */
	enum vision_direction direction;
	int shelf_row;       /* 0 for the topmost row of books */
	size_t first, n;     /* its lines: shelf.lines[first .. first + n), in reading order */
};

struct vision_timings { /* milliseconds */
	double decode, detect, recognise, group, total;
};

struct vision_shelf {
	int w, h; /* the photo's size, turned upright, in the pixels all quads are in */
	struct vision_line *lines;
	size_t nlines;
	struct vision_spine *spines; /* rows top to bottom, left to right in a row, stacks top to bottom */
	size_t nspines;
	struct vision_timings ms;
};

/* The models and their threads. Loads on first use; any number of threads may read at once. */
struct vision;

struct vision *vision_open(const struct conf *conf); /* keeps conf */
void vision_close(struct vision *v);

/* JPEG, PNG, WebP or HEIC, told by content; turned upright by EXIF; no metadata kept. *out may be smaller
 * than the photo where that loses no legible text; *full gets the photo's own upright size. ERR_INVALID_IMAGE for what
 * is none, broken or truncated, ERR_TOO_LARGE beyond max_photo_megapixels: told before pixels are stored. */
enum err vision_decode(struct ctx *cx, const struct conf *conf, str bytes, struct image *out,
		       struct point *full) NODISCARD;

/* Find and read the spines of a photo. Quads are in `full` pixels. At most max_spines, the
 * most confident ones, narrower or smaller ones than min_area_px dropped. ERR_MODEL_UNAVAILABLE. */
struct vision_limits {
	int max_spines, min_area_px;
};

enum err vision_read(struct ctx *cx, struct vision *v, str bytes, struct vision_limits limits,
		     struct vision_shelf *out) NODISCARD;

#endif
