/* own_covers.c - see own_covers.h. */
#include "library/own_covers.h"

#include "library/choices.h"
#include "library/photos.h"
#include "library/scans.h"
#include "library/writes.h"
#include "store/own_covers.h"

struct setting {
	str book_id, name, before; /* before: the digest of the photo that it takes the place of */
	int64_t bytes;
};

/* One that is there already takes nothing. */
static enum err check_room(struct ctx *cx, const struct setting *s)
{
	int64_t most = cx->app->conf.max_kept_mib << 20, own;
	struct scan_photos have;
	bool named;
	enum err e;

	if (!most)
		return OK;
	if ((e = store_photo_named(cx, cx->actor.user_id, photo_name_digest(s->name), &named)) ||
	    named || (e = store_photo_count(cx, cx->actor.user_id, &have)) ||
	    (e = store_own_cover_bytes(cx, cx->actor.user_id, &own)) ||
	    have.bytes + own + s->bytes <= most)
		return e;
	return fail(cx, ERR_NO_SPACE,
		    "your photos take up the %lld MiB you have for them; delete some to make room",
		    (long long)cx->app->conf.max_kept_mib);
}

static enum err set_row(struct ctx *cx, void *arg)
{
	struct setting *s = arg;
	struct book b;
	enum err e;

	if ((e = library_book(cx, s->book_id, &b)) || (e = check_room(cx, s)) ||
	    (e = store_own_cover_get(cx, cx->actor.user_id, s->book_id, &s->before)))
		return e;
	return store_own_cover_set(cx, cx->actor.user_id, s->book_id, photo_name_digest(s->name),
				   s->bytes);
}

static str name_of(struct ctx *cx, str digest)
{
	return photo_name_of(cx, digest, S("image/jpeg"));
}

/* The row is what counts: a file that stays behind is swept. */
static void release(struct ctx *cx, str digest)
{
	str name;

	if (!digest.n)
		return;
	name = name_of(cx, digest);
	if (library_photos_release(cx, &name, 1))
		ctx_forgive(cx);
}

/* The file before the row, and once more after it, should somebody have deleted the same photo between. */
static enum err keep(struct ctx *cx, struct setting *s, str bytes)
{
	str user = cx->actor.user_id;
	enum err e;

	if ((e = check_room(cx, s)) || (e = photo_keep(cx, user, s->name, bytes)))
		return e;
	if ((e = library_write(cx, set_row, s))) {
		struct ctx after = {
			.app = cx->app, .db = cx->db, .actor = cx->actor, .now_ms = cx->now_ms
		};

		release(&after, photo_name_digest(s->name));
		arena_free(&after.arena);
		return e;
	}
	if (!photo_size(cx, user, s->name))
		e = photo_keep(cx, user, s->name, bytes);
	if (!e && !str_eq(s->before, photo_name_digest(s->name)))
		release(cx, s->before);
	return e;
}

enum err library_own_cover_set(struct ctx *cx, str book_id, str file)
{
	struct setting s = { .book_id = book_id };
	struct photo p = { .kind = PHOTO_JPEG };
	struct book b;
	enum err e;

	if ((e = library_book(cx, book_id, &b)))
		return e;
	db_give_back(cx, cx->app->dbs);
	if ((e = vision_small(cx, &cx->app->conf, file, OWN_COVER_WIDTH, &p.bytes)) ||
	    (e = db_lend(cx, cx->app->dbs)))
		return e;
	s.name = photo_name(cx, &p);
	s.bytes = (int64_t)p.bytes.n;
	return keep(cx, &s, p.bytes);
}

static enum err remove_row(struct ctx *cx, void *arg)
{
	struct setting *s = arg;
	struct book b;
	enum err e;

	if ((e = library_book(cx, s->book_id, &b)) ||
	    (e = store_own_cover_get(cx, cx->actor.user_id, s->book_id, &s->before)))
		return e;
	if (!s->before.n)
		return fail(cx, ERR_NOT_FOUND, "this book has no cover of your own");
	return store_own_cover_remove(cx, cx->actor.user_id, s->book_id);
}

enum err library_own_cover_remove(struct ctx *cx, str book_id)
{
	struct setting s = { .book_id = book_id };
	struct book b;
	enum err e;

	if ((e = library_book(cx, book_id, &b)) || (e = library_write(cx, remove_row, &s)))
		return e;
	release(cx, s.before);
	return OK;
}

/* ---- which there is ---- */

static enum err find_own(struct ctx *cx, str book_id, struct copy_cover *out, bool *found)
{
	str digest;
	enum err e = store_own_cover_get(cx, cx->actor.user_id, book_id, &digest);

	*found = !e && digest.n && photo_size(cx, cx->actor.user_id, name_of(cx, digest)) > 0;
	if (*found)
		*out = (struct copy_cover){ .kind = COPY_COVER_OWN,
					    .tag = digest,
					    .photo = name_of(cx, digest) };
	return e;
}

/* A cover that is only being asked for does not keep the spine from being shown; it is told when that is nothing either. */
static enum err find_edition(struct ctx *cx, str isbn13, enum cover_size size,
			     struct copy_cover *out, bool *found, int64_t *wait_s)
{
	enum err e = ERR_NOT_FOUND;

	*wait_s = 0;
	if (isbn13.n)
		e = library_cover(cx, str_fmt(&cx->arena, "isbn:" STR_FMT, STR_ARG(isbn13)), size,
				  &out->edition);
	*found = !e;
	out->kind = COPY_COVER_EDITION;
	out->tag = out->edition.digest;
	if (e != ERR_NOT_FOUND)
		return e;
	*wait_s = cx->err_wait_s;
	ctx_forgive(cx);
	return OK;
}

static enum err take_spine(struct ctx *cx, const struct origin_row *o, struct copy_cover *out,
			   bool *found)
{
	struct kept_scan s;
	enum err e = library_scan_get(cx, o->scan_id, &s);

	*found = !e && s.row.photo.n && o->spine >= 0 && (size_t)o->spine < s.answer.found.n;
	if (!*found)
		return e;
	out->kind = COPY_COVER_SPINE;
	out->photo = photo_name_of(cx, s.row.photo, s.row.photo_type);
	out->spine = s.answer.found.spines[o->spine].quad;
	out->tag = str_fmt(&cx->arena, STR_FMT "-%lld", STR_ARG(o->scan_id), (long long)o->spine);
	return OK;
}

static enum err find_spine(struct ctx *cx, str book_id, struct copy_cover *out, bool *found)
{
	struct origin_list origins;
	enum err e = library_book_origins(cx, book_id, &origins);

	*found = false;
	for (size_t i = 0; !e && !*found && i < origins.n; i++)
		if (origins.items[i].photo)
			e = take_spine(cx, &origins.items[i], out, found);
	return e;
}

enum err library_copy_cover(struct ctx *cx, str book_id, enum cover_size size,
			    struct copy_cover *out)
{
	int64_t wait_s;
	struct book b;
	bool found;
	enum err e;

	*out = (struct copy_cover){ .tag = S("") };
	if ((e = library_book(cx, book_id, &b)) || (e = find_own(cx, book_id, out, &found)) ||
	    found || (e = find_edition(cx, b.about.isbn13, size, out, &found, &wait_s)) || found ||
	    (e = find_spine(cx, book_id, out, &found)) || found)
		return e;
	if (wait_s)
		return fail_for(cx, ERR_NOT_FOUND, wait_s, "this cover is being asked for");
	return fail(cx, ERR_NOT_FOUND, "this book has no cover");
}
