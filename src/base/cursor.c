/* cursor.c - see cursor.h. In base 64: a version, the sort behind its length in one byte, and the
 * parts: a letter each, i with 8 bytes, s with a length of 2 bytes and its text, 0 alone. */
#include "base/cursor.h"

#include "base/crypto.h"
#include "base/utf8.h"

enum { VERSION = 1 };

static void add_bytes(struct buf *b, uint64_t v, int bytes)
{
	while (bytes-- > 0)
		buf_addc(b, (char)(v >> (8 * bytes) & 0xff));
}

static void add_part(struct buf *b, const struct cursor_part *p)
{
	buf_addc(b, p->type ? p->type : '0');
	if (p->type == 'i')
		add_bytes(b, (uint64_t)p->i, 8);
	if (p->type != 's')
		return;
	CHECK(p->s.n < CURSOR_MAX_TEXT);
	add_bytes(b, p->s.n, 2);
	buf_add(b, p->s);
}

str cursor_make(struct ctx *cx, str sort, const struct cursor_part *parts, size_t n)
{
	struct buf b = buf_make(&cx->arena, CURSOR_MAX_PARTS * CURSOR_MAX_TEXT);

	CHECK(n <= CURSOR_MAX_PARTS && sort.n < 256);
	add_bytes(&b, VERSION, 1);
	add_bytes(&b, sort.n, 1);
	buf_add(&b, sort);
	for (size_t i = 0; i < n; i++)
		add_part(&b, &parts[i]);
	return crypto_base64url(&cx->arena, buf_str(&b));
}

/* The next n bytes; false: there are fewer. */
static bool cut(str *s, size_t n, str *out)
{
	if (s->n < n)
		return false;
	*out = (str){ s->p, n };
	*s = (str){ s->p + n, s->n - n };
	return true;
}

static bool cut_number(str *s, int bytes, uint64_t *out)
{
	str b;

	if (!cut(s, (size_t)bytes, &b))
		return false;
	*out = 0;
	for (size_t i = 0; i < b.n; i++)
		*out = *out << 8 | (unsigned char)b.p[i];
	return true;
}

static bool read_part(str *s, char want, struct cursor_part *out)
{
	bool nullable = want == 'I' || want == 'S';
	char small = nullable ? (char)(want - 'A' + 'a') : want;
	uint64_t v;

	*out = (struct cursor_part){ 0 };
	if (!cut_number(s, 1, &v))
		return false;
	if (v == '0')
		return nullable;
	if (v != (unsigned char)small)
		return false;
	out->type = small;
	if (small == 's')
		return cut_number(s, 2, &v) && cut(s, (size_t)v, &out->s) && utf8_valid(out->s) &&
		       !memchr(out->s.p, 0, out->s.n);
	if (!cut_number(s, 8, &v))
		return false;
	out->i = (int64_t)v;
	return true;
}

static bool read_all(struct ctx *cx, str text, str sort, const char *types, struct cursor_part *out)
{
	str s, name;
	uint64_t v;

	if (!crypto_base64url_read(&cx->arena, text, &s) || !cut_number(&s, 1, &v) ||
	    v != VERSION || !cut_number(&s, 1, &v) || !cut(&s, (size_t)v, &name) ||
	    !str_eq(name, sort))
		return false;
	for (size_t i = 0; types[i]; i++)
		if (!read_part(&s, types[i], &out[i]))
			return false;
	return s.n == 0;
}

enum err cursor_read(struct ctx *cx, str text, str sort, const char *types, struct cursor_part *out)
{
	if (read_all(cx, text, sort, types, out))
		return OK;
	return fail_field(cx, S("cursor"),
			  "cursor must be one that this list, in this order, gave you");
}
