/* help.c - what the program says of itself: help, version, settings, routes. */
#include "cli/cli.h"

#include "api/api.h"
#include "api/reference.h"
#include "base/json_write.h"

#include <stdio.h>
#include <string.h>

enum { REFERENCE_MAX = 4 << 20 };

static void print(const struct buf *b) { fwrite(b->p, 1, b->n, stdout); }

enum err cli_help(struct ctx *cx, const struct conf *conf, struct args *a)
{
	const char *only = a->n ? a->v[0] : "";
	bool any = false;

	(void)conf;
	if (!*only)
		printf("bookshelf finds and reads the books in a photo of a shelf, and keeps your library.\n\n");
	for (size_t i = 0; i < cli_commands_n; i++) {
		const struct command_line *c = &cli_commands[i];

		if (strncmp(c->words, only, strlen(only)) != 0)
			continue;
		printf("  bookshelf %s %s\n        %s\n", c->words, c->arguments, c->summary);
		any = true;
	}
	if (!any)
		return fail(cx, ERR_INVALID, "there is no command \"%s\"", only);
	if (!*only)
		printf("\nEvery setting can be given as an option anywhere, for example --port 8080 or --data-dir DIR;\n"
		       "`bookshelf settings --reference` lists them with their environment variables.\n");
	return OK;
}

enum err cli_version(struct ctx *cx, const struct conf *conf, struct args *a)
{
	(void)cx;
	(void)conf;
	(void)a;
	printf("bookshelf %s\n", BOOKSHELF_VERSION);
	return OK;
}

enum err cli_settings(struct ctx *cx, const struct conf *conf, struct args *a)
{
	struct buf b = buf_make(&cx->arena, REFERENCE_MAX);
	bool reference = cli_flag(a, "--reference");
	enum err e;

	if ((e = cli_words(cx, a, 0, 0)))
		return e;
	if (reference)
		conf_put_reference(&b);
	else
		conf_put_values(conf, &b);
	print(&b);
	return OK;
}

enum err cli_routes(struct ctx *cx, const struct conf *conf, struct args *a)
{
	struct buf b = buf_make(&cx->arena, REFERENCE_MAX), lines = b;
	bool openapi = cli_flag(a, "--openapi");
	enum err e;

	(void)conf;
	if ((e = cli_words(cx, a, 0, 0)))
		return e;
	if (openapi) {
		reference_put_openapi(&lines);
		json_indent(buf_str(&lines), &b);
	} else {
		api_put_reference(&b);
	}
	print(&b);
	return OK;
}
