/* response.c - what handlers say of their answer beside its bytes: headers, a file. See http.h. */
#include "http/http.h"

#include <unistd.h>

void http_res_header(struct http_res *res, const char *name, str value)
{
	CHECK(res->nheaders < HTTP_MAX_HEADERS);
	res->headers[res->nheaders++] = (struct http_pair){ str_from(name), value };
}

void http_res_vary(struct ctx *cx, struct http_res *res, const char *name)
{
	for (size_t i = 0; i < res->nheaders; i++) {
		str *v = &res->headers[i].value;

		if (!str_eq(res->headers[i].name, S("Vary")))
			continue;
		*v = str_fmt(&cx->arena, STR_FMT ", %s", STR_ARG(*v), name);
		return;
	}
	http_res_header(res, "Vary", str_from(name));
}

static void close_file(void *arg)
{
	struct http_file *f = arg;

	if (f->fd >= 0)
		close(f->fd);
}

void http_res_file(struct ctx *cx, struct http_res *res, int fd, int64_t offset, int64_t size)
{
	struct http_file *f = arena_new(&cx->arena, struct http_file, 1);

	CHECK(fd >= 0 && offset >= 0 && size >= 0);
	*f = (struct http_file){ fd, offset, size };
	ctx_defer(cx, close_file, f);
	res->file = f;
}

void http_res_spool(struct http_res *res, struct spool *s)
{
	http_res_file(s->cx, res, s->fd, 0, s->size);
	s->fd = -1;
}

static bool plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '.' || c == '-' || c == '_';
}

/* The name twice: as every client can read it, and in full. */
static void disposition(struct ctx *cx, struct http_res *res, const char *how, str name)
{
	static const char digit[] = "0123456789ABCDEF";
	struct buf b = buf_make(&cx->arena, name.n * 4 + 64);

	buf_addf(&b, "%s; filename=\"", how);
	for (size_t i = 0; i < name.n; i++)
		if (((unsigned char)name.p[i] & 0xc0) != 0x80)
			buf_addc(&b, plain(name.p[i]) || name.p[i] == ' ' ? name.p[i] : '_');
	buf_add(&b, S("\"; filename*=UTF-8''"));
	for (size_t i = 0; i < name.n; i++) {
		unsigned char c = (unsigned char)name.p[i];

		if (plain(name.p[i])) {
			buf_addc(&b, name.p[i]);
			continue;
		}
		buf_addc(&b, '%');
		buf_addc(&b, digit[c >> 4]);
		buf_addc(&b, digit[c & 15]);
	}
	http_res_header(res, "Content-Disposition", buf_str(&b));
}

void http_res_attachment(struct ctx *cx, struct http_res *res, str name)
{
	disposition(cx, res, "attachment", name);
}

void http_res_inline(struct ctx *cx, struct http_res *res, str name)
{
	disposition(cx, res, "inline", name);
}
