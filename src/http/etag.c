/* etag.c - entity tags: who has seen which state of a thing (RFC 9110 sections 8.8.3 and 13.1). */
#include "http/etag.h"

#include "http/request.h"

#include <string.h>

enum { MAX_TAGS = 256 };

struct etag {
	str value; /* what stands between the quotes */
	bool weak;
};

/* The tags of If-Match or If-None-Match, on however many lines. */
struct etags {
	struct etag *items;
	size_t n;
	bool given, star;
};

static const str gz = { "-gz", 3 };

static str skip(str s, const char *what)
{
	while (s.n && s.p[0] && strchr(what, s.p[0]))
		s = (str){ s.p + 1, s.n - 1 };
	return s;
}

static bool is_tag_char(char c) { return c == 0x21 || ((unsigned char)c >= 0x23 && c != 0x7f); }

/* Cut one tag off the list; false: it is malformed. */
static bool cut_tag(str *list, struct etag *out)
{
	str s = *list;
	size_t n = 0;

	out->weak = s.n > 1 && s.p[0] == 'W' && s.p[1] == '/';
	if (out->weak)
		s = (str){ s.p + 2, s.n - 2 };
	if (!s.n || s.p[0] != '"')
		return false;
	s = (str){ s.p + 1, s.n - 1 };
	while (n < s.n && is_tag_char(s.p[n]))
		n++;
	if (n == s.n || s.p[n] != '"')
		return false;
	out->value = (str){ s.p, n };
	*list = skip((str){ s.p + n + 1, s.n - n - 1 }, " \t");
	return !list->n || list->p[0] == ',';
}

static bool read_line(str list, struct etags *out)
{
	list = skip(list, " \t");
	if (list.n && list.p[0] == '*') {
		out->star = true;
		return skip((str){ list.p + 1, list.n - 1 }, " \t").n == 0;
	}
	for (list = skip(list, " \t,"); list.n; list = skip(list, " \t,"))
		if (out->n == MAX_TAGS || !cut_tag(&list, &out->items[out->n++]))
			return false;
	return true;
}

static bool read_tags(struct ctx *cx, const struct http_req *req, const char *name,
		      struct etags *out)
{
	*out = (struct etags){ .n = 0 };
	for (size_t i = 0; i < req->nheaders; i++) {
		if (!request_same(req->headers[i].name, str_from(name)))
			continue;
		if (!out->given)
			out->items = arena_new(&cx->arena, struct etag, MAX_TAGS);
		out->given = true;
		if (!read_line(req->headers[i].value, out))
			return false;
	}
	return !out->given || out->star != (out->n > 0);
}

/* A compressed answer's tag names the same state. */
static str state_of(str tag)
{
	if (tag.n > gz.n && memcmp(tag.p + tag.n - gz.n, gz.p, gz.n) == 0)
		tag.n -= gz.n;
	return tag;
}

/* ---- the answer's tag ---- */

/* The one of the list that is this state, as the client wrote it; or {NULL, 0}. */
static str known(const struct etags *tags, str tag)
{
	for (size_t i = 0; i < tags->n; i++)
		if (str_eq(state_of(tags->items[i].value), tag))
			return tags->items[i].value;
	return tags->star ? tag : (str){ NULL, 0 };
}

bool http_etag(struct ctx *cx, const struct http_req *req, struct http_res *res, str tag)
{
	str seen = { NULL, 0 };
	struct etags tags;

	if ((req->method == HTTP_GET || req->method == HTTP_HEAD) &&
	    read_tags(cx, req, "If-None-Match", &tags))
		seen = known(&tags, tag);
	http_res_header(res, "ETag",
			str_fmt(&cx->arena, "\"" STR_FMT "\"", STR_ARG(seen.p ? seen : tag)));
	if (seen.p)
		res->status = 304;
	return seen.p != NULL;
}

void etag_mark_gzip(struct ctx *cx, struct http_res *res)
{
	for (size_t i = 0; i < res->nheaders; i++) {
		str *v = &res->headers[i].value;

		if (str_eq(res->headers[i].name, S("ETag")))
			*v = str_fmt(&cx->arena, STR_FMT "-gz\"", (int)v->n - 1, v->p);
	}
}

/* ---- what the client expects ---- */

static enum err read_if_match(struct ctx *cx, const struct http_req *req, struct etags *out)
{
	if (read_tags(cx, req, "If-Match", out))
		return OK;
	return fail(cx, ERR_INVALID,
		    "If-Match must be a list of tags in double quotes, or an asterisk");
}

enum err http_if_match(struct ctx *cx, const struct http_req *req, str tag)
{
	struct etags tags;
	enum err e = read_if_match(cx, req, &tags);

	if (e || !tags.given || (tags.star && tag.n))
		return e;
	for (size_t i = 0; i < tags.n; i++)
		if (tag.n && !tags.items[i].weak && str_eq(state_of(tags.items[i].value), tag))
			return OK;
	return fail(cx, ERR_PRECONDITION, "it has been changed since you read it; read it again");
}

/* As tags write it: "07" is another tag than "7". */
static bool read_seq(str tag, int64_t *out)
{
	tag = state_of(tag);
	return str_i64(tag, out) && *out >= 0 && (tag.p[0] != '0' || tag.n == 1);
}

enum err http_if_match_seqs(struct ctx *cx, const struct http_req *req, struct expected *out)
{
	struct etags tags;
	int64_t *seqs;
	enum err e;

	if ((e = read_if_match(cx, req, &tags)))
		return e;
	*out = EXPECT_ANY;
	if (!tags.given || tags.star)
		return OK;
	out->any = false;
	out->seqs = seqs = arena_new(&cx->arena, int64_t, tags.n);
	for (size_t i = 0; i < tags.n; i++)
		if (!tags.items[i].weak && read_seq(tags.items[i].value, &seqs[out->n]))
			out->n++;
	return OK;
}
