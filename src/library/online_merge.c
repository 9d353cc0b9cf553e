/* online_merge.c - see online_merge.h. */
#include "library/online_merge.h"

#include "base/utf8.h"
#include "catalogue/isbn.h"
#include "catalogue/typed.h"
#include "library/keys.h"

#include <stdlib.h>

struct scored {
	struct found_book found;
	str isbn, title, author; /* keys; author may be empty */
	float score;
	size_t at;
};

bool online_is_good(const struct catalogue_hits *local)
{
	return local->n > 0 && local->items[0].explained >= ONLINE_GOOD;
}

static void set_keys(struct ctx *cx, struct scored *s, const struct catalogue_book *b)
{
	str authors = b->authors, first = catalogue_next_author(&authors);

	s->isbn = b->isbn13;
	s->title = utf8_plain(&cx->arena, b->title);
	s->author = utf8_plain(&cx->arena, keys_author(cx, first));
}

static bool same_book(const struct scored *a, const struct scored *b)
{
	if (a->isbn.n && str_eq(a->isbn, b->isbn))
		return true;
	return a->title.n && str_eq(a->title, b->title) &&
	       (!a->author.n || !b->author.n || str_eq(a->author, b->author));
}

static bool is_there(const struct scored *all, size_t n, const struct scored *one)
{
	for (size_t i = 0; i < n; i++)
		if (same_book(&all[i], one))
			return true;
	return false;
}

static int best_first(const void *a, const void *b)
{
	const struct scored *x = a, *y = b;

	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	return (x->at > y->at) - (x->at < y->at);
}

struct found_list online_merge(struct ctx *cx, str query, const struct catalogue_hits *local,
			       const struct online_list *online, size_t max)
{
	struct scored *all = arena_new(&cx->arena, struct scored, local->n + online->n);
	struct fold *typed = arena_new(&cx->arena, struct fold, 1);
	bool by_isbn = isbn_read(query) != 0;
	struct found_list out;
	size_t n = 0;

	fold_exact(query, typed);
	for (size_t i = 0; i < local->n; i++, n++) {
		all[n] = (struct scored){ .score = local->items[i].score, .at = n };
		all[n].found.local = &local->items[i];
		set_keys(cx, &all[n], &local->items[i].book);
	}
	for (size_t i = 0; i < online->n; i++) {
		const struct catalogue_book *b = &online->items[i].book;
		struct scored s = { .found.online = &online->items[i], .score = 1, .at = n };

		set_keys(cx, &s, b);
		if (is_there(all, n, &s))
			continue;
		if (!by_isbn && typed->n)
			s.score = typed_match(typed, b->title, b->authors).score;
		all[n++] = s;
	}
	if (n)
		qsort(all, n, sizeof *all, best_first);
	out = (struct found_list){ arena_new(&cx->arena, struct found_book, n), n < max ? n : max };
	for (size_t i = 0; i < out.n; i++)
		out.items[i] = all[i].found;
	return out;
}
