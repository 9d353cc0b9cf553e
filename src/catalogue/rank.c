/* rank.c - see rank.h. Weights and limits were measured on 2,000 spine texts against 300,000 books. */
#include "catalogue/rank.h"

#include "catalogue/work.h"

/* What the parts weigh; the rest of 1 is the title as one phrase. */
#define WEIGHT_TITLE 0.36
#define WEIGHT_AUTHOR 0.20
#define WEIGHT_EXPLAINED 0.34
#define WEIGHT_PHRASE (1 - WEIGHT_TITLE - WEIGHT_AUTHOR - WEIGHT_EXPLAINED)

/* A title of few letters is found in any text by chance: from here on it counts in full, at none this much. */
enum { FULL_TITLE_LETTERS = 9 };
#define SHORT_TITLE_WEIGHT 0.6

/* Stands on spines beside title and author, or is read with them. */
static const char *const publishers[] = {
	"penguin classics",
	"penguin",
	"vintage",
	"harper",
	"knopf",
	"random house",
	"norton",
	"oxford university press",
	"oxford",
	"faber",
	"scribner",
	"bantam",
	"picador",
	"simon schuster",
	"viking",
	"oreilly",
	"harpercollins",
	"dover",
	"a novel",
	"bestseller",
	"new york times",
	"wiley",
	"springer",
	"bloomsbury",
	"orbit",
	"mariner",
	"mit press",
	"anchor books",
};

struct trial {
	const struct rank_query *q;
	struct fit_text left; /* the text without the words already found in it */
	bool known[FOLD_UNITS];
	double phrase, title, author;
};

static bool good(struct fit f)
{
	if (f.n <= 3)
		return f.distance == 0;
	return f.distance <= (f.n <= 5 ? 1 : f.n <= 8 ? 2 : f.n / 3);
}

static double share(struct fit f) { return 1 - (double)f.distance / (double)f.n; }

static void mark_known(bool known[FOLD_UNITS], struct fit f)
{
	for (size_t i = fit_begin(f); i < f.end; i++)
		known[i] = true;
}

static size_t length(const struct fold *f, size_t word)
{
	return (size_t)(f->end[word] - f->start[word]);
}

/* Look for a word in what is left of the text; a good place is known from now on. */
static struct fit find_word(struct trial *t, const struct fold *f, size_t word)
{
	struct fit fit = fit_find(&t->left, f->unit + f->start[word], length(f, word));

	if (good(fit))
		mark_known(t->known, fit);
	return fit;
}

static void longest_first(const struct fold *f, unsigned char order[FOLD_WORDS])
{
	for (size_t i = 0; i < f->words; i++) {
		size_t k = i;

		for (; k > 0 && length(f, order[k - 1]) < length(f, i); k--)
			order[k] = order[k - 1];
		order[k] = (unsigned char)i;
	}
}

/* The share of the title's letters whose words stand in the text, in any order. */
static double words_found(struct trial *t, const struct fold *title)
{
	unsigned char order[FOLD_WORDS];
	double all = 0, found = 0;

	longest_first(title, order);
	for (size_t i = 0; i < title->words; i++) {
		size_t n = length(title, order[i]);
		double weight = n <= 3 ? (double)n / 2 : (double)n;
		struct fit fit;

		if (n == 0)
			continue;
		fit = find_word(t, title, order[i]);
		all += weight;
		if (!good(fit))
			continue;
		found += weight * share(fit);
		if (n > 3)
			memset(t->left.letter + fit_begin(fit), 0, fit.end - fit_begin(fit));
	}
	return all > 0 ? found / all : 0;
}

static void rank_title(struct trial *t, const struct fold *title)
{
	double words = words_found(t, title);
	struct fit whole = fit_find(&t->q->text, title->unit, title->n);

	t->phrase = share(whole);
	if (t->phrase > 0.6)
		mark_known(t->known, whole);
	t->title = t->phrase > words ? t->phrase : 0.95 * words + 0.05 * t->phrase;
}

/* A subtitle, a series, the publisher: they explain letters, no more. */
static void rank_rest(struct trial *t, str s)
{
	struct fold f;

	fold_text(s, &f);
	for (size_t i = 0; i < f.words; i++)
		if (length(&f, i) >= 4)
			find_word(t, &f, i);
}

/* The first author decides, the surname double; one of the others, well read, stands in for them. */
static void rank_author(struct trial *t, str authors)
{
	struct fold f, first;
	double all = 0, found = 0, other = 0;
	size_t words;

	fold_text(work_author_head(authors), &f);
	fold_text(work_first_author(authors), &first);
	words = first.words ? first.words : f.words;
	for (size_t i = 0; i < f.words; i++) {
		size_t n = length(&f, i);
		double weight = (i + 1 == words ? 2.0 : 1.0) * (n <= 3 ? 0.5 : 1.0) *
				(i < words ? 1.0 : 0.15);
		struct fit fit;

		if (n < 2)
			continue;
		fit = find_word(t, &f, i);
		all += weight;
		if (!good(fit))
			continue;
		found += weight * share(fit);
		if (i >= words && n > 4 && share(fit) > other)
			other = share(fit);
	}
	t->author = all > 0 ? found / all : 0;
	if (other * 0.56 > t->author)
		t->author = other * 0.56;
}

static double known_share(const struct trial *t)
{
	size_t n = 0;

	for (size_t i = 0; i < t->q->text.n; i++)
		n += t->known[i];
	return (double)n / (double)t->q->text.n;
}

struct rank rank_book(const struct rank_query *q, str title, str authors, str publisher)
{
	struct trial t = { .q = q };
	str main_title = work_main_title(title);
	struct fold f;
	double explained, weight = 1;

	memcpy(&t.left, &q->text, sizeof t.left);
	memcpy(t.known, q->known, sizeof t.known);
	fold_text(main_title, &f);
	if (f.n == 0)
		fold_text(main_title = title, &f);
	if (f.n == 0)
		return (struct rank){ .score = 0 };
	rank_title(&t, &f);
	rank_rest(&t, (str){ title.p + main_title.n, title.n - main_title.n });
	rank_author(&t, authors);
	rank_rest(&t, publisher);
	explained = known_share(&t);
	if (f.n < FULL_TITLE_LETTERS)
		weight = SHORT_TITLE_WEIGHT +
			 (1 - SHORT_TITLE_WEIGHT) * (double)f.n / FULL_TITLE_LETTERS;
	return (struct rank){
		.score = (float)((WEIGHT_TITLE * t.title + WEIGHT_PHRASE * t.phrase) * weight +
				 WEIGHT_AUTHOR * t.author + WEIGHT_EXPLAINED * explained),
		.title = (float)t.title,
		.author = (float)t.author,
		.explained = (float)explained,
	};
}

void rank_prepare(str text, struct rank_query *q)
{
	fold_text(text, &q->fold);
	fit_prepare(&q->fold, &q->text);
	memset(q->known, 0, sizeof q->known);
	for (size_t i = 0; i < countof(publishers); i++) {
		struct fold f;
		struct fit fit;

		fold_text(str_from(publishers[i]), &f);
		if (f.n + 4 > q->text.n)
			continue;
		fit = fit_find(&q->text, f.unit, f.n);
		if (fit.distance <= f.n / 7)
			mark_known(q->known, fit);
	}
}
