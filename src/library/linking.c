/* linking.c - see linking.h. */
#include "library/linking.h"

#include "library/writes.h"
#include "store/scans.h"

enum { REFRESH_AT_ONCE = 200 };

bool link_id_valid(str id, bool edition)
{
	enum catalogue_id kind = catalogue_id_kind(id);

	return kind == CATALOGUE_EDITION || (!edition && kind == CATALOGUE_WORK);
}

/* ---- asking the catalogue ---- */

/* An edition by its id; false too when the catalogue cannot be read. */
static bool get(struct ctx *cx, str id, struct catalogue_book *out)
{
	if (!catalogue_get(cx, cx->app->catalogue, id, out))
		return true;
	ctx_forgive(cx);
	return false;
}

/* A work without a number of its own is known by what stands for it. */
static void set_work(const struct catalogue_book *b, struct book_link *out)
{
	out->work = b->work_id.n ? b->work_id : b->id;
}

static void set_edition(const struct catalogue_book *b, struct book_link *out)
{
	if (catalogue_id_kind(b->id) != CATALOGUE_EDITION) {
		set_work(b, out);
		return;
	}
	out->edition = b->id;
	out->work = str_or_null(b->work_id);
}

static bool by_id(struct ctx *cx, str id, struct book_link *out)
{
	enum catalogue_id kind = id.n ? catalogue_id_kind(id) : CATALOGUE_NO_ID;
	struct catalogue_book b;

	if (kind == CATALOGUE_NO_ID || !get(cx, id, &b))
		return false;
	if (kind == CATALOGUE_EDITION)
		set_edition(&b, out);
	else
		set_work(&b, out);
	return true;
}

static bool by_isbn(struct ctx *cx, str isbn13, struct book_link *out)
{
	return isbn13.n && by_id(cx, str_fmt(&cx->arena, "isbn:" STR_FMT, STR_ARG(isbn13)), out);
}

static bool by_title(struct ctx *cx, str title, str authors, struct book_link *out)
{
	struct catalogue_book b;
	bool found;

	if (catalogue_titled(cx, cx->app->catalogue, title, str_cut(&authors, '\n'), &b, &found)) {
		ctx_forgive(cx);
		return false;
	}
	if (found)
		set_work(&b, out);
	return found;
}

static int64_t mark(struct ctx *cx)
{
	int64_t m;

	if (!catalogue_mark(cx, cx->app->catalogue, &m))
		return m;
	ctx_forgive(cx);
	return NUMBER_NONE;
}

static bool has_catalogue(const struct ctx *cx) { return cx->app && cx->app->catalogue; }

static struct book_link look(struct ctx *cx, str candidate, const struct edition *about)
{
	struct book_link l = { .seen = NUMBER_NONE };

	if (!has_catalogue(cx))
		return l;
	l.seen = mark(cx);
	if (!by_id(cx, candidate, &l) && !by_id(cx, about->google_books_id, &l) &&
	    !by_isbn(cx, about->isbn13, &l))
		by_title(cx, about->title, about->authors, &l);
	return l;
}

/* ---- with a copy ---- */

/* Of an edition that the person named, the work is known to the catalogue. */
static void complete(struct ctx *cx, struct book_link *l)
{
	struct catalogue_book b;

	l->seen = LINK_SAID;
	if (l->edition.n && !l->work.p && has_catalogue(cx))
		l->work = get(cx, l->edition, &b) && b.work_id.n ? b.work_id : S("");
}

void linking_new(struct ctx *cx, const struct book_change *says, str candidate,
		 struct book_link *out)
{
	if (!says->link.edition.n && !says->link.work.n) {
		*out = look(cx, candidate, &says->about);
		return;
	}
	*out = says->link;
	complete(cx, out);
	out->edition = str_or_null(out->edition);
	out->work = str_or_null(out->work);
}

static str either(str changed, str have) { return changed.p ? changed : have; }

/* What is found becomes a change, an empty text where there was a link and none is any more. */
static void change_to(const struct book *have, const struct book_link *l, struct book_change *c)
{
	c->link = *l;
	if (!l->edition.n && have->link.edition.n)
		c->link.edition = S("");
	if (!l->work.n && have->link.work.n)
		c->link.work = S("");
}

void linking_follow(struct ctx *cx, const struct book *have, struct book_change *c)
{
	const struct edition *a = &have->about, *b = &c->about;
	bool renumbered = b->isbn13.n > 0 ||
			  catalogue_id_kind(b->google_books_id) != CATALOGUE_NO_ID;
	bool renamed = b->title.p || b->authors.p;
	struct edition now = edition_make();
	struct book_link l;

	if (c->link.edition.p || c->link.work.p) {
		complete(cx, &c->link);
		return;
	}
	if (!has_catalogue(cx) ||
	    !(renumbered || (renamed && !have->link.edition.n && have->link.seen != LINK_SAID)))
		return;
	now.title = either(b->title, a->title);
	now.authors = either(b->authors, a->authors);
	/* a new ISBN is another edition than what an older id stood for */
	now.google_books_id = b->isbn13.n ? b->google_books_id
					  : either(b->google_books_id, a->google_books_id);
	now.isbn13 = either(b->isbn13, a->isbn13);
	l = look(cx, (str){ NULL, 0 }, &now);
	change_to(have, &l, c);
}

bool linking_recognised(struct ctx *cx, const struct book *have, str candidate,
			struct book_change *c)
{
	struct book_link l = { .seen = NUMBER_NONE };

	if (!has_catalogue(cx) || have->link.edition.n || have->link.seen == LINK_SAID ||
	    c->link.edition.p || c->link.work.p || !by_id(cx, candidate, &l) ||
	    (!l.edition.n && str_eq(l.work, have->link.work)))
		return false;
	l.seen = mark(cx);
	change_to(have, &l, c);
	return true;
}

/* ---- those of before ---- */

struct refresh {
	int64_t mark;
	str after; /* id of the last copy that was looked at */
	size_t rows, found;
};

static enum err refresh_one(struct ctx *cx, struct refresh *f, const struct book *b)
{
	struct catalogue_book known;
	struct book_link l;
	str candidate;
	bool different;
	enum err e;

	if ((e = store_candidate_of(cx, cx->actor.user_id, b->id, &candidate)))
		return e;
	l = look(cx, candidate, &b->about);
	/* one that is not in this catalogue may be in the next one */
	if (!l.edition.n && b->link.work.n && (!l.work.n || get(cx, b->link.work, &known)))
		l.work = b->link.work;
	different = l.edition.n || !str_eq(l.work, b->link.work);
	f->found += different;
	return store_book_relink(cx, cx->actor.user_id, b, &l, different);
}

static enum err refresh_some(struct ctx *cx, void *arg)
{
	struct refresh *f = arg;
	struct refresh before = *f;
	struct book_list list;
	enum err e;

	if ((e = store_book_find_unlinked(cx, cx->actor.user_id, f->mark, f->after, REFRESH_AT_ONCE,
					  &list)))
		return e;
	f->found = 0;
	for (size_t i = 0; i < list.n && !e; i++)
		e = refresh_one(cx, f, &list.items[i]);
	f->rows = list.n;
	f->after = list.n ? list.items[list.n - 1].id : before.after;
	return e;
}

/* A piece at a time, each with memory of its own: a library may have 50,000 copies. */
static enum err refresh_person(struct ctx *cx, str user_id, int64_t mark, size_t *n)
{
	char after[64] = "";
	size_t rows = REFRESH_AT_ONCE;
	enum err e = OK;

	while (!e && rows == REFRESH_AT_ONCE) {
		struct ctx part = ctx_make(cx->app);
		struct refresh f = { .mark = mark, .after = str_from(after) };

		part.db = cx->db;
		part.now_ms = cx->now_ms;
		part.actor = (struct actor){ .user_id = user_id };
		if ((e = library_write(&part, refresh_some, &f)))
			e = fail(cx, e, STR_FMT, STR_ARG(part.err_text));
		rows = f.rows;
		*n += f.found;
		snprintf(after, sizeof after, STR_FMT, STR_ARG(f.after));
		ctx_end(&part);
	}
	return e;
}

enum err library_links_refresh(struct ctx *cx, size_t *n)
{
	str who = S("");
	int64_t mark;
	enum err e;

	*n = 0;
	if (!has_catalogue(cx))
		return OK;
	if ((e = catalogue_mark(cx, cx->app->catalogue, &mark)))
		return e;
	while (!(e = store_book_unlinked_person(cx, mark, who, &who)) && who.n)
		if ((e = refresh_person(cx, who, mark, n)))
			break;
	return e;
}
