/* online_book.c - see online_book.h. */
#include "library/online_book.h"

#include "base/json_write.h"
#include "base/utf8.h"
#include "catalogue/isbn.h"

#include <strings.h>

static const struct {
	const char *key;
	size_t at;
} texts[] = {
#define TEXT(name) \
	{ \
#name, offsetof(struct online_book, name) \
	}
#define OF_BOOK(name) \
	{ \
#name, offsetof(struct online_book, book.name) \
	}
	OF_BOOK(id),      OF_BOOK(title),     OF_BOOK(authors),  OF_BOOK(isbn13),
	OF_BOOK(isbn10),  OF_BOOK(publisher), OF_BOOK(language), TEXT(date),
	TEXT(categories), TEXT(thumbnail),    TEXT(info_link),   TEXT(snippet),
#undef TEXT
#undef OF_BOOK
};

static str *text_at(const struct online_book *b, size_t i)
{
	return (str *)(void *)((char *)(uintptr_t)b + texts[i].at);
}

/* ---- cleaning ---- */

static bool is_control(int32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029 ||
	       (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

str online_line(struct ctx *cx, const struct jval *v, size_t max)
{
	str s = utf8_head(utf8_trim(jval_text(v)), max);
	struct buf b = buf_make(&cx->arena, s.n * 4 + 1);
	int32_t c;

	while ((c = utf8_next(&s)) >= 0)
		utf8_put(&b, is_control(c) ? ' ' : c);
	s = utf8_trim(buf_str(&b));
	return s.n ? s : (str){ NULL, 0 };
}

str online_link(struct ctx *cx, const struct jval *v)
{
	str s = utf8_trim(jval_text(v)), rest;

	if (s.n > LINK_MAX)
		return (str){ NULL, 0 };
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] <= ' ' || (unsigned char)s.p[i] >= 0x7f)
			return (str){ NULL, 0 };
	if (s.n > 8 && strncasecmp(s.p, "https://", 8) == 0)
		rest = (str){ s.p + 8, s.n - 8 };
	else if (s.n > 7 && strncasecmp(s.p, "http://", 7) == 0)
		rest = (str){ s.p + 7, s.n - 7 };
	else
		return (str){ NULL, 0 };
	return str_fmt(&cx->arena, "https://" STR_FMT, STR_ARG(rest));
}

str online_names(struct ctx *cx, const struct jval *list, const char *key)
{
	struct buf b = buf_make(&cx->arena, (size_t)ONLINE_NAMES_MAX * (4 * ONLINE_NAME_MAX + 2));
	size_t names = 0;

	for (size_t i = 0; i < jval_len(list) && names < ONLINE_NAMES_MAX; i++) {
		const struct jval *v = jval_at(list, i);
		str one = online_line(cx, key ? jval_get(v, key) : v, ONLINE_NAME_MAX);

		if (!one.n)
			continue;
		buf_add(&b, names++ ? S("; ") : S(""));
		for (size_t k = 0; k < one.n; k++)
			buf_addc(&b, one.p[k] == ';' ? ',' : one.p[k]);
	}
	return str_or_null(buf_str(&b));
}

str online_title(struct ctx *cx, const struct jval *v)
{
	str title = online_line(cx, jval_get(v, "title"), TITLE_MAX),
	    more = online_line(cx, jval_get(v, "subtitle"), TITLE_MAX);

	if (!title.n || !more.n)
		return title;
	return utf8_head(str_fmt(&cx->arena, STR_FMT ": " STR_FMT, STR_ARG(title), STR_ARG(more)),
			 TITLE_MAX);
}

int online_pages(const struct jval *v)
{
	int64_t n = jval_int(v);

	return n > 0 && n <= PAGES_MAX ? (int)n : 0;
}

int online_year(str date)
{
	size_t digits = 0;
	int year = 0;

	for (size_t i = 0; i <= date.n; i++) {
		bool digit = i < date.n && date.p[i] >= '0' && date.p[i] <= '9';

		if (digit) {
			year = digits < 4 ? year * 10 + (date.p[i] - '0') : 0;
			digits++;
			continue;
		}
		if (digits == 4 && year >= 1000 && year < 3000)
			return year;
		digits = 0;
		year = 0;
	}
	return 0;
}

void online_set_isbn(struct ctx *cx, struct online_book *b, uint64_t isbn)
{
	if (!isbn)
		return;
	b->book.isbn13 = isbn_text(&cx->arena, isbn);
	b->book.isbn10 = isbn_text10(&cx->arena, isbn);
	b->book.id = str_fmt(&cx->arena, "isbn:" STR_FMT, STR_ARG(b->book.isbn13));
}

/* ---- as it is kept ---- */

static void put_kept(struct json *j, const struct online_book *b)
{
	json_obj(j, NULL);
	for (size_t i = 0; i < countof(texts); i++)
		if (text_at(b, i)->n)
			json_str(j, texts[i].key, *text_at(b, i));
	if (b->book.year)
		json_i64(j, "year", b->book.year);
	if (b->pages)
		json_i64(j, "pages", b->pages);
	json_end(j, '}');
}

str online_books_text(struct ctx *cx, const struct online_list *list)
{
	struct buf out = buf_make(&cx->arena, ONLINE_KEPT_MAX);
	struct json j = json_make(&out);

	json_arr(&j, NULL);
	for (size_t i = 0; i < list->n && i < ONLINE_BOOKS_MAX; i++)
		put_kept(&j, &list->items[i]);
	json_end(&j, ']');
	return out.full ? S("[]") : buf_str(&out);
}

static void read_kept(struct ctx *cx, const struct jval *v, str source, struct online_book *b)
{
	*b = (struct online_book){ .source = source,
				   .book.year = (int)jval_int(jval_get(v, "year")),
				   .pages = (int)jval_int(jval_get(v, "pages")) };
	for (size_t i = 0; i < countof(texts); i++) {
		str s = jval_text(jval_get(v, texts[i].key));

		*text_at(b, i) = s.n ? str_dup(&cx->arena, s) : (str){ NULL, 0 };
	}
}

enum err online_books_read(struct ctx *cx, str text, str source, struct online_list *out)
{
	const struct jval *list;
	enum err e;

	*out = (struct online_list){ NULL, 0 };
	if ((e = jval_read(cx, text, &list)))
		return e;
	if (!jval_is(list, JVAL_ARR) || jval_len(list) > ONLINE_BOOKS_MAX)
		return fail(cx, ERR_INVALID_JSON, "what is kept is no list of books");
	out->items = arena_new(&cx->arena, struct online_book, jval_len(list));
	for (size_t i = 0; i < jval_len(list); i++) {
		struct online_book *b = &out->items[out->n];

		read_kept(cx, jval_at(list, i), source, b);
		out->n += b->book.title.n > 0 && b->book.id.n > 0;
	}
	return OK;
}
