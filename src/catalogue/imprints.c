/* imprints.c - see imprints.h. Hundreds of names are looked for in every text, so most are turned away by the letters they have. */
#include "catalogue/imprints.h"

enum { WHOLE_WORDS = 6, LETTERS_A_TYPO = 7 };

#define WORD(text) \
	{ \
		text, sizeof(text) - 1 \
	}

static const str names[] = {
#define IMPRINT(text) WORD(text),
#define BLURB(text) WORD(text),
#include "catalogue/imprints.def"
#undef IMPRINT
#undef BLURB
};

/* Of look-alikes: i and l, q and g are one letter to a fold; m, n and w may be made of others. */
static uint32_t bit_of(unsigned char c)
{
	switch (c) {
	case 'i': c = 'l'; break;
	case 'q': c = 'g'; break;
	case 'm':
	case 'n':
	case 'r':
	case 'v':
	case 'w':
	case '&': return 0;
	default: break;
	}
	return c >= 'a' && c <= 'z' ? (uint32_t)1 << (c - 'a') : 0;
}

static uint32_t letters_of(const struct fold *f)
{
	uint32_t set = 0;

	for (size_t i = 0; i < f->n; i++)
		if (f->unit[i] < 128)
			set |= bit_of((unsigned char)f->unit[i]);
	return set;
}

/* No more letters are missing from the text than may be misread. */
static bool possible(str name, uint32_t have)
{
	uint32_t need = 0;

	for (size_t i = 0; i < name.n; i++)
		need |= bit_of((unsigned char)name.p[i]);
	return (size_t)__builtin_popcount(need & ~have) <= name.n / LETTERS_A_TYPO;
}

/* A short name is inside many a word: it must be words itself. */
static bool whole_words(const struct fold *f, size_t from, size_t to)
{
	bool starts = false, ends = false;

	for (size_t i = 0; i < f->words; i++) {
		starts |= f->start[i] == from;
		ends |= f->end[i] == to;
	}
	return starts && ends;
}

void imprints_mark(const struct fold *f, const struct fit_text *text, bool known[FOLD_UNITS])
{
	uint32_t have = letters_of(f);

	for (size_t i = 0; i < countof(names); i++) {
		struct fold name;
		struct fit fit;

		if (!possible(names[i], have))
			continue;
		fold_text(names[i], &name);
		if (!fit_possible(text, name.unit, name.n, name.n / LETTERS_A_TYPO))
			continue;
		fit = fit_find(text, name.unit, name.n);
		if (fit.distance > fit.n / LETTERS_A_TYPO ||
		    (name.n < WHOLE_WORDS && !whole_words(f, fit_begin(fit), fit.end)))
			continue;
		for (size_t k = fit_begin(fit); k < fit.end; k++)
			known[k] = true;
	}
}
