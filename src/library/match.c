/* match.c - see match.h. */
#include "library/match.h"

#include "base/crypto.h"
#include "base/utf8.h"

#include <inttypes.h>
#include <math.h>

static str first_author(struct ctx *cx, str authors)
{
	return utf8_norm(&cx->arena, str_cut(&authors, '\n'));
}

str match_fold_key(struct ctx *cx, const struct edition *e)
{
	str title, author;

	if (e->google_books_id.n || e->isbn13.n)
		return (str){ NULL, 0 };
	title = utf8_norm(&cx->arena, e->title);
	author = first_author(cx, e->authors);
	return str_fmt(&cx->arena, STR_FMT "\n" STR_FMT "\n%" PRId64, STR_ARG(title),
		       STR_ARG(author), e->published_year == NUMBER_NONE ? 0 : e->published_year);
}

struct place {
	char kind;
	str key;
	size_t at;
};

static int by_edition(const void *a, const void *b)
{
	const struct place *x = a, *y = b;
	int c = memcmp(x->key.p, y->key.p, x->key.n < y->key.n ? x->key.n : y->key.n);

	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	if (c)
		return c;
	if (x->key.n != y->key.n)
		return x->key.n < y->key.n ? -1 : 1;
	return x->at < y->at ? -1 : 1;
}

const size_t *match_order(struct ctx *cx, const struct book_entry *entries, size_t n)
{
	struct place *places = arena_new(&cx->arena, struct place, n);
	size_t *order = arena_new(&cx->arena, size_t, n);

	for (size_t i = 0; i < n; i++) {
		const struct edition *e = &entries[i].says.about;

		places[i].at = i;
		places[i].kind = e->google_books_id.n ? 'a' : e->isbn13.n ? 'b' : 'c';
		places[i].key = e->google_books_id.n ? e->google_books_id
				: e->isbn13.n        ? e->isbn13
						     : match_fold_key(cx, e);
	}
	qsort(places, n, sizeof *places, by_edition);
	for (size_t i = 0; i < n; i++)
		order[i] = places[i].at;
	return order;
}

static bool texts_contradict(str a, str b) { return a.n && b.n && !str_eq(a, b); }

/* Both known and different in the year, or in an id: another edition. A different first author: another book. */
bool match_contradict(struct ctx *cx, const struct edition *a, const struct edition *b)
{
	if (texts_contradict(a->google_books_id, b->google_books_id) ||
	    texts_contradict(a->isbn13, b->isbn13))
		return true;
	if (a->published_year != NUMBER_NONE && b->published_year != NUMBER_NONE &&
	    a->published_year != b->published_year)
		return true;
	return texts_contradict(first_author(cx, a->authors), first_author(cx, b->authors));
}

/* Of the copies with this title the one that says most of the same: an entry with an author means rather one with it, an entry
 * without one rather one without. */
static bool pick(struct ctx *cx, const struct book_list *list, const struct edition *about,
		 struct book *out)
{
	bool found = false;

	for (size_t i = 0; i < list->n; i++) {
		const struct book *b = &list->items[i];

		if (match_contradict(cx, &b->about, about))
			continue;
		if (!found || (!out->about.authors.n != !about->authors.n &&
			       !b->about.authors.n == !about->authors.n))
			*out = *b;
		found = true;
	}
	return found;
}

static enum err find_by_id(struct ctx *cx, const struct book_entry *entry, str title_key,
			   struct book *out, bool *found)
{
	enum err e;

	if (!uuid_valid(entry->id))
		return OK;
	e = store_book_get(cx, cx->actor.user_id, entry->id, out);
	if (e == ERR_NOT_FOUND) {
		ctx_forgive(cx);
		return OK;
	}
	*found = !e && str_eq(utf8_norm(&cx->arena, out->about.title), title_key);
	return e;
}

typedef enum err finder(struct ctx *, str user_id, str key, struct book_list *);

static enum err find_by_key(struct ctx *cx, finder *find, str key, struct book *out, bool *found)
{
	struct book_list list;
	enum err e;

	if (!key.n || *found)
		return OK;
	if (!(e = find(cx, cx->actor.user_id, key, &list)) && list.n) {
		*out = list.items[0];
		*found = true;
	}
	return e;
}

/* Most exact first: what the client calls it, what its owner calls it, the edition, the title. */
enum err match_find(struct ctx *cx, const struct book_entry *entry, struct book *out, bool *found,
		    str *edition)
{
	const struct edition *about = &entry->says.about;
	str title_key = utf8_norm(&cx->arena, about->title), fold = match_fold_key(cx, about);
	struct book_list list;
	enum err e;

	*found = false;
	*edition = S("");
	if ((e = find_by_id(cx, entry, title_key, out, found)) ||
	    (e = find_by_key(cx, store_book_find_by_own_google, about->google_books_id, out,
			     found)) ||
	    (e = find_by_key(cx, store_book_find_by_own_isbn, about->isbn13, out, found)) || *found)
		return e;
	if ((e = store_edition_find(cx, about->google_books_id, about->isbn13, fold, edition)) ||
	    (e = find_by_key(cx, store_book_find_by_edition, *edition, out, found)) || *found)
		return e;
	if (!(e = store_book_find_by_title(cx, cx->actor.user_id, title_key, &list)))
		*found = pick(cx, &list, about, out);
	return e;
}

struct merge {
	bool newest, changed;
};

/* A said text that is to be stored: it differs, and there is none yet or the speaker has seen it. */
static str text(struct merge *m, str have, str says)
{
	if (!says.p || str_eq(have, says) || (!m->newest && (have.n || !says.n)))
		return (str){ NULL, 0 };
	m->changed = true;
	return says;
}

static int64_t number(struct merge *m, int64_t have, int64_t says)
{
	if (says == NUMBER_NONE || says == have || (says == NUMBER_CLEAR && have == NUMBER_NONE) ||
	    (!m->newest && (have != NUMBER_NONE || says == NUMBER_CLEAR)))
		return NUMBER_NONE;
	m->changed = true;
	return says;
}

static int64_t mark(struct merge *m, bool have, int64_t says)
{
	if (says == NUMBER_NONE || (says == 1) == have || (!m->newest && says == 0))
		return NUMBER_NONE;
	m->changed = true;
	return says;
}

/* Shelf, status and source are never empty: only who has seen them may change them. */
static str label(struct merge *m, str have, str says)
{
	return says.n ? text(m, have, says) : (str){ NULL, 0 };
}

static double rating(struct merge *m, double have, double says)
{
	if (isnan(says) || (says < 0 && isnan(have)) || says == have ||
	    (!m->newest && (!isnan(have) || says < 0)))
		return NAN;
	m->changed = true;
	return says;
}

/* That there is none can be said of what has none, too: then none is looked for. */
static struct book_link link_of(struct merge *m, const struct book_link *have,
				const struct book_link *says)
{
	struct book_link out = { text(m, have->edition, says->edition),
				 text(m, have->work, says->work), NUMBER_NONE };

	if (!out.edition.p && !out.work.p && m->newest && says->edition.p && !says->edition.n &&
	    have->seen != LINK_SAID) {
		out.edition = says->edition;
		m->changed = true;
	}
	return out;
}

bool match_merge(const struct book *have, const struct book_change *says, bool newest,
		 struct book_change *out)
{
	struct merge m = { .newest = newest };
	const struct edition *a = &have->about, *b = &says->about;

	*out = book_change_make();
#define TEXT_FIELD(name) out->about.name = text(&m, a->name, b->name);
#define NUMBER_FIELD(name) out->about.name = number(&m, a->name, b->name);
#include "store/book_fields.def"
#undef TEXT_FIELD
#undef NUMBER_FIELD
	out->shelf = label(&m, have->shelf, says->shelf);
	out->status = label(&m, have->status, says->status);
	out->source = label(&m, have->source, says->source);
	/* Loans decide it: a client that has not seen the return must not lend the book again. */
	out->loaned = newest ? mark(&m, have->loaned, says->loaned) : NUMBER_NONE;
	out->liked = mark(&m, have->liked, says->liked);
	out->reread = mark(&m, have->reread, says->reread);
	out->rating = rating(&m, have->rating, says->rating);
	out->review = text(&m, have->review, says->review);
	out->tags = text(&m, have->tags, says->tags);
	out->started_ms = number(&m, have->started_ms, says->started_ms);
	out->finished_ms = number(&m, have->finished_ms, says->finished_ms);
	out->link = link_of(&m, &have->link, &says->link);
	return m.changed;
}
