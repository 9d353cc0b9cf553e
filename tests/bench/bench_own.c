/* bench_own.c - what it costs that people find their own books: `bench_own URL DATA_DIR [BOOKS]`. An empty database, and a catalogue. Our own processor
 * time, in µs, the median of some. */
#include "base/clock.h"
#include "base/crypto.h"
#include "base/log.h"
#include "db/migrate.h"
#include "library/books.h"
#include "library/own_books.h"

#include <time.h>

enum { ROUNDS = 20, BATCH = 1000 };

static int64_t cpu_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static int by_size(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

struct bench {
	struct app app;
	struct db *db;
	struct actor me;
	int64_t n;
};

/* A request: a search; with their own books, or without. */
static void search(struct bench *b, bool own)
{
	struct ctx cx = ctx_make(&b->app);
	struct catalogue *c = b->app.catalogue;
	struct catalogue_hits hits;
	bool later;

	cx.db = b->db;
	cx.actor = b->me;
	if ((own && own_books_catalogue(&cx, false, &later, &c)) ||
	    catalogue_search(&cx, c, S("the history of book 4711"), NULL, 0, 20, &hits))
		BUG(cx.err_text.p);
	ctx_end(&cx);
}

static void add(struct bench *b, size_t n)
{
	struct ctx cx = ctx_make(&b->app);
	struct book_entry *e = arena_new(&cx.arena, struct book_entry, n);
	struct book_saved *saved = arena_new(&cx.arena, struct book_saved, n);

	cx.db = b->db;
	cx.actor = b->me;
	for (size_t i = 0; i < n; i++, b->n++) {
		e[i] = book_entry_make();
		e[i].says.about.title = str_fmt(&cx.arena,
						"The History of Book %lld, and What Became of It",
						(long long)b->n);
		e[i].says.about.authors = str_fmt(&cx.arena, "Author %lld",
						  (long long)(b->n % 5000));
	}
	if (library_book_save_all(&cx, e, saved, n))
		BUG(cx.err_text.p);
	if (!b->me.user_id.n)
		b->me.user_id = str_from(strndup(cx.actor.user_id.p, cx.actor.user_id.n));
	ctx_end(&cx);
}

/* What is measured is the search; `more` books are added before each, not counted. */
static void measure(struct bench *b, const char *name, bool own, size_t more, int rounds)
{
	int64_t us[ROUNDS];

	for (int i = 0; i < rounds; i++) {
		if (more)
			add(b, more);
		us[i] = -cpu_us();
		search(b, own);
		us[i] += cpu_us();
	}
	qsort(us, (size_t)rounds, sizeof us[0], by_size);
	printf("%-44s %8lld us  most %8lld us\n", name, (long long)us[rounds / 2],
	       (long long)us[rounds - 1]);
}

int main(int argc, char **argv)
{
	struct bench b = { .me = { .email = S("bench@example.org"), .username = S("bench") } };
	struct ctx cx = ctx_make(NULL);
	struct own_books_counts n;
	int64_t books = 50000;
	int applied;

	if (argc < 3 || (argc > 3 && !str_i64(str_from(argv[3]), &books)))
		return 2;
	crypto_setup();
	log_setup(LOG_WARN, LOG_TEXT);
	b.app.conf.data_dir = str_from(argv[2]);
	if (db_open(&cx, str_from(argv[1]), &cx.db) || db_migrate(&cx, &applied) ||
	    catalogue_open(&cx, &b.app.conf, &b.app.catalogue))
		BUG(cx.err_text.p);
	b.app.own_books = own_books_open(OWN_BOOKS_BYTES);
	b.db = cx.db;
	for (int64_t left = books; left > 0; left -= BATCH)
		add(&b, left < BATCH ? (size_t)left : BATCH);
	search(&b, false);
	measure(&b, "a search of the catalogue alone", false, 0, ROUNDS);
	measure(&b, "the first search with one's own books", true, 0, 1);
	measure(&b, "another one", true, 0, ROUNDS);
	measure(&b, "one after a new book", true, 1, ROUNDS);
	measure(&b, "one after 200 more", true, 200, 1);
	n = own_books_count(b.app.own_books);
	printf("%lld books: %.1f MB; read whole %lld times, in part %lld\n", (long long)books,
	       (double)n.bytes / 1e6, (long long)n.whole, (long long)n.changed);
	own_books_close(b.app.own_books);
	catalogue_close(b.app.catalogue);
	db_close(cx.db);
	ctx_end(&cx);
	return 0;
}
