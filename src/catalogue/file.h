/* file.h - the catalogue's file: how it is laid out, and reading it.
 *
 * One immutable file, native byte order, memory-mapped: a header, then sections, each beginning at a multiple of 8.
 * Nothing in it is believed: the header is checked when the file is opened, every number that comes from the rest
 * when it is used, so a damaged file gives wrong answers at worst. Written by build.c. */
#ifndef CATALOGUE_FILE_H
#define CATALOGUE_FILE_H

#include "base/ctx.h"

enum file_section_id {
	FILE_BOOKS,    /* struct file_book [books] */
	FILE_TEXTS,    /* the books' texts, see file_text */
	FILE_ISBNS,    /* uint64_t [isbns], ascending */
	FILE_ISBN_OF,  /* uint32_t [isbns]: the book of each */
	FILE_COUNTS,   /* uint32_t [2^bits]: in how many books each gram stands */
	FILE_OFFSETS,  /* uint64_t [2^bits + 1]: where each gram's list begins in FILE_POSTINGS */
	FILE_POSTINGS, /* of each gram its books, ascending, as differences (LEB128) */
	FILE_STARTS, /* struct file_start [starts], ascending: what begins with one to three letters */
	FILE_START_OF, /* uint32_t [..]: their books, best known first */
	FILE__SECTIONS
};

struct file_section {
	uint64_t at, bytes;
};

struct file_header {
	char magic[8];
	uint32_t version, byte_order;
	uint64_t bytes; /* of the whole file */
	uint32_t books, isbns, bits, starts;
	struct file_section section[FILE__SECTIONS];
	uint64_t checksum; /* of the bytes before it */
};

#define FILE_MAGIC "bkshelfC"
enum { FILE_VERSION = 1, FILE_BYTE_ORDER = 0x01020304, FILE_MAX_BOOKS = 1 << 27 };

struct file_book {
	uint64_t text; /* where its text begins in FILE_TEXTS */
	uint32_t work; /* the same for editions of one work (work.h) */
	int16_t year;  /* 0: unknown; negative: before Christ */
	uint8_t prior; /* how well known: 0–255 */
	uint8_t grams; /* different grams, at most 255 */
};

struct file_start {
	uint32_t key, first; /* first: in FILE_START_OF; the next one's is the end */
};

struct file {
	const unsigned char *base;
	size_t bytes;
	struct file_header h;
	const struct file_book *books;
	const uint64_t *isbns, *offsets;
	const uint32_t *isbn_of, *counts, *start_of;
	const struct file_start *starts;
	size_t start_ofs;
};

/* What a book's text holds. Slices of the file. */
struct file_text {
	str title, authors, publisher, language;
	uint64_t isbn; /* 0: none */
	bool starter;  /* of the built-in catalogue */
};

/* Map the file open as `fd`, which can be closed afterwards. ERR_IO: it cannot be read, or is not a sound catalogue of
 * this version. */
enum err file_map(struct ctx *cx, int fd, struct file *out) NODISCARD;
void file_unmap(struct file *f);

uint64_t file_checksum(const struct file_header *h);

/* Read a book's text that begins at p and ends before end: LEB128 of the flags (1: starter) and the ISBN, then title,
 * authors, publisher and language, each after its length. Damaged: no title. */
struct file_text file_text_read(const unsigned char *p, const unsigned char *end);

/* A book by number; a damaged one has no title. */
struct file_text file_text(const struct file *f, uint32_t book);

/* The book with this ISBN; false: none. */
bool file_find_isbn(const struct file *f, uint64_t isbn, uint32_t *book);

/* The ends of a gram's list in the file; both NULL when there is none. */
void file_list(const struct file *f, uint32_t gram, const unsigned char **p,
	       const unsigned char **end);

/* The books filed under one to three letters, best known first. */
const uint32_t *file_find_start(const struct file *f, uint32_t key, size_t *n);

/* The next number of LEB128; false at the end or when it is none. */
static inline bool file_number(const unsigned char **p, const unsigned char *end, uint64_t *out)
{
	uint64_t v = 0;

	for (int shift = 0; shift < 63 && *p < end; shift += 7) {
		unsigned char c = *(*p)++;

		v |= (uint64_t)(c & 127) << shift;
		if (c < 128) {
			*out = v;
			return true;
		}
	}
	return false;
}

#endif
