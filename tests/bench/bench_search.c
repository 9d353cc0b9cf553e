/* bench_search.c - how long as-you-type search and ISBN look-up take: `bench_search DATA_DIR [TITLES]`.
 *
 * Titles from all over the largest file of the catalogue are typed letter by letter, from the first to the whole; each beginning is one question. */
#include "base/clock.h"
#include "base/log.h"
#include "base/utf8.h"
#include "catalogue/handle.h"
#include "catalogue/isbn.h"

enum { MAX_TIMES = 1 << 20, MAX_LETTERS = 40, RESULTS = 20, ISBNS = 20000 };

struct times {
	int64_t us[MAX_TIMES];
	size_t n;
};

static int by_time(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void print_times(const char *what, struct times *t)
{
	qsort(t->us, t->n, sizeof t->us[0], by_time);
	if (t->n)
		printf("%-24s %7zu questions: p50 %6.3f, p90 %6.3f, p99 %6.3f, max %7.3f ms\n",
		       what, t->n, (double)t->us[t->n / 2] / 1e3,
		       (double)t->us[t->n * 9 / 10] / 1e3, (double)t->us[t->n * 99 / 100] / 1e3,
		       (double)t->us[t->n - 1] / 1e3);
}

static void ask(struct catalogue *c, str query, struct times *t)
{
	struct ctx cx = ctx_make(NULL);
	struct catalogue_hits hits;
	int64_t start_us = clock_ticks_us();

	if (catalogue_search(&cx, c, query, NULL, 0, RESULTS, &hits))
		BUG("the catalogue does not answer");
	if (t->n < MAX_TIMES)
		t->us[t->n++] = clock_ticks_us() - start_us;
	ctx_end(&cx);
}

static const struct file *largest(const struct view *v)
{
	const struct file *f = &v->files[0];

	for (size_t i = 1; i < v->n; i++)
		if (v->files[i].h.titles > f->h.titles)
			f = &v->files[i];
	return f;
}

static void type_titles(struct ctx *cx, struct catalogue *c, const struct file *f, uint32_t n,
			struct times *by_letters, struct times *all)
{
	for (uint32_t i = 0; i < n; i++) {
		str title = str_dup(
			&cx->arena,
			file_record(f, (uint32_t)((uint64_t)f->h.titles * i / n)).title);

		for (size_t k = 1; k <= MAX_LETTERS && k <= utf8_length(title); k++) {
			struct times *t = &by_letters[k];

			ask(c, utf8_head(title, k), t);
			all->us[all->n++ % MAX_TIMES] = t->us[t->n - 1];
		}
	}
	all->n = all->n < MAX_TIMES ? all->n : MAX_TIMES;
}

static void look_up_isbns(struct ctx *cx, struct catalogue *c, const struct file *f)
{
	struct times *t = arena_new(&cx->arena, struct times, 1);

	for (uint64_t i = 0; i < ISBNS; i++) {
		uint64_t key = f->keys[(i * 2654435761u) % f->h.keys];

		if (key >> 60 == FILE_KEY_ISBN)
			ask(c, isbn_text(&cx->arena, key), t);
	}
	print_times("ISBN", t);
}

int main(int argc, char **argv)
{
	struct ctx cx = ctx_make(NULL);
	struct times *by_letters = arena_new(&cx.arena, struct times, MAX_LETTERS + 1),
		     *all = arena_new(&cx.arena, struct times, 1);
	uint32_t titles = argc > 2 ? (uint32_t)strtoul(argv[2], NULL, 10) : 500;
	struct conf conf = { .env = S("development") };
	struct catalogue *c;
	struct view *v;

	if (argc < 2) {
		fprintf(stderr, "usage: bench_search DATA_DIR [TITLES]\n");
		return 2;
	}
	log_setup(LOG_WARN, LOG_TEXT);
	conf.data_dir = str_from(argv[1]);
	if (catalogue_open(&cx, &conf, &c) || view_get(&cx, c, &v)) {
		fprintf(stderr, "%s\n", cx.err_text.p);
		return 1;
	}
	type_titles(&cx, c, largest(v), titles, by_letters, all);
	for (size_t k = 1; k <= MAX_LETTERS; k = k < 6 ? k + 1 : k * 2) {
		char what[32];

		snprintf(what, sizeof what, "after %zu letters", k);
		print_times(what, &by_letters[k]);
	}
	print_times("as typed, all", all);
	look_up_isbns(&cx, c, largest(v));
	view_put(c, v);
	catalogue_close(c);
	ctx_end(&cx);
	return 0;
}
