/* records.c - see records.h. Texts lie one after the other as they will in the file; a hash table of keys finds the
 * same book again. A text that was filled in is written anew, the old one stays as waste until the file is written. */
#include "catalogue/records.h"

#include "catalogue/file.h"
#include "catalogue/work.h"

enum { FIRST_SLOTS = 4096, LEB128_BYTES = 10 };

struct entry {
	uint64_t key, text;
	uint32_t bytes;
	int16_t year;
};

struct records {
	struct entry *entries;
	uint32_t n, room;
	uint32_t *slots; /* entry + 1, 0: empty; open addressing */
	uint32_t nslots; /* a power of two, at least half of them empty */
	unsigned char *texts;
	size_t texts_n, texts_room;
};

static void *grown(void *p, size_t n, size_t size)
{
	size_t bytes;

	CHECK(!__builtin_mul_overflow(n, size, &bytes));
	p = realloc(p, bytes);
	CHECK(p);
	return p;
}

struct records *records_open(void)
{
	struct records *r = xmalloc(sizeof *r);

	*r = (struct records){ .nslots = FIRST_SLOTS };
	r->slots = grown(NULL, FIRST_SLOTS, sizeof *r->slots);
	memset(r->slots, 0, FIRST_SLOTS * sizeof *r->slots);
	return r;
}

void records_close(struct records *r)
{
	if (!r)
		return;
	free(r->entries);
	free(r->slots);
	free(r->texts);
	free(r);
}

uint32_t records_n(const struct records *r) { return r->n; }

str records_text(const struct records *r, uint32_t i)
{
	return (str){ (const char *)r->texts + r->entries[i].text, r->entries[i].bytes };
}

struct record records_get(const struct records *r, uint32_t i)
{
	const struct entry *e = &r->entries[i];
	struct file_text t = file_text_read(r->texts + e->text, r->texts + e->text + e->bytes);

	return (struct record){ t.title, t.authors, t.publisher, t.language,
				t.isbn,  e->year,   t.starter };
}

static unsigned char *put_number(unsigned char *p, uint64_t v)
{
	for (; v > 127; v >>= 7)
		*p++ = (unsigned char)(v | 128);
	*p++ = (unsigned char)v;
	return p;
}

static unsigned char *put_str(unsigned char *p, str s)
{
	p = put_number(p, s.n);
	if (s.n)
		memcpy(p, s.p, s.n);
	return p + s.n;
}

/* The record's slices may lie in r->texts themselves, so that grows first and they are put into a place of their own. */
static void put_text(struct records *r, struct entry *e, const struct record *rec)
{
	size_t most = rec->title.n + rec->authors.n + rec->publisher.n + rec->language.n +
		      6 * LEB128_BYTES;
	unsigned char *p, *begin;

	CHECK(r->texts_room - r->texts_n >= most);
	begin = p = r->texts + r->texts_n;
	p = put_number(p, rec->starter);
	p = put_number(p, rec->isbn);
	p = put_str(p, rec->title);
	p = put_str(p, rec->authors);
	p = put_str(p, rec->publisher);
	p = put_str(p, rec->language);
	e->text = r->texts_n;
	e->bytes = (uint32_t)(p - begin);
	r->texts_n += e->bytes;
}

static void need_texts(struct records *r, size_t more)
{
	if (r->texts_room - r->texts_n >= more)
		return;
	r->texts_room = (r->texts_room + more) * 2;
	r->texts = grown(r->texts, r->texts_room, 1);
}

/* The place of a key: its entry's slot, or the empty one where it belongs. */
static uint32_t *slot_of(const struct records *r, uint64_t key)
{
	uint32_t i = (uint32_t)((key * 0x9e3779b97f4a7c15u) >> 32) & (r->nslots - 1);

	while (r->slots[i] && r->entries[r->slots[i] - 1].key != key)
		i = (i + 1) & (r->nslots - 1);
	return &r->slots[i];
}

static void grow_slots(struct records *r)
{
	r->nslots *= 2;
	r->slots = grown(r->slots, r->nslots, sizeof *r->slots);
	memset(r->slots, 0, r->nslots * sizeof *r->slots);
	for (uint32_t i = 0; i < r->n; i++)
		*slot_of(r, r->entries[i].key) = i + 1;
}

static bool fill_str(str *have, str more)
{
	if (have->n || !more.n)
		return false;
	*have = more;
	return true;
}

static void fill(struct records *r, struct entry *e, const struct record *rec)
{
	size_t room = rec->authors.n + rec->publisher.n + rec->language.n + e->bytes +
		      6 * LEB128_BYTES;
	struct record have;
	bool changed;

	need_texts(r, room);
	have = records_get(r, (uint32_t)(e - r->entries));
	if (have.year == 0)
		e->year = (int16_t)rec->year;
	changed = fill_str(&have.authors, rec->authors);
	changed |= fill_str(&have.publisher, rec->publisher);
	changed |= fill_str(&have.language, rec->language);
	changed |= rec->starter && !have.starter;
	have.starter |= rec->starter;
	if (changed)
		put_text(r, e, &have);
}

bool records_add(struct records *r, const struct record *rec)
{
	uint64_t key = rec->isbn ? rec->isbn
				 : work_digest(rec->title, rec->authors, rec->year) | (uint64_t)1
											      << 63;
	uint32_t *slot = slot_of(r, key);

	if (*slot) {
		fill(r, &r->entries[*slot - 1], rec);
		return false;
	}
	if (r->n == r->room) {
		r->room = r->room ? r->room * 2 : FIRST_SLOTS;
		r->entries = grown(r->entries, r->room, sizeof *r->entries);
	}
	need_texts(r, rec->title.n + rec->authors.n + rec->publisher.n + rec->language.n +
			      6 * LEB128_BYTES);
	r->entries[r->n] = (struct entry){ .key = key, .year = (int16_t)rec->year };
	put_text(r, &r->entries[r->n], rec);
	*slot = ++r->n;
	if (r->n > r->nslots / 2)
		grow_slots(r);
	return true;
}
