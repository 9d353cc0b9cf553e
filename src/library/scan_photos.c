/* scan_photos.c - the photos of scans: which there are, and their deletion. The files are photos.c. */
#include "library/scans.h"

#include "base/crypto.h"
#include "library/photos.h"
#include "library/writes.h"

static enum err none(struct ctx *cx)
{
	return fail(cx, ERR_NOT_FOUND, "the photo of this scan was not kept");
}

enum err library_scan_photo(struct ctx *cx, str id, str *name)
{
	struct scan_row row;
	enum err e;

	if (!cx->actor.user_id.n || !uuid_valid(id))
		return fail(cx, ERR_NOT_FOUND, "there is no such scan in this library");
	if ((e = store_scan_get(cx, cx->actor.user_id, id, &row)))
		return e;
	if (!row.photo.n)
		return none(cx);
	*name = photo_name_of(cx, row.photo, row.photo_type);
	return OK;
}

struct release {
	const str *names;
	size_t n;
};

/* Under the person's lock: no row can come to name the photo between the question and the deed. */
static enum err release(struct ctx *cx, void *arg)
{
	const struct release *r = arg;
	bool named;
	enum err e;

	for (size_t i = 0; i < r->n; i++) {
		str digest = photo_name_digest(r->names[i]);

		if ((e = store_photo_named(cx, cx->actor.user_id, digest, &named)))
			return e;
		if (!named && (e = photo_remove(cx, cx->actor.user_id, r->names[i])))
			return e;
	}
	return OK;
}

enum err library_photos_release(struct ctx *cx, const str *names, size_t n)
{
	struct release r = { names, n };

	return library_write(cx, release, &r);
}

struct dropping {
	str id; /* of a scan; empty: all */
	struct scan_row_list scans;
	struct scan_photos before, after;
};

static enum err drop(struct ctx *cx, void *arg)
{
	struct dropping *d = arg;
	struct scan_row row = { .photo = { NULL, 0 } };
	int64_t seq;
	enum err e;

	if ((d->id.n && (e = store_scan_get(cx, cx->actor.user_id, d->id, &row))) ||
	    (e = store_photo_count(cx, cx->actor.user_id, &d->before)))
		return e;
	if (d->id.n && !row.photo.n)
		return none(cx);
	if ((e = store_photo_find(cx, cx->actor.user_id, row.photo, &d->scans)))
		return e;
	for (size_t i = 0; i < d->scans.n; i++) {
		const struct scan_row *s = &d->scans.items[i];

		if ((e = library_changed(cx, NOUN_SCAN, s->id, s->deleted, &seq)) ||
		    (e = store_photo_drop(cx, cx->actor.user_id, s->id, cx->now_ms, seq)))
			return e;
	}
	return store_photo_count(cx, cx->actor.user_id, &d->after);
}

/* The rows let go first; should the file stay behind after a crash, it is swept. */
enum err library_scan_photo_remove(struct ctx *cx, str id, struct scan_photos *out)
{
	struct dropping d = { .id = id };
	str *names;
	enum err e;

	*out = (struct scan_photos){ 0, 0 };
	if (!cx->actor.user_id.n && !id.n)
		return OK;
	if (!cx->actor.user_id.n || (id.n && !uuid_valid(id)))
		return fail(cx, ERR_NOT_FOUND, "there is no such scan in this library");
	if ((e = library_write(cx, drop, &d)))
		return e;
	*out = (struct scan_photos){ d.before.count - d.after.count,
				     d.before.bytes - d.after.bytes };
	names = arena_new(&cx->arena, str, d.scans.n);
	for (size_t i = 0; i < d.scans.n; i++)
		names[i] = photo_name_of(cx, d.scans.items[i].photo, d.scans.items[i].photo_type);
	return library_photos_release(cx, names, d.scans.n);
}
