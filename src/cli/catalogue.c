/* catalogue.c - `bookshelf catalogue import` and `search`. */
#include "cli/cli.h"

#include "base/utf8.h"
#include "library/catalogue_share.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void print_count(int64_t n, const char *what)
{
	if (n)
		printf(", %" PRId64 " %s", n, what);
}

static void print_skip(const struct catalogue_skip *k)
{
	printf("%10" PRId64 "  " STR_FMT "\n", k->n, STR_ARG(k->reason));
	for (size_t i = 0; i < k->samples; i++) {
		printf("            line %" PRId64, k->sample[i].line);
		if (k->sample[i].text.n)
			printf(": ");
		cli_column(k->sample[i].text, 90, false);
		printf("\n");
	}
}

static void print_report(const struct catalogue_report *r)
{
	if (r->resumed_rows)
		printf("gone on with an import that had stopped after %" PRId64 " rows\n",
		       r->resumed_rows);
	printf("%" PRId64 " rows: %" PRId64 " editions added, %" PRId64 " known already", r->rows,
	       r->added, r->known);
	print_count(r->rare, "of works with too few editions");
	print_count(r->works, "works");
	print_count(r->authors, "authors");
	print_count(r->redirects, "redirects");
	printf(", %" PRId64 " left out\n", r->refused);
	for (size_t i = 0; i < r->nskips; i++)
		print_skip(&r->skips[i]);
	printf("the catalogue has %" PRId64 " imported books in %.1f MB; %.1f s, %.0f rows/s\n",
	       r->books, (double)r->bytes / 1e6, r->seconds,
	       r->seconds > 0 ? (double)(r->rows - r->resumed_rows) / r->seconds : 0);
}

/* A line on the terminal: how far, how fast, how long still. */
static void show_progress(void *arg, const struct catalogue_progress *p)
{
	double left = p->done > 0.01 ? p->seconds * (1 - p->done) / p->done : 0;

	(void)arg;
	if (!isatty(STDERR_FILENO))
		return;
	fprintf(stderr, "\r%-9s %3.0f %%  %" PRId64 " rows, %.0f a second", p->stage, p->done * 100,
		p->rows, p->seconds > 0 ? (double)p->rows / p->seconds : 0);
	if (left > 0)
		fprintf(stderr, ", %.0f:%02d left   ", floor(left / 60), (int)left % 60);
	if (p->done >= 1)
		fprintf(stderr, "\n");
}

static enum err read_options(struct ctx *cx, struct args *a, struct catalogue_import *what)
{
	const char *languages = "", *min_editions = "0";
	int64_t n;
	enum err e;

	what->older = cli_flag(a, "--older");
	if ((e = cli_option(cx, a, "--languages", &languages)) ||
	    (e = cli_option(cx, a, "--min-editions", &min_editions)))
		return e;
	if (!str_i64(str_from(min_editions), &n) || n < 0 || n > 1000000)
		return fail(cx, ERR_INVALID, "--min-editions must be a whole number");
	what->languages = str_from(languages);
	what->min_editions = (size_t)n;
	return cli_words(cx, a, 1, 64);
}

/* Before hours are spent on reading: the database is there, and its catalogue is what the books come to. */
static enum err meet_others(struct ctx *cx, const struct conf *conf)
{
	struct share_report r;
	enum err e;

	if (!catalogue_is_shared(cx, conf))
		return OK;
	if ((e = app_database(cx, conf)) || (e = app_schema(cx, conf)))
		return e;
	return catalogue_share(cx, conf, true, NULL, &r);
}

static enum err tell_others(struct ctx *cx, const struct conf *conf)
{
	struct share_report r;
	enum err e;

	if (!cx->db)
		return OK;
	if ((e = catalogue_share(cx, conf, true, NULL, &r)))
		return fail(cx, e,
			    "the books are in this data folder, but not shared yet: " STR_FMT
			    "; a server on this folder, or the next import, tries again",
			    STR_ARG(cx->err_text));
	if (r.sent)
		printf("shared with all programs on this database: %.1f MB sent\n",
		       (double)r.sent_bytes / 1e6);
	return OK;
}

enum err cli_catalogue_import(struct ctx *cx, const struct conf *conf, struct args *a)
{
	struct catalogue_report *report = arena_new(&cx->arena, struct catalogue_report, 1);
	struct catalogue_import what = { .progress = show_progress };
	enum err e;

	if ((e = read_options(cx, a, &what)))
		return e;
	what.paths = (const char *const *)a->v;
	what.n = (size_t)a->n;
	if ((e = meet_others(cx, conf)) || (e = catalogue_import(cx, conf, &what, report)))
		return e;
	print_report(report);
	return tell_others(cx, conf);
}

static void print_part(const struct catalogue_part *p)
{
	printf("%-16.*s  %10" PRId64 " titles  %10" PRId64 " editions  %9.1f MB  %.*s%s\n",
	       STR_ARG(p->name), p->titles, p->editions, (double)p->bytes / 1e6,
	       STR_ARG(p->day.n ? p->day : S("")),
	       p->whole ? "" : "  DAMAGED: import its books again");
}

enum err cli_catalogue_status(struct ctx *cx, const struct conf *conf, struct args *a)
{
	bool verify = cli_flag(a, "--verify"), whole = true;
	struct catalogue_parts parts;
	enum err e;

	if ((e = cli_words(cx, a, 0, 0)) || (e = catalogue_parts(cx, conf, verify, &parts)))
		return e;
	for (size_t i = 0; i < parts.n; i++) {
		print_part(&parts.items[i]);
		whole &= parts.items[i].whole;
	}
	if (parts.n == 0)
		printf("nothing was imported yet; the starter catalogue answers\n");
	return whole ? OK : fail(cx, ERR_IO, "a file of the catalogue is damaged");
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
	else if (!(e = catalogue_search(cx, c, buf_str(&words), NULL, 0, 20, &hits)))
		for (size_t i = 0; i < hits.n; i++)
			print_hit(&hits.items[i]);
	catalogue_close(c);
	return e;
}
