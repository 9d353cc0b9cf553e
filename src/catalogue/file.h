/* file.h - a file of the catalogue (a segment): how it is laid out, and reading it.
 *
 * One immutable file, native byte order, memory-mapped: a header, then sections, each beginning at a multiple of 8.
 * Nothing in it is believed: the header is checked when the file is opened, every number that comes from the rest
 * when it is used, so a damaged file gives wrong answers at worst. Written by build.c. */
#ifndef CATALOGUE_FILE_H
#define CATALOGUE_FILE_H

#include "base/ctx.h"
#include "catalogue/record.h"

enum file_section_id {
	FILE_TITLES,  /* struct file_title [titles] */
	FILE_WEIGHTS, /* struct file_weight [titles] */
	FILE_TEXTS,   /* a record (record.h) for each */
	FILE_KEYS, /* uint64_t [keys], ascending; a key stands there once for each title that has it */
	FILE_KEY_OF,   /* uint32_t [keys]: the title of each */
	FILE_COUNTS,   /* uint32_t [2^bits]: in how many titles each gram stands */
	FILE_OFFSETS,  /* uint64_t [2^bits + 1]: where each gram's list begins in FILE_POSTINGS */
	FILE_POSTINGS, /* of each gram its titles, ascending, as differences (LEB128) */
	FILE_STARTS, /* struct file_start [starts], ascending: what begins with one to three letters */
	FILE_START_OF, /* uint32_t [..]: their titles, best known first */
	FILE_MOVED,    /* struct file_moved [..], ascending: numbers that became others */
	FILE__SECTIONS
};

struct file_section {
	uint64_t at, bytes;
};

struct file_header {
	char magic[8];
	uint32_t version, byte_order;
	uint64_t bytes; /* of the whole file */
	uint32_t titles, editions, keys, bits, starts, spare;
	struct file_section section[FILE__SECTIONS];
	uint64_t content;  /* checksum of all behind the header (base/checksum.h) */
	uint64_t checksum; /* of the header before it */
};

#define FILE_MAGIC "bkshelfC"
enum { FILE_VERSION = 2, FILE_BYTE_ORDER = 0x01020304, FILE_MAX_TITLES = 1 << 27 };

struct file_title {
	uint64_t text; /* where its record begins in FILE_TEXTS */
	uint32_t work; /* Open Library's number of the work, ascending through the file; 0: none */
	uint32_t fold; /* the same for titles of what looks like one work (work.h) */
	int16_t year;  /* of the first edition; 0: unknown; negative: before Christ */
	uint16_t editions; /* of the work, under all its titles; at most 65,535 */
	uint8_t prior;     /* how well known the work is: 0–255 */
	uint8_t grams;     /* different grams, at most 255 */
	uint16_t spare;    /* 0: the same books make the same bytes */
};

/* Of struct file_title what every question looks at, close together: 2 bytes in place of 24 are what the processor waits for. */
struct file_weight {
	uint8_t prior, grams;
};

/* What a title can be found by, besides its words. */
enum file_key_kind {
	FILE_KEY_ISBN,
	FILE_KEY_EDITION,
	FILE_KEY_DIGEST,
	FILE_KEY_WORK,
	FILE_KEY_NAME
};

static inline uint64_t file_key(enum file_key_kind kind, uint64_t value)
{
	return (uint64_t)kind << 60 | (value & (UINT64_MAX >> 4));
}

struct file_start {
	uint32_t key, first; /* first: in FILE_START_OF; the next one's is the end */
};

struct file {
	const unsigned char *base;
	size_t bytes;
	struct file_header h;
	const struct file_title *titles;
	const struct file_weight *weights;
	const uint64_t *keys, *offsets;
	const uint32_t *key_of, *counts, *start_of;
	const struct file_start *starts;
	const struct file_moved *moved;
	size_t start_ofs, nmoved;
};

struct file_moved {
	uint64_t from, to; /* keys */
};

/* Map the file open as `fd`, which can be closed afterwards. ERR_IO: it cannot be read, or is not a sound catalogue of
 * this version. */
enum err file_map(struct ctx *cx, int fd, struct file *out) NODISCARD;
void file_unmap(struct file *f);

uint64_t file_checksum(const struct file_header *h);

/* Whether all of the file is as it was written: reads it once. */
bool file_whole(const struct file *f);

/* A title by number; a damaged one has no title. */
struct record file_record(const struct file *f, uint32_t title);

/* The titles with this key; n 0: none. */
const uint32_t *file_find(const struct file *f, uint64_t key, size_t *n);

/* The key that a key became; itself when it is the same still. */
uint64_t file_moved_to(const struct file *f, uint64_t key);

/* The titles of Open Library's work: the first one's number; n 0: none. */
uint32_t file_find_work(const struct file *f, uint32_t work, size_t *n);

/* The ends of a gram's list in the file; both NULL when there is none. */
void file_list(const struct file *f, uint32_t gram, const unsigned char **p,
	       const unsigned char **end);

/* The titles filed under one to three letters, best known first. */
const uint32_t *file_find_start(const struct file *f, uint32_t key, size_t *n);

#endif
