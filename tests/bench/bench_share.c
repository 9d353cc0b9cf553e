/* bench_share.c - what sharing a catalogue on PostgreSQL costs: `bench_share URL DIR BOOKS.tsv`. An empty database and an empty folder; the
 * books are imported in one data folder, published, fetched into others, and one more is imported. */
#include "base/clock.h"
#include "base/log.h"
#include "db/migrate.h"
#include "library/catalogue_share.h"

#include <sys/stat.h>

enum { ROUNDS = 3, LOOKS = 400 };

struct program {
	struct ctx cx;
	struct conf conf;
};

static void program_open(struct program *p, const char *url, const char *dir, int number)
{
	*p = (struct program){ .cx = ctx_make(NULL) };
	p->conf.database_url = str_from(url);
	p->conf.data_dir = str_fmt(&p->cx.arena, "%s/%d", dir, number);
	mkdir(p->conf.data_dir.p, 0700);
	if (db_open(&p->cx, p->conf.database_url, &p->cx.db))
		BUG(p->cx.err_text.p);
}

static void program_close(struct program *p)
{
	db_close(p->cx.db);
	ctx_end(&p->cx);
}

static void import(struct program *p, const char *path)
{
	struct catalogue_import what = { .paths = &path, .n = 1 };
	struct catalogue_report r;

	if (catalogue_import(&p->cx, &p->conf, &what, &r))
		BUG(p->cx.err_text.p);
	printf("%-32s %8.1f s   %lld books, %.1f MB\n", "import", r.seconds, (long long)r.books,
	       (double)r.bytes / 1e6);
}

static void share(struct program *p, const char *what)
{
	struct share_report r;
	int64_t began = clock_ticks_us();
	double s, mb;

	if (catalogue_share(&p->cx, &p->conf, true, NULL, &r))
		BUG(p->cx.err_text.p);
	s = (double)(clock_ticks_us() - began) / 1e6;
	mb = (double)(r.sent_bytes + r.fetched_bytes) / 1e6;
	printf("%-32s %8.2f s   %.1f MB, %.0f MB/s\n", what, s, mb, mb / s);
}

static void look(struct program *p)
{
	struct share_report r;
	int64_t began = clock_ticks_us();

	for (int i = 0; i < LOOKS; i++) {
		struct ctx cx = ctx_make(NULL);

		cx.db = p->cx.db;
		if (catalogue_share(&cx, &p->conf, false, NULL, &r))
			BUG(cx.err_text.p);
		ctx_end(&cx);
	}
	printf("%-32s %8.0f us\n", "looking when nothing happened",
	       (double)(clock_ticks_us() - began) / LOOKS);
}

static const char *one_book(struct program *p)
{
	const char *path = str_fmt(&p->cx.arena, STR_FMT "/one.tsv", STR_ARG(p->conf.data_dir)).p;
	FILE *f = fopen(path, "w");

	CHECK(f &&
	      fprintf(f, "title\tauthors\nA Field Guide to Imaginary Weather\tOskar Blomqvist\n") >
		      0 &&
	      fclose(f) == 0);
	return path;
}

int main(int argc, char **argv)
{
	struct program a, b;
	int applied;

	if (argc != 4) {
		fprintf(stderr, "bench_share URL DIR BOOKS.tsv\n");
		return 1;
	}
	log_setup(LOG_OFF, LOG_TEXT);
	program_open(&a, argv[1], argv[2], 0);
	if (db_migrate(&a.cx, &applied))
		BUG(a.cx.err_text.p);
	import(&a, argv[3]);
	share(&a, "publish");
	for (int i = 1; i <= ROUNDS; i++) {
		program_open(&b, argv[1], argv[2], i);
		share(&b, "fetch into an empty folder");
		program_close(&b);
	}
	import(&a, one_book(&a));
	share(&a, "publish one book more");
	look(&a);
	program_close(&a);
	return 0;
}
