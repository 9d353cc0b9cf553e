/* tarball.h - many files in one: tar, compressed with zstd. */
#ifndef TARBALL_H
#define TARBALL_H

#include "base/ctx.h"

struct tar_out;
struct tar_in;

/* Write to fd, which stays the caller's. Each file is announced with its size and then given in pieces that add up to it.
 * ERR_NO_SPACE, ERR_IO. tar_finish ends the file and forgets `a` in every case; a NULL is left alone. */
enum err tar_make(struct ctx *cx, int fd, struct tar_out **out) NODISCARD;
enum err tar_begin_file(struct ctx *cx, struct tar_out *a, str name, int64_t bytes) NODISCARD;
enum err tar_add(struct ctx *cx, struct tar_out *a, str piece) NODISCARD;
enum err tar_finish(struct ctx *cx, struct tar_out *a) NODISCARD;

struct tar_file {
	str name; /* as it stands there: check it before it becomes a path */
	int64_t bytes;
	bool plain; /* a file; not a folder, a link or a device */
};

/* Read from fd, which stays the caller's. tar_next gives one file after the other, *more false behind the last;
 * tar_read the next piece of its bytes, gone at the next call, {NULL, 0} at its end. ERR_INVALID for what is no archive, is damaged or
 * cut off. */
enum err tar_open(struct ctx *cx, int fd, struct tar_in **out) NODISCARD;
enum err tar_next(struct ctx *cx, struct tar_in *a, struct tar_file *file, bool *more) NODISCARD;
enum err tar_read(struct ctx *cx, struct tar_in *a, str *piece) NODISCARD;
void tar_shut(struct tar_in *a);

#endif
