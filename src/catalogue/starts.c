/* starts.c - see starts.h. A hash table, key to list; open addressing. */
#include "catalogue/starts.h"

enum { FIRST_SLOTS = 1 << 12 };

struct list {
	uint32_t key, n; /* n 0: an empty slot */
	uint32_t book[STARTS_EACH], work[STARTS_EACH];
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

static void put(struct starts *s, uint32_t key, uint32_t book, uint32_t work)
{
	struct list *l = slot_of(s, key);

	if (l->n == STARTS_EACH)
		return;
	for (uint32_t i = 0; i < l->n; i++)
		if (l->work[i] == work)
			return;
	if (l->n == 0)
		s->used++;
	l->key = key;
	l->book[l->n] = book;
	l->work[l->n++] = work;
	if (s->used > s->nslots / 2)
		grow(s);
}

static void put_beginnings(struct starts *s, const uint32_t *letters, size_t n, uint32_t book,
			   uint32_t work)
{
	for (size_t k = 1; k <= STARTS_LETTERS && k <= n; k++)
		put(s, starts_key(letters, k), book, work);
}

void starts_add(struct starts *s, uint32_t book, uint32_t work, const struct fold *title,
		const struct fold *author)
{
	put_beginnings(s, title->unit, title->n, book, work);
	for (size_t i = 1; i < title->words; i++)
		put_beginnings(s, title->unit + title->start[i],
			       (size_t)(title->end[i] - title->start[i]), book, work);
	for (size_t i = 1; i < title->n; i++)
		if (fold_spaceless(title->unit[i]))
			put(s, starts_key(title->unit + i, 1), book, work);
	if (author->words) {
		size_t last = author->words - 1;

		put_beginnings(s, author->unit + author->start[last],
			       (size_t)(author->end[last] - author->start[last]), book, work);
	}
}

static int by_key(const void *a, const void *b)
{
	const struct list *const *x = a, *const *y = b;

	return ((*x)->key > (*y)->key) - ((*x)->key < (*y)->key);
}

void starts_take(const struct starts *s, struct file_start **keys, uint32_t *nkeys,
		 uint32_t **books, uint32_t *nbooks)
{
	const struct list **lists = xmalloc((s->used + 1) * sizeof *lists);
	uint32_t n = 0, sum = 0;

	for (uint32_t i = 0; i < s->nslots; i++)
		if (s->slots[i].n)
			lists[n++] = &s->slots[i];
	qsort(lists, n, sizeof *lists, by_key);
	*keys = xmalloc((n + 1) * sizeof **keys);
	*books = xmalloc(((size_t)n * STARTS_EACH + 1) * sizeof **books);
	for (uint32_t i = 0; i < n; i++) {
		(*keys)[i] = (struct file_start){ lists[i]->key, sum };
		memcpy(*books + sum, lists[i]->book, lists[i]->n * sizeof **books);
		sum += lists[i]->n;
	}
	*nkeys = n;
	*nbooks = sum;
	free(lists);
}
