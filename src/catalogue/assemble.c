/* assemble.c - see assemble.h. */
#include "catalogue/assemble.h"

#include "base/ctx.h"
#include "catalogue/fold.h"
#include "catalogue/work.h"

#include <stdlib.h>

enum { TITLES_A_WORK = 12 };

struct place {
	uint64_t group;
	size_t at;
};

/* An edition of the group at hand. */
struct member {
	struct entry e;
	uint64_t title; /* what its title folds to */
	uint64_t same;  /* the same for what is one edition */
	uint32_t order; /* in the rows */
	uint32_t run;   /* of the title it goes with */
};

/* A title of the group at hand: the members from `first` to `end`. */
struct run {
	uint32_t first, end;
};

struct group {
	const struct assemble_options *o;
	struct part *part;
	struct assemble_counts *counts;
	struct arena arena; /* for one group */
	struct member *members;
	size_t n, room;
	struct row work; /* kind ROW_EDITION: there is none */
};

static int by_group(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->group != y->group)
		return x->group < y->group ? -1 : 1;
	return (x->at > y->at) - (x->at < y->at);
}

static struct place *sorted_places(str rows, size_t *n)
{
	const unsigned char *begin = (const unsigned char *)rows.p;
	struct unpack u = { begin, begin + rows.n, false };
	struct bytes places = { NULL, 0, 0 };
	struct place p = { .at = 0 };

	while (p.at = (size_t)(u.p - begin), row_skip(&u, &p.group))
		bytes_put(&places, &p, sizeof p);
	*n = places.n / sizeof p;
	if (*n)
		qsort(places.p, *n, sizeof p, by_group);
	return (struct place *)(void *)places.p;
}

/* ---- one group ---- */

static uint64_t title_hash(str title)
{
	struct fold f;

	fold_exact(title, &f);
	return fold_hash(f.n, f.unit, f.n);
}

static uint64_t same_edition(const struct entry *e)
{
	if (e->edition)
		return (uint64_t)2 << 60 | e->edition;
	return e->nisbns ? e->isbn[0]
			 : (uint64_t)1 << 60 | work_digest(e->title, e->authors, e->year) >> 4;
}

static void add_member(struct group *g, const struct entry *e)
{
	struct member *m;

	if (g->n == g->room) {
		g->room = g->room ? g->room * 2 : 64;
		g->members = realloc(g->members, g->room * sizeof *g->members);
		CHECK(g->members);
	}
	m = &g->members[g->n];
	*m = (struct member){ .e = *e,
			      .order = (uint32_t)g->n,
			      .title = title_hash(e->title),
			      .same = same_edition(e) };
	g->n++;
}

static int by_edition(const void *a, const void *b)
{
	const struct member *x = a, *y = b;

	if (x->same != y->same)
		return x->same < y->same ? -1 : 1;
	return (x->order > y->order) - (x->order < y->order);
}

static int by_title(const void *a, const void *b)
{
	const struct member *x = a, *y = b;

	if (x->run != y->run)
		return x->run < y->run ? -1 : 1;
	if (x->title != y->title)
		return x->title < y->title ? -1 : 1;
	return (x->order > y->order) - (x->order < y->order);
}

static void fill_str(str *have, str more)
{
	if (!have->n)
		*have = more;
}

static void add_isbn(struct entry *e, uint64_t isbn)
{
	for (size_t i = 0; i < e->nisbns; i++)
		if (e->isbn[i] == isbn)
			return;
	if (e->nisbns < ENTRY_ISBNS)
		e->isbn[e->nisbns++] = isbn;
}

/* The first row on an edition stays; what it lacks comes from later ones. */
static void fill(struct entry *have, const struct entry *more)
{
	fill_str(&have->authors, more->authors);
	fill_str(&have->publisher, more->publisher);
	fill_str(&have->language, more->language);
	fill_str(&have->series, more->series);
	have->year = have->year ? have->year : more->year;
	have->pages = have->pages ? have->pages : more->pages;
	have->cover = have->cover ? have->cover : more->cover;
	have->starter |= more->starter;
	for (size_t i = 0; i < more->nisbns; i++)
		add_isbn(have, more->isbn[i]);
}

static void drop_doubles(struct group *g)
{
	size_t kept = 0;

	qsort(g->members, g->n, sizeof *g->members, by_edition);
	for (size_t i = 0; i < g->n; i++) {
		if (kept && g->members[kept - 1].same == g->members[i].same)
			fill(&g->members[kept - 1].e, &g->members[i].e);
		else
			g->members[kept++] = g->members[i];
	}
	g->counts->doubles += (int64_t)(g->n - kept);
	g->n = kept;
}

/* Sorted by title: where each begins. */
static size_t find_runs(const struct group *g, struct run *out)
{
	size_t n = 0;

	for (size_t i = 0; i < g->n; i++) {
		if (i == 0 || g->members[i].title != g->members[i - 1].title)
			out[n++] = (struct run){ (uint32_t)i, (uint32_t)i };
		out[n - 1].end = (uint32_t)i + 1;
	}
	return n;
}

static int most_editions(const void *a, const void *b)
{
	const struct run *x = a, *y = b;
	uint32_t nx = x->end - x->first, ny = y->end - y->first;

	if (nx != ny)
		return nx > ny ? -1 : 1;
	return (x->first > y->first) - (x->first < y->first);
}

/* Titles with most editions first. Editions under one of the rarest titles of a work with many go with the first; theirs stays their own. */
static void number_runs(struct group *g)
{
	struct run *runs;
	size_t n;

	qsort(g->members, g->n, sizeof *g->members, by_title);
	runs = arena_new(&g->arena, struct run, g->n);
	n = find_runs(g, runs);
	qsort(runs, n, sizeof *runs, most_editions);
	for (size_t i = 0; i < n; i++)
		for (uint32_t k = runs[i].first; k < runs[i].end; k++) {
			g->members[k].run = i < TITLES_A_WORK ? (uint32_t)i : 0;
			g->members[k].title = i >=
					      TITLES_A_WORK; /* behind those that give the title */
		}
	qsort(g->members, g->n, sizeof *g->members, by_title);
}

/* ---- who wrote it ---- */

struct names {
	struct buf authors, also;
};

static void add_name(struct buf *b, str name)
{
	if (!name.n)
		return;
	if (b->n)
		buf_add(b, S("; "));
	buf_add(b, name);
}

static void add_numbers(const struct group *g, const struct entry *e, struct names *out)
{
	for (size_t i = 0; i < e->nauthors && g->o->authors; i++) {
		const struct moved *moved = g->o->author_moved;
		str name, also;

		if (!authors_find(g->o->authors,
				  moved ? moved_find(moved, e->author[i]) : e->author[i], &name,
				  &also))
			continue;
		add_name(&out->authors, name);
		add_name(&out->also, also);
	}
}

/* The work's authors are trusted over an edition's. */
static void find_names(struct group *g, struct record *r)
{
	struct names n = { buf_make(&g->arena, 4000), buf_make(&g->arena, AUTHORS_ALSO_BYTES * 2) };

	if (g->work.kind == ROW_WORK)
		add_numbers(g, &g->work.entry, &n);
	for (size_t i = 0; i < g->n && !n.authors.n; i++) {
		add_numbers(g, &g->members[i].e, &n);
		if (!n.authors.n)
			add_name(&n.authors, g->members[i].e.authors);
	}
	r->authors = buf_str(&n.authors);
	r->also = buf_str(&n.also);
}

/* ---- into the part ---- */

static bool is_starter(const struct group *g)
{
	for (size_t i = 0; i < g->n; i++)
		if (g->members[i].e.starter)
			return true;
	return false;
}

static struct record_edition edition_of(const struct entry *e)
{
	struct record_edition out = {
		.title = e->title,
		.authors = e->authors,
		.publisher = e->publisher,
		.language = e->language,
		.series = e->series,
		.nisbns = e->nisbns,
		.year = e->year,
		.edition = e->edition,
		.cover = e->cover,
		.pages = e->pages,
	};

	memcpy(out.isbn, e->isbn, sizeof out.isbn);
	return out;
}

static size_t take_editions(struct group *g, struct record *r, size_t first, size_t end,
			    struct record_edition *out)
{
	size_t n = 0;

	for (size_t i = first; i < end; i++) {
		out[n] = edition_of(&g->members[i].e);
		if (g->work.entry.work)
			out[n].authors = r->authors;
		if (g->o->known && g->o->known(g->o->arg, r, &out[n]))
			g->counts->known++;
		else
			n++;
	}
	return n;
}

static void add_title(struct group *g, struct record *r, size_t first, size_t end)
{
	struct record_edition *editions = arena_new(&g->arena, struct record_edition, end - first);
	struct part_title t = { .editions = editions, .of_work = g->n };

	r->title = g->members[first].e.title;
	t.neditions = take_editions(g, r, first, end, editions);
	t.well_known = r->starter;
	t.record = *r;
	t.work = g->members[first].e.work;
	if (t.neditions)
		part_add(g->part, &t);
	g->counts->editions += (int64_t)t.neditions;
}

static void finish(struct group *g)
{
	struct record r = { .cover = g->work.entry.cover };

	drop_doubles(g);
	if (g->n < g->o->min_editions) {
		g->counts->rare += (int64_t)g->n;
		return;
	}
	number_runs(g);
	find_names(g, &r);
	r.starter = is_starter(g);
	for (size_t i = 0, end; i < g->n; i = end) {
		for (end = i; end < g->n && g->members[end].run == g->members[i].run;)
			end++;
		add_title(g, &r, i, end);
	}
}

static bool has_moved(const struct assemble_options *o, const struct row *row)
{
	return o->moved && moved_find(o->moved, row->entry.work) != row->entry.work;
}

static void take_group(struct group *g, const struct place *places, size_t n, str rows)
{
	const unsigned char *begin = (const unsigned char *)rows.p;
	struct row row;

	g->n = 0;
	g->work = (struct row){ .kind = ROW_EDITION };
	for (size_t i = 0; i < n; i++) {
		struct unpack u = { begin + places[i].at, begin + rows.n, false };

		if (!row_unpack(&u, &row) || has_moved(g->o, &row))
			continue;
		if (row.kind == ROW_WORK)
			g->work = row;
		else
			add_member(g, &row.entry);
	}
	if (g->n)
		finish(g);
	else if (g->work.kind == ROW_WORK)
		g->counts->bare_works++;
}

void assemble(const struct assemble_options *o, str rows, struct part *into,
	      struct assemble_counts *counts)
{
	struct group g = { .o = o, .part = into, .counts = counts };
	size_t n, end;
	struct place *places = sorted_places(rows, &n);
	struct arena_mark mark;

	g.work.entry.title = str_dup(&g.arena, S("")); /* so that one block of the arena stays */
	mark = arena_mark(&g.arena);
	for (size_t i = 0; i < n; i = end) {
		for (end = i; end < n && places[end].group == places[i].group;)
			end++;
		take_group(&g, places + i, end - i, rows);
		arena_rewind(&g.arena, mark);
	}
	arena_free(&g.arena);
	free(g.members);
	free(places);
}
