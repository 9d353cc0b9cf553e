/* read.c - the stages from a photo to the text on its spines; vision_read reads them aloud. */
#include "vision/vision.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "vision/read_lines.h"
#include "vision/spines.h"
#include "vision/stages.h"
#include "vision/text_find.h"

#include <malloc.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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
	static const char *const best_first[] = { "ppocr-v6-small", "ppocr-v5", "ppocr-v6-tiny",
						  "ppocr-v4-mobile" };
	str base = conf->models_dir.n
			   ? conf->models_dir
			   : str_fmt(&cx->arena, STR_FMT "/models", STR_ARG(conf_cache_dir(cx)));

	if (conf->model.n) {
		*out = str_fmt(&cx->arena, STR_FMT "/" STR_FMT, STR_ARG(base),
			       STR_ARG(conf->model));
		return OK;
	}
	for (size_t i = 0; i < countof(best_first); i++) {
		*out = str_fmt(&cx->arena, STR_FMT "/%s", STR_ARG(base), best_first[i]);
		if (access(str_fmt(&cx->arena, STR_FMT "/rec.onnx", STR_ARG(*out)).p, R_OK) == 0)
			return OK;
	}
	return fail(cx, ERR_MODEL_UNAVAILABLE,
		    "text recognition is not installed: run tools/bootstrap");
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
	    (e = onnx_load(cx, v->onnx, str_fmt(&cx->arena, STR_FMT "/det.onnx", STR_ARG(folder)).p,
			   true, &v->detector)))
		return e;
	if (!v->recogniser &&
	    (e = onnx_load(cx, v->onnx, str_fmt(&cx->arena, STR_FMT "/rec.onnx", STR_ARG(folder)).p,
			   false, &v->recogniser)))
		return e;
	return alphabet_load(cx, str_fmt(&cx->arena, STR_FMT "/characters.txt", STR_ARG(folder)).p,
			     &v->alphabet);
}

static enum err ensure_loaded(struct ctx *cx, struct vision *v)
{
	enum err e;

	pthread_mutex_lock(&v->lock);
	e = load(cx, v);
	pthread_mutex_unlock(&v->lock);
	return e;
}

enum err stage_detect(struct ctx *cx, struct vision *v, const struct image *photo,
		      struct stage_boxes *out)
{
	struct text_boxes found;
	enum err e;

	*out = (struct stage_boxes){ NULL, 0 };
	if ((e = ensure_loaded(cx, v)))
		return e;
	if (!text_find(v->detector, (int)v->conf->model_threads, photo, &found))
		return fail(cx, ERR_INTERNAL, "the text detector failed");
	out->quads = arena_new(&cx->arena, struct quad, (size_t)found.n);
	out->n = (size_t)found.n;
	for (int i = 0; i < found.n; i++)
		out->quads[i] = found.items[i].quad;
	text_boxes_free(&found);
	return OK;
}

/* Smudges and ornaments: nothing, one character, or read without confidence. */
static bool is_text(const struct text_line *l)
{
	return utf8_length((str){ l->text, l->n }) > 1 && l->confidence >= line_confidence_min;
}

enum err stage_recognise(struct ctx *cx, struct vision *v, const struct image *photo,
			 const struct stage_boxes *boxes, struct vision_shelf *out)
{
	struct text_line *lines;
	enum err e;
	bool ok;

	if ((e = ensure_loaded(cx, v)))
		return e;
	lines = xmalloc((boxes->n + 1) * sizeof *lines);
	ok = read_lines(v->recogniser, v->alphabet, (int)v->conf->model_threads, photo,
			boxes->quads, boxes->n, lines);
	out->lines = arena_new(&cx->arena, struct vision_line, boxes->n);
	for (size_t i = 0; i < boxes->n && ok; i++)
		if (is_text(&lines[i]))
			out->lines[out->nlines++] = (struct vision_line){
				boxes->quads[i],
				str_dup(&cx->arena, (str){ lines[i].text, lines[i].n }),
				lines[i].confidence
			};
	free(lines);
	return ok ? OK : fail(cx, ERR_INTERNAL, "the text recogniser failed");
}

/* What is too small goes, then the least confident; the rest keep their order. */
static void keep_within(struct vision_shelf *shelf, struct vision_limits limits)
{
	size_t kept = 0;

	for (size_t i = 0; i < shelf->nspines; i++)
		if (quad_area(&shelf->spines[i].quad) >= (float)limits.min_area_px)
			shelf->spines[kept++] = shelf->spines[i];
	for (; kept > (size_t)limits.max_spines; kept--) {
		size_t least = 0;

		for (size_t i = 1; i < kept; i++)
			if (shelf->spines[i].confidence < shelf->spines[least].confidence)
				least = i;
		memmove(&shelf->spines[least], &shelf->spines[least + 1],
			(kept - least - 1) * sizeof *shelf->spines);
	}
	shelf->nspines = kept;
}

/* Milliseconds since *since_us, which moves on to now. */
static double lap(int64_t *since_us)
{
	int64_t before = *since_us;

	*since_us = clock_ticks_us();
	return (double)(*since_us - before) / 1000;
}

static enum err read_photo(struct ctx *cx, struct vision *v, const struct image *photo,
			   struct vision_shelf *out)
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

enum err vision_read(struct ctx *cx, struct vision *v, str bytes, struct vision_limits limits,
		     struct vision_shelf *out)
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
	malloc_trim(0); /* glibc would keep some 400 MB for the next photo */
	out->ms.total = lap(&start);
	return e;
}
