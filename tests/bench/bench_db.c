/* bench_db.c - what a statement costs on each database: `bench_db URL [DATA_DIR]`. An empty database; with the folder,
 * books are looked for in its catalogue. Wall time and our own processor
 * time, in µs, the median of many. */
#include "base/clock.h"
#include "base/crypto.h"
#include "base/log.h"
#include "db/migrate.h"
#include "library/books.h"
#include "store/changes.h"
#include "store/users.h"

#include <time.h>

enum { ROUNDS = 400 };

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
	struct db *db;
	struct app *app; /* NULL: no catalogue */
	struct actor me;
	str book;
	int64_t n;
};

typedef enum err work(struct ctx *, struct bench *);

static void measure(struct bench *b, const char *name, work *run, int rounds)
{
	int64_t us[ROUNDS], cpu = cpu_us();

	for (int i = 0; i < rounds; i++) {
		struct ctx cx = ctx_make(b->app);
		int64_t began = clock_ticks_us();

		cx.db = b->db;
		cx.actor = b->me;
		if (run(&cx, b))
			BUG(cx.err_text.p);
		us[i] = clock_ticks_us() - began;
		ctx_end(&cx);
	}
	cpu = (cpu_us() - cpu) / rounds;
	qsort(us, (size_t)rounds, sizeof us[0], by_size);
	printf("%-44s %8lld us  p95 %8lld us  own CPU %6lld us\n", name, (long long)us[rounds / 2],
	       (long long)us[rounds * 95 / 100], (long long)cpu);
}

static enum err one_row(struct ctx *cx, struct bench *b)
{
	struct user u;
	bool found;

	return store_user_find(cx, b->me.email, &u, &found);
}

static enum err one_book(struct ctx *cx, struct bench *b)
{
	struct book out;

	return library_book(cx, b->book, &out);
}

static enum err all_books(struct ctx *cx, struct bench *b)
{
	struct book_list list;

	(void)b;
	return library_books(cx, &list);
}

static enum err nothing(struct ctx *cx, void *arg)
{
	(void)cx;
	(void)arg;
	return OK;
}

static enum err empty_transaction(struct ctx *cx, struct bench *b)
{
	(void)b;
	return db_transaction(cx, nothing, NULL);
}

static struct book_entry a_book(struct ctx *cx, struct bench *b)
{
	struct book_entry e = book_entry_make();

	e.says.about.title = str_fmt(&cx->arena, "Book %lld", (long long)b->n);
	e.says.about.authors = str_fmt(&cx->arena, "Author %lld", (long long)(b->n++ % 50));
	e.says.about.published_year = 1990;
	e.says.about.synopsis = S("A synopsis of the usual length, as catalogues give it.");
	return e;
}

static enum err new_book(struct ctx *cx, struct bench *b)
{
	struct book_entry entry = a_book(cx, b);
	struct book_saved saved = { .err = OK };
	enum err e = library_book_save(cx, &entry, &saved);

	if (!b->book.n)
		b->book = str_from(strndup(saved.book.id.p, saved.book.id.n));
	return e;
}

static enum err change_a_book(struct ctx *cx, struct bench *b)
{
	const struct expected any = EXPECT_ANY;
	struct book_change c = book_change_make();
	struct book out;

	c.rating = (double)(b->n++ % 50) / 10;
	return library_book_change(cx, b->book, &c, &any, &out);
}

static enum err batch(struct ctx *cx, struct bench *b)
{
	struct book_entry entries[100];
	struct book_saved saved[100] = { 0 };

	for (size_t i = 0; i < countof(entries); i++)
		entries[i] = a_book(cx, b);
	return library_book_save_all(cx, entries, saved, countof(entries));
}

int main(int argc, char **argv)
{
	struct ctx cx = ctx_make(NULL);
	struct bench b = { .me = { .email = S("bench@example.org"), .username = S("bench") } };
	struct app app = { .catalogue = NULL };
	struct user u;
	bool found;
	int applied;

	if (argc < 2)
		return 2;
	crypto_setup();
	log_setup(LOG_WARN, LOG_TEXT);
	if (argc > 2) {
		app.conf.data_dir = str_from(argv[2]);
		b.app = &app;
		if (catalogue_open(&cx, &app.conf, &app.catalogue))
			BUG(cx.err_text.p);
	}
	if (db_open(&cx, str_from(argv[1]), &cx.db) || db_migrate(&cx, &applied))
		BUG(cx.err_text.p);
	b.db = cx.db;
	measure(&b, "POST, the first", new_book, 1);
	if (store_user_find(&cx, b.me.email, &u, &found) || !found)
		BUG("nobody");
	b.me.user_id = u.id;
	measure(&b, "a row by its key", one_row, ROUNDS);
	measure(&b, "a book by its id, 32 columns", one_book, ROUNDS);
	measure(&b, "an empty transaction", empty_transaction, ROUNDS);
	measure(&b, "a new book, committed", new_book, 200);
	measure(&b, "a changed book, committed", change_a_book, 200);
	measure(&b, "a batch of 100 new books, committed", batch, 3);
	measure(&b, "a list of 501 books", all_books, 100);
	db_close(cx.db);
	catalogue_close(app.catalogue);
	ctx_end(&cx);
	return 0;
}
