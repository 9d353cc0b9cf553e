/* loans.c - `bookshelf loans`: who has my books. */
#include "cli/cli.h"

#include "api/people.h"
#include "base/clock.h"
#include "base/utf8.h"

#include <stdio.h>

enum { ANSWER_MAX = 64 << 20, DATE = 10 };

static void print_json(struct ctx *cx, const struct loan_list *list)
{
	struct buf b = buf_make(&cx->arena, ANSWER_MAX);
	struct json j = json_make(&b);

	json_arr(&j, NULL);
	for (size_t i = 0; i < list->n; i++)
		put_loan(cx, &j, NULL, &list->items[i]);
	json_end(&j, ']');
	buf_addc(&b, '\n');
	fwrite(b.p, 1, b.n, stdout);
}

static str date(struct ctx *cx, int64_t ms)
{
	return utf8_head(clock_format(&cx->arena, ms), DATE);
}

static str when(struct ctx *cx, const struct loan *l)
{
	str day;

	if (l->returned_ms != NUMBER_NONE) {
		day = date(cx, l->returned_ms);
		return str_fmt(&cx->arena, "returned " STR_FMT, STR_ARG(day));
	}
	if (l->due_ms == NUMBER_NONE)
		return S("");
	day = date(cx, l->due_ms);
	return str_fmt(&cx->arena, "%s " STR_FMT, l->due_ms < cx->now_ms ? "overdue since" : "due",
		       STR_ARG(day));
}

static void print_table(struct ctx *cx, const struct loan_list *list)
{
	for (size_t i = 0; i < list->n; i++) {
		const struct loan *l = &list->items[i];

		cli_column(l->book.about.title, 50, true);
		printf("  ");
		cli_column(l->borrower_name, 28, true);
		printf("  ");
		cli_column(date(cx, l->lent_ms), DATE, true);
		printf("  ");
		cli_column(when(cx, l), 24, false);
		printf("\n");
	}
	printf("%zu loans\n", list->n);
}

enum err cli_loans(struct ctx *cx, const struct conf *conf, struct args *a)
{
	bool as_json = cli_flag(a, "--json"), all = cli_flag(a, "--all");
	struct loan_list list;
	struct app *app = NULL;
	enum err e;

	if ((e = cli_words(cx, a, 0, 0)))
		return e;
	if (!(e = cli_library_open(cx, conf, &app)) &&
	    !(e = library_loans(cx, all ? (str){ NULL, 0 } : S("active"), &list))) {
		if (as_json)
			print_json(cx, &list);
		else
			print_table(cx, &list);
	}
	cli_library_close(cx, app);
	return e;
}
