/* scan_write.c - what was found in a photo, as JSON. */
#include "api/nouns.h"
#include "base/clock.h"

#include <math.h>

static int clamp(float v, int max) { return v < 0 ? 0 : v > (float)max ? max : (int)lrintf(v); }

struct box box_of(const struct quad *q, int w, int h)
{
	struct box b = { w, h, 0, 0 };

	for (int i = 0; i < 4; i++) {
		int x = clamp(q->p[i].x, w), y = clamp(q->p[i].y, h);

		b.x1 = x < b.x1 ? x : b.x1;
		b.y1 = y < b.y1 ? y : b.y1;
		b.x2 = x > b.x2 ? x : b.x2;
		b.y2 = y > b.y2 ? y : b.y2;
	}
	return b;
}

void put_bbox(struct json *j, const struct box *b)
{
	json_arr(j, "bbox");
	json_i64(j, NULL, b->x1);
	json_i64(j, NULL, b->y1);
	json_i64(j, NULL, b->x2);
	json_i64(j, NULL, b->y2);
	json_end(j, ']');
}

void put_polygon(struct json *j, const struct quad *q)
{
	json_arr(j, "polygon");
	for (int i = 0; i < 4; i++) {
		json_arr(j, NULL);
		json_f64(j, NULL, (double)q->p[i].x, 1);
		json_f64(j, NULL, (double)q->p[i].y, 1);
		json_end(j, ']');
	}
	json_end(j, ']');
}

static void put_extraction(struct json *j, const struct identified_spine *s)
{
	json_obj(j, "extraction");
	json_str(j, "title", s->title.n ? s->title : s->text.n ? s->text : S("[unreadable]"));
	json_str_or_null(j, "author", str_or_null(s->author));
	json_f64(j, "confidence", (double)s->text_confidence, 4);
	json_str(j, "text", s->text);
	json_end(j, '}');
}

static void put_lookup(struct ctx *cx, struct json *j, const struct identified_spine *s)
{
	json_obj(j, "lookup");
	json_nil(j, "error");
	json_arr(j, "items");
	for (size_t i = 0; i < s->ncandidates; i++)
		put_lookup_item(cx, j, &s->candidates[i], true);
	json_end(j, ']');
	json_i64(j, "totalItems", (int64_t)s->ncandidates);
	json_end(j, '}');
}

void put_choice(struct ctx *cx, struct json *j, const struct scan_choice *c)
{
	if (c->made == CHOICE_NONE) {
		json_nil(j, "choice");
		return;
	}
	json_obj(j, "choice");
	json_str(j, "made", str_from(choice_names[c->made]));
	if (c->candidate == NUMBER_NONE)
		json_nil(j, "candidateIndex");
	else
		json_i64(j, "candidateIndex", c->candidate);
	json_str_or_null(j, "bookId", c->book_id);
	json_bool(j, "bookCreated", c->created);
	json_str(j, "at", clock_format(&cx->arena, c->at_ms));
	json_end(j, '}');
}

static void put_spine(struct ctx *cx, struct json *j, size_t index,
		      const struct identified_spine *s, const struct vision_shelf *shelf,
		      const struct scan_choice *choice)
{
	static const char *const status[] = { "sure", "check", "unknown" };
	struct box b = box_of(&s->quad, shelf->w, shelf->h);

	json_obj(j, NULL);
	json_i64(j, "spineIndex", (int64_t)index);
	put_bbox(j, &b);
	put_polygon(j, &s->quad);
	json_f64(j, "confidence", (double)s->confidence, 4);
	json_str(j, "status", str_from(status[s->status]));
	put_extraction(j, s);
	put_lookup(cx, j, s);
	if (choice)
		put_choice(cx, j, choice);
	json_end(j, '}');
}

static void put_timings(struct json *j, const struct scan *s)
{
	const struct vision_timings *ms = &s->read.ms;

	json_obj(j, "timingsMs");
	json_f64(j, "decode", ms->decode, 2);
	json_f64(j, "detect", ms->detect, 2);
	json_f64(j, "recognise", ms->recognise, 2);
	json_f64(j, "group", ms->group, 2);
	json_f64(j, "identify", s->identify_ms, 2);
	json_f64(j, "extractLookup", ms->recognise + ms->group + s->identify_ms, 2);
	json_f64(j, "total", s->total_ms, 2);
	json_end(j, '}');
}

static void put_found(struct ctx *cx, struct json *j, const struct scan *s,
		      const struct scan_choice *choices)
{
	json_i64(j, "count", (int64_t)s->found.n);
	json_i64(j, "frameWidth", s->read.w);
	json_i64(j, "frameHeight", s->read.h);
	json_arr(j, "spines");
	for (size_t i = 0; i < s->found.n; i++)
		put_spine(cx, j, i, &s->found.spines[i], &s->read, choices ? &choices[i] : NULL);
	json_end(j, ']');
}

void put_scan(struct ctx *cx, struct json *j, const struct scan *s, const struct scan_kept *kept)
{
	json_obj(j, NULL);
	put_found(cx, j, s, NULL);
	put_timings(j, s);
	if (kept) {
		json_str_or_null(j, "scanId", str_or_null(kept->id));
		json_bool(j, "photoKept", kept->photo);
	}
	if (kept && kept->notice.n)
		json_str(j, "notice", kept->notice);
	json_end(j, '}');
}

/* ---- scans that were kept ---- */

static void put_origin(struct ctx *cx, struct json *j, const struct scan_row *row)
{
	json_str(j, "createdAt", clock_format(&cx->arena, row->created_ms));
	json_str(j, "updatedAt", clock_format(&cx->arena, row->updated_ms));
	json_str_or_null(j, "replayOf", row->replay_of);
	json_str(j, "program", row->program);
	if (!row->photo.n) {
		json_nil(j, "photo");
		return;
	}
	json_obj(j, "photo");
	json_str(j, "digest", row->photo);
	json_str(j, "type", row->photo_type);
	json_i64(j, "bytes", row->photo_bytes);
	json_end(j, '}');
}

void put_kept_scan(struct ctx *cx, struct json *j, const struct kept_scan *s)
{
	json_obj(j, NULL);
	json_str(j, "scanId", s->row.id);
	put_origin(cx, j, &s->row);
	put_found(cx, j, &s->answer, s->choices);
	json_obj(j, "timingsMs");
	json_f64(j, "total", s->row.total_ms, 2);
	json_end(j, '}');
	json_end(j, '}');
}

void put_scan_row(struct ctx *cx, struct json *j, const struct scan_row *row)
{
	json_obj(j, NULL);
	json_str(j, "scanId", row->id);
	put_origin(cx, j, row);
	json_i64(j, "frameWidth", row->width_px);
	json_i64(j, "frameHeight", row->height_px);
	json_i64(j, "spines", row->spines);
	json_i64(j, "decided", row->decided);
	json_i64(j, "added", row->added);
	json_end(j, '}');
}
