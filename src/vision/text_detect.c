/* text_detect.c - see text_detect.h. */
#include "vision/text_detect.h"

#include "vision/min_rect.h"
#include "vision/parallel.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* Those of PP-OCRv6's own pipeline; unclip larger, since titles on spines have room around them and a cut letter costs more. */
static const float map_threshold = 0.25f, box_threshold = 0.45f, unclip = 1.6f;
static const int min_side_px = 5;

/* The model always gets tiles of this size, so that its memory (about 200 MB a thread) is used again; per pixel it is as fast as any
 * (0.2 s a megapixel on two quiet cores; from 1600 on three times as slow). Neighbours overlap, since what is near a tile's rim is seen badly. */
enum { TILE = 960, TILE_OVERLAP = 128 };

struct component {
	int n;
	double sum;
	struct point *points; /* the ends of its rows: enough for the hull */
	int npoints, cap;
};

static void add_point(struct component *c, int x, int y)
{
	if (c->npoints == c->cap) {
		c->cap = c->cap ? c->cap * 2 : 64;
		c->points = realloc(c->points, (size_t)c->cap * sizeof *c->points);
		CHECK(c->points);
	}
	c->points[c->npoints++] = (struct point){ (float)x, (float)y };
}

struct run {
	int x0, x1, y, parent;
	double sum;
};

static int root_of(struct run *r, int i)
{
	while (r[i].parent != i)
		i = r[i].parent = r[r[i].parent].parent;
	return i;
}

/* Runs of pixels above the threshold, row by row, each joined with those it touches in the row above (8-connected). */
static struct run *find_runs(const float *map, int w, int h, int *count)
{
	struct run *runs = NULL;
	int n = 0, cap = 0, above = 0, above_end = 0;

	for (int y = 0; y < h; y++) {
		int row = n, k = above;

		for (int x = 0; x < w; x++) {
			const float *p = &map[(size_t)y * (size_t)w];
			struct run r = { x, x, y, n, 0 };

			if (p[x] < map_threshold)
				continue;
			while (x < w && p[x] >= map_threshold)
				r.sum += (double)p[x++];
			r.x1 = x;
			if (n == cap) {
				cap = cap ? cap * 2 : 1024;
				runs = realloc(runs, (size_t)cap * sizeof *runs);
				CHECK(runs);
			}
			runs[n++] = r;
			while (k < above_end && runs[k].x1 < r.x0)
				k++;
			for (int j = k; j < above_end && runs[j].x0 <= r.x1; j++)
				runs[root_of(runs, j)].parent = root_of(runs, n - 1);
		}
		above = row;
		above_end = n;
	}
	*count = n;
	return runs;
}

static void add_box(struct text_boxes *out, struct component *c)
{
	struct quad q = min_rect(c->points, c->npoints);
	float w = quad_width(&q), h = quad_height(&q), score = (float)(c->sum / c->n);

	if (fminf(w, h) < (float)min_side_px - 2 || score < box_threshold)
		return;
	out->items = realloc(out->items, ((size_t)out->n + 1) * sizeof *out->items);
	CHECK(out->items);
	out->items[out->n++] = (struct text_box){ rect_grow(&q, w * h * unclip / (2 * (w + h))),
						  score };
}

void text_boxes_of_map(const float *map, int w, int h, struct text_boxes *out)
{
	int n;
	struct run *runs = find_runs(map, w, h, &n);
	struct component *parts = calloc((size_t)n + 1, sizeof *parts);

	CHECK(parts);
	*out = (struct text_boxes){ NULL, 0 };
	for (int i = 0; i < n; i++) {
		struct component *c = &parts[root_of(runs, i)];

		c->n += runs[i].x1 - runs[i].x0;
		c->sum += runs[i].sum;
		add_point(c, runs[i].x0, runs[i].y);
		add_point(c, runs[i].x1, runs[i].y);
		add_point(c, runs[i].x0, runs[i].y + 1);
		add_point(c, runs[i].x1, runs[i].y + 1);
	}
	for (int i = 0; i < n; i++) {
		if (parts[i].npoints)
			add_box(out, &parts[i]);
		free(parts[i].points);
	}
	free(parts);
	free(runs);
}

void text_boxes_free(struct text_boxes *b)
{
	free(b->items);
	*b = (struct text_boxes){ NULL, 0 };
}

/* One part of the image as the model wants it: planes in the order blue, green, red, ImageNet's mean and deviation; the rest is
 * black. */
static void fill_input(const struct image *im, int x0, int y0, int w, int h, float *in)
{
	static const float mean[3] = { 0.485f, 0.456f, 0.406f },
			   deviation[3] = { 0.229f, 0.224f, 0.225f };
	const size_t plane = (size_t)TILE * TILE;

	memset(in, 0, plane * 3 * sizeof *in);
	for (int y = 0; y < h; y++)
		for (int x = 0; x < w; x++)
			for (size_t k = 0; k < 3; k++) {
				float v = im->px[((size_t)(y0 + y) * (size_t)im->w +
						  (size_t)(x0 + x)) *
							 3 +
						 (2 - k)];

				in[k * plane + (size_t)y * TILE + (size_t)x] = (v / 255 - mean[k]) /
									       deviation[k];
			}
}

struct tiles {
	struct onnx_model *model;
	const struct image *im;
	int nx, ny, w, h;     /* of tiles; and of each in pixels */
	float *map;           /* of the image: the larger of what the tiles say */
	pthread_mutex_t lock; /* over map */
	_Atomic bool failed;
};

/* Where tile i of n begins so that the first begins at 0 and the last ends at the end. */
static int tile_start(int i, int n, int whole, int tile)
{
	return n == 1 ? 0 : (int)((int64_t)(whole - tile) * i / (n - 1));
}

static int tiles_along(int whole)
{
	return whole <= TILE
		       ? 1
		       : (whole - TILE_OVERLAP + TILE - TILE_OVERLAP - 1) / (TILE - TILE_OVERLAP);
}

/* Copy what the model says of the tile at (x0, y0) into the map. */
static void merge_tile(struct tiles *t, int x0, int y0, const float *p)
{
	pthread_mutex_lock(&t->lock);
	for (int y = 0; y < t->h; y++) {
		float *to = &t->map[(size_t)(y0 + y) * (size_t)t->im->w + (size_t)x0];

		for (int x = 0; x < t->w; x++)
			to[x] = fmaxf(to[x], p[(size_t)y * TILE + (size_t)x]);
	}
	pthread_mutex_unlock(&t->lock);
}

static void detect_tile(void *arg, int i)
{
	static const int64_t shape[4] = { 1, 3, TILE, TILE };
	struct tiles *t = arg;
	int x0 = tile_start(i % t->nx, t->nx, t->im->w, t->w),
	    y0 = tile_start(i / t->nx, t->ny, t->im->h, t->h);
	float *in;
	struct onnx_result r;
	bool ok;

	if (t->failed)
		return;
	in = xmalloc((size_t)TILE * TILE * 3 * sizeof *in);
	fill_input(t->im, x0, y0, t->w, t->h, in);
	ok = onnx_run(t->model, in, shape, &r);
	free(in);
	if (ok && r.shape[2] == TILE && r.shape[3] == TILE)
		merge_tile(t, x0, y0, r.data);
	else
		t->failed = true;
	if (ok)
		onnx_release(t->model, &r);
}

bool text_detect(struct onnx_model *m, int threads, const struct image *im, struct text_boxes *out)
{
	struct tiles t = {
		.model = m, .im = im, .nx = tiles_along(im->w), .ny = tiles_along(im->h)
	};

	t.w = im->w < TILE ? im->w : TILE;
	t.h = im->h < TILE ? im->h : TILE;
	t.map = calloc((size_t)im->w * (size_t)im->h, sizeof *t.map);
	CHECK(t.map);
	pthread_mutex_init(&t.lock, NULL);
	parallel_for(threads, t.nx * t.ny, detect_tile, &t);
	pthread_mutex_destroy(&t.lock);
	*out = (struct text_boxes){ NULL, 0 };
	if (!t.failed)
		text_boxes_of_map(t.map, im->w, im->h, out);
	free(t.map);
	return !t.failed;
}
