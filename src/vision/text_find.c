/* text_find.c - see text_find.h. */
#include "vision/text_find.h"

#include <math.h>
#include <stdlib.h>

/* The fine view has about this many pixels: small photos are enlarged up to twice, large ones made smaller. Lines are then read from the
 * photo itself. The coarse one fits in one tile of the detector. */
static const float fine_pixels = 6e6f, enlarge_max = 2, coarse_side = 960;

/* In the fine view, letters up to this height are found whole. */
static const float fine_letter_px = 64;

/* Blurred things in the background look like letters of the size of books: letters are lower than this share of the photo. */
static const float letter_share_max = 0.3f;

struct view {
	float scale;  /* its pixels per pixel of the photo */
	int quarters; /* turned counter-clockwise */
};

static bool look(struct onnx_model *m, int threads, const struct image *photo, struct view v,
		 struct text_boxes *out)
{
	struct image sized = image_resize(photo, (int)fmaxf(1, (float)photo->w * v.scale),
					  (int)fmaxf(1, (float)photo->h * v.scale));
	struct image turned = image_turn(&sized, v.quarters);
	bool ok = text_detect(m, threads, &turned, out);

	for (int i = 0; i < out->n; i++)
		for (int k = 0; k < 4; k++) {
			struct point p = image_unturn(out->items[i].quad.p[k], v.quarters, sized.w,
						      sized.h);

			out->items[i].quad.p[k] = (struct point){ p.x / v.scale, p.y / v.scale };
		}
	image_free(&turned);
	image_free(&sized);
	return ok;
}

static void add(struct text_boxes *to, const struct text_box *b)
{
	to->items = realloc(to->items, ((size_t)to->n + 1) * sizeof *to->items);
	CHECK(to->items);
	to->items[to->n++] = *b;
}

static void drop(struct text_boxes *from, int i) { from->items[i] = from->items[--from->n]; }

/* A piece of the text that `whole` shows. */
static bool is_piece(const struct quad *piece, const struct quad *whole)
{
	return quad_overlap(piece, whole) > 0.6f * quad_area(piece);
}

static void merge_one(struct text_boxes *fine, const struct text_box *coarse, float large_px)
{
	float area = quad_area(&coarse->quad), covered = 0, most = 0;

	for (int i = 0; i < fine->n; i++) {
		float common = quad_overlap(&fine->items[i].quad, &coarse->quad);

		covered += common;
		most = fmaxf(most, common);
	}
	if (covered < 0.3f * area) {
		add(fine, coarse);
		return;
	}
	if (fminf(quad_width(&coarse->quad), quad_height(&coarse->quad)) < large_px ||
	    most > 0.75f * area)
		return;
	for (int i = fine->n - 1; i >= 0; i--)
		if (is_piece(&fine->items[i].quad, &coarse->quad))
			drop(fine, i);
	add(fine, coarse);
}

void text_boxes_merge(struct text_boxes *fine, const struct text_boxes *coarse, float large_px)
{
	for (int i = 0; i < coarse->n; i++)
		merge_one(fine, &coarse->items[i], large_px);
}

static void drop_huge(struct text_boxes *b, float max_px)
{
	for (int i = b->n - 1; i >= 0; i--)
		if (fminf(quad_width(&b->items[i].quad), quad_height(&b->items[i].quad)) > max_px)
			drop(b, i);
}

/* Most spines are read with the head turned to one side: turned by a quarter their text lies as the detector knows it. The coarse view
 * stays upright, for stacks and for words set across a spine. */
bool text_find(struct onnx_model *m, int threads, const struct image *photo, struct text_boxes *out)
{
	float w = (float)photo->w, h = (float)photo->h;
	struct view fine = { fminf(sqrtf(fine_pixels / (w * h)), enlarge_max), 1 };
	struct view coarse = { fminf(coarse_side / fmaxf(w, h), 1), 0 };
	struct text_boxes large = { NULL, 0 };
	bool ok;

	*out = large;
	ok = look(m, threads, photo, fine, out) && look(m, threads, photo, coarse, &large);
	drop_huge(&large, letter_share_max * fminf(w, h));
	text_boxes_merge(out, &large, fine_letter_px / fine.scale);
	text_boxes_free(&large);
	if (!ok)
		text_boxes_free(out);
	return ok;
}
