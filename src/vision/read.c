/* read.c - the stages from a photo to the text on its spines; vision_read reads them aloud. */
#include "vision/vision.h"

#include "base/clock.h"
#include "base/log.h"
#include "vision/parallel.h"
#include "vision/spines.h"
#include "vision/stages.h"
#include "vision/text_detect.h"
#include "vision/text_read.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Text is looked for in a copy of about this many pixels: small photos enlarged up to twice, large ones
 * made smaller. Lines are then read from the photo itself. */
static const float work_pixels = 6e6f, enlarge_max = 2;

/* A line read with less confidence than this is read the other way up too. */
static const float sure_of_direction = 0.92f;
static const float line_confidence_min = 0.5f;

struct vision {
	const struct conf *conf;
	pthread_mutex_t lock; /* over loading; what is loaded is only read */
	struct onnx *onnx;
	struct onnx_model *detector, *recogniser;
	struct alphabet *alphabet;
};

struct vision *vision_open(const struct conf *conf)
{
	struct vision *v = xmalloc(sizeof *v);

	*v = (struct vision){ .conf = conf };
	pthread_mutex_init(&v->lock, NULL);
	return v;
}

void vision_close(struct vision *v)
{
	if (!v)
		return;
	alphabet_free(v->alphabet);
	onnx_unload(v->recogniser);
	onnx_unload(v->detector);
	onnx_close(v->onnx);
	pthread_mutex_destroy(&v->lock);
	free(v);
}

/* The folder of the models chosen, or of the best ones that are there. */
static enum err model_folder(struct ctx *cx, const struct conf *conf, str *out)
{
	static const char *const best_first[] = { "ppocr-v6-small", "ppocr-v5", "ppocr-v6-tiny", "ppocr-v4-mobile" };
	str base = conf->models_dir.n ? conf->models_dir :
					str_fmt(&cx->arena, STR_FMT "/models", STR_ARG(conf_cache_dir(cx)));

	if (conf->model.n) {
		*out = str_fmt(&cx->arena, STR_FMT "/" STR_FMT, STR_ARG(base), STR_ARG(conf->model));
		return OK;
	}
	for (size_t i = 0; i < countof(best_first); i++) {
		*out = str_fmt(&cx->arena, STR_FMT "/%s", STR_ARG(base), best_first[i]);
		if (access(str_fmt(&cx->arena, STR_FMT "/rec.onnx", STR_ARG(*out)).p, R_OK) == 0)
			return OK;
	}
	return fail(cx, ERR_MODEL_UNAVAILABLE, "text recognition is not installed: run tools/bootstrap");
}

static enum err load(struct ctx *cx, struct vision *v)
{
	str folder;
	enum err e;

	if (v->alphabet)
		return OK;
	if ((e = model_folder(cx, v->conf, &folder)))
		return e;
	if (!v->onnx && (e = onnx_open(cx, v->conf, &v->onnx)))
		return e;
	if (!v->detector &&
	    (e = onnx_load(cx, v->onnx, str_fmt(&cx->arena, STR_FMT "/det.onnx", STR_ARG(folder)).p, true, &v->detector)))
		return e;
	if (!v->recogniser &&
	    (e = onnx_load(cx, v->onnx, str_fmt(&cx->arena, STR_FMT "/rec.onnx", STR_ARG(folder)).p, false, &v->recogniser)))
		return e;
	return alphabet_load(cx, str_fmt(&cx->arena, STR_FMT "/characters.txt", STR_ARG(folder)).p, &v->alphabet);
}

static enum err ensure_loaded(struct ctx *cx, struct vision *v)
{
	enum err e;

	pthread_mutex_lock(&v->lock);
	e = load(cx, v);
	pthread_mutex_unlock(&v->lock);
	return e;
}

static float work_scale(const struct image *photo)
{
	return fminf(sqrtf(work_pixels / ((float)photo->w * (float)photo->h)), enlarge_max);
}

/* Most spines are read with the head turned to one side: turned by a quarter the text lies as the detector knows it. It finds
 * the text that stands upright in the photo all the same. */
enum err stage_detect(struct ctx *cx, struct vision *v, const struct image *photo, struct stage_boxes *out)
{
	float scale = work_scale(photo);
	struct image small = image_resize(photo, (int)((float)photo->w * scale), (int)((float)photo->h * scale));
	struct image turned = image_turn(&small, 1);
	struct text_boxes found;
	enum err e;

	*out = (struct stage_boxes){ NULL, 0 };
	if ((e = ensure_loaded(cx, v)) == OK && !text_detect(v->detector, (int)v->conf->model_threads, &turned, &found))
		e = fail(cx, ERR_INTERNAL, "the text detector failed");
	if (!e) {
		out->quads = arena_new(&cx->arena, struct quad, (size_t)found.n);
		out->n = (size_t)found.n;
		for (int i = 0; i < found.n; i++)
			for (int k = 0; k < 4; k++) {
				struct point p = image_unturn(found.items[i].quad.p[k], 1, small.w, small.h);

				out->quads[i].p[k] = (struct point){ p.x / scale, p.y / scale };
			}
		text_boxes_free(&found);
	}
	image_free(&turned);
	image_free(&small);
	return e;
}

struct reading {
	const struct vision *v;
	const struct image *photo;
	struct quad *quads;
	struct text_line *lines;
	_Atomic bool failed;
};

/* The better of both ways up, by confidence and length. */
static void read_one(void *arg, int i)
{
	struct reading *r = arg;
	struct quad other = quad_flip(&r->quads[i]);
	struct text_line flipped, *line = &r->lines[i];

	if (r->failed || !text_read(r->v->recogniser, r->v->alphabet, r->photo, &r->quads[i], line)) {
		r->failed = true;
		return;
	}
	if (line->confidence >= sure_of_direction && line->n > 3)
		return;
	if (!text_read(r->v->recogniser, r->v->alphabet, r->photo, &other, &flipped)) {
		r->failed = true;
		return;
	}
	if (flipped.confidence * sqrtf((float)flipped.n) > line->confidence * sqrtf((float)line->n)) {
		*line = flipped;
		r->quads[i] = other;
	}
}

/* Smudges and ornaments: nothing, one letter, or read without confidence. */
static bool is_text(const struct text_line *l)
{
	return l->n > 1 && l->confidence >= line_confidence_min;
}

enum err stage_recognise(struct ctx *cx, struct vision *v, const struct image *photo, const struct stage_boxes *boxes,
			 struct vision_shelf *out)
{
	struct reading r = { .v = v, .photo = photo, .quads = boxes->quads };
	enum err e;

	if ((e = ensure_loaded(cx, v)))
		return e;
	r.lines = xmalloc(boxes->n * sizeof *r.lines);
	parallel_for((int)v->conf->model_threads, (int)boxes->n, read_one, &r);
	out->lines = arena_new(&cx->arena, struct vision_line, boxes->n);
	for (size_t i = 0; i < boxes->n && !r.failed; i++)
		if (is_text(&r.lines[i]))
			out->lines[out->nlines++] = (struct vision_line){
				r.quads[i], str_dup(&cx->arena, (str){ r.lines[i].text, r.lines[i].n }), r.lines[i].confidence
			};
	free(r.lines);
	return r.failed ? fail(cx, ERR_INTERNAL, "the text recogniser failed") : OK;
}

static int less_confident(const void *a, const void *b)
{
	const struct vision_spine *s = a, *t = b;

	return (s->confidence < t->confidence) - (s->confidence > t->confidence);
}

static int by_first(const void *a, const void *b)
{
	const struct vision_spine *s = a, *t = b;
	struct point p = quad_centre(&s->quad), q = quad_centre(&t->quad);

	return (p.x > q.x) - (p.x < q.x);
}

static void keep_within(struct vision_shelf *shelf, struct vision_limits limits)
{
	size_t kept = 0;

	for (size_t i = 0; i < shelf->nspines; i++)
		if (quad_area(&shelf->spines[i].quad) >= (float)limits.min_area_px)
			shelf->spines[kept++] = shelf->spines[i];
	shelf->nspines = kept;
	if (kept <= (size_t)limits.max_spines)
		return;
	qsort(shelf->spines, kept, sizeof *shelf->spines, less_confident);
	shelf->nspines = (size_t)limits.max_spines;
	qsort(shelf->spines, shelf->nspines, sizeof *shelf->spines, by_first);
}

/* Milliseconds since *since_us, which moves on to now. */
static double lap(int64_t *since_us)
{
	int64_t before = *since_us;

	*since_us = clock_ticks_us();
	return (double)(*since_us - before) / 1000;
}

static enum err read_photo(struct ctx *cx, struct vision *v, const struct image *photo, struct vision_shelf *out)
{
	int64_t since = clock_ticks_us();
	struct stage_boxes boxes;
	enum err e;

	if ((e = stage_detect(cx, v, photo, &boxes)))
		return e;
	out->ms.detect = lap(&since);
	if ((e = stage_recognise(cx, v, photo, &boxes, out)))
		return e;
	out->ms.recognise = lap(&since);
	spines_find(cx, photo, (float)out->w / (float)photo->w, out);
	out->ms.group = lap(&since);
	return OK;
}

enum err vision_read(struct ctx *cx, struct vision *v, str bytes, struct vision_limits limits, struct vision_shelf *out)
{
	int64_t start = clock_ticks_us(), since = start;
	struct image photo;
	struct point full;
	enum err e;

	*out = (struct vision_shelf){ 0 };
	if ((e = vision_decode(cx, v->conf, bytes, &photo, &full)))
		return e;
	out->w = (int)full.x;
	out->h = (int)full.y;
	out->ms.decode = lap(&since);
	if (!(e = read_photo(cx, v, &photo, out)))
		keep_within(out, limits);
	image_free(&photo);
	out->ms.total = lap(&start);
	return e;
}
