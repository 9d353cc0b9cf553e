/* build.c - see build.h. The lists of all grams don't fit into memory for millions of books, so the books are gone
 * through several times, each time for as many grams as do fit. */
#include "catalogue/build.h"

#include "catalogue/file.h"
#include "catalogue/out.h"
#include "catalogue/starts.h"
#include "catalogue/work.h"

#include <math.h>
#include <unistd.h>

enum {
	LIST_ENTRIES = 48 << 20, /* postings of one pass, 4 bytes each */
	BOOKS_A_STEP = 4096,     /* between two calls of progress */
	STARTER_PRIOR = 96,      /* a work chosen for the starter catalogue is well known */
	PRIOR_PER_DOUBLING = 24, /* twice the editions */
};

struct draft {
	const struct records *r;
	struct file_header h;
	struct file_book *books;
	uint32_t *counts;
	uint64_t *offsets;
	struct out *out;
	build_progress *progress;
	void *arg;
	double done, step; /* progress: so far, and what one way through the books is worth */
};

static size_t grams_of(const struct draft *d, uint32_t book, uint32_t out[2 * FOLD_GRAMS])
{
	struct record rec = records_get(d->r, book);
	struct fold f;
	size_t n;

	if (book % BOOKS_A_STEP == 0 && d->progress)
		d->progress(d->arg, d->done + d->step * book / d->h.books);
	fold_text(rec.title, &f);
	n = fold_grams(&f, (int)d->h.bits, out);
	fold_text(work_author_head(rec.authors), &f);
	n += fold_grams(&f, (int)d->h.bits, out + n);
	return fold_unique(out, n);
}

static void count(struct draft *d)
{
	uint32_t grams[2 * FOLD_GRAMS];
	uint64_t text = 0;

	for (uint32_t i = 0; i < d->h.books; i++) {
		struct record rec = records_get(d->r, i);
		size_t n = grams_of(d, i, grams);

		for (size_t k = 0; k < n; k++)
			d->counts[grams[k]]++;
		d->books[i] = (struct file_book){
			.text = text,
			.work = work_key(rec.title, rec.authors),
			.year = (int16_t)rec.year,
			.grams = (uint8_t)(n > 255 ? 255 : n),
		};
		text += records_text(d->r, i).n;
	}
	d->done += d->step;
}

static int by_number(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static uint8_t prior_of(size_t editions, bool starter)
{
	double p = PRIOR_PER_DOUBLING * log2((double)editions) + (starter ? STARTER_PRIOR : 0);

	return (uint8_t)(p > 255 ? 255 : p);
}

/* How well known a work is, from its editions, to each of them. */
static void set_priors(struct draft *d)
{
	uint32_t n = d->h.books;
	uint64_t *pairs = xmalloc((n + 1) * sizeof *pairs);
	uint32_t end;

	for (uint32_t i = 0; i < n; i++)
		pairs[i] = (uint64_t)d->books[i].work << 32 | i;
	qsort(pairs, n, sizeof *pairs, by_number);
	for (uint32_t i = 0; i < n; i = end) {
		bool starter = false;

		for (end = i; end < n && pairs[end] >> 32 == pairs[i] >> 32; end++)
			starter |= records_get(d->r, (uint32_t)pairs[end]).starter;
		for (uint32_t k = i; k < end; k++)
			d->books[(uint32_t)pairs[k]].prior = prior_of(end - i, starter);
	}
	free(pairs);
}

static void begin_section(struct draft *d, enum file_section_id id)
{
	out_align(d->out);
	d->h.section[id].at = d->out->at;
}

static void end_section(struct draft *d, enum file_section_id id)
{
	d->h.section[id].bytes = d->out->at - d->h.section[id].at;
}

static void put(struct draft *d, enum file_section_id id, const void *p, size_t bytes)
{
	begin_section(d, id);
	out_put(d->out, p, bytes);
	end_section(d, id);
}

static void put_texts(struct draft *d)
{
	begin_section(d, FILE_TEXTS);
	for (uint32_t i = 0; i < d->h.books; i++) {
		str s = records_text(d->r, i);

		out_put(d->out, s.p, s.n);
	}
	end_section(d, FILE_TEXTS);
}

struct isbn {
	uint64_t isbn;
	uint32_t book;
};

static int by_isbn(const void *a, const void *b)
{
	const struct isbn *x = a, *y = b;

	return (x->isbn > y->isbn) - (x->isbn < y->isbn);
}

static void put_isbns(struct draft *d)
{
	struct isbn *all = xmalloc((d->h.books + 1) * sizeof *all);
	uint32_t n = 0;

	for (uint32_t i = 0; i < d->h.books; i++) {
		all[n] = (struct isbn){ records_get(d->r, i).isbn, i };
		n += all[n].isbn != 0;
	}
	qsort(all, n, sizeof *all, by_isbn);
	begin_section(d, FILE_ISBNS);
	for (uint32_t i = 0; i < n; i++)
		out_put(d->out, &all[i].isbn, sizeof all[i].isbn);
	end_section(d, FILE_ISBNS);
	begin_section(d, FILE_ISBN_OF);
	for (uint32_t i = 0; i < n; i++)
		out_put(d->out, &all[i].book, sizeof all[i].book);
	end_section(d, FILE_ISBN_OF);
	d->h.isbns = n;
	free(all);
}

/* The grams from `first` whose lists fit into memory together. */
static uint32_t fitting(const struct draft *d, uint32_t first, size_t *entries)
{
	uint32_t g = first;

	*entries = 0;
	while (g < 1u << d->h.bits && (g == first || *entries + d->counts[g] <= LIST_ENTRIES))
		*entries += d->counts[g++];
	return g;
}

static void put_list(struct draft *d, const uint32_t *books, uint32_t n)
{
	uint32_t last = 0;

	for (uint32_t i = 0; i < n; i++) {
		unsigned char bytes[5];
		uint32_t v = books[i] - last;
		size_t k = 0;

		for (; v > 127; v >>= 7)
			bytes[k++] = (unsigned char)(v | 128);
		bytes[k++] = (unsigned char)v;
		out_put(d->out, bytes, k);
		last = books[i];
	}
}

static void put_lists(struct draft *d, uint32_t first, uint32_t behind, size_t entries)
{
	uint32_t *books = xmalloc((entries + 1) * sizeof *books);
	size_t *at = xmalloc((size_t)(behind - first + 1) * sizeof *at), sum = 0;
	uint32_t grams[2 * FOLD_GRAMS];

	for (uint32_t g = first; g < behind; g++) {
		at[g - first] = sum;
		sum += d->counts[g];
	}
	for (uint32_t i = 0; i < d->h.books; i++) {
		size_t n = grams_of(d, i, grams);

		for (size_t k = 0; k < n; k++)
			if (grams[k] >= first && grams[k] < behind)
				books[at[grams[k] - first]++] = i;
	}
	for (uint32_t g = first; g < behind; g++) {
		d->offsets[g] = d->out->at - d->h.section[FILE_POSTINGS].at;
		put_list(d, books + at[g - first] - d->counts[g], d->counts[g]);
	}
	free(at);
	free(books);
	d->done += d->step;
}

static void put_postings(struct draft *d)
{
	uint32_t all = 1u << d->h.bits, behind;
	uint64_t sum = 0;
	size_t entries;

	for (uint32_t g = 0; g < all; g++)
		sum += d->counts[g];
	d->step = (1 - d->done) / (double)(sum / LIST_ENTRIES + 1);
	begin_section(d, FILE_POSTINGS);
	for (uint32_t g = 0; g < all; g = behind) {
		behind = fitting(d, g, &entries);
		put_lists(d, g, behind, entries);
	}
	end_section(d, FILE_POSTINGS);
	d->offsets[all] = d->h.section[FILE_POSTINGS].bytes;
}

/* Best known first, then short titles first. */
static uint64_t *by_fame(const struct draft *d)
{
	uint64_t *order = xmalloc((d->h.books + 1) * sizeof *order);

	for (uint32_t i = 0; i < d->h.books; i++) {
		const struct file_book *b = &d->books[i];

		order[i] = (uint64_t)(255 - b->prior) << 40 | (uint64_t)b->grams << 32 | i;
	}
	qsort(order, d->h.books, sizeof *order, by_number);
	return order;
}

static void put_starts(struct draft *d)
{
	struct starts *s = starts_open();
	uint64_t *order = by_fame(d);
	struct file_start *keys;
	uint32_t *books, nbooks;

	for (uint32_t i = 0; i < d->h.books; i++) {
		uint32_t book = (uint32_t)order[i];
		struct record rec = records_get(d->r, book);
		struct fold title, author;

		fold_exact(work_main_title(rec.title), &title);
		fold_exact(work_first_author(rec.authors), &author);
		starts_add(s, book, d->books[book].work, &title, &author);
	}
	starts_take(s, &keys, &d->h.starts, &books, &nbooks);
	put(d, FILE_STARTS, keys, d->h.starts * sizeof *keys);
	put(d, FILE_START_OF, books, nbooks * sizeof *books);
	free(keys);
	free(books);
	free(order);
	starts_close(s);
}

static void put_sections(struct draft *d)
{
	size_t grams = (size_t)1 << d->h.bits;

	out_put(d->out, &d->h, sizeof d->h); /* its room; written again at the end */
	count(d);
	set_priors(d);
	put(d, FILE_BOOKS, d->books, d->h.books * sizeof *d->books);
	put_texts(d);
	put_isbns(d);
	put_postings(d);
	put(d, FILE_COUNTS, d->counts, grams * sizeof *d->counts);
	put(d, FILE_OFFSETS, d->offsets, (grams + 1) * sizeof *d->offsets);
	put_starts(d);
}

/* Grams enough that few share a bucket, but a small catalogue stays small. */
static uint32_t bits_for(uint32_t books)
{
	uint32_t bits = 12;

	while (bits < FOLD_BITS_MAX && books >> (bits - 5))
		bits++;
	return bits;
}

static bool put_header(struct draft *d)
{
	d->h.bytes = d->out->at;
	d->h.checksum = file_checksum(&d->h);
	return pwrite(d->out->fd, &d->h, sizeof d->h, 0) == (ssize_t)sizeof d->h;
}

enum err build_write(struct ctx *cx, const struct records *r, int fd, build_progress *progress,
		     void *arg)
{
	struct draft d = { .r = r, .progress = progress, .arg = arg, .step = 0.4 };
	size_t grams;
	bool ok;

	if (records_n(r) > FILE_MAX_BOOKS)
		return fail(cx, ERR_TOO_LARGE, "the catalogue holds at most %d books",
			    FILE_MAX_BOOKS);
	d.h = (struct file_header){ .magic = FILE_MAGIC,
				    .version = FILE_VERSION,
				    .byte_order = FILE_BYTE_ORDER };
	d.h.books = records_n(r);
	d.h.bits = bits_for(d.h.books);
	grams = (size_t)1 << d.h.bits;
	d.books = xmalloc((d.h.books + 1) * sizeof *d.books);
	d.counts = xmalloc(grams * sizeof *d.counts);
	d.offsets = xmalloc((grams + 1) * sizeof *d.offsets);
	memset(d.counts, 0, grams * sizeof *d.counts);
	d.out = out_open(fd);
	put_sections(&d);
	ok = out_flush(d.out) && put_header(&d);
	out_close(d.out);
	free(d.offsets);
	free(d.counts);
	free(d.books);
	return ok ? OK : fail(cx, ERR_IO, "the catalogue cannot be written: is the disk full?");
}
