/* old_file.h - the catalogue's file as earlier versions wrote it: one file with everything, format 1. Only what was imported is read;
 * the index is made anew. Nothing in it is believed. */
#ifndef OLD_FILE_H
#define OLD_FILE_H

#include "base/ctx.h"
#include "catalogue/entry.h"

struct old_file {
	const unsigned char *base;
	size_t bytes;
	const unsigned char *books, *texts, *end; /* end: of the texts */
	uint32_t n;
};

/* Map the file open as `fd`, which can be closed afterwards. ERR_IO: it cannot be read, or is no sound file of that format. */
enum err old_file_map(struct ctx *cx, int fd, struct old_file *out) NODISCARD;
void old_file_unmap(struct old_file *f);

/* A book by number; its texts are slices of the file. False: it is damaged. */
bool old_file_book(const struct old_file *f, uint32_t book, struct entry *out);

#endif
