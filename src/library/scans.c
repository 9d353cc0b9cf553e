/* scans.c - see scans.h. How a scan becomes rows is scan_rows.c; its photo, scan_photos.c. */
#include "library/scans.h"

#include "base/crypto.h"
#include "library/books.h"
#include "library/carry.h"
#include "library/photos.h"
#include "library/scan_rows.h"
#include "library/writes.h"
#include "store/own_covers.h"

/* A scan on its way into the database. */
struct keeping {
	struct scan_row row;
	const struct identified_shelf *found;
	const struct scan_choice *choices; /* carried over; NULL: none */
	str no_room;                       /* why its photo is not kept after all; empty: it is */
};

static enum err nobodys(struct ctx *cx)
{
	return fail(cx, ERR_NOT_FOUND, "there is no such scan in this library");
}

/* ---- keeping ---- */

static enum err add_spine(struct ctx *cx, const struct keeping *k, size_t i)
{
	const struct identified_spine *s = &k->found->spines[i];
	struct spine_row row = scan_spine_row(cx, s);
	enum err e;

	if (k->choices)
		row.choice = k->choices[i];
	e = store_spine_add(cx, cx->actor.user_id, k->row.id, (int64_t)i, &row);
	for (size_t c = 0; c < s->ncandidates && !e; c++) {
		struct candidate_row candidate = scan_candidate_row(cx, i, &s->candidates[c]);

		e = store_candidate_add(cx, cx->actor.user_id, k->row.id, (int64_t)c, &candidate);
	}
	return e;
}

/* ERR_NO_SPACE: with this photo the person's would take more than they may. One they have already takes nothing. */
static enum err check_room(struct ctx *cx, const struct scan_row *row)
{
	int64_t most = cx->app->conf.max_kept_mib << 20, covers;
	struct scan_photos have;
	bool named;
	enum err e;

	if (!most || !row->photo.n)
		return OK;
	if ((e = store_photo_named(cx, cx->actor.user_id, row->photo, &named)) || named ||
	    (e = store_photo_count(cx, cx->actor.user_id, &have)) ||
	    (e = store_own_cover_bytes(cx, cx->actor.user_id, &covers)) ||
	    have.bytes + covers + row->photo_bytes <= most)
		return e;
	return fail(cx, ERR_NO_SPACE,
		    "your photos take up the %lld MiB you have for them; delete some to make room",
		    (long long)cx->app->conf.max_kept_mib);
}

/* Asked again under the person's lock: another photo may have come between. */
static enum err forgo_photo(struct ctx *cx, struct keeping *k)
{
	enum err e = check_room(cx, &k->row);

	if (e != ERR_NO_SPACE)
		return e;
	k->no_room = cx->err_text;
	ctx_forgive(cx);
	k->row.photo = k->row.photo_type = (str){ NULL, 0 };
	k->row.photo_bytes = NUMBER_NONE;
	return OK;
}

static enum err add_rows(struct ctx *cx, void *arg)
{
	struct keeping *k = arg;
	enum err e;

	if ((e = forgo_photo(cx, k)) ||
	    (e = library_changed(cx, NOUN_SCAN, k->row.id, false, &k->row.seq)) ||
	    (e = store_scan_add(cx, cx->actor.user_id, &k->row)))
		return e;
	for (size_t i = 0; i < k->found->n && !e; i++)
		e = add_spine(cx, k, i);
	return e;
}

static struct keeping keeping_make(struct ctx *cx, struct scan_limits limits, const struct scan *s)
{
	return (struct keeping){
		.row = { .id = uuid_make(&cx->arena, cx->now_ms),
			 .photo_bytes = NUMBER_NONE,
			 .width_px = s->read.w,
			 .height_px = s->read.h,
			 .min_area_px = limits.min_area_px,
			 .max_spines = limits.max_spines,
			 .max_candidates = limits.max_candidates,
			 .program = S(BOOKSHELF_VERSION),
			 .total_ms = s->total_ms,
			 .created_ms = cx->now_ms },
		.found = &s->found,
	};
}

static enum err nothing(struct ctx *cx, void *arg)
{
	(void)cx, (void)arg;
	return OK;
}

/* The file before the row: a row never names what is not there yet. */
static enum err keep_photo(struct ctx *cx, str file, struct scan_row *row, str *bytes)
{
	struct scan_row with;
	struct photo p;
	bool wanted;
	str name;
	enum err e;

	if ((e = store_scan_keeps_photos(cx, cx->actor.user_id, &wanted)) || !wanted ||
	    (e = vision_clean(cx, &cx->app->conf, file, &p)))
		return e;
	name = photo_name(cx, &p);
	with = *row;
	with.photo = photo_name_digest(name);
	with.photo_type = str_from(photo_media_type(p.kind));
	with.photo_bytes = (int64_t)p.bytes.n;
	if ((e = check_room(cx, &with)) || (e = photo_keep(cx, cx->actor.user_id, name, p.bytes)))
		return e;
	*row = with;
	*bytes = p.bytes;
	return OK;
}

/* Somebody may have deleted the same photo of an older scan between our file and our row; from now on the row holds it. */
static enum err keep_again(struct ctx *cx, const struct scan_row *row, str bytes)
{
	str name = photo_name_of(cx, row->photo, row->photo_type);

	if (photo_size(cx, cx->actor.user_id, name) == (int64_t)bytes.n)
		return OK;
	return photo_keep(cx, cx->actor.user_id, name, bytes);
}

static void say(struct ctx *cx, const char *what, str why, struct scan_kept *out)
{
	out->notice = str_fmt(&cx->arena, "%s could not be kept: " STR_FMT, what, STR_ARG(why));
	if (cx->err)
		ctx_forgive(cx);
}

/* No row names it after all. */
static void let_go(struct ctx *cx, str name)
{
	if (name.n && library_photos_release(cx, &name, 1))
		ctx_forgive(cx); /* it is swept one day */
}

void library_scan_keep(struct ctx *cx, str photo, struct scan_limits limits, const struct scan *s,
		       struct scan_kept *out)
{
	struct keeping k = keeping_make(cx, limits, s);
	str bytes = { NULL, 0 }, name = S("");

	*out = (struct scan_kept){ .id = S("") };
	/* Who is new gets their id first: the photo's folder bears it. */
	if (!cx->actor.user_id.n && library_write(cx, nothing, NULL)) {
		say(cx, "the scan", cx->err_text, out);
		return;
	}
	if (keep_photo(cx, photo, &k.row, &bytes))
		say(cx, "the photo", cx->err_text, out);
	if (bytes.p)
		name = photo_name_of(cx, k.row.photo, k.row.photo_type);
	if (library_write(cx, add_rows, &k)) {
		say(cx, "the scan", cx->err_text, out);
		let_go(cx, name);
		return;
	}
	if (k.no_room.n) {
		say(cx, "the photo", k.no_room, out);
		let_go(cx, name);
	} else if (bytes.p && keep_again(cx, &k.row, bytes)) {
		say(cx, "the photo", cx->err_text, out);
	}
	out->id = k.row.id;
	out->photo = bytes.p && !out->notice.n;
}

/* ---- as it was ---- */

enum err library_scan_get(struct ctx *cx, str id, struct kept_scan *out)
{
	struct candidate_row_list candidates;
	struct spine_row_list spines;
	enum err e;

	if (!cx->actor.user_id.n || !uuid_valid(id))
		return nobodys(cx);
	if ((e = store_scan_get(cx, cx->actor.user_id, id, &out->row)) ||
	    (e = store_spine_find(cx, cx->actor.user_id, id, &spines)) ||
	    (e = store_candidate_find(cx, cx->actor.user_id, id, &candidates)))
		return e;
	scan_of_rows(cx, &out->row, &spines, &candidates, &out->answer);
	out->choices = arena_new(&cx->arena, struct scan_choice, spines.n);
	for (size_t i = 0; i < spines.n; i++)
		out->choices[i] = spines.items[i].choice;
	return OK;
}

static enum err remove_one(struct ctx *cx, void *arg)
{
	const str *id = arg;
	struct scan_row row;
	int64_t seq;
	enum err e;

	if ((e = store_scan_get(cx, cx->actor.user_id, *id, &row)) ||
	    (e = library_changed(cx, NOUN_SCAN, *id, true, &seq)))
		return e;
	return store_scan_set_deleted(cx, cx->actor.user_id, *id, cx->now_ms, seq);
}

enum err library_scan_remove(struct ctx *cx, str id)
{
	if (!cx->actor.user_id.n || !uuid_valid(id))
		return nobodys(cx);
	return library_write(cx, remove_one, &id);
}

/* ---- again ---- */

struct replay {
	str old_id;
	struct keeping k;
	const struct scan *again;
};

/* The choices are those of this moment, not of the moment the reading began. */
static enum err add_replay(struct ctx *cx, void *arg)
{
	struct replay *r = arg;
	struct kept_scan old;
	enum err e;

	if ((e = library_scan_get(cx, r->old_id, &old)))
		return e;
	r->k.row.replay_of = old.row.id;
	r->k.row.photo = old.row.photo; /* unless it was deleted while it was read */
	r->k.row.photo_type = old.row.photo_type;
	r->k.row.photo_bytes = old.row.photo_bytes;
	r->k.choices = scan_carry_over(cx, &old, &r->again->found);
	return add_rows(cx, &r->k);
}

enum err library_scan_replay(struct ctx *cx, str id, struct kept_scan *out)
{
	struct scan_limits limits;
	struct scan_row row;
	struct scan again;
	struct replay r;
	str name, photo;
	enum err e;

	if ((e = library_scan_photo(cx, id, &name)) ||
	    (e = store_scan_get(cx, cx->actor.user_id, id, &row)) ||
	    (e = photo_read(cx, cx->actor.user_id, name, &photo)))
		return e;
	limits = (struct scan_limits){ .min_area_px = (int)row.min_area_px,
				       .max_spines = (int)row.max_spines,
				       .max_candidates = (int)row.max_candidates };
	db_give_back(cx, cx->app->dbs);
	if ((e = library_scan(cx, photo, limits, &again)) || (e = db_lend(cx, cx->app->dbs)))
		return e;
	r = (struct replay){ id, keeping_make(cx, limits, &again), &again };
	if ((e = library_write(cx, add_replay, &r)))
		return e;
	return library_scan_get(cx, r.k.row.id, out);
}

/* ---- taken back ---- */

struct undoing {
	str id;
	struct scan_undone *out;
};

static enum err undecide(struct ctx *cx, str id, size_t spine)
{
	struct scan_choice none = { .candidate = NUMBER_NONE, .at_ms = NUMBER_NONE };

	return store_choice_set(cx, cx->actor.user_id, id, (int64_t)spine, &none);
}

/* One book of the scan: what was changed or lent since it was made is no longer the scan's alone. */
static enum err undo_one(struct ctx *cx, const struct undoing *u, size_t spine,
			 const struct scan_choice *c)
{
	struct book b;
	enum err e = store_book_get(cx, cx->actor.user_id, c->book_id, &b);

	if (e == ERR_NOT_FOUND) {
		ctx_forgive(cx);
		return undecide(cx, u->id, spine); /* the person has removed it already */
	}
	if (!e && (b.updated_ms != c->at_ms || b.loaned)) {
		u->out->changed[u->out->nchanged++] = b.id;
		return OK;
	}
	if (e || (e = library_book_drop(cx, b.id)))
		return e;
	u->out->removed[u->out->nremoved++] = b.id;
	return undecide(cx, u->id, spine);
}

static enum err undo(struct ctx *cx, void *arg)
{
	const struct undoing *u = arg;
	struct spine_row_list spines;
	struct scan_row row;
	int64_t seq;
	enum err e;

	if ((e = store_scan_get(cx, cx->actor.user_id, u->id, &row)) ||
	    (e = store_spine_find(cx, cx->actor.user_id, u->id, &spines)))
		return e;
	*u->out = (struct scan_undone){ .removed = arena_new(&cx->arena, str, spines.n),
					.changed = arena_new(&cx->arena, str, spines.n) };
	for (size_t i = 0; i < spines.n && !e; i++)
		if (spines.items[i].choice.created && spines.items[i].choice.book_id.n)
			e = undo_one(cx, u, i, &spines.items[i].choice);
	if (e || !u->out->nremoved)
		return e;
	if ((e = library_changed(cx, NOUN_SCAN, u->id, false, &seq)))
		return e;
	return store_scan_touch(cx, cx->actor.user_id, u->id, cx->now_ms, seq);
}

enum err library_scan_undo(struct ctx *cx, str id, struct scan_undone *out)
{
	struct undoing u = { id, out };

	if (!cx->actor.user_id.n || !uuid_valid(id))
		return nobodys(cx);
	return library_write(cx, undo, &u);
}
