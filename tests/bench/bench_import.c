/* bench_import.c - reading export files: `bench_import [FILE…]`.
 *
 * With files: what is read of each, counted, and each problem on a line of its own. Without: the processor time a
 * Goodreads file of ROWS books takes, the best of ROUNDS, and the memory of one. */
#include "base/clock.h"
#include "library/import_read.h"

#include <math.h>

enum { ROWS = 10000, ROUNDS = 5, FILE_MAX = 64 << 20, ROW_MAX = 1024 };

struct tally {
	size_t rows, troubled, isbn, rated, reviewed, finished;
	bool loud;
};

static void count(const struct import_row *row, struct tally *t)
{
	const struct book_change *says = &row->entry.says;
	str rest = row->problems;

	t->rows++;
	t->troubled += row->problems.n > 0;
	t->isbn += says->about.isbn13.n > 0;
	t->rated += says->rating > 0;
	t->reviewed += says->review.n > 0;
	t->finished += says->finished_ms != NUMBER_NONE;
	while (t->loud && rest.n) {
		str one = str_cut(&rest, '\n');

		printf("  %lld: " STR_FMT "\n", (long long)row->number, STR_ARG(one));
	}
}

static void read_all(struct ctx *cx, str bytes, struct tally *t, const char **format)
{
	struct import_file file;

	if (import_read(cx, bytes, S("auto"), S(""), &file)) {
		printf("not read: " STR_FMT "\n", STR_ARG(cx->err_text));
		exit(1);
	}
	for (size_t i = 0; i < file.n; i++)
		count(&file.rows[i], t);
	*format = file.format;
}

static void read_file(const char *path)
{
	struct ctx cx = ctx_make(NULL);
	struct tally t = { .loud = true };
	char *bytes = arena_new(&cx.arena, char, FILE_MAX);
	FILE *f = fopen(path, "rb");
	const char *format;
	size_t n;

	if (!f) {
		perror(path);
		exit(1);
	}
	n = fread(bytes, 1, FILE_MAX, f);
	fclose(f);
	read_all(&cx, (str){ bytes, n }, &t, &format);
	printf("%s: %s, %zu rows: %zu with problems, %zu with ISBN, %zu rated, %zu reviewed, %zu finished\n",
	       path, format, t.rows, t.troubled, t.isbn, t.rated, t.reviewed, t.finished);
	ctx_end(&cx);
}

static unsigned check_digit(unsigned long long first_12)
{
	unsigned sum = 0;

	for (unsigned i = 0; i < 12; i++, first_12 /= 10)
		sum += (unsigned)(first_12 % 10) * (i % 2 ? 1 : 3);
	return (10 - sum % 10) % 10;
}

static str goodreads(struct arena *a)
{
	struct buf b = buf_make(a, ROWS * ROW_MAX);

	buf_add(&b,
		S("Book Id,Title,Author,Author l-f,Additional Authors,ISBN,ISBN13,My Rating,Average Rating,"
		  "Publisher,Binding,Number of Pages,Year Published,Original Publication Year,Date Read,Date Added,"
		  "Bookshelves,Bookshelves with positions,Exclusive Shelf,My Review,Spoiler,Private Notes,"
		  "Read Count,Owned Copies\n"));
	for (unsigned i = 0; i < ROWS; i++) {
		unsigned long long isbn = 978100000000ULL + i * 7;

		buf_addf(
			&b,
			"%u,\"A Book of Some Length, No. %u (Series, #%u)\",Jane   Author %u,\"Author %u, Jane\","
			"\"Second Author, Third Author\",\"=\"\"\"\"\",\"=\"\"%llu%u\"\"\",%u,4.01,A Publisher,Paperback,%u,"
			"%u,1960,2021/03/%02u,2020/11/%02u,\"tag %u, to-read\",\"tag %u (#1)\",read,"
			"\"A review of a sentence or two.<br/>It was &amp; is good: \"\"very\"\".\",,,%u,0\n",
			i, i, i % 9, i % 500, i % 500, isbn, check_digit(isbn), i % 6,
			100 + i % 700, 1950 + i % 70, 1 + i % 28, 1 + i % 28, i % 40, i % 40,
			i % 3);
	}
	return buf_str(&b);
}

static double processor_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void time_it(void)
{
	struct ctx text = ctx_make(NULL);
	str file = goodreads(&text.arena);
	double best = HUGE_VAL;
	size_t memory = 0;

	for (int i = 0; i < ROUNDS; i++) {
		struct ctx cx = ctx_make(NULL);
		struct tally t = { .loud = false };
		double begun = processor_ms();
		const char *format;

		read_all(&cx, file, &t, &format);
		best = fmin(best, processor_ms() - begun);
		memory = cx.arena.total;
		if (t.rows != ROWS || t.isbn != ROWS || t.finished != ROWS)
			BUG("the file is not read as it was written");
		ctx_end(&cx);
	}
	printf("%d rows of %.1f MB: %.0f ms of processor, %.0f us a row, %.1f MB of memory\n", ROWS,
	       (double)file.n / 1e6, best, best * 1e3 / ROWS, (double)memory / 1e6);
	ctx_end(&text);
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		read_file(argv[i]);
	if (argc < 2)
		time_it();
	return 0;
}
