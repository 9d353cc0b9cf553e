/* own_covers.c - /library/me/books/{id}/cover: what a person's copy looks like. */
#include "library/own_covers.h"

#include "api/api.h"
#include "api/nouns.h"
#include "library/photos.h"

#include <unistd.h>

/* Large is the photo itself. */
static enum err send_own(struct ctx *cx, const struct http_req *req, struct http_res *res,
			 const struct copy_cover *c, enum cover_size size)
{
	str user = cx->actor.user_id;
	int64_t bytes = photo_size(cx, user, c->photo);
	int fd;
	enum err e;

	if (size == COVER_LARGE) {
		if (!(e = photo_open(cx, user, c->photo, &fd)))
			http_res_file(cx, res, fd, 0, bytes);
		return e;
	}
	e = photo_small_open(cx, user, c->photo, cover_widths[size], &fd, &bytes);
	if (e == ERR_NOT_FOUND) {
		ctx_forgive(cx);
		if ((res->later = !req->in_pool))
			return OK;
		db_give_back(cx, cx->app->dbs);
		if (!(e = photo_small_make(cx, user, c->photo, cover_widths[size])))
			e = photo_small_open(cx, user, c->photo, cover_widths[size], &fd, &bytes);
	}
	if (!e)
		http_res_file(cx, res, fd, 0, bytes);
	return e;
}

/* Cut out each time: a browser asks once, and nothing has to be deleted with the photo. */
static enum err send_spine(struct ctx *cx, const struct http_req *req, struct http_res *res,
			   const struct copy_cover *c, enum cover_size size)
{
	str photo, cut;
	enum err e;

	if ((res->later = !req->in_pool))
		return OK;
	db_give_back(cx, cx->app->dbs);
	if ((e = photo_read(cx, cx->actor.user_id, c->photo, &photo)))
		return e;
	if (!(e = vision_crop(cx, &cx->app->conf, photo, &c->spine, cover_widths[size] * 3 / 2,
			      &cut)))
		buf_add(&res->body, cut);
	return e;
}

enum err api_book_cover(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	static const char *const kinds[] = { "own", "edition", "spine" };
	size_t which = COVER_MEDIUM;
	struct copy_cover c;
	enum err e;

	if ((e = http_query_choice(cx, req, "size", cover_size_names, COVER_SIZES, &which)) ||
	    (e = library_copy_cover(cx, http_param(req, "id"), (enum cover_size)which, &c)))
		return e;
	res->type = "image/jpeg";
	http_res_header(res, "Cache-Control", S("private, no-cache"));
	http_res_header(res, "X-Cover", str_from(kinds[c.kind]));
	if (http_etag(
		    cx, req, res,
		    str_fmt(&cx->arena, STR_FMT "-%s", STR_ARG(c.tag), cover_size_names[which]))) {
		if (c.kind == COPY_COVER_EDITION)
			close(c.edition.fd);
		return OK;
	}
	switch (c.kind) {
	case COPY_COVER_OWN: return send_own(cx, req, res, &c, (enum cover_size)which);
	case COPY_COVER_EDITION:
		http_res_file(cx, res, c.edition.fd, 0, c.edition.bytes);
		return OK;
	case COPY_COVER_SPINE: return send_spine(cx, req, res, &c, (enum cover_size)which);
	}
	BUG("a cover of no kind");
}

enum err api_book_cover_set(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	const struct http_part *image = http_part(req, "image");
	struct json j = json_make(&res->body);
	str id = http_param(req, "id");
	struct book b;
	enum err e;

	if ((e = library_book(cx, id, &b)))
		return e;
	if (!image || !image->has_filename)
		return fail(cx, ERR_MISSING_IMAGE_FILE, "the form has no file named image");
	if (!image->filename.n)
		return fail(cx, ERR_EMPTY_IMAGE_FILE, "the file image has no name");
	if ((e = library_own_cover_set(cx, id, image->data)))
		return e;
	json_obj(&j, NULL);
	json_str(&j, "id", id);
	json_str(&j, "cover", S("own"));
	json_end(&j, '}');
	return OK;
}

enum err api_book_cover_remove(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	str id = http_param(req, "id");
	enum err e = library_own_cover_remove(cx, id);

	if (!e)
		put_deleted(res, id);
	return e;
}
