/* scans.c - the tables scans, scan_spines and scan_candidates. */
#include "store/scans.h"

enum {
	ADD,
	SPINE_ADD,
	CANDIDATE_ADD,
	GET,
	FIND,
	SPINES,
	CANDIDATES,
	CANDIDATE_ID,
	CANDIDATE_OF,
	CHOICE_GET,
	CHOICE_SET,
	ORIGINS,
	TOUCH,
	DELETE,
	KEEPS,
	COUNT,
	NAMED,
	WITH_PHOTO,
	OF_PHOTO,
	DROP,
	STMTS
};

#define OF_SCAN(what) \
	"(SELECT COUNT(*) FROM scan_spines p WHERE p.user_id = s.user_id AND p.scan_id = s.id" what \
	")"
#define SELECT_SCAN \
	"SELECT s.id, s.replay_of, s.photo, s.photo_type, s.photo_bytes, s.width_px, s.height_px, s.min_area_px," \
	" s.max_spines, s.max_candidates, s.program, s.total_ms, s.created_ms, s.updated_ms, s.seq, " OF_SCAN( \
		"") ", " OF_SCAN(" AND p.choice IS NOT NULL") ", " OF_SCAN(" AND p.book_created = 1") " FROM scans s WHERE s.user_id = $1 AND s.deleted_ms IS NULL"
#define SCAN_TYPES "sSSSIiiiiisdiiiiii"

/* A page is after (created_ms, id); text compares uuids as PostgreSQL does. */
static const char last_id[] = "ffffffff-ffff-ffff-ffff-ffffffffffff";

static const struct sql sql[STMTS] = {
	[ADD] = { "scan_add", "ssSSSIiiiiisdii", "",
		  "INSERT INTO scans (user_id, id, replay_of, photo, photo_type, photo_bytes, width_px, height_px,"
		  " min_area_px, max_spines, max_candidates, program, total_ms, created_ms, updated_ms, seq)"
		  " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14, $15)" },
	[SPINE_ADD] = { "spine_add", "ssisdsSSdsSISI", "",
			"INSERT INTO scan_spines (user_id, scan_id, spine, polygon, confidence, text, title, author,"
			" text_confidence, status, choice, candidate, user_book_id, chosen_ms)"
			" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)" },
	[CANDIDATE_ADD] = { "candidate_add", "ssiiSsSSSSIds", "",
			    "INSERT INTO scan_candidates (user_id, scan_id, spine, candidate, catalogue_id, title,"
			    " authors, isbn13, publisher, language, year, score, reasons)"
			    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)" },
	[GET] = { "scan_get", "ss", SCAN_TYPES, SELECT_SCAN " AND s.id = $2" },
	[FIND] = { "scan_find", "sisi", SCAN_TYPES,
		   SELECT_SCAN " AND (s.created_ms, s.id) < ($2, $3)"
			       " ORDER BY s.created_ms DESC, s.id DESC LIMIT $4" },
	[SPINES] = { "spine_find", "ss", "sdsSSdsSISiI",
		     "SELECT polygon, confidence, text, title, author, text_confidence, status, choice, candidate,"
		     " user_book_id, book_created, chosen_ms FROM scan_spines"
		     " WHERE user_id = $1 AND scan_id = $2 ORDER BY spine" },
	[CANDIDATES] = { "candidate_find", "ss", "iSsSSSSIds",
			 "SELECT spine, catalogue_id, title, authors, isbn13, publisher, language, year, score, reasons"
			 " FROM scan_candidates WHERE user_id = $1 AND scan_id = $2 ORDER BY spine, candidate" },
	[CANDIDATE_ID] = { "candidate_id", "ssii", "S",
			   "SELECT catalogue_id FROM scan_candidates WHERE user_id = $1 AND scan_id = $2"
			   " AND spine = $3 AND candidate = $4" },
	[CANDIDATE_OF] = { "candidate_of", "ss", "S",
			   "SELECT c.catalogue_id FROM scan_spines p JOIN scan_candidates c ON c.user_id = p.user_id"
			   " AND c.scan_id = p.scan_id AND c.spine = p.spine AND c.candidate = p.candidate"
			   " WHERE p.user_id = $1 AND p.user_book_id = $2 ORDER BY p.chosen_ms DESC LIMIT 1" },
	[CHOICE_GET] = { "choice_get", "ssi", "SISiIi",
			 "SELECT p.choice, p.candidate, p.user_book_id, p.book_created, p.chosen_ms,"
			 " (SELECT COUNT(*) FROM scan_candidates c WHERE c.user_id = p.user_id"
			 " AND c.scan_id = p.scan_id AND c.spine = p.spine)"
			 " FROM scan_spines p JOIN scans s ON s.user_id = p.user_id AND s.id = p.scan_id"
			 " WHERE p.user_id = $1 AND p.scan_id = $2 AND p.spine = $3 AND s.deleted_ms IS NULL" },
	[CHOICE_SET] = { "choice_set", "ssiSISiI", "",
			 "UPDATE scan_spines SET choice = $4, candidate = $5, user_book_id = $6, book_created = $7,"
			 " chosen_ms = $8 WHERE user_id = $1 AND scan_id = $2 AND spine = $3" },
	[ORIGINS] = { "origin_find", "ss", "siSISiIi",
		      "SELECT p.scan_id, p.spine, p.choice, p.candidate, p.user_book_id, p.book_created, p.chosen_ms,"
		      " CASE WHEN s.photo IS NULL THEN 0 ELSE 1 END"
		      " FROM scan_spines p JOIN scans s ON s.user_id = p.user_id AND s.id = p.scan_id"
		      " WHERE p.user_id = $1 AND p.user_book_id = $2 AND s.deleted_ms IS NULL"
		      " ORDER BY s.created_ms DESC, p.scan_id DESC, p.spine" },
	[TOUCH] = { "scan_touch", "ssii", "",
		    "UPDATE scans SET updated_ms = $3, seq = $4 WHERE user_id = $1 AND id = $2" },
	[DELETE] = { "scan_delete", "ssii", "",
		     "UPDATE scans SET deleted_ms = $3, seq = $4 WHERE user_id = $1 AND id = $2" },
	[KEEPS] = { "scan_keeps_photos", "s", "i", "SELECT keep_photos FROM users WHERE id = $1" },
	[COUNT] = { "photo_count", "s", "ii",
		    "SELECT COUNT(*), CAST(COALESCE(SUM(f.bytes), 0) AS BIGINT) FROM"
		    " (SELECT photo, MAX(photo_bytes) AS bytes FROM scans WHERE user_id = $1"
		    " AND photo IS NOT NULL GROUP BY photo) f" },
	[NAMED] = { "photo_named", "ss", "s",
		    "SELECT id FROM scans WHERE user_id = $1 AND photo = $2"
		    " UNION ALL SELECT user_book_id FROM own_covers WHERE user_id = $1 AND photo = $2 LIMIT 1" },
	[WITH_PHOTO] = { "photo_find_all", "s", "sssI",
			 "SELECT id, photo, photo_type, deleted_ms FROM scans WHERE user_id = $1 AND photo IS NOT NULL"
			 " ORDER BY id" },
	[OF_PHOTO] = { "photo_find", "ss", "sssI",
		       "SELECT id, photo, photo_type, deleted_ms FROM scans WHERE user_id = $1 AND photo = $2"
		       " ORDER BY id" },
	[DROP] = { "photo_drop", "ssii", "",
		   "UPDATE scans SET photo = NULL, photo_type = NULL, photo_bytes = NULL, updated_ms = $3, seq = $4"
		   " WHERE user_id = $1 AND id = $2" },
};

const struct sql_set store_scan_sql = { sql, STMTS };

const char *const choice_names[CHOICE__MAX] = { NULL, "confirmed", "corrected", "dismissed" };

static enum choice choice_of(str name)
{
	for (enum choice c = CHOICE_CONFIRMED; c < CHOICE__MAX; c++)
		if (name.p && str_eq(name, str_from(choice_names[c])))
			return c;
	CHECK(!name.p);
	return CHOICE_NONE;
}

static struct val val_choice(enum choice c)
{
	return choice_names[c] ? val_str(str_from(choice_names[c])) : (struct val){ .type = 0 };
}

enum err store_scan_add(struct ctx *cx, str user_id, const struct scan_row *s)
{
	struct rows r;

	return db_query(cx, &sql[ADD],
			ARGS(V(user_id), V(s->id), V(s->replay_of), V(s->photo), V(s->photo_type),
			     val_number(s->photo_bytes), V(s->width_px), V(s->height_px),
			     V(s->min_area_px), V(s->max_spines), V(s->max_candidates),
			     V(s->program), V(s->total_ms), V(s->created_ms), V(s->seq)),
			&r);
}

enum err store_spine_add(struct ctx *cx, str user_id, str scan_id, int64_t spine,
			 const struct spine_row *s)
{
	const struct scan_choice *c = &s->choice;
	struct rows r;

	CHECK(!c->created);
	return db_query(cx, &sql[SPINE_ADD],
			ARGS(V(user_id), V(scan_id), V(spine), V(s->polygon), V(s->confidence),
			     V(s->text), V(s->title), V(s->author), V(s->text_confidence),
			     V(s->status), val_choice(c->made), val_number(c->candidate),
			     V(c->book_id), val_number(c->at_ms)),
			&r);
}

enum err store_candidate_add(struct ctx *cx, str user_id, str scan_id, int64_t candidate,
			     const struct candidate_row *c)
{
	struct rows r;

	return db_query(cx, &sql[CANDIDATE_ADD],
			ARGS(V(user_id), V(scan_id), V(c->spine), V(candidate), V(c->catalogue_id),
			     V(c->title), V(c->authors), V(c->isbn13), V(c->publisher),
			     V(c->language), val_number(c->year), V(c->score), V(c->reasons)),
			&r);
}

static struct scan_row scan_of(const struct rows *r, size_t i)
{
	return (struct scan_row){
		.id = row_str(r, i, 0),
		.replay_of = row_str(r, i, 1),
		.photo = row_str(r, i, 2),
		.photo_type = row_str(r, i, 3),
		.photo_bytes = row_number(r, i, 4),
		.width_px = row_i64(r, i, 5),
		.height_px = row_i64(r, i, 6),
		.min_area_px = row_i64(r, i, 7),
		.max_spines = row_i64(r, i, 8),
		.max_candidates = row_i64(r, i, 9),
		.program = row_str(r, i, 10),
		.total_ms = row_f64(r, i, 11),
		.created_ms = row_i64(r, i, 12),
		.updated_ms = row_i64(r, i, 13),
		.seq = row_i64(r, i, 14),
		.spines = row_i64(r, i, 15),
		.decided = row_i64(r, i, 16),
		.added = row_i64(r, i, 17),
	};
}

enum err store_scan_get(struct ctx *cx, str user_id, str id, struct scan_row *out)
{
	struct rows r;
	enum err e;

	if ((e = db_query(cx, &sql[GET], ARGS(V(user_id), V(id)), &r)))
		return e;
	if (!r.n)
		return fail(cx, ERR_NOT_FOUND, "there is no such scan in this library");
	*out = scan_of(&r, 0);
	return OK;
}

enum err store_scan_find(struct ctx *cx, str user_id, int64_t after_ms, str after_id, int64_t max,
			 struct scan_row_list *out)
{
	struct rows r;
	enum err e;

	if (after_ms == NUMBER_NONE)
		after_ms = INT64_MAX, after_id = str_from(last_id);
	if ((e = db_query(cx, &sql[FIND], ARGS(V(user_id), V(after_ms), V(after_id), V(max)), &r)))
		return e;
	out->n = r.n;
	out->items = arena_new(&cx->arena, struct scan_row, r.n);
	for (size_t i = 0; i < r.n; i++)
		out->items[i] = scan_of(&r, i);
	return OK;
}

static struct scan_choice choice_at(const struct rows *r, size_t i, size_t col)
{
	return (struct scan_choice){ .made = choice_of(row_str(r, i, col)),
				     .candidate = row_number(r, i, col + 1),
				     .book_id = row_str(r, i, col + 2),
				     .created = row_i64(r, i, col + 3) != 0,
				     .at_ms = row_number(r, i, col + 4) };
}

enum err store_spine_find(struct ctx *cx, str user_id, str scan_id, struct spine_row_list *out)
{
	struct rows r;
	enum err e;

	if ((e = db_query(cx, &sql[SPINES], ARGS(V(user_id), V(scan_id)), &r)))
		return e;
	out->n = r.n;
	out->items = arena_new(&cx->arena, struct spine_row, r.n);
	for (size_t i = 0; i < r.n; i++)
		out->items[i] = (struct spine_row){ .polygon = row_str(&r, i, 0),
						    .confidence = row_f64(&r, i, 1),
						    .text = row_str(&r, i, 2),
						    .title = row_str(&r, i, 3),
						    .author = row_str(&r, i, 4),
						    .text_confidence = row_f64(&r, i, 5),
						    .status = row_str(&r, i, 6),
						    .choice = choice_at(&r, i, 7) };
	return OK;
}

static enum err one_text(const struct rows *r, enum err e, str *out)
{
	*out = !e && r->n ? row_str(r, 0, 0) : (str){ NULL, 0 };
	return e;
}

enum err store_candidate_id(struct ctx *cx, str user_id, str scan_id, int64_t spine,
			    int64_t candidate, str *out)
{
	struct rows r;
	enum err e = db_query(cx, &sql[CANDIDATE_ID],
			      ARGS(V(user_id), V(scan_id), V(spine), V(candidate)), &r);

	return one_text(&r, e, out);
}

enum err store_candidate_of(struct ctx *cx, str user_id, str book_id, str *out)
{
	struct rows r;
	enum err e = db_query(cx, &sql[CANDIDATE_OF], ARGS(V(user_id), V(book_id)), &r);

	return one_text(&r, e, out);
}

enum err store_candidate_find(struct ctx *cx, str user_id, str scan_id,
			      struct candidate_row_list *out)
{
	struct rows r;
	enum err e;

	if ((e = db_query(cx, &sql[CANDIDATES], ARGS(V(user_id), V(scan_id)), &r)))
		return e;
	out->n = r.n;
	out->items = arena_new(&cx->arena, struct candidate_row, r.n);
	for (size_t i = 0; i < r.n; i++)
		out->items[i] = (struct candidate_row){ .spine = row_i64(&r, i, 0),
							.catalogue_id = row_str(&r, i, 1),
							.title = row_str(&r, i, 2),
							.authors = row_str(&r, i, 3),
							.isbn13 = row_str(&r, i, 4),
							.publisher = row_str(&r, i, 5),
							.language = row_str(&r, i, 6),
							.year = row_number(&r, i, 7),
							.score = row_f64(&r, i, 8),
							.reasons = row_str(&r, i, 9) };
	return OK;
}

/* ---- choices ---- */

enum err store_choice_get(struct ctx *cx, str user_id, str scan_id, int64_t spine,
			  struct scan_choice *out, int64_t *candidates)
{
	struct rows r;
	enum err e;

	if ((e = db_query(cx, &sql[CHOICE_GET], ARGS(V(user_id), V(scan_id), V(spine)), &r)))
		return e;
	if (!r.n)
		return fail(cx, ERR_NOT_FOUND, "there is no such spine in this library");
	*out = choice_at(&r, 0, 0);
	*candidates = row_i64(&r, 0, 5);
	return OK;
}

enum err store_choice_set(struct ctx *cx, str user_id, str scan_id, int64_t spine,
			  const struct scan_choice *c)
{
	struct rows r;

	return db_query(cx, &sql[CHOICE_SET],
			ARGS(V(user_id), V(scan_id), V(spine), val_choice(c->made),
			     val_number(c->candidate), V(c->book_id), V((int64_t)c->created),
			     val_number(c->at_ms)),
			&r);
}

enum err store_origin_find(struct ctx *cx, str user_id, str book_id, struct origin_list *out)
{
	struct rows r;
	enum err e;

	if ((e = db_query(cx, &sql[ORIGINS], ARGS(V(user_id), V(book_id)), &r)))
		return e;
	out->n = r.n;
	out->items = arena_new(&cx->arena, struct origin_row, r.n);
	for (size_t i = 0; i < r.n; i++)
		out->items[i] = (struct origin_row){ .scan_id = row_str(&r, i, 0),
						     .spine = row_i64(&r, i, 1),
						     .choice = choice_at(&r, i, 2),
						     .photo = row_i64(&r, i, 7) != 0 };
	return OK;
}

enum err store_scan_touch(struct ctx *cx, str user_id, str id, int64_t now_ms, int64_t seq)
{
	struct rows r;

	return db_query(cx, &sql[TOUCH], ARGS(V(user_id), V(id), V(now_ms), V(seq)), &r);
}

enum err store_scan_set_deleted(struct ctx *cx, str user_id, str id, int64_t deleted_ms,
				int64_t seq)
{
	struct rows r;

	return db_query(cx, &sql[DELETE], ARGS(V(user_id), V(id), V(deleted_ms), V(seq)), &r);
}

/* ---- photos ---- */

enum err store_scan_keeps_photos(struct ctx *cx, str user_id, bool *out)
{
	struct rows r;
	enum err e;

	if (!(e = db_query(cx, &sql[KEEPS], ARGS(V(user_id)), &r)))
		*out = !r.n || row_i64(&r, 0, 0) != 0;
	return e;
}

enum err store_photo_count(struct ctx *cx, str user_id, struct scan_photos *out)
{
	struct rows r;
	enum err e;

	if (!(e = db_query(cx, &sql[COUNT], ARGS(V(user_id)), &r)))
		*out = (struct scan_photos){ row_i64(&r, 0, 0), row_i64(&r, 0, 1) };
	return e;
}

enum err store_photo_named(struct ctx *cx, str user_id, str photo, bool *yes)
{
	struct rows r;
	enum err e;

	if (!(e = db_query(cx, &sql[NAMED], ARGS(V(user_id), V(photo)), &r)))
		*yes = r.n > 0;
	return e;
}

enum err store_photo_find(struct ctx *cx, str user_id, str photo, struct scan_row_list *out)
{
	struct rows r;
	enum err e = photo.p ? db_query(cx, &sql[OF_PHOTO], ARGS(V(user_id), V(photo)), &r)
			     : db_query(cx, &sql[WITH_PHOTO], ARGS(V(user_id)), &r);

	if (e)
		return e;
	out->n = r.n;
	out->items = arena_new(&cx->arena, struct scan_row, r.n);
	for (size_t i = 0; i < r.n; i++)
		out->items[i] = (struct scan_row){ .id = row_str(&r, i, 0),
						   .photo = row_str(&r, i, 1),
						   .photo_type = row_str(&r, i, 2),
						   .deleted = !row_null(&r, i, 3) };
	return OK;
}

enum err store_photo_drop(struct ctx *cx, str user_id, str id, int64_t now_ms, int64_t seq)
{
	struct rows r;

	return db_query(cx, &sql[DROP], ARGS(V(user_id), V(id), V(now_ms), V(seq)), &r);
}
