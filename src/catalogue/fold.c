/* fold.c - see fold.h. */
#include "catalogue/fold.h"

#include "base/utf8.h"

enum { PAD = 1, NO_SPACE = 2 }; /* never letters */

static uint32_t look_alike(uint32_t c)
{
	switch (c) {
	case '0': return 'o';
	case '1':
	case 'i': return 'l';
	case '5': return 's';
	case '8': return 'b';
	case 'q': return 'g';
	default: return c;
	}
}

/* A fold being made. */
struct folding {
	struct fold *f;
	bool in;    /* a word has begun */
	bool exact; /* look-alikes stay different */
};

static void end_word(struct folding *w)
{
	if (w->in)
		w->f->end[w->f->words - 1] = (uint16_t)w->f->n;
	w->in = false;
}

/* False: no room for another word. */
static bool begin_word(struct folding *w)
{
	struct fold *f = w->f;

	if (w->in)
		return true;
	if (f->words == FOLD_WORDS)
		return false;
	f->start[f->words] = f->end[f->words] = (uint16_t)f->n;
	f->words++;
	return w->in = true;
}

static void put(struct folding *w, uint32_t c)
{
	struct fold *f = w->f;
	uint32_t *last;

	if (f->n == FOLD_UNITS || !begin_word(w))
		return;
	if (w->exact) {
		f->unit[f->n++] = c;
		return;
	}
	c = look_alike(c);
	last = f->n > f->start[f->words - 1] ? &f->unit[f->n - 1] : NULL;
	if (last && c == 'n' && *last == 'r')
		*last = 'm';
	else if (last && c == 'v' && *last == 'v')
		*last = 'w';
	else
		f->unit[f->n++] = c;
}

static void put_ascii(struct folding *w, unsigned char c)
{
	if (c >= 'A' && c <= 'Z')
		c = (unsigned char)(c - 'A' + 'a');
	if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
		put(w, c);
	} else if ((c == '|' || c == '!') && w->in && !w->exact) {
		put(w, 'l');
	} else if (c == '$' && w->in && !w->exact) {
		put(w, 's');
	} else if (c == '&') {
		end_word(w);
		for (const char *p = "and"; *p; p++)
			put(w, (unsigned char)*p);
		end_word(w);
	} else if (c != '\'') {
		end_word(w);
	}
}

static void put_other(struct folding *w, int32_t cp)
{
	int32_t letters[UTF8_PLAIN_MAX];
	size_t n;

	if (cp == 0x2019) /* the typographic apostrophe, as ' */
		return;
	n = utf8_plain_one(cp, letters);
	for (size_t i = 0; i < n; i++) {
		if (letters[i] == ' ')
			end_word(w);
		else
			put(w, (uint32_t)letters[i]);
	}
}

static void fold(str s, bool exact, struct fold *out)
{
	struct folding w = { .f = out, .exact = exact };

	out->n = out->words = 0;
	while (s.n && out->n < FOLD_UNITS) {
		unsigned char c = (unsigned char)s.p[0];
		int32_t cp;

		if (c < 0x80) {
			s = (str){ s.p + 1, s.n - 1 };
			put_ascii(&w, c);
			continue;
		}
		cp = utf8_next(&s);
		if (cp < 0)
			break;
		put_other(&w, cp);
	}
	end_word(&w);
}

void fold_text(str s, struct fold *out) { fold(s, false, out); }

void fold_exact(str s, struct fold *out) { fold(s, true, out); }

bool fold_spaceless(uint32_t u)
{
	return u >= 0x2e80 &&
	       (u <= 0x9fff || (u >= 0xf900 && u <= 0xfaff) || (u >= 0x20000 && u <= 0x3ffff));
}

static uint64_t mix(uint64_t h)
{
	h = (h ^ (h >> 30)) * 0xbf58476d1ce4e5b9u; /* the finaliser of splitmix64 */
	h = (h ^ (h >> 27)) * 0x94d049bb133111ebu;
	return h ^ (h >> 31);
}

static uint32_t bucket(uint32_t a, uint32_t b, uint32_t c, uint32_t d, int bits)
{
	uint64_t low = (uint64_t)a << 32 | b, high = (uint64_t)c << 32 | d;

	return (uint32_t)(mix(mix(low + 0x9e3779b97f4a7c15u) ^ high) >> (64 - bits));
}

static uint32_t short_bucket(const uint32_t *u, size_t n, int bits)
{
	return bucket(u[0], n > 1 ? u[1] : PAD, n > 2 ? u[2] : PAD, PAD, bits);
}

size_t fold_grams(const struct fold *f, int bits, uint32_t out[FOLD_GRAMS])
{
	const uint32_t *u = f->unit;
	size_t k = 0;

	if (f->n > 0 && f->n < 4)
		out[k++] = short_bucket(u, f->n, bits);
	for (size_t i = 0; i < f->n; i++) {
		bool next = i + 1 < f->n && fold_spaceless(u[i + 1]);

		if (fold_spaceless(u[i])) {
			if (next)
				out[k++] = bucket(u[i], u[i + 1], NO_SPACE, NO_SPACE, bits);
			else if (i == 0 || !fold_spaceless(u[i - 1]))
				out[k++] = short_bucket(u + i, 1, bits);
		} else if (i + 4 <= f->n && !next && !fold_spaceless(u[i + 2]) &&
			   !fold_spaceless(u[i + 3])) {
			out[k++] = bucket(u[i], u[i + 1], u[i + 2], u[i + 3], bits);
		}
	}
	return k;
}

size_t fold_query_grams(const struct fold *f, int bits, uint32_t out[FOLD_GRAMS])
{
	size_t k = fold_grams(f, bits, out);

	for (size_t w = 0; w < f->words && k < FOLD_GRAMS; w++) {
		size_t n = (size_t)(f->end[w] - f->start[w]);

		if (n > 0 && n < 4)
			out[k++] = short_bucket(f->unit + f->start[w], n, bits);
	}
	return k;
}

static int by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

size_t fold_unique(uint32_t *g, size_t n)
{
	size_t kept = 0;

	qsort(g, n, sizeof *g, by_number);
	for (size_t i = 0; i < n; i++)
		if (kept == 0 || g[kept - 1] != g[i])
			g[kept++] = g[i];
	return kept;
}

uint64_t fold_hash(uint64_t seed, const uint32_t *unit, size_t n)
{
	uint64_t h = seed;

	for (size_t i = 0; i < n; i++)
		h = mix(h + unit[i] + 0x9e3779b97f4a7c15u);
	return h;
}
