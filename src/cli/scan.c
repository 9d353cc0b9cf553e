/* scan.c - `bookshelf scan PHOTO`: the main job on the command line. */
#include "cli/cli.h"

#include "api/nouns.h"
#include "library/books.h"
#include "library/users.h"
#include "vision/overlay.h"

#include <stdio.h>

enum { ANSWER_MAX = 64 << 20 };

static void print_json(struct ctx *cx, const struct scan *s)
{
	struct buf b = buf_make(&cx->arena, ANSWER_MAX);
	struct json j = json_make(&b);

	put_scan(cx, &j, s, NULL);
	buf_addc(&b, '\n');
	fwrite(b.p, 1, b.n, stdout);
}

static void print_table(const struct scan *s)
{
	static const char *const status[] = { "sure", "check", "unknown" };
	int count[3] = { 0 };

	printf("  #  status   score  %-44s  %-28s  read on the spine\n", "title", "author");
	for (size_t i = 0; i < s->found.n; i++) {
		const struct identified_spine *p = &s->found.spines[i];
		bool known = p->status != IDENTIFY_UNKNOWN && p->ncandidates;
		const struct identify_candidate *c = &p->candidates[0];

		count[p->status]++;
		printf("%3zu  %-7s  ", i + 1, status[p->status]);
		printf(known ? "%5.2f  " : "       ", known ? (double)c->score : 0);
		cli_column(known ? c->book.title : S(""), 44, true);
		printf("  ");
		cli_column(known ? c->book.authors : S(""), 28, true);
		printf("  ");
		cli_column(p->text, 60, false);
		printf("\n");
	}
	printf("%zu spines: %d sure, %d to check, %d unknown; %.1f s\n", s->found.n, count[0],
	       count[1], count[2], s->total_ms / 1000);
}

/* The sure ones, each from its spine. */
static size_t sure_entries(struct ctx *cx, const struct scan *s, str scan_id,
			   struct book_entry *out)
{
	size_t n = 0;

	for (size_t i = 0; i < s->found.n; i++) {
		if (s->found.spines[i].status != IDENTIFY_SURE)
			continue;
		out[n] = book_entry_of(cx, &s->found.spines[i].candidates[0].book);
		out[n++].origin = (struct book_origin){ scan_id, (int64_t)i, 0 };
	}
	return n;
}

static enum err keep_and_save(struct ctx *cx, str photo, struct scan_limits limits,
			      const struct scan *s, struct book_entry *entries,
			      struct book_saved *saved, size_t *n)
{
	struct scan_kept kept;
	enum err e = library_act_for_user(cx);

	if (e)
		return e;
	library_scan_keep(cx, photo, limits, s, &kept);
	if (kept.notice.n)
		fprintf(stderr, STR_FMT "\n", STR_ARG(kept.notice));
	*n = sure_entries(cx, s, kept.id, entries);
	return *n ? library_book_save_all(cx, entries, saved, *n) : OK;
}

/* The sure ones, into the library, with the scan they come from. */
static enum err add_sure(struct ctx *cx, str photo, struct scan_limits limits, const struct scan *s)
{
	struct book_entry *entries = arena_new(&cx->arena, struct book_entry, s->found.n);
	struct book_saved *saved = arena_new(&cx->arena, struct book_saved, s->found.n);
	size_t n = 0, created = 0;
	enum err e;

	if ((e = db_lend(cx, cx->app->dbs)))
		return e;
	e = keep_and_save(cx, photo, limits, s, entries, saved, &n);
	db_give_back(cx, cx->app->dbs);
	if (e)
		return e;
	for (size_t i = 0; i < n; i++)
		created += !saved[i].err && saved[i].outcome == BOOK_CREATED;
	printf("added to the library: %zu, there already: %zu\n", created, n - created);
	return OK;
}

static enum err scan(struct ctx *cx, struct args *a, bool as_json, bool add, const char *overlay)
{
	struct scan_limits limits = { .min_area_px = 250,
				      .max_spines = SCAN_SPINES_MAX,
				      .max_candidates = 5 };
	struct scan s;
	str photo;
	enum err e;

	if ((e = cli_read_file(cx, a->v[0], (size_t)cx->app->conf.max_photo_mib << 20, &photo)) ||
	    (e = library_scan(cx, photo, limits, &s)))
		return e;
	if (overlay && (e = overlay_write(cx, &cx->app->conf, photo, &s.read, overlay)))
		return e;
	if (as_json)
		print_json(cx, &s);
	else
		print_table(&s);
	return add ? add_sure(cx, photo, limits, &s) : OK;
}

enum err cli_scan(struct ctx *cx, const struct conf *conf, struct args *a)
{
	bool as_json = cli_flag(a, "--json"), add = cli_flag(a, "--add");
	const char *overlay = NULL;
	struct app *app;
	enum err e;

	if ((e = cli_option(cx, a, "--overlay", &overlay)) || (e = cli_words(cx, a, 1, 1)) ||
	    (e = app_open(cx, conf, &app)))
		return e;
	e = scan(cx, a, as_json, add, overlay);
	app_close(app);
	return e;
}
