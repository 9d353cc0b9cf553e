/* scan_rows.c - see scan_rows.h. */
#include "library/scan_rows.h"

#include <stdio.h>

static const char *const status_names[] = { "sure", "check", "unknown" };

/* To the last bit: rounded once only, when it is answered. */
static str polygon_text(struct ctx *cx, const struct quad *q)
{
	const struct point *p = q->p;

	return str_fmt(&cx->arena, "%.9g,%.9g %.9g,%.9g %.9g,%.9g %.9g,%.9g", (double)p[0].x,
		       (double)p[0].y, (double)p[1].x, (double)p[1].y, (double)p[2].x,
		       (double)p[2].y, (double)p[3].x, (double)p[3].y);
}

static struct quad polygon_of(struct ctx *cx, str text)
{
	struct quad q = { 0 };
	struct point *p = q.p;

	text = str_dup(&cx->arena, text);
	sscanf(text.p, "%f,%f %f,%f %f,%f %f,%f", &p[0].x, &p[0].y, &p[1].x, &p[1].y, &p[2].x,
	       &p[2].y, &p[3].x, &p[3].y);
	return q;
}

struct spine_row scan_spine_row(struct ctx *cx, const struct identified_spine *s)
{
	return (struct spine_row){ .polygon = polygon_text(cx, &s->quad),
				   .confidence = (double)s->confidence,
				   .text_confidence = (double)s->text_confidence,
				   .text = s->text.p ? s->text : S(""),
				   .title = str_or_null(s->title),
				   .author = str_or_null(s->author),
				   .status = str_from(status_names[s->status]),
				   .choice = { .candidate = NUMBER_NONE, .at_ms = NUMBER_NONE } };
}

struct candidate_row scan_candidate_row(struct ctx *cx, size_t spine,
					const struct identify_candidate *c)
{
	struct buf reasons = buf_make(&cx->arena, 4096);
	const struct catalogue_book *b = &c->book;

	for (size_t i = 0; i < countof(c->reasons) && c->reasons[i]; i++) {
		if (i)
			buf_addc(&reasons, '\n');
		buf_add(&reasons, str_from(c->reasons[i]));
	}
	return (struct candidate_row){ .spine = (int64_t)spine,
				       .catalogue_id = str_or_null(b->id),
				       .title = b->title.p ? b->title : S(""),
				       .authors = str_or_null(b->authors),
				       .isbn13 = str_or_null(b->isbn13),
				       .publisher = str_or_null(b->publisher),
				       .language = str_or_null(b->language),
				       .year = b->year ? b->year : NUMBER_NONE,
				       .score = (double)c->score,
				       .reasons = buf_str(&reasons) };
}

static struct identify_candidate candidate_of(struct ctx *cx, const struct candidate_row *r)
{
	struct identify_candidate c = { .score = (float)r->score };
	str rest = r->reasons;

	c.book = (struct catalogue_book){ .id = r->catalogue_id,
					  .title = r->title,
					  .authors = r->authors,
					  .isbn13 = r->isbn13,
					  .publisher = r->publisher,
					  .language = r->language,
					  .year = r->year == NUMBER_NONE ? 0 : (int)r->year };
	for (size_t i = 0; i < IDENTIFY_REASONS && rest.n; i++)
		c.reasons[i] = str_dup(&cx->arena, str_cut(&rest, '\n')).p;
	return c;
}

static struct identified_spine spine_of(struct ctx *cx, const struct spine_row *r)
{
	struct identified_spine s = { .quad = polygon_of(cx, r->polygon),
				      .confidence = (float)r->confidence,
				      .text = r->text,
				      .title = r->title,
				      .author = r->author,
				      .text_confidence = (float)r->text_confidence };

	while (s.status < IDENTIFY_UNKNOWN && !str_eq(r->status, str_from(status_names[s.status])))
		s.status++;
	return s;
}

void scan_of_rows(struct ctx *cx, const struct scan_row *row, const struct spine_row_list *spines,
		  const struct candidate_row_list *candidates, struct scan *out)
{
	*out = (struct scan){ .read = { .w = (int)row->width_px, .h = (int)row->height_px },
			      .total_ms = row->total_ms };
	out->found.n = spines->n;
	out->found.spines = arena_new(&cx->arena, struct identified_spine, spines->n);
	for (size_t i = 0; i < spines->n; i++)
		out->found.spines[i] = spine_of(cx, &spines->items[i]);
	for (size_t i = 0; i < candidates->n; i++) {
		const struct candidate_row *c = &candidates->items[i];
		struct identified_spine *s;

		CHECK(c->spine >= 0 && (size_t)c->spine < spines->n);
		s = &out->found.spines[c->spine];
		if (s->ncandidates < IDENTIFY_CANDIDATES)
			s->candidates[s->ncandidates++] = candidate_of(cx, c);
	}
}
