/* buckets.h - token buckets: how often somebody did something lately, for very many of them in little memory.
 *
 * A bucket holds `quota` tokens and is filled evenly, all of it within `window_s`. The table has a fixed size (1 MiB): when it is
 * full, the bucket that has been left alone longest, which is the fullest, is forgotten, and counts as full. Any thread. */
#ifndef BUCKETS_H
#define BUCKETS_H

#include "base/str.h"

struct buckets;

struct bucket_rule {
	int64_t quota, window_s; /* 1 to 1,000,000; 1 to 86400 */
};

struct bucket_level {
	bool taken;     /* there was a token */
	int64_t left;   /* tokens in it now */
	int64_t more_s; /* until there is one more, rounded up: at least 1 */
};

struct buckets *buckets_open(void);
void buckets_close(struct buckets *b);

/* Take a token from the bucket of whoever these bytes name, within what `kind` says is counted. */
struct bucket_level buckets_take(struct buckets *b, unsigned char kind, str who,
				 struct bucket_rule rule, int64_t now_us);

#endif
