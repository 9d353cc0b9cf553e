/* part.h - some hundred thousand titles on their way into a file of the catalogue: cut into grams and sorted by them, numbered from 0.
 * Parts are made independently of each other, by one thread each; build.c makes one file of all. */
#ifndef PART_H
#define PART_H

#include "catalogue/file.h"

struct part_key {
	uint64_t key;
	uint32_t title, spare;
};

/* A title and what is known of it. */
struct part_title {
	struct record record; /* `editions` and `rest` are not looked at */
	const struct record_edition *editions;
	size_t neditions; /* of this title */
	size_t of_work;   /* of the whole work, at least as many */
	uint32_t work;    /* as in struct file_title: never less than the title's before */
	bool well_known;  /* chosen by somebody who knows */
};

struct part;

struct part *part_open(int bits); /* of a gram's number: 1–FOLD_BITS_MAX */
void part_close(struct part *p);

/* The texts are copied. */
void part_add(struct part *p, const struct part_title *t);

/* Have the title added last be found by one more key. */
void part_key(struct part *p, uint64_t key);

uint32_t part_titles(const struct part *p);

/* Write all of it to fd, an empty file. The part is empty afterwards. False: it cannot be written. */
bool part_write(struct part *p, int fd) NODISCARD;

/* ---- reading it again ---- */

struct part_header {
	uint32_t titles, editions, keys, starts, start_ofs, bits;
	uint64_t texts_bytes, lists_bytes;
	uint64_t bytes; /* of the whole: written last, so 0 in a part that is not whole */
};

/* A part, mapped. */
struct part_view {
	const unsigned char *base;
	size_t bytes;
	struct part_header h;
	const struct file_title *titles;
	const struct part_key *keys; /* ascending */
	const struct file_start *starts;
	const uint32_t *start_of;
	const unsigned char *texts;
	struct unpack lists; /* see part_list */
};

bool part_map(int fd, struct part_view *out) NODISCARD; /* false: it is not whole */
void part_unmap(struct part_view *v);

/* Let the memory go that holds a stretch of a part for now: it is read from its file again if it is looked at again. */
void part_let_go(const void *from, const void *to);

/* A gram's titles: `bytes` are the differences from the second title on. */
struct part_list {
	uint32_t gram, titles, first, last;
	str bytes;
};

/* The next list, by gram: *out is the one before, all 0 at first. False at the end. */
bool part_list(struct part_view *v, struct part_list *out);

#endif
