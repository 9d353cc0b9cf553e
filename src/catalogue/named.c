/* named.c - a book by its title and author, and what ids say by themselves. */
#include "catalogue/handle.h"
#include "catalogue/hits.h"
#include "catalogue/isbn.h"
#include "catalogue/work.h"

/* ---- by title and author ---- */

static bool same_word(const struct fold *a, size_t i, const struct fold *b, size_t k)
{
	size_t n = (size_t)(a->end[i] - a->start[i]);

	return n == (size_t)(b->end[k] - b->start[k]) &&
	       memcmp(a->unit + a->start[i], b->unit + b->start[k], n * sizeof *a->unit) == 0;
}

static bool same_title(str one, str other)
{
	struct fold a, b;

	fold_exact(work_main_title(one), &a);
	fold_exact(work_main_title(other), &b);
	if (a.n == 0 || a.n != b.n)
		return false;
	return memcmp(a.unit, b.unit, a.n * sizeof *a.unit) == 0;
}

/* The same family name, and the given names, where both have one, begin alike: "J. R. R. Tolkien" is "John Tolkien". */
static bool same_author(str one, str other)
{
	struct fold a, b;

	fold_exact(work_first_author(one), &a);
	fold_exact(work_first_author(other), &b);
	if (!a.words || !b.words || !same_word(&a, a.words - 1, &b, b.words - 1))
		return false;
	return a.words == 1 || b.words == 1 || a.unit[0] == b.unit[0];
}

/* The best known title of that name. */
static bool find_titled(struct ctx *cx, const struct view *v, str title, str author,
			struct catalogue_book *out)
{
	uint64_t key = file_key(FILE_KEY_NAME, work_hash(title, author));
	int best = -1;

	for (size_t i = v->n; i-- > 0;) {
		const struct file *f = &v->files[i];
		struct record_edition e;
		size_t n;
		const uint32_t *titles = file_find(f, key, &n);

		for (size_t k = 0; k < n; k++) {
			struct record r = file_record(f, titles[k]);

			if (f->titles[titles[k]].prior <= best || view_gone(v, i, titles[k]) ||
			    !same_title(r.title, title) || !same_author(r.authors, author) ||
			    !hits_best_edition(r, NULL, &e))
				continue;
			*out = hits_book(cx, v, (uint32_t)i, titles[k], &e);
			if (out->title.n)
				best = f->titles[titles[k]].prior;
		}
	}
	return best >= 0;
}

enum err catalogue_titled(struct ctx *cx, struct catalogue *c, str title, str author,
			  struct catalogue_book *out, bool *found)
{
	struct view *v;
	enum err e;

	*found = false;
	if (!title.n || !author.n)
		return OK;
	if ((e = view_get(cx, c, &v)))
		return e;
	*found = find_titled(cx, v, title, author, out);
	view_put(c, v);
	return OK;
}

/* ---- ids ---- */

static bool all_of(str s, const char *letters)
{
	for (size_t i = 0; i < s.n; i++)
		if (!strchr(letters, s.p[i]) || !s.p[i])
			return false;
	return s.n > 0;
}

/* "OL7353617M" is an edition, "OL45804W" a work. */
static enum catalogue_id id_of_open_library(str s)
{
	int64_t n;

	if (s.n < 4 || memcmp(s.p, "OL", 2) != 0 ||
	    !all_of((str){ s.p + 2, s.n - 3 }, "0123456789") ||
	    !str_i64((str){ s.p + 2, s.n - 3 }, &n) || n < 1 || n > UINT32_MAX)
		return CATALOGUE_NO_ID;
	switch (s.p[s.n - 1]) {
	case 'M': return CATALOGUE_EDITION;
	case 'W': return CATALOGUE_WORK;
	default: return CATALOGUE_NO_ID;
	}
}

enum catalogue_id catalogue_id_kind(str id)
{
	str kind = str_cut(&id, ':');

	if (str_eq(kind, S("isbn")))
		return id.n == 13 && all_of(id, "0123456789") && isbn_read(id) ? CATALOGUE_EDITION
									       : CATALOGUE_NO_ID;
	if (str_eq(kind, S("work")))
		return id.n == 16 && all_of(id, "0123456789abcdef") ? CATALOGUE_WORK
								    : CATALOGUE_NO_ID;
	return str_eq(kind, S("ol")) ? id_of_open_library(id) : CATALOGUE_NO_ID;
}

enum err catalogue_mark(struct ctx *cx, struct catalogue *c, int64_t *out)
{
	uint64_t mark = 0xcbf29ce484222325u; /* FNV-1a of the files' checksums */
	struct view *v;
	enum err e;

	if ((e = view_get(cx, c, &v)))
		return e;
	for (size_t i = 0; i < v->n; i++)
		mark = (mark ^ v->files[i].h.content) * 0x100000001b3u;
	view_put(c, v);
	*out = (int64_t)(mark >> 1 | 1);
	return OK;
}
