/* part.c - see part.h. */
#include "catalogue/part.h"

#include "catalogue/isbn.h"
#include "catalogue/out.h"
#include "catalogue/starts.h"
#include "catalogue/work.h"

#include <math.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	WELL_KNOWN_PRIOR = 96,   /* a work chosen for the starter catalogue */
	PRIOR_PER_DOUBLING = 24, /* twice the editions */
	EXTRA_GRAMS = 256,       /* of other names of the authors; of a series */
};

struct part {
	int bits;
	struct file_title *titles;
	uint16_t *ngrams; /* of each title */
	uint32_t n, room, editions;
	struct bytes texts, keys, grams; /* struct part_key, uint32_t: title after title */
	uint32_t *counts;                /* of each gram */
	uint64_t *seen;                  /* a bit for each gram: whether the title at hand has it */
	struct starts *starts;
};

struct part *part_open(int bits)
{
	struct part *p = xmalloc(sizeof *p);
	size_t grams = (size_t)1 << bits;

	*p = (struct part){ .bits = bits, .starts = starts_open() };
	p->counts = xmalloc(grams * sizeof *p->counts);
	p->seen = xmalloc(grams / 8 + sizeof *p->seen);
	memset(p->counts, 0, grams * sizeof *p->counts);
	memset(p->seen, 0, grams / 8 + sizeof *p->seen);
	return p;
}

void part_close(struct part *p)
{
	if (!p)
		return;
	starts_close(p->starts);
	bytes_free(&p->texts);
	bytes_free(&p->keys);
	bytes_free(&p->grams);
	free(p->titles);
	free(p->ngrams);
	free(p->counts);
	free(p->seen);
	free(p);
}

uint32_t part_titles(const struct part *p) { return p->n; }

static void need_room(struct part *p)
{
	if (p->n < p->room)
		return;
	p->room = p->room ? p->room * 2 : 4096;
	p->titles = realloc(p->titles, p->room * sizeof *p->titles);
	p->ngrams = realloc(p->ngrams, p->room * sizeof *p->ngrams);
	CHECK(p->titles && p->ngrams);
}

/* Twice as many editions are a step; what somebody chose is some steps ahead. */
static uint8_t prior_of(size_t editions, bool well_known)
{
	double p = PRIOR_PER_DOUBLING * log2((double)editions) +
		   (well_known ? WELL_KNOWN_PRIOR : 0);

	return (uint8_t)(p > 255 ? 255 : p);
}

/* Grams that the title does not have yet. */
static size_t take_new(struct part *p, const uint32_t *grams, size_t n, size_t most)
{
	uint32_t *out = (uint32_t *)(void *)bytes_more(&p->grams, n * sizeof *out);
	size_t kept = 0;

	for (size_t i = 0; i < n && kept < most; i++) {
		uint64_t *word = &p->seen[grams[i] / 64], bit = (uint64_t)1 << grams[i] % 64;

		if (*word & bit)
			continue;
		*word |= bit;
		p->counts[grams[i]]++;
		out[kept++] = grams[i];
	}
	p->grams.n += kept * sizeof *out;
	return kept;
}

static void forget_seen(struct part *p, size_t n)
{
	const uint32_t *grams = (const uint32_t *)(const void *)(p->grams.p + p->grams.n) - n;

	for (size_t i = 0; i < n; i++)
		p->seen[grams[i] / 64] = 0;
}

static size_t take_text(struct part *p, str text, size_t most)
{
	uint32_t grams[FOLD_GRAMS];
	struct fold f;

	fold_text(text, &f);
	return take_new(p, grams, fold_grams(&f, p->bits, grams), most);
}

/* The series it is in, in the first edition that says so, without the volume. */
static str series_of(const struct part_title *t)
{
	str series = S("");

	for (size_t i = 0; i < t->neditions && !series.n; i++)
		series = t->editions[i].series;
	return str_cut(&series, ';');
}

static size_t take_grams(struct part *p, const struct part_title *t)
{
	const struct record *r = &t->record;
	size_t n = take_text(p, r->title, FOLD_GRAMS);

	n += take_text(p, work_author_head(r->authors), FOLD_GRAMS);
	if (r->also.n)
		n += take_text(p, r->also, EXTRA_GRAMS);
	n += take_text(p, series_of(t), EXTRA_GRAMS);
	forget_seen(p, n);
	return n;
}

static void file_starts(struct part *p, const struct record *r)
{
	struct fold title, author;

	fold_exact(work_main_title(r->title), &title);
	fold_exact(work_first_author(r->authors), &author);
	starts_add(p->starts, p->titles, p->n, &title, &author);
}

static int first_year(const struct part_title *t)
{
	int year = 0;

	for (size_t i = 0; i < t->neditions; i++) {
		int y = t->editions[i].year;

		if (y && (!year || y < year))
			year = y;
	}
	return year;
}

static void add_key(struct part *p, uint64_t key, uint32_t title)
{
	struct part_key k = { .key = key, .title = title };

	bytes_put(&p->keys, &k, sizeof k);
}

void part_key(struct part *p, uint64_t key) { add_key(p, key, p->n - 1); }

/* The title under its name and author. Its editions under their ISBNs; under Open Library's number; without either, under what they say. */
static void add_keys(struct part *p, const struct part_title *t)
{
	if (t->record.authors.n)
		add_key(p, file_key(FILE_KEY_NAME, work_hash(t->record.title, t->record.authors)),
			p->n);
	for (size_t i = 0; i < t->neditions; i++) {
		const struct record_edition *e = &t->editions[i];
		str title = e->title.n ? e->title : t->record.title;
		str authors = e->authors.n ? e->authors : t->record.authors;

		for (size_t k = 0; k < e->nisbns; k++)
			add_key(p, file_key(FILE_KEY_ISBN, e->isbn[k]), p->n);
		if (e->edition)
			add_key(p, file_key(FILE_KEY_EDITION, e->edition), p->n);
		else if (e->nisbns == 0)
			add_key(p, file_key(FILE_KEY_DIGEST, work_digest(title, authors, e->year)),
				p->n);
	}
}

void part_add(struct part *p, const struct part_title *t)
{
	struct record r = t->record;
	struct file_title *title;
	size_t grams;

	need_room(p);
	grams = take_grams(p, t);
	title = &p->titles[p->n];
	*title = (struct file_title){
		.text = p->texts.n,
		.work = t->work,
		.fold = work_key(r.title, r.authors),
		.year = (int16_t)first_year(t),
		.editions = (uint16_t)(t->of_work > UINT16_MAX ? UINT16_MAX : t->of_work),
		.prior = prior_of(t->of_work, t->well_known),
		.grams = (uint8_t)(grams > 255 ? 255 : grams),
	};
	p->ngrams[p->n] = (uint16_t)grams;
	r.editions = t->neditions;
	record_begin(&p->texts, &r);
	for (size_t i = 0; i < t->neditions; i++)
		record_add(&p->texts, &r, &t->editions[i]);
	file_starts(p, &r);
	add_keys(p, t);
	p->editions += (uint32_t)t->neditions;
	p->n++;
}

/* ---- writing ---- */

static int by_key(const void *a, const void *b)
{
	const struct part_key *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return (x->title > y->title) - (x->title < y->title);
}

static uint32_t put_keys(struct part *p, struct out *o)
{
	struct part_key *k = (struct part_key *)(void *)p->keys.p;
	size_t n = p->keys.n / sizeof *k, kept = 0;

	if (n)
		qsort(k, n, sizeof *k, by_key);
	for (size_t i = 0; i < n; i++)
		if (kept == 0 || by_key(&k[kept - 1], &k[i]) != 0)
			k[kept++] = k[i];
	out_put(o, k, kept * sizeof *k);
	return (uint32_t)kept;
}

/* Titles sorted by gram; *at becomes the end of each gram's. */
static uint32_t *sort_grams(const struct part *p, uint32_t *at)
{
	const uint32_t *gram = (const uint32_t *)(const void *)p->grams.p;
	size_t grams = (size_t)1 << p->bits;
	uint32_t *titles = xmalloc(p->grams.n + sizeof *titles), sum = 0;

	for (size_t g = 0; g < grams; g++) {
		at[g] = sum;
		sum += p->counts[g];
	}
	for (uint32_t t = 0; t < p->n; t++)
		for (uint16_t i = 0; i < p->ngrams[t]; i++)
			titles[at[*gram++]++] = t;
	return titles;
}

static void pack_list(struct bytes *b, const uint32_t *titles, uint32_t n)
{
	for (uint32_t i = 1; i < n; i++)
		bytes_number(b, titles[i] - titles[i - 1]);
}

static void put_lists(struct part *p, struct out *o)
{
	size_t grams = (size_t)1 << p->bits, last = 0;
	uint32_t *at = xmalloc(grams * sizeof *at), *titles = sort_grams(p, at);
	struct bytes head = { NULL, 0, 0 }, list = { NULL, 0, 0 };

	for (size_t g = 0; g < grams; g++) {
		uint32_t n = p->counts[g];
		const uint32_t *first = titles + at[g] - n;

		if (n == 0)
			continue;
		head.n = list.n = 0;
		pack_list(&list, first, n);
		bytes_number(&head, g - last);
		bytes_number(&head, n);
		bytes_number(&head, first[0]);
		bytes_number(&head, first[n - 1]);
		bytes_number(&head, list.n);
		out_put(o, head.p, head.n);
		out_put(o, list.p, list.n);
		last = g;
	}
	bytes_free(&head);
	bytes_free(&list);
	free(titles);
	free(at);
}

static void put_starts(struct part *p, struct out *o, struct part_header *h)
{
	struct file_start *keys;
	uint32_t *titles;

	starts_take(p->starts, &keys, &h->starts, &titles, &h->start_ofs);
	out_put(o, keys, h->starts * sizeof *keys);
	out_put(o, titles, h->start_ofs * sizeof *titles);
	free(keys);
	free(titles);
}

static void put_all(struct part *p, struct out *o, struct part_header *h)
{
	out_put(o, h, sizeof *h); /* its room */
	out_put(o, p->titles, p->n * sizeof *p->titles);
	h->keys = put_keys(p, o);
	put_starts(p, o, h);
	out_put(o, p->texts.p, p->texts.n);
	h->lists_bytes = o->at;
	put_lists(p, o);
	h->lists_bytes = o->at - h->lists_bytes;
	h->bytes = o->at;
}

bool part_write(struct part *p, int fd)
{
	struct part_header h = { .titles = p->n,
				 .editions = p->editions,
				 .bits = (uint32_t)p->bits,
				 .texts_bytes = p->texts.n };
	struct out *o = out_open(fd);
	bool ok;

	put_all(p, o, &h);
	ok = out_flush(o) && pwrite(fd, &h, sizeof h, 0) == (ssize_t)sizeof h;
	out_close(o);
	p->n = p->editions = 0;
	p->texts.n = p->keys.n = p->grams.n = 0;
	memset(p->counts, 0, sizeof *p->counts << p->bits);
	starts_close(p->starts);
	p->starts = starts_open();
	return ok;
}

/* ---- reading ---- */

bool part_map(int fd, struct part_view *v)
{
	struct stat st;
	const unsigned char *p;
	void *base;

	*v = (struct part_view){ .base = NULL };
	if (fstat(fd, &st) != 0 || st.st_size < (off_t)sizeof v->h)
		return false;
	base = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
	if (base == MAP_FAILED)
		return false;
	v->base = base;
	v->bytes = (size_t)st.st_size;
	memcpy(&v->h, base, sizeof v->h);
	if (v->h.bytes != v->bytes) {
		part_unmap(v);
		return false;
	}
	p = v->base + sizeof v->h;
	v->titles = (const void *)p;
	v->keys = (const void *)(p += v->h.titles * sizeof *v->titles);
	v->starts = (const void *)(p += v->h.keys * sizeof *v->keys);
	v->start_of = (const void *)(p += v->h.starts * sizeof *v->starts);
	v->texts = p += v->h.start_ofs * sizeof *v->start_of;
	p += v->h.texts_bytes;
	v->lists = (struct unpack){ p, p + v->h.lists_bytes, false };
	return true;
}

void part_unmap(struct part_view *v)
{
	if (v->base)
		munmap((void *)v->base, v->bytes);
	v->base = NULL;
}

void part_let_go(const void *from, const void *to)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE),
		  first = ((uintptr_t)from + page - 1) / page * page,
		  end = (uintptr_t)to / page * page;

	if (first < end)
		madvise((void *)first, end - first, MADV_DONTNEED);
}

bool part_list(struct part_view *v, struct part_list *l)
{
	struct unpack *u = &v->lists;

	if (u->p == u->end)
		return false;
	l->gram += (uint32_t)unpack_number(u);
	l->titles = (uint32_t)unpack_number(u);
	l->first = (uint32_t)unpack_number(u);
	l->last = (uint32_t)unpack_number(u);
	l->bytes = unpack_str(u);
	return !u->bad;
}
