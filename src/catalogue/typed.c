/* typed.c - see typed.h. */
#include "catalogue/typed.h"

#include "catalogue/work.h"

/* What a match of a word is worth: whole; its beginning (grows to 1 with its length); misspelt; its beginning misspelt;
 * somewhere among the letters (words written together or apart, scripts without spaces). */
#define WORTH_BEGINNING 0.85f
#define WORTH_TYPO 0.75f
#define WORTH_BEGINNING_TYPO 0.6f
#define WORTH_INSIDE 0.7f

/* The parts of the score. */
#define WEIGHT_WORDS 0.6f
#define WEIGHT_TITLE 0.2f
#define WEIGHT_BEGINS 0.2f

/* An author's books when just the author was typed: behind a title that is the same, before those that begin so. */
#define WORTH_AUTHOR 0.87f

enum { LONGEST_WORD = 40 };

struct word {
	const uint32_t *p;
	size_t n;
};

static struct word word_of(const struct fold *f, size_t i)
{
	return (struct word){ f->unit + f->start[i], (size_t)(f->end[i] - f->start[i]) };
}

static bool begins(struct word all, struct word part)
{
	return part.n <= all.n && memcmp(all.p, part.p, part.n * sizeof *part.p) == 0;
}

static size_t least(size_t a, size_t b) { return a < b ? a : b; }

/* Letters to change, add, drop or swap with their neighbour until a is b; in *beginning: until it is a beginning of b.
 * (Optimal string alignment distance.) Both at most LONGEST_WORD. */
static size_t distance(struct word a, struct word b, size_t *beginning)
{
	size_t rows[3][LONGEST_WORD + 1], *before = rows[0], *last = rows[1], *now = rows[2],
					  *spare;

	for (size_t j = 0; j <= b.n; j++)
		last[j] = j;
	for (size_t i = 1; i <= a.n; i++) {
		now[0] = i;
		for (size_t j = 1; j <= b.n; j++) {
			now[j] = least(last[j - 1] + (a.p[i - 1] != b.p[j - 1]),
				       least(last[j], now[j - 1]) + 1);
			if (i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] && a.p[i - 2] == b.p[j - 1])
				now[j] = least(now[j], before[j - 2] + 1);
		}
		spare = before;
		before = last;
		last = now;
		now = spare;
	}
	*beginning = last[0];
	for (size_t j = 1; j <= b.n; j++)
		*beginning = least(*beginning, last[j]);
	return last[b.n];
}

static size_t allowed_typos(size_t letters) { return letters < 4 ? 0 : letters < 8 ? 1 : 2; }

static float worth(struct word typed, struct word have)
{
	size_t typos = allowed_typos(typed.n), whole, beginning;

	if (typed.n == have.n && memcmp(typed.p, have.p, typed.n * sizeof *typed.p) == 0)
		return 1;
	if (begins(have, typed))
		return WORTH_BEGINNING + (1 - WORTH_BEGINNING) * (float)typed.n / (float)have.n;
	if (!typos || typed.n > LONGEST_WORD || have.n > LONGEST_WORD || have.n + typos < typed.n)
		return 0;
	whole = distance(typed, have, &beginning);
	if (whole <= typos)
		return WORTH_TYPO;
	return beginning <= typos && typed.n > 4 ? WORTH_BEGINNING_TYPO : 0;
}

static float best_worth(struct word typed, const struct fold *have, bool *used)
{
	float best = 0;
	size_t at = 0;

	for (size_t i = 0; i < have->words && best < 1; i++) {
		float w = worth(typed, word_of(have, i));

		if (w > best) {
			best = w;
			at = i;
		}
	}
	if (best > 0)
		used[at] = true;
	return best;
}

static bool inside(struct word typed, const struct fold *have)
{
	for (size_t i = 0; i + typed.n <= have->n; i++)
		if (memcmp(have->unit + i, typed.p, typed.n * sizeof *typed.p) == 0)
			return true;
	return false;
}

/* The shares of the typed letters that the authors have, and that title or authors have. */
static void words_found(const struct fold *query, const struct fold *title,
			const struct fold *authors, bool *used, struct typed *out)
{
	float all = 0, found = 0, found_author = 0;
	bool ignored[FOLD_WORDS];

	for (size_t i = 0; i < query->words; i++) {
		struct word w = word_of(query, i);
		float by_title = best_worth(w, title, used),
		      by_author = best_worth(w, authors, ignored);
		float best = by_title > by_author ? by_title : by_author;

		if (best < WORTH_INSIDE && (w.n > 3 || w.p[0] >= 128) &&
		    (inside(w, title) || inside(w, authors)))
			best = WORTH_INSIDE;
		all += (float)w.n;
		found += best * (float)w.n;
		found_author += by_author * (float)w.n;
	}
	out->words = all > 0 ? found / all : 0;
	out->author = all > 0 ? found_author / all : 0;
}

static bool is_article(struct word w)
{
	static const char *const articles[] = { "the", "a",  "an", "der", "die",
						"das", "le", "la", "les", "el" };

	for (size_t i = 0; i < countof(articles); i++) {
		size_t n = 0;

		while (n < w.n && articles[i][n] && w.p[n] == (unsigned char)articles[i][n])
			n++;
		if (n == w.n && !articles[i][n])
			return true;
	}
	return false;
}

/* The letters of a leading article. */
static size_t article(const struct fold *title)
{
	return title->words > 1 && is_article(word_of(title, 0)) ? title->start[1] : 0;
}

static bool title_begins(const struct fold *title, const struct fold *query)
{
	struct word typed = { query->unit, query->n };
	size_t skip = article(title);

	return begins((struct word){ title->unit, title->n }, typed) ||
	       begins((struct word){ title->unit + skip, title->n - skip }, typed);
}

/* The same text although the spaces may be elsewhere; a leading article may be left out. */
static bool same(const struct fold *query, const struct fold *title)
{
	size_t skip = article(title);

	if (query->n == title->n)
		return memcmp(query->unit, title->unit, query->n * sizeof *query->unit) == 0;
	return query->n == title->n - skip &&
	       memcmp(query->unit, title->unit + skip, query->n * sizeof *query->unit) == 0;
}

static float used_share(const struct fold *title, const bool *used)
{
	size_t n = 0;

	for (size_t i = 0; i < title->words; i++)
		if (used[i])
			n += word_of(title, i).n;
	return title->n ? (float)n / (float)title->n : 0;
}

struct typed typed_match(const struct fold *query, str title, str authors)
{
	struct fold whole, main_part, author;
	bool used[FOLD_WORDS] = { false };
	struct typed t = { .exact = false };
	float first = 0;

	fold_exact(title, &whole);
	fold_exact(work_main_title(title), &main_part);
	fold_exact(authors, &author);
	words_found(query, &whole, &author, used, &t);
	t.title = used_share(main_part.n ? &main_part : &whole, used);
	t.exact = same(query, &whole) || (main_part.n && same(query, &main_part));
	if (t.exact)
		first = t.title = 1;
	else if (title_begins(&whole, query))
		first = 0.6f;
	t.score = WEIGHT_WORDS * t.words + WEIGHT_TITLE * t.title + WEIGHT_BEGINS * first;
	if (t.author * WORTH_AUTHOR > t.score)
		t.score = t.author * WORTH_AUTHOR;
	return t;
}
