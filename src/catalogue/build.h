/* build.h - one file of the catalogue out of parts. */
#ifndef BUILD_H
#define BUILD_H

#include "catalogue/part.h"

/* Called now and then with how much is done, 0–1. */
typedef void build_progress(void *arg, double done);

/* The bits of a gram's number in a file of about so many titles. */
int build_bits(uint64_t titles);

struct build {
	struct part_view *
		parts; /* follow each other in the file, in their order, which is the order of their works */
	size_t n;
	int bits;                       /* of all parts */
	const struct file_moved *moved; /* ascending */
	size_t nmoved;
	build_progress *progress; /* may be NULL */
	void *arg;
};

/* Write the file to fd, which is empty, and open for reading too. Memory: 48 MiB and the pages of files. ERR_IO: it cannot be written;
 * ERR_TOO_LARGE: more than FILE_MAX_TITLES. */
enum err build_write(struct ctx *cx, const struct build *b, int fd) NODISCARD;

#endif
