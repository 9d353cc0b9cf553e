/* build.h - writing a catalogue file from records. */
#ifndef BUILD_H
#define BUILD_H

#include "base/ctx.h"
#include "catalogue/records.h"

/* Called now and then with how much is done, 0–1. */
typedef void build_progress(void *arg, double done);

/* Write the whole file to fd, which is empty and can seek. Memory besides the records: about 30 bytes a book and 256 MiB
 * at most. ERR_IO: it cannot be written. */
enum err build_write(struct ctx *cx, const struct records *r, int fd, build_progress *progress,
		     void *arg) NODISCARD;

#endif
