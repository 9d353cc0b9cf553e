/* spill.h - rows sorted into buckets, of any number, in bounded memory: what has no room goes to a file, bucket by bucket, and is read
 * back a bucket at a time. Rows of a bucket keep their order. */
#ifndef SPILL_H
#define SPILL_H

#include "base/ctx.h"
#include "catalogue/bytes.h"

enum { SPILL_BUCKETS = 1024 };

struct spill;

/* fd, if not -1, is the file: empty, for this use alone, stays the caller's. Without one all is kept in memory. */
struct spill *spill_open(int fd);
void spill_close(struct spill *s);

void spill_add(struct spill *s, uint32_t bucket, const void *row, size_t n);
bool spill_failed(const struct spill *s); /* the file could not be written, or not be read */

uint64_t spill_bytes(const struct spill *s, uint32_t bucket);
void spill_read(
	struct spill *s, uint32_t bucket,
	struct
	bytes *out); /* added behind what is in *out. From any thread, when nothing is added any more */

/* Put everything into the file and onto the disk, and tell in *out where it is, for spill_restore in a later process. */
bool spill_save(struct spill *s, struct bytes *out) NODISCARD;
/* Of a spill just opened on that file: as it was when saved; what was written after that is forgotten. False: the file
 * does not fit. */
bool spill_restore(struct spill *s, struct unpack *from) NODISCARD;

#endif
