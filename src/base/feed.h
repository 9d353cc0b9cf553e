/* feed.h - a file or a pipe, read ahead in a thread of its own, and unpacked there where it is compressed: reading and unpacking take
 * as long as working on what is read. What it is is seen from its first bytes, not from its name. */
#ifndef FEED_H
#define FEED_H

#include "base/ctx.h"

struct feed;

/* Of an open file; it stays the caller's, who closes it after the feed. */
struct feed *feed_open(int fd);
void feed_close(struct feed *f); /* also before the end */

/* Up to `room` (>= 1) bytes into `into`. 0: the end; -1: it cannot be read, see feed_problem. One thread at a time. */
ptrdiff_t feed_read(void *feed, char *into, size_t room);

/* What is wrong with the file, after -1: "it is cut off", for a sentence. */
const char *feed_problem(const struct feed *f);

int64_t feed_taken(
	struct
	feed *f); /* bytes of the file that were read: for telling the progress. From any thread */

#endif
