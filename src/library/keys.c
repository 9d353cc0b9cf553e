/* keys.c - see keys.h. */
#include "library/keys.h"

#include "base/utf8.h"
#include "library/writes.h"

enum { REFRESH_AT_ONCE = 500 };

str keys_author(struct ctx *cx, str authors)
{
	str name = utf8_norm(&cx->arena, str_cut(&authors, '\n')), before;
	size_t at = name.n;

	before = str_cut(&name, ',');
	if (name.n)
		return str_fmt(&cx->arena, STR_FMT STR_FMT, STR_ARG(before), STR_ARG(name));
	for (at = before.n; at > 0 && before.p[at - 1] != ' ';)
		at--;
	if (!at)
		return before.n ? before : S("");
	return str_fmt(&cx->arena, STR_FMT " " STR_FMT, (int)(before.n - at), before.p + at,
		       (int)(at - 1), before.p);
}

static str search_key(struct ctx *cx, const struct edition *a)
{
	str words = str_fmt(&cx->arena, STR_FMT " " STR_FMT " " STR_FMT, STR_ARG(a->title),
			    STR_ARG(a->subtitle), STR_ARG(a->authors));

	return str_fmt(&cx->arena, " " STR_FMT " " STR_FMT " " STR_FMT " ",
		       STR_ARG(utf8_plain(&cx->arena, words)), STR_ARG(a->isbn13),
		       STR_ARG(a->isbn10));
}

struct book_keys keys_of(struct ctx *cx, const struct edition *about)
{
	return (struct book_keys){ .title = utf8_norm(&cx->arena, about->title),
				   .author = keys_author(cx, about->authors),
				   .search = search_key(cx, about) };
}

bool keys_alike(const struct edition *a, const struct edition *b)
{
	return str_eq(a->title, b->title) && str_eq(a->subtitle, b->subtitle) &&
	       str_eq(a->authors, b->authors) && str_eq(a->isbn13, b->isbn13) &&
	       str_eq(a->isbn10, b->isbn10);
}

static enum err fold_some(struct ctx *cx, void *arg)
{
	size_t *n = arg;
	struct book_list list;
	enum err e;

	if ((e = store_book_find_unfolded(cx, cx->actor.user_id, REFRESH_AT_ONCE, &list)))
		return e;
	*n = list.n;
	for (size_t i = 0; i < list.n && !e; i++) {
		struct book_keys k = keys_of(cx, &list.items[i].about);

		e = store_book_set_keys(cx, cx->actor.user_id, list.items[i].id, &k);
	}
	return e;
}

enum err keys_refresh(struct ctx *cx)
{
	struct book_list one;
	size_t n = REFRESH_AT_ONCE;
	enum err e;

	if (!cx->actor.user_id.n)
		return OK;
	if ((e = store_book_find_unfolded(cx, cx->actor.user_id, 1, &one)) || !one.n)
		return e;
	while (n == REFRESH_AT_ONCE && !e)
		e = library_write(cx, fold_some, &n);
	return e;
}
