/* authors.c - see authors.h. Names lie one after the other; of each number the index has where its name begins, plus one. */
#include "catalogue/authors.h"

#include "base/utf8.h"
#include "catalogue/out.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { INDEX_STEP = 1 << 20, CHUNK = 1 << 16 /* numbers */ };

struct authors {
	int names_fd, index_fd;
	struct out *names;
	uint64_t begin;  /* of what `names` writes, in the file */
	uint64_t *index; /* mapped */
	size_t numbers;  /* it has room for */
	bool has_place[AUTHORS_MAX_NUMBER /
		       CHUNK];     /* parts of it that are on the disk, and no holes */
	const unsigned char *text; /* mapped, when ready */
	size_t text_bytes;
	bool failed;
};

static bool map_index(struct authors *a, size_t numbers)
{
	void *p;

	if (ftruncate(a->index_fd, (off_t)(numbers * sizeof *a->index)) != 0)
		return false;
	p = a->index ? mremap(a->index, a->numbers * sizeof *a->index, numbers * sizeof *a->index,
			      MREMAP_MAYMOVE)
		     : mmap(NULL, numbers * sizeof *a->index, PROT_READ | PROT_WRITE, MAP_SHARED,
			    a->index_fd, 0);
	if (p == MAP_FAILED)
		return false;
	a->index = p;
	a->numbers = numbers;
	return true;
}

enum err authors_open(struct ctx *cx, int names_fd, int index_fd, struct authors **out)
{
	struct authors *a = xmalloc(sizeof *a);
	struct stat names, index;

	*a = (struct authors){ .names_fd = names_fd, .index_fd = index_fd };
	a->names = out_open(names_fd);
	*out = a;
	if (fstat(names_fd, &names) != 0 || fstat(index_fd, &index) != 0 ||
	    lseek(names_fd, 0, SEEK_END) < 0 ||
	    !map_index(a, (size_t)index.st_size / sizeof *a->index + INDEX_STEP)) {
		authors_close(a);
		*out = NULL;
		return fail(cx, ERR_IO, "the import's folder cannot be written");
	}
	a->begin = (uint64_t)names.st_size;
	return OK;
}

void authors_close(struct authors *a)
{
	if (!a)
		return;
	if (a->index)
		munmap(a->index, a->numbers * sizeof *a->index);
	if (a->text)
		munmap((void *)a->text, a->text_bytes);
	out_close(a->names);
	free(a);
}

static str cut(str s, size_t max)
{
	if (s.n <= max)
		return s;
	s.n = max;
	while (s.n && ((unsigned char)s.p[s.n] & 0xc0) == 0x80)
		s.n--;
	return s;
}

static void put_str(struct out *o, str s)
{
	unsigned char n[2] = { (unsigned char)s.n, (unsigned char)(s.n >> 8) };

	out_put(o, n, sizeof n);
	out_put(o, s.p, s.n);
}

/* On a full disk, writing to a hole of a mapped file would end the process. */
static bool make_place(struct authors *a, uint32_t number)
{
	bool *has = &a->has_place[number / CHUNK];
	off_t bytes = CHUNK * (off_t)sizeof *a->index;

	if (!*has)
		*has = posix_fallocate(a->index_fd, number / CHUNK * bytes, bytes) == 0;
	return *has;
}

void authors_add(struct authors *a, uint32_t number, str name, str also)
{
	if (number == 0 || number >= AUTHORS_MAX_NUMBER)
		return;
	if ((number >= a->numbers && !map_index(a, number + INDEX_STEP)) ||
	    !make_place(a, number)) {
		a->failed = true;
		return;
	}
	a->index[number] = a->begin + a->names->at + 1;
	put_str(a->names, cut(name, AUTHORS_NAME_BYTES));
	put_str(a->names, cut(also, AUTHORS_ALSO_BYTES));
}

bool authors_failed(const struct authors *a) { return a->failed || a->names->failed; }

bool authors_save(struct authors *a, uint64_t *names_bytes)
{
	*names_bytes = a->begin + a->names->at;
	return out_flush(a->names) && fdatasync(a->names_fd) == 0 &&
	       msync(a->index, a->numbers * sizeof *a->index, MS_SYNC) == 0;
}

bool authors_restore(struct authors *a, uint64_t names_bytes)
{
	if (names_bytes > a->begin || ftruncate(a->names_fd, (off_t)names_bytes) != 0)
		return false;
	a->begin = names_bytes;
	return lseek(a->names_fd, 0, SEEK_END) >= 0;
}

enum err authors_ready(struct ctx *cx, struct authors *a)
{
	uint64_t bytes = a->begin + a->names->at;
	void *p;

	if (!out_flush(a->names) || authors_failed(a))
		return fail(cx, ERR_IO,
			    "the names of the authors cannot be written: is the disk full?");
	if (bytes == 0)
		return OK;
	p = mmap(NULL, bytes, PROT_READ, MAP_SHARED, a->names_fd, 0);
	if (p == MAP_FAILED)
		return fail(cx, ERR_IO, "the names of the authors cannot be mapped into memory");
	a->text = p;
	a->text_bytes = bytes;
	return OK;
}

static bool take(const struct authors *a, uint64_t *at, str *out)
{
	const unsigned char *p = a->text + *at;
	size_t n;

	if (a->text_bytes - *at < 2)
		return false;
	n = p[0] | (size_t)p[1] << 8;
	if (n > a->text_bytes - *at - 2)
		return false;
	*out = (str){ (const char *)p + 2, n };
	*at += 2 + n;
	return true;
}

bool authors_find(const struct authors *a, uint32_t number, str *name, str *also)
{
	uint64_t at = number < a->numbers ? a->index[number] : 0;

	if (at == 0 || --at >= a->text_bytes)
		return false;
	return take(a, &at, name) && take(a, &at, also);
}
