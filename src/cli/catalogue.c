/* catalogue.c - `bookshelf catalogue import` and `search`. */
#include "cli/cli.h"

#include "base/utf8.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void print_report(const struct catalogue_report *r)
{
	printf("%" PRId64 " rows: %" PRId64 " added, %" PRId64 " known already, %" PRId64
	       " refused\n",
	       r->rows, r->added, r->known, r->refused);
	if (r->refused)
		printf("first refused: line %" PRId64 ", " STR_FMT "\n", r->first_refused_line,
		       STR_ARG(r->first_refused_reason));
	printf("the catalogue has %" PRId64 " books in %.1f MB; %.1f s, %.0f rows/s\n", r->books,
	       (double)r->bytes / 1e6, r->seconds,
	       r->seconds > 0 ? (double)r->rows / r->seconds : 0);
}

enum err cli_catalogue_import(struct ctx *cx, const struct conf *conf, struct args *a)
{
	struct catalogue_report report;
	char label[] = "reading";
	enum err e;

	if ((e = cli_words(cx, a, 1, 1)) ||
	    (e = catalogue_import(cx, conf, a->v[0], cli_progress, label, &report)))
		return e;
	print_report(&report);
	return OK;
}

static void print_hit(const struct catalogue_hit *h)
{
	printf("%5.2f  ", (double)h->score);
	cli_column(h->book.title, 50, true);
	printf("  ");
	cli_column(h->book.authors, 30, true);
	if (h->book.year)
		printf("  %4d", h->book.year);
	if (h->book.isbn13.n)
		printf("  " STR_FMT, STR_ARG(h->book.isbn13));
	printf("\n");
}

enum err cli_catalogue_search(struct ctx *cx, const struct conf *conf, struct args *a)
{
	struct buf words = buf_make(&cx->arena, 4096);
	struct catalogue_hits hits;
	struct catalogue *c;
	enum err e;

	if ((e = cli_words(cx, a, 1, 100)) || (e = catalogue_open(cx, conf, &c)))
		return e;
	for (int i = 0; i < a->n; i++) {
		if (i)
			buf_addc(&words, ' ');
		buf_add(&words, str_from(a->v[i]));
	}
	if (!utf8_valid(buf_str(&words)))
		e = fail(cx, ERR_INVALID, "the words are not valid UTF-8");
	else if (!(e = catalogue_search(cx, c, buf_str(&words), 20, &hits)))
		for (size_t i = 0; i < hits.n; i++)
			print_hit(&hits.items[i]);
	catalogue_close(c);
	return e;
}
