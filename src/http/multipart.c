/* multipart.c - see multipart.h. */
#include "http/multipart.h"

#include "base/utf8.h"
#include "http/request.h"

#include <string.h>

enum { MAX_BOUNDARY = 70, MAX_PART_HEAD = 4096 };

static bool starts(str s, str with) { return s.n >= with.n && memcmp(s.p, with.p, with.n) == 0; }

static str skip(str s, size_t n) { return (str){ s.p + n, s.n - n }; }

/* All before `mark` in *s, leaving what is behind it; false when it is not there. */
static bool cut_at(str *s, str mark, str *before)
{
	const char *at = s->n >= mark.n ? memmem(s->p, s->n, mark.p, mark.n) : NULL;

	if (!at)
		return false;
	*before = (str){ s->p, (size_t)(at - s->p) };
	*s = skip(*s, before->n + mark.n);
	return true;
}

/* filename*=UTF-8''percent-encoded (RFC 8187); other charsets are left to the plain filename. */
static str extended(struct ctx *cx, str disposition)
{
	str v = request_media_param(cx, disposition, "filename*"), charset = str_cut(&v, '\'');

	if (!v.p || !request_same(charset, S("UTF-8")))
		return (str){ NULL, 0 };
	str_cut(&v, '\'');
	return request_decode(&cx->arena, v, false);
}

static enum err read_disposition(struct ctx *cx, str value, struct http_part *part)
{
	str filename = extended(cx, value);

	if (!request_same(request_media_type(value), S("form-data")))
		return fail(cx, ERR_INVALID_MULTIPART,
			    "a part's Content-Disposition is not form-data");
	part->name = request_media_param(cx, value, "name");
	part->filename = filename.p ? filename : request_media_param(cx, value, "filename");
	part->has_filename = part->filename.p != NULL;
	return OK;
}

static enum err read_head(struct ctx *cx, str head, struct http_part *part)
{
	enum err e;

	if (head.n > MAX_PART_HEAD)
		return fail(cx, ERR_INVALID_MULTIPART, "a part's headers are too long");
	if (memchr(head.p, '\0', head.n) || !utf8_valid(head))
		return fail(cx, ERR_INVALID_MULTIPART, "a part's headers are not UTF-8");
	while (head.n) {
		str line, name;

		if (!cut_at(&head, S("\r\n"), &line)) {
			line = head;
			head.n = 0;
		}
		name = str_cut(&line, ':');
		if (!request_token(name))
			return fail(cx, ERR_INVALID_MULTIPART, "a part has a malformed header");
		if (request_same(name, S("Content-Type")))
			part->type = request_media_type(line);
		if (request_same(name, S("Content-Disposition")) &&
		    (e = read_disposition(cx, line, part)))
			return e;
	}
	if (!part->name.n)
		return fail(cx, ERR_INVALID_MULTIPART, "a part has no name");
	return OK;
}

static enum err check_part(struct ctx *cx, const struct http_part *part)
{
	if (memchr(part->name.p, '\0', part->name.n) || !utf8_valid(part->filename) ||
	    (part->filename.n && memchr(part->filename.p, '\0', part->filename.n)))
		return fail(cx, ERR_INVALID_MULTIPART, "a part's name is not text");
	if (!part->has_filename && (part->data.n > MULTIPART_MAX_TEXT || !utf8_valid(part->data)))
		return fail(cx, ERR_INVALID_MULTIPART,
			    "the field " STR_FMT " is too long or not UTF-8", STR_ARG(part->name));
	return OK;
}

/* Behind a boundary: "--" ends the body, spaces and a line end begin a part. */
static enum err after_boundary(struct ctx *cx, str *rest, bool *last)
{
	*last = starts(*rest, S("--"));
	if (*last)
		return OK;
	while (rest->n && (rest->p[0] == ' ' || rest->p[0] == '\t'))
		*rest = skip(*rest, 1);
	if (!starts(*rest, S("\r\n")))
		return fail(cx, ERR_INVALID_MULTIPART,
			    "the body is cut off or its boundary is malformed");
	*rest = skip(*rest, 2);
	return OK;
}

static enum err read_part(struct ctx *cx, str mark, str *rest, struct http_part *part)
{
	str head = S("");
	enum err e;

	if (starts(*rest, S("\r\n")))
		return fail(cx, ERR_INVALID_MULTIPART, "a part has no headers");
	if (!cut_at(rest, S("\r\n\r\n"), &head) || !cut_at(rest, mark, &part->data))
		return fail(cx, ERR_INVALID_MULTIPART, "the body is cut off");
	if ((e = read_head(cx, head, part)))
		return e;
	return check_part(cx, part);
}

/* "\r\n--" and the boundary: what ends each part. */
static enum err read_boundary(struct ctx *cx, str content_type, str *mark)
{
	str boundary = request_media_param(cx, content_type, "boundary");

	for (size_t i = 0; i < boundary.n; i++)
		if (boundary.p[i] < ' ' || boundary.p[i] > '~')
			boundary.n = 0;
	if (boundary.n < 1 || boundary.n > MAX_BOUNDARY)
		return fail(cx, ERR_INVALID_MULTIPART, "Content-Type names no usable boundary");
	*mark = str_fmt(&cx->arena, "\r\n--" STR_FMT, STR_ARG(boundary));
	return OK;
}

enum err multipart_read(struct ctx *cx, str content_type, str body, struct http_req *req)
{
	struct http_part *parts = arena_new(&cx->arena, struct http_part, HTTP_MAX_PARTS);
	str mark = S(""), rest = body, preamble;
	size_t n = 0;
	bool last;
	enum err e;

	if ((e = read_boundary(cx, content_type, &mark)))
		return e;
	if (starts(body, skip(mark, 2)))
		rest = skip(body, mark.n - 2);
	else if (!cut_at(&rest, mark, &preamble))
		return fail(cx, ERR_INVALID_MULTIPART,
			    "the body does not hold the boundary its type names");
	while (!(e = after_boundary(cx, &rest, &last)) && !last) {
		if (n == HTTP_MAX_PARTS)
			return fail(cx, ERR_INVALID_MULTIPART, "more than %d parts",
				    HTTP_MAX_PARTS);
		if ((e = read_part(cx, mark, &rest, &parts[n++])))
			return e;
	}
	req->parts = parts;
	req->nparts = n;
	return e;
}
