/* bench_catalogue.c - how well and how fast the catalogue identifies: `bench_catalogue DATA_DIR QUERIES.tsv`.
 *
 * The file has a header and the columns query, title, authors, names_author. A hit is the same main title and surname of
 * the first author, the title alone where names_author is 0. MISSES=1 prints what is not first. */
#include "base/clock.h"
#include "base/crypto.h"
#include "base/log.h"
#include "catalogue/catalogue.h"
#include "catalogue/work.h"

#include <errno.h>
#include <time.h>

enum { MAX_QUERIES = 100000, MAX_LINE = 16384, TOP = 5 };

struct tally {
	int64_t us[MAX_QUERIES], cpu_us[MAX_QUERIES];
	size_t n, at_1, at_3, at_5;
};

static bool is_it(const struct catalogue_book *b, str title, str authors, bool names_author)
{
	str nobody = S("");

	return work_key(b->title, names_author ? b->authors : nobody) ==
	       work_key(title, names_author ? authors : nobody);
}

static size_t place_of(const struct catalogue_hits *hits, str title, str authors, bool names_author)
{
	for (size_t i = 0; i < hits->n; i++)
		if (is_it(&hits->items[i].book, title, authors, names_author))
			return i + 1;
	return TOP + 1;
}

/* Of this thread: what a busy machine does to it is not counted. */
static int64_t processor_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void ask(struct catalogue *c, str line, struct tally *t)
{
	struct ctx cx = ctx_make(NULL);
	str query = str_cut(&line, '\t'), title = str_cut(&line, '\t'),
	    authors = str_cut(&line, '\t');
	bool names_author = str_cut(&line, '\t').p[0] == '1';
	int64_t start_us = clock_ticks_us(), start_cpu_us = processor_us();
	struct catalogue_hits hits = { .n = 0 };
	size_t place;

	if (catalogue_identify(&cx, c, query, TOP, &hits))
		BUG("the catalogue does not answer");
	t->us[t->n] = clock_ticks_us() - start_us;
	t->cpu_us[t->n++] = processor_us() - start_cpu_us;
	place = place_of(&hits, title, authors, names_author);
	t->at_1 += place == 1;
	t->at_3 += place <= 3;
	t->at_5 += place <= 5;
	if (place > 1 && getenv("MISSES"))
		printf("%zu\t" STR_FMT "\t" STR_FMT "\t" STR_FMT "\t->\t" STR_FMT "\t" STR_FMT "\n",
		       place, STR_ARG(query), STR_ARG(title), STR_ARG(authors),
		       STR_ARG(hits.items[0].book.title), STR_ARG(hits.items[0].book.authors));
	ctx_end(&cx);
}

static int by_time(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static void ask_all(struct catalogue *c, FILE *in, struct tally *t)
{
	static char line[MAX_LINE];

	if (!fgets(line, sizeof line, in))
		return;
	while (t->n < MAX_QUERIES && fgets(line, sizeof line, in)) {
		str s = str_from(line);

		s.n -= s.n && s.p[s.n - 1] == '\n';
		ask(c, s, t);
	}
}

static void report(struct tally *t)
{
	double all = (double)t->n / 100;

	if (t->n == 0)
		return;
	qsort(t->us, t->n, sizeof *t->us, by_time);
	qsort(t->cpu_us, t->n, sizeof *t->cpu_us, by_time);
	printf("%zu queries: recall@1 %.1f, @3 %.1f, @5 %.1f %%; p50 %lld, p99 %lld us, of the processor %lld, %lld\n",
	       t->n, (double)t->at_1 / all, (double)t->at_3 / all, (double)t->at_5 / all,
	       (long long)t->us[t->n / 2], (long long)t->us[t->n * 99 / 100],
	       (long long)t->cpu_us[t->n / 2], (long long)t->cpu_us[t->n * 99 / 100]);
}

int main(int argc, char **argv)
{
	struct ctx cx = ctx_make(NULL);
	struct conf conf = { .data_dir = str_from(argc > 1 ? argv[1] : "") };
	static struct tally tally;
	struct catalogue *c;
	FILE *in = argc > 2 ? fopen(argv[2], "r") : NULL;

	if (!in) {
		fprintf(stderr, "bench_catalogue DATA_DIR QUERIES.tsv: %s\n",
			argc > 2 ? strerror(errno) : "which?");
		return 2;
	}
	crypto_setup();
	log_setup(LOG_WARN, LOG_TEXT);
	if (catalogue_open(&cx, &conf, &c)) {
		fprintf(stderr, STR_FMT "\n", STR_ARG(cx.err_text));
		return 1;
	}
	ask_all(c, in, &tally);
	report(&tally);
	catalogue_close(c);
	ctx_end(&cx);
	fclose(in);
	return 0;
}
