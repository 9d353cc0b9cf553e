/* scan.c - POST /detect/spines and /scan/capture: a photo in, its books out. */
#include "api/api.h"
#include "api/nouns.h"
#include "base/utf8.h"

/* A form field that is a whole number, within limits; absent: *out stays. */
static enum err read_int(struct ctx *cx, const struct http_req *req, const char *name, int min,
			 int max, int *out)
{
	const struct http_part *p = http_part(req, name);
	int64_t n;

	if (!p)
		return OK;
	if (!str_i64(utf8_trim(p->data), &n))
		return fail_field(cx, str_from(name), "%s must be a whole number", name);
	*out = (int)(n < min ? min : n > max ? max : n);
	return OK;
}

static enum err read_form(struct ctx *cx, const struct http_req *req, str *photo,
			  struct scan_limits *out)
{
	const struct http_part *image = http_part(req, "image");
	enum err e;

	*out = scan_limits_make();
	if (!cx->app->conf.scan_enabled)
		return fail(cx, ERR_SCAN_DISABLED, "scanning is switched off on this server");
	if (!image || !image->has_filename)
		return fail(cx, ERR_MISSING_IMAGE_FILE, "the form has no file named image");
	if (!image->filename.n)
		return fail(cx, ERR_EMPTY_IMAGE_FILE, "the file image has no name");
	*photo = image->data;
	if ((e = read_int(cx, req, "minArea", 0, 1 << 30, &out->min_area_px)) ||
	    (e = read_int(cx, req, "maxDetections", 1, SCAN_SPINES_MAX, &out->max_spines)))
		return e;
	return read_int(cx, req, "maxLookupResults", 1, IDENTIFY_CANDIDATES, &out->max_candidates);
}

/* For whoever is known; of others nothing is kept. */
static void keep(struct ctx *cx, str photo, struct scan_limits limits, const struct scan *scan,
		 struct scan_kept *out)
{
	*out = (struct scan_kept){ .id = S("") };
	if (db_lend(cx, cx->app->dbs))
		out->notice = str_fmt(&cx->arena, "the scan could not be kept: " STR_FMT,
				      STR_ARG(cx->err_text));
	else if (cx->actor.proof != PROOF_NONE)
		library_scan_keep(cx, photo, limits, scan, out);
	ctx_forgive(cx);
}

/* Reading takes seconds, in which others need the connection. */
static enum err read_shelf(struct ctx *cx, str photo, struct scan_limits limits, struct scan *out)
{
	db_give_back(cx, cx->app->dbs);
	return library_scan(cx, photo, limits, out);
}

enum err api_scan_capture(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	struct json j = json_make(&res->body);
	struct scan_limits limits;
	struct scan_kept kept;
	struct scan scan;
	str photo;
	enum err e;

	if ((e = read_form(cx, req, &photo, &limits)) || (e = read_shelf(cx, photo, limits, &scan)))
		return e;
	keep(cx, photo, limits, &scan, &kept);
	put_scan(cx, &j, &scan, &kept);
	return OK;
}

static void put_box(struct json *j, size_t index, const struct vision_spine *s,
		    const struct vision_shelf *shelf)
{
	struct box b = box_of(&s->quad, shelf->w, shelf->h);

	json_obj(j, NULL);
	json_i64(j, "index", (int64_t)index);
	put_bbox(j, &b);
	json_f64(j, "confidence", (double)s->confidence, 4);
	json_i64(j, "x", b.x1);
	json_i64(j, "y", b.y1);
	json_i64(j, "w", b.x2 - b.x1);
	json_i64(j, "h", b.y2 - b.y1);
	json_i64(j, "x1", b.x1);
	json_i64(j, "y1", b.y1);
	json_i64(j, "x2", b.x2);
	json_i64(j, "y2", b.y2);
	put_polygon(j, &s->quad);
	json_end(j, '}');
}

enum err api_detect_spines(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	struct json j = json_make(&res->body);
	struct scan_limits limits;
	struct vision_shelf shelf;
	str photo;
	enum err e;

	if ((e = read_form(cx, req, &photo, &limits)) ||
	    (e = library_detect(cx, photo, limits, &shelf)))
		return e;
	json_obj(&j, NULL);
	json_arr(&j, "boxes");
	for (size_t i = 0; i < shelf.nspines; i++)
		put_box(&j, i, &shelf.spines[i], &shelf);
	json_end(&j, ']');
	json_i64(&j, "count", (int64_t)shelf.nspines);
	json_i64(&j, "frameWidth", shelf.w);
	json_i64(&j, "frameHeight", shelf.h);
	json_f64(&j, "inferenceMs", shelf.ms.total, 2);
	json_end(&j, '}');
	return OK;
}
