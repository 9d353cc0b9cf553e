/* books.c - `bookshelf books`: the library as a table or as the API's answer. */
#include "cli/cli.h"

#include "api/nouns.h"

#include <stdio.h>

enum { ANSWER_MAX = 64 << 20 };

static void print_json(struct ctx *cx, const struct book_list *list)
{
	struct buf b = buf_make(&cx->arena, ANSWER_MAX);
	struct json j = json_make(&b);

	json_arr(&j, NULL);
	for (size_t i = 0; i < list->n; i++)
		put_book(cx, &j, NULL, &list->items[i]);
	json_end(&j, ']');
	buf_addc(&b, '\n');
	fwrite(b.p, 1, b.n, stdout);
}

static void print_table(const struct book_list *list)
{
	for (size_t i = 0; i < list->n; i++) {
		const struct book *b = &list->items[i];
		str authors = b->about.authors;

		cli_column(b->about.title, 50, true);
		printf("  ");
		cli_column(str_cut(&authors, '\n'), 28, true);
		printf("  ");
		cli_column(b->shelf, 12, false);
		printf("\n");
	}
	printf("%zu books\n", list->n);
}

enum err cli_books(struct ctx *cx, const struct conf *conf, struct args *a)
{
	bool as_json = cli_flag(a, "--json");
	struct book_list list;
	struct app *app = NULL;
	enum err e;

	if ((e = cli_words(cx, a, 0, 0)))
		return e;
	if (!(e = cli_library_open(cx, conf, &app)) && !(e = library_books(cx, &list))) {
		if (as_json)
			print_json(cx, &list);
		else
			print_table(&list);
	}
	cli_library_close(cx, app);
	return e;
}
