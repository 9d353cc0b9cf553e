/* debug.c - `bookshelf debug scan`: the stages of reading a photo one by one, without the catalogue. */
#include "cli/cli.h"

#include "base/json_write.h"
#include "vision/overlay.h"
#include "vision/stages.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { ANSWER_MAX = 64 << 20 };

/* What is known after the stage asked for: later parts are empty. */
struct seen {
	struct image photo;
	struct point full;
	struct stage_boxes boxes;
	struct vision_shelf
		shelf; /* pixels of the photo in full; before the stage spines, of the decoded one */
};

static void print_quad(const struct quad *q)
{
	for (int k = 0; k < 4; k++)
		printf("%s%.0f,%.0f", k ? " " : "", (double)q->p[k].x, (double)q->p[k].y);
}

static void print_line(const struct vision_line *l)
{
	print_quad(&l->quad);
	printf("  %.2f  " STR_FMT "\n", (double)l->confidence, STR_ARG(l->text));
}

static void print_text(const struct seen *s)
{
	printf("photo %.0f x %.0f, decoded at %d x %d\n", (double)s->full.x, (double)s->full.y,
	       s->photo.w, s->photo.h);
	for (size_t i = 0; i < s->boxes.n && !s->shelf.nlines; i++) {
		print_quad(&s->boxes.quads[i]);
		printf("\n");
	}
	for (size_t i = 0; i < s->shelf.nlines && !s->shelf.nspines; i++)
		print_line(&s->shelf.lines[i]);
	for (size_t i = 0; i < s->shelf.nspines; i++) {
		const struct vision_spine *p = &s->shelf.spines[i];

		printf("spine %zu  ", i);
		print_quad(&p->quad);
		printf("  %.2f\n", (double)p->confidence);
		for (size_t k = p->first; k < p->first + p->n; k++) {
			printf("\t");
			print_line(&s->shelf.lines[k]);
		}
	}
}

static void put_quad(struct json *j, const struct quad *q)
{
	json_arr(j, "polygon");
	for (int k = 0; k < 4; k++) {
		json_arr(j, NULL);
		json_f64(j, NULL, (double)q->p[k].x, 1);
		json_f64(j, NULL, (double)q->p[k].y, 1);
		json_end(j, ']');
	}
	json_end(j, ']');
}

static void put_box(struct json *j, const struct quad *q, int w, int h)
{
	float x1 = (float)w, y1 = (float)h, x2 = 0, y2 = 0;

	for (int k = 0; k < 4; k++) {
		x1 = fmaxf(0, fminf(x1, q->p[k].x));
		y1 = fmaxf(0, fminf(y1, q->p[k].y));
		x2 = fminf((float)w, fmaxf(x2, q->p[k].x));
		y2 = fminf((float)h, fmaxf(y2, q->p[k].y));
	}
	json_arr(j, "bbox");
	json_i64(j, NULL, lrintf(x1));
	json_i64(j, NULL, lrintf(y1));
	json_i64(j, NULL, lrintf(x2));
	json_i64(j, NULL, lrintf(y2));
	json_end(j, ']');
}

static void put_lines(struct json *j, const struct vision_line *lines, size_t n)
{
	json_arr(j, "lines");
	for (size_t i = 0; i < n; i++) {
		json_obj(j, NULL);
		json_str(j, "text", lines[i].text);
		json_f64(j, "confidence", (double)lines[i].confidence, 4);
		put_quad(j, &lines[i].quad);
		json_end(j, '}');
	}
	json_end(j, ']');
}

/* The form of POST /scan/capture's answer with its lines, but nothing looked up: all text stands as the title. */
static void put_spine(struct ctx *cx, struct json *j, const struct vision_shelf *s, size_t i)
{
	const struct vision_spine *p = &s->spines[i];
	struct buf text = buf_make(&cx->arena, ANSWER_MAX);

	for (size_t k = p->first; k < p->first + p->n; k++) {
		if (k > p->first)
			buf_addc(&text, '\n');
		buf_add(&text, s->lines[k].text);
	}
	json_obj(j, NULL);
	json_i64(j, "spineIndex", (int64_t)i);
	put_box(j, &p->quad, s->w, s->h);
	put_quad(j, &p->quad);
	json_f64(j, "confidence", (double)p->confidence, 4);
	json_obj(j, "extraction");
	json_str(j, "title", buf_str(&text));
	json_nil(j, "author");
	json_f64(j, "confidence", (double)p->confidence, 4);
	json_str(j, "text", buf_str(&text));
	json_end(j, '}');
	json_obj(j, "lookup");
	json_nil(j, "error");
	json_arr(j, "items");
	json_end(j, ']');
	json_i64(j, "totalItems", 0);
	json_end(j, '}');
	put_lines(j, &s->lines[p->first], p->n);
	json_end(j, '}');
}

static void print_json(struct ctx *cx, const struct seen *s)
{
	struct buf b = buf_make(&cx->arena, ANSWER_MAX);
	struct json j = json_make(&b);
	const struct vision_timings *ms = &s->shelf.ms;

	json_obj(&j, NULL);
	json_i64(&j, "count", (int64_t)s->shelf.nspines);
	json_i64(&j, "frameWidth", lrintf(s->full.x));
	json_i64(&j, "frameHeight", lrintf(s->full.y));
	json_arr(&j, "boxes");
	for (size_t i = 0; i < s->boxes.n; i++) {
		json_obj(&j, NULL);
		put_quad(&j, &s->boxes.quads[i]);
		json_end(&j, '}');
	}
	json_end(&j, ']');
	put_lines(&j, s->shelf.lines, s->shelf.nspines ? 0 : s->shelf.nlines);
	json_arr(&j, "spines");
	for (size_t i = 0; i < s->shelf.nspines; i++)
		put_spine(cx, &j, &s->shelf, i);
	json_end(&j, ']');
	json_obj(&j, "timingsMs");
	json_f64(&j, "decode", ms->decode, 2);
	json_f64(&j, "detect", ms->detect, 2);
	json_f64(&j, "recognise", ms->recognise, 2);
	json_f64(&j, "group", ms->group, 2);
	json_f64(&j, "total", ms->total, 2);
	json_end(&j, '}');
	json_end(&j, '}');
	buf_addc(&b, '\n');
	fwrite(b.p, 1, b.n, stdout);
}

static enum err draw(struct ctx *cx, struct seen *s, const char *path)
{
	for (size_t i = 0; i < s->boxes.n && !s->shelf.nlines; i++)
		overlay_quad(&s->photo, &s->boxes.quads[i], i, 3);
	for (size_t i = 0; i < s->shelf.nlines && !s->shelf.nspines; i++)
		overlay_quad(&s->photo, &s->shelf.lines[i].quad, i, 3);
	overlay_shelf(&s->photo, &s->shelf, s->full.x / (float)s->photo.w);
	return overlay_save(cx, &s->photo, path);
}

typedef enum err stage(struct ctx *, struct vision *, str photo, struct seen *out);

static enum err decode(struct ctx *cx, struct vision *v, str photo, struct seen *out)
{
	(void)v;
	return vision_decode(cx, &cx->app->conf, photo, &out->photo, &out->full);
}

static enum err detect(struct ctx *cx, struct vision *v, str photo, struct seen *out)
{
	enum err e = decode(cx, v, photo, out);

	return e ? e : stage_detect(cx, v, &out->photo, &out->boxes);
}

static enum err recognise(struct ctx *cx, struct vision *v, str photo, struct seen *out)
{
	enum err e = detect(cx, v, photo, out);

	return e ? e : stage_recognise(cx, v, &out->photo, &out->boxes, &out->shelf);
}

static enum err spines(struct ctx *cx, struct vision *v, str photo, struct seen *out)
{
	struct vision_limits all = { .max_spines = INT32_MAX };
	enum err e = decode(cx, v, photo, out);

	return e ? e : vision_read(cx, v, photo, all, &out->shelf);
}

static const struct {
	const char *name;
	stage *run;
} stages[] = {
	{ "decode", decode }, { "detect", detect }, { "recognise", recognise }, { "spines", spines }
};

static stage *stage_named(const char *name)
{
	for (size_t i = 0; i < countof(stages); i++)
		if (strcmp(stages[i].name, name) == 0)
			return stages[i].run;
	return NULL;
}

static enum err show(struct ctx *cx, stage *run, const char *path, bool as_json,
		     const char *overlay)
{
	struct seen s = { 0 };
	str photo;
	enum err e = cli_read_file(cx, path, (size_t)cx->app->conf.max_photo_mib << 20, &photo);

	if (!e && !(e = run(cx, cx->app->vision, photo, &s))) {
		if (as_json)
			print_json(cx, &s);
		else
			print_text(&s);
		if (overlay)
			e = draw(cx, &s, overlay);
	}
	image_free(&s.photo);
	return e;
}

enum err cli_debug_scan(struct ctx *cx, const struct conf *conf, struct args *a)
{
	bool as_json = cli_flag(a, "--json");
	const char *overlay = NULL, *name = "spines";
	struct app app = { .conf = *conf };
	stage *run;
	enum err e;

	if ((e = cli_option(cx, a, "--overlay", &overlay)) ||
	    (e = cli_option(cx, a, "--stage", &name)) || (e = cli_words(cx, a, 1, 1)))
		return e;
	if (!(run = stage_named(name)))
		return fail(cx, ERR_INVALID, "--stage is decode, detect, recognise or spines");
	app.vision = vision_open(&app.conf);
	cx->app = &app;
	e = show(cx, run, a->v[0], as_json, overlay);
	cx->app = NULL;
	vision_close(app.vision);
	return e;
}
