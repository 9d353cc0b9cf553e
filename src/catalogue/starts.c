/* starts.c - see starts.h. A hash table, key to list; open addressing. */
#include "catalogue/starts.h"

enum { FIRST_SLOTS = 1 << 12 };

struct list {
	uint32_t key, n; /* n 0: an empty slot */
	uint32_t title[STARTS_EACH];
};

struct starts {
	struct list *slots;
	uint32_t nslots, used; /* nslots: a power of two */
};

uint32_t starts_key(const uint32_t *letters, size_t n)
{
	return (uint32_t)(fold_hash(n, letters, n) >> 32);
}

static struct list *empty_slots(uint32_t n)
{
	struct list *slots = xmalloc(n * sizeof *slots);

	memset(slots, 0, n * sizeof *slots);
	return slots;
}

struct starts *starts_open(void)
{
	struct starts *s = xmalloc(sizeof *s);

	*s = (struct starts){ empty_slots(FIRST_SLOTS), FIRST_SLOTS, 0 };
	return s;
}

void starts_close(struct starts *s)
{
	free(s->slots);
	free(s);
}

static struct list *slot_of(const struct starts *s, uint32_t key)
{
	uint32_t i = key & (s->nslots - 1);

	while (s->slots[i].n && s->slots[i].key != key)
		i = (i + 1) & (s->nslots - 1);
	return &s->slots[i];
}

static void grow(struct starts *s)
{
	struct list *old = s->slots;
	uint32_t n = s->nslots;

	s->slots = empty_slots(n * 2);
	s->nslots = n * 2;
	for (uint32_t i = 0; i < n; i++)
		if (old[i].n)
			*slot_of(s, old[i].key) = old[i];
	free(old);
}

static bool better(const struct file_title *titles, uint32_t a, uint32_t b)
{
	const struct file_title *x = &titles[a], *y = &titles[b];

	if (x->prior != y->prior)
		return x->prior > y->prior;
	return x->grams != y->grams ? x->grams < y->grams : a < b;
}

/* Where the title belongs in the list; its end: nowhere. A worse title of the same work leaves the list. */
static uint32_t place_of(struct list *l, const struct file_title *titles, uint32_t title)
{
	uint32_t at = 0;

	while (at < l->n && better(titles, l->title[at], title))
		if (titles[l->title[at++]].fold == titles[title].fold)
			return STARTS_EACH;
	for (uint32_t i = at; i < l->n; i++)
		if (titles[l->title[i]].fold == titles[title].fold) {
			memmove(l->title + i, l->title + i + 1, (l->n - i - 1) * sizeof *l->title);
			l->n--;
			break;
		}
	return at;
}

void starts_put(struct starts *s, const struct file_title *titles, uint32_t title, uint32_t key)
{
	struct list *l = slot_of(s, key);
	uint32_t at;

	if (l->n == STARTS_EACH && better(titles, l->title[l->n - 1], title))
		return;
	if (l->n == 0)
		s->used++;
	l->key = key;
	if ((at = place_of(l, titles, title)) == STARTS_EACH)
		return;
	if (l->n == STARTS_EACH)
		l->n--;
	memmove(l->title + at + 1, l->title + at, (l->n - at) * sizeof *l->title);
	l->title[at] = title;
	l->n++;
	if (s->used > s->nslots / 2)
		grow(s);
}

struct filing {
	struct starts *s;
	const struct file_title *titles;
	uint32_t title;
};

static void put_beginnings(const struct filing *f, const uint32_t *letters, size_t n)
{
	for (size_t k = 1; k <= STARTS_LETTERS && k <= n; k++)
		starts_put(f->s, f->titles, f->title, starts_key(letters, k));
}

void starts_add(struct starts *s, const struct file_title *titles, uint32_t title,
		const struct fold *t, const struct fold *author)
{
	struct filing f = { s, titles, title };

	put_beginnings(&f, t->unit, t->n);
	for (size_t i = 1; i < t->words; i++)
		put_beginnings(&f, t->unit + t->start[i], (size_t)(t->end[i] - t->start[i]));
	for (size_t i = 1; i < t->n; i++)
		if (fold_spaceless(t->unit[i]))
			starts_put(s, titles, title, starts_key(t->unit + i, 1));
	if (author->words) {
		size_t last = author->words - 1;

		put_beginnings(&f, author->unit + author->start[last],
			       (size_t)(author->end[last] - author->start[last]));
	}
}

static int by_key(const void *a, const void *b)
{
	const struct list *const *x = a, *const *y = b;

	return ((*x)->key > (*y)->key) - ((*x)->key < (*y)->key);
}

void starts_take(const struct starts *s, struct file_start **keys, uint32_t *nkeys,
		 uint32_t **titles, uint32_t *ntitles)
{
	const struct list **lists = xmalloc((s->used + 1) * sizeof *lists);
	uint32_t n = 0, sum = 0;

	for (uint32_t i = 0; i < s->nslots; i++)
		if (s->slots[i].n)
			lists[n++] = &s->slots[i];
	qsort(lists, n, sizeof *lists, by_key);
	*keys = xmalloc((n + 1) * sizeof **keys);
	*titles = xmalloc(((size_t)n * STARTS_EACH + 1) * sizeof **titles);
	for (uint32_t i = 0; i < n; i++) {
		(*keys)[i] = (struct file_start){ lists[i]->key, sum };
		memcpy(*titles + sum, lists[i]->title, lists[i]->n * sizeof **titles);
		sum += lists[i]->n;
	}
	*nkeys = n;
	*ntitles = sum;
	free(lists);
}
