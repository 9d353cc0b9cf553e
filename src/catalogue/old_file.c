/* old_file.c - see old_file.h. A header, then sections: the books, each with the place of its text, its year and what the index wanted of
 * it; the texts; then the index. */
#include "catalogue/old_file.h"

#include "base/utf8.h"
#include "catalogue/bytes.h"
#include "catalogue/isbn.h"
#include "catalogue/table.h"

#include <sys/mman.h>
#include <sys/stat.h>

enum { BOOKS, TEXTS, SECTIONS = 9 };
enum { VERSION = 1, BYTE_ORDER_MARK = 0x01020304 };

#define MAGIC "bkshelfC"

struct header {
	char magic[8];
	uint32_t version, byte_order;
	uint64_t bytes;
	uint32_t books, isbns, bits, starts;
	struct {
		uint64_t at, bytes;
	} section[SECTIONS];
	uint64_t checksum;
};

struct book {
	uint64_t text;
	uint32_t work;
	int16_t year;
	uint8_t prior, grams;
};

static uint64_t checksum(const unsigned char *p, size_t n)
{
	uint64_t sum = 0xcbf29ce484222325u; /* FNV-1a */

	for (size_t i = 0; i < n; i++)
		sum = (sum ^ p[i]) * 0x100000001b3u;
	return sum;
}

static const char *wrong(const struct header *h, uint64_t bytes)
{
	if (memcmp(h->magic, MAGIC, sizeof h->magic) != 0 || h->version != VERSION ||
	    h->byte_order != BYTE_ORDER_MARK)
		return "it is of another kind";
	if (h->checksum != checksum((const unsigned char *)h, offsetof(struct header, checksum)))
		return "its head is damaged";
	if (h->bytes != bytes)
		return "it is cut off";
	for (size_t i = 0; i <= TEXTS; i++)
		if (h->section[i].at % 8 || h->section[i].at > bytes ||
		    h->section[i].bytes > bytes - h->section[i].at)
			return "its head is damaged";
	return h->section[BOOKS].bytes == h->books * sizeof(struct book) ? NULL
									 : "its head is damaged";
}

enum err old_file_map(struct ctx *cx, int fd, struct old_file *f)
{
	const char *problem;
	struct header h;
	struct stat st;
	void *base;

	*f = (struct old_file){ .base = NULL };
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size < (off_t)sizeof h)
		return fail(cx, ERR_IO,
			    "the older version's catalogue cannot be read: it is cut off");
	base = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (base == MAP_FAILED)
		return fail(cx, ERR_IO,
			    "the older version's catalogue cannot be mapped into memory");
	memcpy(&h, base, sizeof h);
	f->base = base;
	f->bytes = (size_t)st.st_size;
	if ((problem = wrong(&h, f->bytes))) {
		old_file_unmap(f);
		return fail(cx, ERR_IO, "the older version's catalogue cannot be read: %s",
			    problem);
	}
	f->books = f->base + h.section[BOOKS].at;
	f->texts = f->base + h.section[TEXTS].at;
	f->end = f->texts + h.section[TEXTS].bytes;
	f->n = h.books;
	return OK;
}

void old_file_unmap(struct old_file *f)
{
	if (f->base)
		munmap((void *)f->base, f->bytes);
	f->base = NULL;
}

/* An import never let a longer one in. */
static str take(struct unpack *u, size_t max)
{
	str s = unpack_str(u);

	if (s.n > max || !utf8_valid(s))
		u->bad = true;
	return s;
}

static bool take_isbn(uint64_t isbn, struct entry *e)
{
	char digits[24];
	int n = snprintf(digits, sizeof digits, "%llu", (unsigned long long)isbn);

	if (!isbn)
		return true;
	e->isbn[e->nisbns++] = isbn;
	return isbn_read((str){ digits, (size_t)n }) == isbn;
}

bool old_file_book(const struct old_file *f, uint32_t book, struct entry *out)
{
	struct book b;
	struct unpack u;
	uint64_t isbn;

	*out = (struct entry){ .year = 0 };
	if (book >= f->n)
		return false;
	memcpy(&b, f->books + (size_t)book * sizeof b, sizeof b);
	if (b.text >= (uint64_t)(f->end - f->texts))
		return false;
	u = (struct unpack){ f->texts + b.text, f->end, false };
	unpack_number(&u); /* whether it is of the starter catalogue */
	isbn = unpack_number(&u);
	out->title = take(&u, TABLE_ROW_BYTES);
	out->authors = take(&u, TABLE_ROW_BYTES);
	out->publisher = take(&u, TABLE_ROW_BYTES);
	out->language = take(&u, TABLE_ROW_BYTES);
	out->year = b.year;
	return take_isbn(isbn, out) && !u.bad && out->title.n > 0;
}
