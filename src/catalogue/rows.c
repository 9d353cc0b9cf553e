/* rows.c - see rows.h. */
#include "catalogue/rows.h"

#include "catalogue/spill.h"
#include "catalogue/work.h"

/* Buckets: the groups without a number by their hash; the others a hundred thousand works each. */
enum {
	HASHED_BUCKETS = 64,
	WORKS_A_BUCKET_BITS = 17,
	HEAD_BYTES = sizeof(uint32_t) + sizeof(uint64_t)
};

#define BY_NUMBER ((uint64_t)1 << 63)

uint64_t row_group(const struct entry *e)
{
	uint64_t hash;

	if (e->work)
		return BY_NUMBER | e->work;
	hash = work_hash(e->title, e->authors);
	if (!e->authors.n && e->nauthors)
		hash = fold_hash(hash, &e->author[0], 1);
	return hash >> 1;
}

uint32_t row_bucket(uint64_t group)
{
	uint64_t of_number = group >> WORKS_A_BUCKET_BITS & (UINT32_MAX >> WORKS_A_BUCKET_BITS);

	if (!(group & BY_NUMBER))
		return (uint32_t)(group >> 57);
	return (uint32_t)(HASHED_BUCKETS + (of_number < SPILL_BUCKETS - HASHED_BUCKETS
						    ? of_number
						    : SPILL_BUCKETS - HASHED_BUCKETS - 1));
}

static void pack_entry(struct bytes *b, const struct entry *e)
{
	bytes_str(b, e->title);
	bytes_str(b, e->authors);
	bytes_number(b, e->nauthors);
	for (size_t i = 0; i < e->nauthors; i++)
		bytes_number(b, e->author[i]);
	bytes_number(b, e->cover);
	bytes_number(b, e->work);
}

static void pack_edition(struct bytes *b, const struct entry *e)
{
	bytes_str(b, e->publisher);
	bytes_str(b, e->language);
	bytes_str(b, e->series);
	bytes_signed(b, e->year);
	bytes_number(b, e->edition);
	bytes_number(b, e->pages);
	bytes_number(b, e->nisbns << 1 | e->starter);
	for (size_t i = 0; i < e->nisbns; i++)
		bytes_number(b, e->isbn[i]);
}

void row_pack(struct bytes *b, const struct row *r)
{
	size_t begin = b->n;
	uint32_t n;

	bytes_more(b, HEAD_BYTES);
	b->n += HEAD_BYTES;
	bytes_number(b, r->kind);
	pack_entry(b, &r->entry);
	if (r->kind == ROW_EDITION)
		pack_edition(b, &r->entry);
	n = (uint32_t)(b->n - begin - HEAD_BYTES);
	memcpy(b->p + begin, &n, sizeof n);
	memcpy(b->p + begin + sizeof n, &r->group, sizeof r->group);
}

bool row_skip(struct unpack *u, uint64_t *group)
{
	uint32_t n;

	if ((size_t)(u->end - u->p) < HEAD_BYTES)
		return false;
	memcpy(&n, u->p, sizeof n);
	memcpy(group, u->p + sizeof n, sizeof *group);
	if (n > (size_t)(u->end - u->p) - HEAD_BYTES)
		return false;
	u->p += HEAD_BYTES + n;
	return true;
}

static size_t count(struct unpack *u, uint64_t n, size_t max)
{
	if (n > max)
		u->bad = true;
	return u->bad ? 0 : (size_t)n;
}

static void unpack_entry(struct unpack *u, struct entry *e)
{
	e->title = unpack_str(u);
	e->authors = unpack_str(u);
	e->nauthors = count(u, unpack_number(u), ENTRY_AUTHORS);
	for (size_t i = 0; i < e->nauthors; i++)
		e->author[i] = (uint32_t)unpack_number(u);
	e->cover = (uint32_t)unpack_number(u);
	e->work = (uint32_t)unpack_number(u);
}

static void unpack_edition(struct unpack *u, struct entry *e)
{
	uint64_t n;

	e->publisher = unpack_str(u);
	e->language = unpack_str(u);
	e->series = unpack_str(u);
	e->year = (int)unpack_signed(u);
	e->edition = (uint32_t)unpack_number(u);
	e->pages = (uint32_t)unpack_number(u);
	n = unpack_number(u);
	e->starter = n & 1;
	e->nisbns = count(u, n >> 1, ENTRY_ISBNS);
	for (size_t i = 0; i < e->nisbns; i++)
		e->isbn[i] = unpack_number(u);
}

bool row_unpack(struct unpack *u, struct row *r)
{
	const unsigned char *begin = u->p;
	struct unpack body;

	*r = (struct row){ .kind = ROW_EDITION };
	if (!row_skip(u, &r->group))
		return false;
	body = (struct unpack){ begin + HEAD_BYTES, u->p, false };
	r->kind = unpack_number(&body) == ROW_WORK ? ROW_WORK : ROW_EDITION;
	unpack_entry(&body, &r->entry);
	if (r->kind == ROW_EDITION)
		unpack_edition(&body, &r->entry);
	return !body.bad;
}
