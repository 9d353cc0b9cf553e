/* moved.c - see moved.h. */
#include "catalogue/moved.h"

#include <stdlib.h>

enum { FIRST_SLOTS = 1 << 10, LONGEST_CHAIN = 16 };

void moved_free(struct moved *m)
{
	free(m->slots);
	*m = (struct moved){ NULL, 0, 0 };
}

static uint64_t *slot_of(const struct moved *m, uint32_t from)
{
	uint32_t i = (uint32_t)((from * 0x9e3779b97f4a7c15u) >> 32) & (m->nslots - 1);

	while (m->slots[i] && m->slots[i] >> 32 != from)
		i = (i + 1) & (m->nslots - 1);
	return &m->slots[i];
}

static void grow(struct moved *m)
{
	struct moved old = *m;

	m->nslots = old.nslots ? old.nslots * 2 : FIRST_SLOTS;
	m->slots = xmalloc(m->nslots * sizeof *m->slots);
	memset(m->slots, 0, m->nslots * sizeof *m->slots);
	for (uint32_t i = 0; i < old.nslots; i++)
		if (old.slots[i])
			*slot_of(m, (uint32_t)(old.slots[i] >> 32)) = old.slots[i];
	free(old.slots);
}

void moved_add(struct moved *m, uint32_t from, uint32_t to)
{
	uint64_t *slot;

	if (m->n * 2 >= m->nslots)
		grow(m);
	slot = slot_of(m, from);
	m->n += *slot == 0;
	*slot = (uint64_t)from << 32 | to;
}

uint32_t moved_find(const struct moved *m, uint32_t number)
{
	uint32_t to = number;

	for (int i = 0; m->n && i <= LONGEST_CHAIN; i++) {
		uint64_t pair = *slot_of(m, to);

		if (!pair)
			return to;
		to = (uint32_t)pair;
	}
	return number;
}

bool moved_next(const struct moved *m, uint32_t *at, uint32_t *from, uint32_t *to)
{
	while (*at < m->nslots) {
		uint64_t pair = m->slots[(*at)++];

		if (!pair)
			continue;
		*from = (uint32_t)(pair >> 32);
		*to = (uint32_t)pair;
		return true;
	}
	return false;
}
