/* rank.c - see rank.h. */
#include "catalogue/rank.h"

#include "catalogue/imprints.h"
#include "catalogue/work.h"

#include <math.h>

/* A title of few letters is found in any text by chance: from here on it counts in full, at none this much. */
enum { FULL_TITLE_LETTERS = 9 };
#define SHORT_TITLE_WEIGHT 0.6

/* So much of a title that it is this one. */
#define TITLE_READ 0.9

enum { MANY_LETTERS = 30 }; /* found in the text: no chance any more */

struct trial {
	const struct rank_query *q;
	struct fit_text left; /* the text without the words already found in it */
	bool known[FOLD_UNITS];
	double phrase, title, subtitle, author, letters;
};

/* Letters of a word that may be wrong. */
static size_t allowed(size_t n) { return n <= 3 ? 0 : n <= 5 ? 1 : n <= 8 ? 2 : n / 3; }

static bool good(struct fit f) { return f.distance <= allowed(f.n); }

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
	size_t n = length(f, word) < FIT_PATTERN ? length(f, word) : FIT_PATTERN;
	const uint32_t *letters = f->unit + f->start[word];
	struct fit fit = { .n = n, .distance = n };

	if (!fit_possible(&t->left, letters, n, allowed(n)))
		return fit;
	fit = fit_find(&t->left, letters, n);
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

/* A subtitle, a series, the publisher: they explain letters. Returns the share of their letters that was found. */
static double rank_rest(struct trial *t, str s)
{
	double all = 0, found = 0;
	struct fold f;

	fold_text(s, &f);
	for (size_t i = 0; i < f.words; i++) {
		size_t n = length(&f, i);
		struct fit fit;

		if (n < 4)
			continue;
		fit = find_word(t, &f, i);
		all += (double)n;
		if (good(fit))
			found += (double)n * share(fit);
	}
	return all > 0 ? found / all : 0;
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
		if (i < words)
			t->letters += (double)n * share(fit);
		if (i >= words && n > 4 && share(fit) > other)
			other = share(fit);
	}
	t->author = all > 0 ? found / all : 0;
	if (other * 0.56 > t->author)
		t->author = other * 0.56;
}

static double known_share(const struct rank_query *q, const bool known[FOLD_UNITS])
{
	size_t n = 0;

	for (size_t i = 0; i < q->text.n; i++)
		n += known[i];
	return q->text.n ? (double)n / (double)q->text.n : 0;
}

float rank_common(const struct rank_query *q) { return (float)known_share(q, q->known); }

static bool begins(const struct fold *f, size_t word, const struct fold *mark)
{
	return word < f->words && mark->n && f->n - f->start[word] >= mark->n &&
	       memcmp(f->unit + f->start[word], mark->unit, mark->n * sizeof *mark->unit) == 0;
}

/* Books are filed by the author's surname, which stands first or last; without an author by the title, perhaps behind its article. */
float rank_mark(const struct rank_query *q, str title, str authors)
{
	struct fold f;

	if (!q->mark.n)
		return 0;
	fold_text(work_first_author(authors), &f);
	if (f.words) {
		if (begins(&f, 0, &q->mark) || begins(&f, f.words - 1, &q->mark))
			return 1;
		for (size_t i = 1; i + 1 < f.words; i++)
			if (begins(&f, i, &q->mark))
				return 1;
	}
	fold_text(title, &f);
	if (begins(&f, 0, &q->mark) || begins(&f, 1, &q->mark))
		return authors.n ? 0.5f : 1;
	return -1;
}

static float weighed(const float part[RANK__PARTS])
{
	static const struct {
		float weight;
		bool common;
	} parts[RANK__PARTS] = {
#define PART(name, weight, common, what) { weight, common },
#include "catalogue/rank.def"
#undef PART
	};
	float sum = 0, all = 0;

	for (size_t i = 0; i < RANK__PARTS; i++) {
		sum += parts[i].weight * part[i];
		all += parts[i].common ? parts[i].weight : 0;
	}
	return sum / all;
}

static struct rank put_together(const struct trial *t, const struct rank_book *b, size_t letters)
{
	double weight = 1, explained = known_share(t->q, t->known);
	struct volume v = volume_read(b->title);
	struct rank r;

	if (letters < FULL_TITLE_LETTERS)
		weight = SHORT_TITLE_WEIGHT +
			 (1 - SHORT_TITLE_WEIGHT) * (double)letters / FULL_TITLE_LETTERS;
	r.part[RANK_TITLE] = (float)(t->title * weight);
	r.part[RANK_PHRASE] = (float)(t->phrase * weight);
	r.part[RANK_SUBTITLE] = (float)t->subtitle;
	r.part[RANK_AUTHOR] = (float)t->author;
	r.part[RANK_EXPLAINED] = (float)explained;
	r.part[RANK_VOLUME] = (float)volume_match(&v, &t->q->volume);
	r.part[RANK_MARK] = fmaxf(rank_mark(t->q, b->title, b->authors), 0);
	r.part[RANK_LETTERS] = (float)(t->letters < MANY_LETTERS ? t->letters / MANY_LETTERS : 1);
	r.part[RANK_INDEX] = b->index;
	r.part[RANK_PRIOR] = b->prior;
	r.part[RANK_FAMOUS] = t->title >= TITLE_READ ? b->prior * (float)(1 - t->author) : 0;
	r.score = weighed(r.part);
	r.title = (float)t->title;
	r.author = (float)t->author;
	r.explained = (float)explained;
	return r;
}

struct rank rank_book(const struct rank_query *q, const struct rank_book *b)
{
	struct trial t = { .q = q };
	str main_title = work_main_title(b->title);
	struct fold f;
	size_t letters;

	memcpy(&t.left, &q->text, sizeof t.left);
	memcpy(t.known, q->known, sizeof t.known);
	fold_text(main_title, &f);
	if (f.n == 0)
		fold_text(main_title = b->title, &f);
	if (f.n == 0)
		return (struct rank){ .score = 0 };
	rank_title(&t, &f);
	letters = f.n;
	t.letters = t.title * (double)f.n;
	t.subtitle = rank_rest(&t, (str){ b->title.p + main_title.n, b->title.n - main_title.n });
	rank_author(&t, b->authors);
	rank_rest(&t, b->publisher);
	return put_together(&t, b, letters);
}

static void mark_call(struct rank_query *q, str text)
{
	struct fold f;
	size_t from, to;

	if (!q->call.whole.n)
		return;
	from = (size_t)(q->call.whole.p - text.p);
	fold_text((str){ text.p, from }, &f);
	to = f.n;
	fold_text((str){ text.p, from + q->call.whole.n }, &f);
	for (; to < f.n && to < q->fold.n; to++)
		q->known[to] = true;
}

void rank_prepare(str text, struct rank_query *q)
{
	fold_text(text, &q->fold);
	fit_prepare(&q->fold, &q->text);
	memset(q->known, 0, sizeof q->known);
	q->call = callnumber_find(text);
	fold_text(q->call.mark, &q->mark);
	q->volume = volume_read(text);
	mark_call(q, text);
	imprints_mark(&q->fold, &q->text, q->known);
}
