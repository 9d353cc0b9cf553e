/* guess.c - see guess.h. */
#include "library/guess.h"

#include "base/utf8.h"
#include "library/certainty.h"

#include <math.h>
#include <string.h>

enum { HITS = 12, TEXT_BYTES = 4096 };

/* What is taken for granted while the shelf is still being put together; and what may be a book at all. */
static const float solid_title = 0.88f, solid_author = 0.72f, solid_explained = 0.8f;
static const float likely_title = 0.6f, likely_explained = 0.45f;

static int letters_of(struct ctx *cx, str s)
{
	str plain = utf8_plain(&cx->arena, s);
	int spaces = 0;

	for (size_t i = 0; i < plain.n; i++)
		spaces += plain.p[i] == ' ';
	return (int)utf8_length(plain) - spaces;
}

/* A title without its author counts less, one that is not complete much less: an author's name alone explains all
 * letters and says nothing of which book it is. */
static float value_of(const struct guess *g)
{
	const struct catalogue_hit *h = g->hits.items;

	if (!g->hits.n)
		return 0;
	return (float)g->letters * fmaxf(h->explained - g->hits.common, 0) * h->title * h->title *
	       (0.6f + 0.4f * h->author);
}

static enum err ask(struct ctx *cx, struct catalogue *c, struct guess *g)
{
	enum err e;

	g->letters = letters_of(cx, g->text);
	if (g->letters < 3)
		return OK;
	if ((e = catalogue_identify(cx, c, g->text, HITS, &g->hits)))
		return e;
	g->value = value_of(g);
	g->certainty = certainty_of(&g->hits, g->letters);
	return OK;
}

enum err guess_make(struct ctx *cx, struct catalogue *c, const struct vision_line *const *lines,
		    size_t n, struct quad quad, float confidence, struct guess *out)
{
	struct buf b = buf_make(&cx->arena, TEXT_BYTES);

	*out = (struct guess){ .n = n < GUESS_LINES ? n : GUESS_LINES,
			       .quad = quad,
			       .confidence = confidence };
	for (size_t i = 0; i < out->n; i++) {
		out->lines[i] = lines[i];
		if (i)
			buf_addc(&b, '\n');
		buf_add(&b, lines[i]->text);
	}
	out->text = buf_str(&b);
	return ask(cx, c, out);
}

enum err guess_of_text(struct ctx *cx, struct catalogue *c, str text, struct guess *out)
{
	*out = (struct guess){ .text = text };
	return ask(cx, c, out);
}

bool guess_solid(const struct guess *g)
{
	const struct catalogue_hit *h = g->hits.items;

	return g->hits.n && h->title >= solid_title && h->explained >= solid_explained &&
	       h->author >= solid_author;
}

bool guess_likely(const struct guess *g)
{
	const struct catalogue_hit *h = g->hits.items;

	return g->hits.n && h->title >= likely_title && h->explained >= likely_explained;
}

enum identify_status guess_status(const struct guess *g)
{
	if (!g->hits.n || g->certainty < CERTAINTY_CHECK)
		return IDENTIFY_UNKNOWN;
	if (g->certainty < CERTAINTY_SURE || certainty_rival(&g->hits))
		return IDENTIFY_CHECK;
	return IDENTIFY_SURE;
}

void guess_reasons(const struct guess *g, size_t hit, const char *reasons[IDENTIFY_REASONS])
{
	const struct catalogue_hit *h = &g->hits.items[hit];
	size_t n = 0;

	reasons[n++] = h->title >= 0.97f          ? "The whole title was read"
		       : h->title >= solid_title  ? "Nearly the whole title was read"
		       : h->title >= likely_title ? "Only part of the title could be read"
						  : "Little of the title could be read";
	if (h->author >= solid_author)
		reasons[n++] = "The author's name was read";
	else if (h->book.authors.n)
		reasons[n++] = "The author's name was not read";
	if (h->explained < likely_explained)
		reasons[n++] = "Much of the text is not explained by this book";
	if (hit == 0 && certainty_rival(&g->hits))
		reasons[n++] = "Another book fits as well";
	if (n < IDENTIFY_REASONS)
		reasons[n] = NULL;
}

/* Whether a word of the spine stands in the text, both folded: whole, or, for long ones, inside a glued word. */
static bool stands_in(str word, str text)
{
	for (str rest = text; rest.n;) {
		str w = str_cut(&rest, ' ');

		if (str_eq(w, word) ||
		    (word.n >= 5 && w.n > word.n && memmem(w.p, w.n, word.p, word.n)) ||
		    (w.n >= 4 && word.n > w.n && memmem(word.p, word.n, w.p, w.n)))
			return true;
	}
	return false;
}

static void add_word(struct buf *b, str word)
{
	if (b->n)
		buf_addc(b, ' ');
	buf_add(b, word);
}

/* A word goes where it stands; one that stands in neither goes with the words around it on its line. */
static void share_line(struct ctx *cx, str line, str title_plain, str author_plain,
		       struct buf *title, struct buf *author)
{
	struct buf *last = NULL;

	while (line.n) {
		str word = str_cut(&line, ' '), plain = utf8_plain(&cx->arena, word);
		bool in_title = plain.n && stands_in(plain, title_plain),
		     in_author = plain.n && stands_in(plain, author_plain);

		if (in_title && !(in_author && last == author))
			last = title;
		else if (in_author)
			last = author;
		if (word.n && last)
			add_word(last, word);
	}
}

void guess_parts(struct ctx *cx, const struct guess *g, str *title, str *author)
{
	struct buf t = buf_make(&cx->arena, TEXT_BYTES), a = buf_make(&cx->arena, TEXT_BYTES);
	str title_plain, author_plain;

	*title = *author = S("");
	if (!g->hits.n || guess_status(g) == IDENTIFY_UNKNOWN)
		return;
	title_plain = utf8_plain(&cx->arena, g->hits.items[0].book.title);
	author_plain = utf8_plain(&cx->arena, g->hits.items[0].book.authors);
	for (size_t i = 0; i < g->n; i++)
		share_line(cx, g->lines[i]->text, title_plain, author_plain, &t, &a);
	*title = buf_str(&t);
	*author = buf_str(&a);
}
