/* file.c - see file.h. */
#include "catalogue/file.h"

#include "base/checksum.h"
#include "catalogue/fold.h"

#include <sys/mman.h>
#include <sys/stat.h>

uint64_t file_checksum(const struct file_header *h)
{
	uint64_t sum = 0xcbf29ce484222325u; /* FNV-1a */
	const unsigned char *p = (const unsigned char *)h;

	for (size_t i = 0; i < offsetof(struct file_header, checksum); i++)
		sum = (sum ^ p[i]) * 0x100000001b3u;
	return sum;
}

/* The bytes a section has to have; UINT64_MAX: any. */
static uint64_t wanted_bytes(const struct file_header *h, size_t id)
{
	switch (id) {
	case FILE_TITLES: return h->titles * sizeof(struct file_title);
	case FILE_WEIGHTS: return h->titles * sizeof(struct file_weight);
	case FILE_KEYS: return h->keys * sizeof(uint64_t);
	case FILE_KEY_OF: return h->keys * sizeof(uint32_t);
	case FILE_COUNTS: return (1u << h->bits) * sizeof(uint32_t);
	case FILE_OFFSETS: return ((1u << h->bits) + 1) * sizeof(uint64_t);
	case FILE_STARTS: return h->starts * sizeof(struct file_start);
	default: return UINT64_MAX;
	}
}

static const char *wrong(const struct file_header *h, uint64_t bytes)
{
	if (memcmp(h->magic, FILE_MAGIC, sizeof h->magic) != 0)
		return "the catalogue file is of another kind";
	if (h->version != FILE_VERSION || h->byte_order != FILE_BYTE_ORDER)
		return "the catalogue file was written by another version";
	if (h->checksum != file_checksum(h))
		return "the catalogue file is damaged";
	if (h->bytes != bytes)
		return "the catalogue file is cut off";
	if (h->bits < 1 || h->bits > FOLD_BITS_MAX || h->titles > FILE_MAX_TITLES)
		return "the catalogue file is damaged";
	for (size_t i = 0; i < FILE__SECTIONS; i++) {
		struct file_section s = h->section[i];
		uint64_t want = wanted_bytes(h, i);

		if (s.at % 8 || s.at > bytes || s.bytes > bytes - s.at ||
		    (want != UINT64_MAX && s.bytes != want))
			return "the catalogue file is damaged";
	}
	return NULL;
}

static const void *section(const struct file *f, enum file_section_id id)
{
	return f->base + f->h.section[id].at;
}

enum err file_map(struct ctx *cx, int fd, struct file *f)
{
	struct stat st;
	const char *problem;
	void *base;

	*f = (struct file){ .base = NULL };
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		return fail(cx, ERR_IO, "the catalogue file cannot be read");
	if (st.st_size < (off_t)sizeof f->h)
		return fail(cx, ERR_IO, "the catalogue file is cut off");
	base = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
	if (base == MAP_FAILED)
		return fail(cx, ERR_IO, "the catalogue file cannot be mapped into memory");
	f->base = base;
	f->bytes = (size_t)st.st_size;
	memcpy(&f->h, base, sizeof f->h);
	if ((problem = wrong(&f->h, f->bytes))) {
		file_unmap(f);
		return fail(cx, ERR_IO, "%s; import the books again to replace it", problem);
	}
	/* Grams are all over the file: reading ahead would fetch what nobody asks for. */
	madvise(base, f->bytes, MADV_RANDOM);
	f->titles = section(f, FILE_TITLES);
	f->weights = section(f, FILE_WEIGHTS);
	f->keys = section(f, FILE_KEYS);
	f->key_of = section(f, FILE_KEY_OF);
	f->counts = section(f, FILE_COUNTS);
	f->offsets = section(f, FILE_OFFSETS);
	f->starts = section(f, FILE_STARTS);
	f->start_of = section(f, FILE_START_OF);
	f->moved = section(f, FILE_MOVED);
	f->nmoved = f->h.section[FILE_MOVED].bytes / sizeof *f->moved;
	f->start_ofs = f->h.section[FILE_START_OF].bytes / sizeof(uint32_t);
	return OK;
}

void file_unmap(struct file *f)
{
	if (f->base)
		munmap((void *)f->base, f->bytes);
	f->base = NULL;
}

bool file_whole(const struct file *f)
{
	struct checksum sum = checksum_make();

	checksum_add(&sum, f->base + sizeof f->h, f->bytes - sizeof f->h);
	return checksum_take(&sum) == f->h.content;
}

struct record file_record(const struct file *f, uint32_t title)
{
	const unsigned char *p = section(f, FILE_TEXTS), *end = p + f->h.section[FILE_TEXTS].bytes;

	if (title >= f->h.titles || f->titles[title].text >= (uint64_t)(end - p))
		return (struct record){ .editions = 0 };
	return record_read(p + f->titles[title].text, end);
}

/* The first key that is not below. */
static size_t first_key(const struct file *f, uint64_t key)
{
	size_t low = 0, high = f->h.keys;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (f->keys[mid] < key)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

const uint32_t *file_find(const struct file *f, uint64_t key, size_t *n)
{
	size_t first = first_key(f, key), end = first;

	while (end < f->h.keys && f->keys[end] == key && f->key_of[end] < f->h.titles)
		end++;
	*n = end - first;
	return f->key_of + first;
}

uint64_t file_moved_to(const struct file *f, uint64_t key)
{
	size_t low = 0, high = f->nmoved;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (f->moved[mid].from < key)
			low = mid + 1;
		else
			high = mid;
	}
	return low < f->nmoved && f->moved[low].from == key ? f->moved[low].to : key;
}

uint32_t file_find_work(const struct file *f, uint32_t work, size_t *n)
{
	uint32_t low = 0, high = f->h.titles, end;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (f->titles[mid].work < work)
			low = mid + 1;
		else
			high = mid;
	}
	for (end = low; end < f->h.titles && f->titles[end].work == work;)
		end++;
	*n = work ? end - low : 0;
	return low;
}

void file_list(const struct file *f, uint32_t gram, const unsigned char **p,
	       const unsigned char **end)
{
	const unsigned char *lists = section(f, FILE_POSTINGS);
	uint64_t from, to;

	*p = *end = NULL;
	if (gram >> f->h.bits)
		return;
	from = f->offsets[gram];
	to = f->offsets[gram + 1];
	if (from >= to || to > f->h.section[FILE_POSTINGS].bytes)
		return;
	*p = lists + from;
	*end = lists + to;
}

const uint32_t *file_find_start(const struct file *f, uint32_t key, size_t *n)
{
	size_t low = 0, high = f->h.starts, first, last;

	*n = 0;
	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (f->starts[mid].key < key)
			low = mid + 1;
		else
			high = mid;
	}
	if (low == f->h.starts || f->starts[low].key != key)
		return NULL;
	first = f->starts[low].first;
	last = low + 1 < f->h.starts ? f->starts[low + 1].first : f->start_ofs;
	if (first >= last || last > f->start_ofs)
		return NULL;
	*n = last - first;
	return f->start_of + first;
}
