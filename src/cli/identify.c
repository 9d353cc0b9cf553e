/* identify.c - `bookshelf catalogue identify`: a line in, a line of JSON out, for people, scripts and measurements. */
#include "cli/cli.h"

#include "base/clock.h"
#include "base/json_write.h"
#include "base/utf8.h"
#include "library/scan.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum {
	LINE_BYTES = 4096, /* a spine's text; one that is longer is refused */
	ANSWER_BYTES = 1 << 20,
	MAX_DEFAULT = 5,
};

/* A line of standard input, and why it cannot be asked about; NULL: it can. */
struct line {
	int64_t number; /* from 1 */
	str text;
	const char *trouble;
};

struct session {
	struct catalogue *catalogue;
	size_t max;
	bool shelf;
	int64_t lines; /* that were read */
};

static const char *trouble_of(str text, bool too_long)
{
	if (too_long)
		return "the line is longer than 4096 bytes";
	if (!utf8_valid(text))
		return "the line is not valid UTF-8";
	if (!utf8_trim(text).n)
		return "the line is empty";
	return NULL;
}

/* False: there is none any more. */
static bool read_line(struct ctx *cx, struct line *out)
{
	char text[LINE_BYTES];
	size_t n = 0;
	int c;

	while ((c = getc(stdin)) != EOF && c != '\n') {
		if (n < LINE_BYTES)
			text[n] = (char)c;
		n += n <= LINE_BYTES;
	}
	if (c == EOF && n == 0)
		return false;
	out->text = (str){ text, n < LINE_BYTES ? n : LINE_BYTES };
	if (n && n <= LINE_BYTES && text[n - 1] == '\r')
		out->text.n--;
	out->trouble = trouble_of(out->text, n > LINE_BYTES);
	out->text = str_dup(&cx->arena, out->text);
	return true;
}

static void put_authors(struct json *j, str authors)
{
	str one;

	json_arr(j, "authors");
	while ((one = catalogue_next_author(&authors)).n)
		json_str(j, NULL, one);
	json_end(j, ']');
}

static void put_candidate(struct json *j, const struct identify_candidate *c)
{
	json_obj(j, NULL);
	json_str(j, "id", c->book.id);
	json_str(j, "title", c->book.title);
	put_authors(j, c->book.authors);
	if (c->book.year)
		json_i64(j, "year", c->book.year);
	else
		json_nil(j, "year");
	json_str_or_null(j, "publisher", c->book.publisher);
	json_str_or_null(j, "isbn13", c->book.isbn13);
	json_f64(j, "score", (double)c->score, 3);
	json_f64(j, "titleRead", (double)c->title, 3);
	json_f64(j, "authorRead", (double)c->author, 3);
	json_f64(j, "explained", (double)c->explained, 3);
	json_f64(j, "callNumber", (double)c->mark, 3);
	json_arr(j, "reasons");
	for (size_t i = 0; i < countof(c->reasons) && c->reasons[i]; i++)
		json_str(j, NULL, str_from(c->reasons[i]));
	json_end(j, ']');
	json_end(j, '}');
}

static void put_answer(struct json *j, const struct line *l, const struct identified_spine *p,
		       int64_t us)
{
	static const char *const status[] = { "sure", "check", "unknown" };

	json_obj(j, NULL);
	json_i64(j, "line", l->number);
	json_str(j, "status", str_from(status[p->status]));
	json_f64(j, "certainty", (double)p->certainty, 3);
	json_arr(j, "candidates");
	for (size_t i = 0; i < p->ncandidates; i++)
		put_candidate(j, &p->candidates[i]);
	json_end(j, ']');
	if (l->trouble)
		json_str(j, "error", str_from(l->trouble));
	json_i64(j, "microseconds", us);
	json_end(j, '}');
}

/* Whoever waits for a line has it before the next is read. */
static enum err print(struct ctx *cx, const struct identified_spine *p, const struct line *l,
		      int64_t us)
{
	struct buf b = buf_make(&cx->arena, ANSWER_BYTES);
	struct json j = json_make(&b);

	put_answer(&j, l, p, us);
	buf_addc(&b, '\n');
	if (fwrite(b.p, 1, b.n, stdout) != b.n || fflush(stdout))
		return fail(cx, ERR_IO, "standard output: %s", strerror(errno));
	return OK;
}

/* One line alone, or all of a shelf; the time is then an equal part of what they took together. */
static enum err answer(struct ctx *cx, struct session *s, const struct line *lines, size_t n)
{
	static const struct identified_spine nothing = { .status = IDENTIFY_UNKNOWN };
	str *texts = arena_new(&cx->arena, str, n);
	struct identified_shelf found;
	int64_t start_us = clock_ticks_us(), us;
	size_t asked = 0, next = 0;
	enum err e;

	for (size_t i = 0; i < n; i++)
		if (!lines[i].trouble)
			texts[asked++] = lines[i].text;
	if ((e = library_identify_texts(cx, s->catalogue, texts, asked, s->shelf, s->max, &found)))
		return e;
	us = (clock_ticks_us() - start_us) / (int64_t)(asked ? asked : 1);
	for (size_t i = 0; i < n && !e; i++)
		e = lines[i].trouble ? print(cx, &nothing, &lines[i], 0)
				     : print(cx, &found.spines[next++], &lines[i], us);
	return e;
}

/* The next line, or those of a shelf: up to an empty one, at most as many as a shelf has. False: there are no more. */
static bool read_lines(struct ctx *cx, struct session *s, struct line *lines, size_t *n)
{
	size_t most = s->shelf ? SCAN_SPINES_MAX : 1;

	for (*n = 0; *n < most; ++*n) {
		if (!read_line(cx, &lines[*n]))
			return *n > 0;
		lines[*n].number = ++s->lines;
		if (s->shelf && !lines[*n].text.n)
			break;
	}
	return true;
}

static enum err answer_all(struct ctx *cx, struct session *s)
{
	struct line lines[SCAN_SPINES_MAX];
	size_t n;
	enum err e;

	for (;;) {
		struct arena_mark mark = arena_mark(&cx->arena);

		if (!read_lines(cx, s, lines, &n))
			return OK;
		if ((e = answer(cx, s, lines, n)))
			return e;
		arena_rewind(&cx->arena, mark);
	}
}

static enum err read_max(struct ctx *cx, struct args *a, size_t *out)
{
	const char *text = NULL;
	int64_t n = MAX_DEFAULT;
	enum err e;

	if ((e = cli_option(cx, a, "--max", &text)))
		return e;
	if (text && (!str_i64(str_from(text), &n) || n < 1 || n > IDENTIFY_CANDIDATES))
		return fail(cx, ERR_INVALID, "--max must be a number from 1 to %d",
			    IDENTIFY_CANDIDATES);
	*out = (size_t)n;
	return OK;
}

enum err cli_catalogue_identify(struct ctx *cx, const struct conf *conf, struct args *a)
{
	struct session s = { .shelf = cli_flag(a, "--shelf") };
	enum err e;

	if ((e = read_max(cx, a, &s.max)) || (e = cli_words(cx, a, 0, 0)) ||
	    (e = catalogue_open(cx, conf, &s.catalogue)))
		return e;
	e = answer_all(cx, &s);
	catalogue_close(s.catalogue);
	return e;
}
