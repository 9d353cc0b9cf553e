/* spool.h - a temporary file that is written once, from its beginning: for what is too large for memory.
 *
 * It has no name in any folder: it is gone with its descriptor, whatever happens to the program. */
#ifndef SPOOL_H
#define SPOOL_H

#include "base/ctx.h"

enum { SPOOL_PIECE = 64 << 10, SPOOL_MAX_PIECE = 64 << 20 };

struct spool {
	struct ctx *cx;
	struct buf out; /* write here: json_make(&s->out), buf_add(&s->out, …) */
	int64_t size;   /* bytes in the file */
	int fd;         /* closed by ctx_end; who takes it sets -1 */
};

/* A new one in the folder, which must be there. ERR_NO_SPACE, ERR_IO. In the arena. */
enum err spool_open(struct ctx *cx, str folder, struct spool **out) NODISCARD;

/* Between two things of which each is far below SPOOL_MAX_PIECE: move `out` to the file, if there
 * is enough of it. ERR_NO_SPACE: the disk or a quota is full. ERR_IO. */
enum err spool_spill(struct spool *s) NODISCARD;

/* All is written: the rest of `out` to the file, whose `size` is now the whole. */
enum err spool_finish(struct spool *s) NODISCARD;

#endif
