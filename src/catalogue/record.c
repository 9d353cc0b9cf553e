/* record.c - see record.h. What an edition has like its title, or has not at all, takes one bit. */
#include "catalogue/record.h"

enum {
	HAS_TITLE = 1,
	HAS_AUTHORS = 2,
	HAS_PUBLISHER = 4,
	HAS_LANGUAGE = 8,
	HAS_SERIES = 16,
	HAS_YEAR = 32,
	HAS_EDITION = 64,
	HAS_COVER = 128,
	HAS_PAGES = 256,
	ISBNS_AT = 9, /* behind these: how many */
};

void record_begin(struct bytes *b, const struct record *r)
{
	bytes_number(b, r->starter | r->editions << 1);
	bytes_str(b, r->title);
	bytes_str(b, r->authors);
	bytes_str(b, r->also);
	bytes_number(b, r->cover);
}

static unsigned flag_if(bool yes, unsigned flag) { return yes ? flag : 0; }

static void put_str(struct bytes *b, unsigned flags, unsigned flag, str s)
{
	if (flags & flag)
		bytes_str(b, s);
}

static void put_number(struct bytes *b, unsigned flags, unsigned flag, uint32_t v)
{
	if (flags & flag)
		bytes_number(b, v);
}

void record_add(struct bytes *b, const struct record *r, const struct record_edition *e)
{
	unsigned flags = flag_if(e->title.n && !str_eq(e->title, r->title), HAS_TITLE) |
			 flag_if(e->authors.n && !str_eq(e->authors, r->authors), HAS_AUTHORS) |
			 flag_if(e->publisher.n > 0, HAS_PUBLISHER) |
			 flag_if(e->language.n > 0, HAS_LANGUAGE) |
			 flag_if(e->series.n > 0, HAS_SERIES) | flag_if(e->year != 0, HAS_YEAR) |
			 flag_if(e->edition != 0, HAS_EDITION) | flag_if(e->cover != 0, HAS_COVER) |
			 flag_if(e->pages != 0, HAS_PAGES) | (unsigned)e->nisbns << ISBNS_AT;

	bytes_number(b, flags);
	put_str(b, flags, HAS_TITLE, e->title);
	put_str(b, flags, HAS_AUTHORS, e->authors);
	put_str(b, flags, HAS_PUBLISHER, e->publisher);
	put_str(b, flags, HAS_LANGUAGE, e->language);
	put_str(b, flags, HAS_SERIES, e->series);
	if (flags & HAS_YEAR)
		bytes_signed(b, e->year);
	put_number(b, flags, HAS_EDITION, e->edition);
	put_number(b, flags, HAS_COVER, e->cover);
	put_number(b, flags, HAS_PAGES, e->pages);
	for (size_t i = 0; i < e->nisbns; i++)
		bytes_number(b, e->isbn[i]);
}

struct record record_read(const unsigned char *p, const unsigned char *end)
{
	struct record r = { .rest = { p, end, false } };
	uint64_t head = unpack_number(&r.rest);

	r.starter = head & 1;
	r.title = unpack_str(&r.rest);
	r.authors = unpack_str(&r.rest);
	r.also = unpack_str(&r.rest);
	r.cover = (uint32_t)unpack_number(&r.rest);
	r.editions = (size_t)(head >> 1);
	if (r.rest.bad)
		return (struct record){ .editions = 0 };
	return r;
}

static str get_str(struct unpack *u, uint64_t flags, unsigned flag, str other)
{
	return flags & flag ? unpack_str(u) : other;
}

static uint32_t get_number(struct unpack *u, uint64_t flags, unsigned flag)
{
	return flags & flag ? (uint32_t)unpack_number(u) : 0;
}

bool record_next(struct record *r, struct record_edition *e)
{
	struct unpack *u = &r->rest;
	str none = { NULL, 0 };
	uint64_t flags;

	if (r->editions == 0 || u->bad)
		return false;
	r->editions--;
	flags = unpack_number(u);
	e->title = get_str(u, flags, HAS_TITLE, r->title);
	e->authors = get_str(u, flags, HAS_AUTHORS, r->authors);
	e->publisher = get_str(u, flags, HAS_PUBLISHER, none);
	e->language = get_str(u, flags, HAS_LANGUAGE, none);
	e->series = get_str(u, flags, HAS_SERIES, none);
	e->year = flags & HAS_YEAR ? (int)(int16_t)unpack_signed(u) : 0;
	e->edition = get_number(u, flags, HAS_EDITION);
	e->cover = get_number(u, flags, HAS_COVER);
	e->pages = get_number(u, flags, HAS_PAGES);
	e->nisbns = (size_t)(flags >> ISBNS_AT);
	if (e->nisbns > ENTRY_ISBNS)
		u->bad = true;
	for (size_t i = 0; i < e->nisbns && !u->bad; i++)
		e->isbn[i] = unpack_number(u);
	return !u->bad;
}
