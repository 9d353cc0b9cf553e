/* build.c - see build.h. Parts number their titles from 0; in the file each part's come behind those of the one before. */
#include "catalogue/build.h"

#include "catalogue/out.h"
#include "catalogue/starts.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum { TITLES_A_TIME = 4096, GRAMS_A_STEP = 1 << 14 };

struct draft {
	const struct build *b;
	struct part_view *parts;
	size_t n;
	uint32_t *first; /* the number of each part's first title */
	struct file_header h;
	uint32_t *counts;
	uint64_t *offsets;
	struct out *out;
};

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

static void put_titles(struct draft *d)
{
	struct file_title some[TITLES_A_TIME];
	uint64_t text = 0;

	begin_section(d, FILE_TITLES);
	for (size_t i = 0; i < d->n; i++) {
		const struct part_view *v = &d->parts[i];

		for (uint32_t t = 0; t < v->h.titles; t += TITLES_A_TIME) {
			uint32_t left = v->h.titles - t,
				 n = left < TITLES_A_TIME ? left : TITLES_A_TIME;

			memcpy(some, v->titles + t, n * sizeof *some);
			for (uint32_t k = 0; k < n; k++)
				some[k].text += text;
			out_put(d->out, some, n * sizeof *some);
		}
		text += v->h.texts_bytes;
	}
	end_section(d, FILE_TITLES);
}

static void put_weights(struct draft *d)
{
	struct file_weight some[TITLES_A_TIME];

	begin_section(d, FILE_WEIGHTS);
	for (size_t i = 0; i < d->n; i++) {
		const struct part_view *v = &d->parts[i];

		for (uint32_t t = 0; t < v->h.titles; t += TITLES_A_TIME) {
			uint32_t left = v->h.titles - t,
				 n = left < TITLES_A_TIME ? left : TITLES_A_TIME;

			for (uint32_t k = 0; k < n; k++)
				some[k] = (struct file_weight){ v->titles[t + k].prior,
								v->titles[t + k].grams };
			out_put(d->out, some, n * sizeof *some);
		}
	}
	end_section(d, FILE_WEIGHTS);
}

static void put_texts(struct draft *d)
{
	begin_section(d, FILE_TEXTS);
	for (size_t i = 0; i < d->n; i++) {
		const struct part_view *v = &d->parts[i];

		out_put(d->out, v->texts, v->h.texts_bytes);
		part_let_go(v->titles, v->keys);
		part_let_go(v->texts, v->texts + v->h.texts_bytes);
	}
	end_section(d, FILE_TEXTS);
}

/* ---- merging sorted things of all parts: a heap of the parts by what they have next ---- */

struct next {
	uint64_t key;
	size_t part;
};

struct queue {
	struct next *heap;
	size_t n;
};

static bool before(struct next a, struct next b)
{
	return a.key != b.key ? a.key < b.key : a.part < b.part;
}

static void sink(struct queue *q, struct next x)
{
	size_t i = 0, child;

	while ((child = 2 * i + 1) < q->n) {
		if (child + 1 < q->n && before(q->heap[child + 1], q->heap[child]))
			child++;
		if (before(x, q->heap[child]))
			break;
		q->heap[i] = q->heap[child];
		i = child;
	}
	q->heap[i] = x;
}

static void add(struct queue *q, struct next x)
{
	size_t i = q->n++;

	for (; i && before(x, q->heap[(i - 1) / 2]); i = (i - 1) / 2)
		q->heap[i] = q->heap[(i - 1) / 2];
	q->heap[i] = x;
}

/* The first part's next thing has been taken; behind it comes `key`, or nothing. */
static void replace_first(struct queue *q, bool more, uint64_t key)
{
	struct next x = { key, q->heap[0].part };

	if (more) {
		sink(q, x);
	} else {
		x = q->heap[--q->n];
		if (q->n)
			sink(q, x);
	}
}

static void put_merged_keys(struct draft *d, bool titles)
{
	uint32_t *at = xmalloc(d->n * sizeof *at);
	struct queue q = { xmalloc(d->n * sizeof *q.heap), 0 };

	for (size_t i = 0; i < d->n; i++) {
		at[i] = 0;
		if (d->parts[i].h.keys)
			add(&q, (struct next){ d->parts[i].keys[0].key, i });
	}
	while (q.n) {
		size_t i = q.heap[0].part;
		const struct part_view *v = &d->parts[i];
		const struct part_key *k = &v->keys[at[i]++];
		uint32_t title = d->first[i] + k->title;
		bool more = at[i] < v->h.keys;

		if (titles)
			out_put(d->out, &title, sizeof title);
		else
			out_put(d->out, &k->key, sizeof k->key);
		replace_first(&q, more, more ? k[1].key : 0);
	}
	free(q.heap);
	free(at);
}

static void put_keys(struct draft *d)
{
	begin_section(d, FILE_KEYS);
	put_merged_keys(d, false);
	end_section(d, FILE_KEYS);
	begin_section(d, FILE_KEY_OF);
	put_merged_keys(d, true);
	end_section(d, FILE_KEY_OF);
	for (size_t i = 0; i < d->n; i++)
		part_let_go(d->parts[i].keys, d->parts[i].starts);
}

/* ---- the lists of the grams ---- */

static void put_list(struct draft *d, const struct part_list *l, uint32_t first, uint32_t *last)
{
	unsigned char bytes[5];
	uint32_t v = first + l->first - *last;
	size_t k = 0;

	for (; v > 127; v >>= 7)
		bytes[k++] = (unsigned char)(v | 128);
	bytes[k++] = (unsigned char)v;
	out_put(d->out, bytes, k);
	out_put(d->out, l->bytes.p, l->bytes.n);
	*last = first + l->last;
}

static void step(const struct draft *d, uint32_t gram)
{
	if (gram % GRAMS_A_STEP)
		return;
	for (size_t i = 0; i < d->n; i++)
		part_let_go(d->parts[i].texts + d->parts[i].h.texts_bytes, d->parts[i].lists.p);
	if (d->b->progress)
		d->b->progress(d->b->arg, (double)gram / (double)(1u << d->h.bits));
}

static void put_postings(struct draft *d)
{
	struct part_list *lists = xmalloc(d->n * sizeof *lists);
	struct queue q = { xmalloc(d->n * sizeof *q.heap), 0 };

	begin_section(d, FILE_POSTINGS);
	memset(lists, 0, d->n * sizeof *lists);
	for (size_t i = 0; i < d->n; i++)
		if (part_list(&d->parts[i], &lists[i]))
			add(&q, (struct next){ lists[i].gram, i });
	for (uint32_t g = 0; g < 1u << d->h.bits; g++) {
		uint32_t last = 0;

		step(d, g);
		d->offsets[g] = d->out->at - d->h.section[FILE_POSTINGS].at;
		while (q.n && q.heap[0].key == g) {
			size_t i = q.heap[0].part;
			bool more;

			d->counts[g] += lists[i].titles;
			put_list(d, &lists[i], d->first[i], &last);
			more = part_list(&d->parts[i], &lists[i]);
			replace_first(&q, more, lists[i].gram);
		}
	}
	end_section(d, FILE_POSTINGS);
	d->offsets[1u << d->h.bits] = d->h.section[FILE_POSTINGS].bytes;
	free(q.heap);
	free(lists);
}

/* ---- what begins with a few letters ---- */

static void add_starts(struct starts *s, const struct part_view *v, const struct file_title *titles,
		       uint32_t first)
{
	for (uint32_t k = 0; k < v->h.starts; k++) {
		uint32_t end = k + 1 < v->h.starts ? v->starts[k + 1].first : v->h.start_ofs;

		for (uint32_t i = v->starts[k].first; i < end; i++)
			starts_put(s, titles, first + v->start_of[i], v->starts[k].key);
	}
}

/* Which titles are better known is read from the file as it stands so far. */
static enum err put_starts(struct ctx *cx, struct draft *d)
{
	struct file_section at = d->h.section[FILE_TITLES];
	struct starts *s;
	struct file_start *keys;
	uint32_t *titles, ntitles;
	size_t bytes = at.at + at.bytes;
	unsigned char *base;

	if (!out_flush(d->out))
		return OK; /* told at the end */
	base = mmap(NULL, bytes, PROT_READ, MAP_SHARED, d->out->fd, 0);
	if (base == MAP_FAILED)
		return fail(cx, ERR_IO, "the catalogue cannot be mapped into memory");
	s = starts_open();
	for (size_t i = 0; i < d->n; i++)
		add_starts(s, &d->parts[i], (const void *)(base + at.at), d->first[i]);
	munmap(base, bytes);
	starts_take(s, &keys, &d->h.starts, &titles, &ntitles);
	put(d, FILE_STARTS, keys, d->h.starts * sizeof *keys);
	put(d, FILE_START_OF, titles, ntitles * sizeof *titles);
	free(keys);
	free(titles);
	starts_close(s);
	return OK;
}

static enum err put_sections(struct ctx *cx, struct draft *d)
{
	size_t grams = (size_t)1 << d->h.bits;

	out_put(d->out, &d->h, sizeof d->h); /* its room; written again at the end */
	out_sum_from_here(d->out);
	put_titles(d);
	put_weights(d);
	put_texts(d);
	put_keys(d);
	put_postings(d);
	put(d, FILE_COUNTS, d->counts, grams * sizeof *d->counts);
	put(d, FILE_OFFSETS, d->offsets, (grams + 1) * sizeof *d->offsets);
	put(d, FILE_MOVED, d->b->moved, d->b->nmoved * sizeof *d->b->moved);
	return put_starts(cx, d);
}

/* Grams enough that few share a bucket, but a small catalogue stays small. */
int build_bits(uint64_t titles)
{
	int bits = 12;

	while (bits < FOLD_BITS_MAX && titles >> (bits - 5))
		bits++;
	return bits;
}

static bool put_header(struct draft *d)
{
	d->h.bytes = d->out->at;
	d->h.content = checksum_take(&d->out->sum);
	d->h.checksum = file_checksum(&d->h);
	return pwrite(d->out->fd, &d->h, sizeof d->h, 0) == (ssize_t)sizeof d->h;
}

/* Number the titles; false: too many. */
static bool count(struct draft *d)
{
	uint64_t titles = 0, editions = 0, keys = 0;

	for (size_t i = 0; i < d->n; i++) {
		d->first[i] = (uint32_t)titles;
		titles += d->parts[i].h.titles;
		editions += d->parts[i].h.editions;
		keys += d->parts[i].h.keys;
	}
	d->h.titles = (uint32_t)titles;
	d->h.editions = (uint32_t)editions;
	d->h.keys = (uint32_t)keys;
	return titles <= FILE_MAX_TITLES && editions <= UINT32_MAX && keys <= UINT32_MAX;
}

static enum err write_file(struct ctx *cx, struct draft *d, int fd)
{
	size_t grams = (size_t)1 << d->h.bits;
	enum err e;

	if (!count(d))
		return fail(cx, ERR_TOO_LARGE, "a catalogue holds at most %d titles",
			    FILE_MAX_TITLES);
	d->counts = xmalloc(grams * sizeof *d->counts);
	d->offsets = xmalloc((grams + 1) * sizeof *d->offsets);
	memset(d->counts, 0, grams * sizeof *d->counts);
	d->out = out_open(fd);
	e = put_sections(cx, d);
	if (!e && !(out_flush(d->out) && put_header(d)))
		e = fail(cx, ERR_IO, "the catalogue cannot be written: is the disk full?");
	out_close(d->out);
	free(d->offsets);
	free(d->counts);
	return e;
}

enum err build_write(struct ctx *cx, const struct build *b, int fd)
{
	struct draft d = { .b = b, .parts = b->parts, .n = b->n };
	enum err e;

	d.h = (struct file_header){ .magic = FILE_MAGIC,
				    .version = FILE_VERSION,
				    .byte_order = FILE_BYTE_ORDER,
				    .bits = (uint32_t)b->bits };
	d.first = xmalloc((b->n + 1) * sizeof *d.first);
	e = write_file(cx, &d, fd);
	free(d.first);
	return e;
}
