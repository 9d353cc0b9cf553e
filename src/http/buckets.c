/* buckets.c - see buckets.h.
 *
 * A bucket is one number, the time at which it will be full again (the generic cell rate algorithm). One that is full needs no
 * place. Buckets are found by a keyed hash, so that nobody can choose whose they push out, in sets of a few neighbours. */
#include "http/buckets.h"

#include "base/crypto.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { SETS = 8192, WAYS = 8, STRIPES = 64, WHO_MAX = 64, SECOND_US = 1000000 };

struct slot {
	uint64_t key; /* 0: nobody's */
	int64_t full_us;
};

struct buckets {
	unsigned char secret[CRYPTO_SHORT_KEY];
	pthread_mutex_t locks[STRIPES]; /* set i has lock i % STRIPES */
	struct slot sets[SETS][WAYS];
};

struct buckets *buckets_open(void)
{
	struct buckets *b = calloc(1, sizeof *b);

	CHECK(b);
	crypto_random(b->secret, sizeof b->secret);
	for (int i = 0; i < STRIPES; i++)
		pthread_mutex_init(&b->locks[i], NULL);
	return b;
}

void buckets_close(struct buckets *b)
{
	if (!b)
		return;
	for (int i = 0; i < STRIPES; i++)
		pthread_mutex_destroy(&b->locks[i]);
	free(b);
}

static uint64_t key_of(const struct buckets *b, unsigned char kind, str who)
{
	char bytes[WHO_MAX + 1];
	size_t n = who.n < WHO_MAX ? who.n : WHO_MAX;
	uint64_t key;

	bytes[0] = (char)kind;
	if (n)
		memcpy(bytes + 1, who.p, n);
	key = crypto_short_hash(b->secret, (str){ bytes, n + 1 });
	return key ? key : 1;
}

/* Its own, else the one that is full first. */
static struct slot *slot_of(struct slot set[WAYS], uint64_t key)
{
	struct slot *oldest = &set[0];

	for (int i = 0; i < WAYS; i++) {
		if (set[i].key == key)
			return &set[i];
		if (set[i].full_us < oldest->full_us)
			oldest = &set[i];
	}
	*oldest = (struct slot){ .key = key };
	return oldest;
}

static struct bucket_level take(struct slot *s, struct bucket_rule rule, int64_t now_us)
{
	int64_t all_us = rule.window_s * SECOND_US, each_us = all_us / rule.quota;
	int64_t from_us = s->full_us > now_us ? s->full_us : now_us, gap_us;
	struct bucket_level l = { .taken = from_us + each_us - now_us <= each_us * rule.quota };

	if (l.taken)
		s->full_us = from_us += each_us;
	gap_us = from_us - now_us; /* of the whole bucket, what is missing */
	l.left = rule.quota - (gap_us + each_us - 1) / each_us;
	if (l.left < 0)
		l.left = 0; /* the rule had a larger bucket a moment ago */
	gap_us -= (rule.quota - l.left - 1) * each_us;
	l.more_s = gap_us > 0 ? (gap_us + SECOND_US - 1) / SECOND_US : 1;
	return l;
}

struct bucket_level buckets_take(struct buckets *b, unsigned char kind, str who,
				 struct bucket_rule rule, int64_t now_us)
{
	uint64_t key = key_of(b, kind, who);
	size_t set = key % SETS;
	struct bucket_level l;

	CHECK(rule.quota > 0 && rule.window_s > 0);
	pthread_mutex_lock(&b->locks[set % STRIPES]);
	l = take(slot_of(b->sets[set], key), rule, now_us);
	pthread_mutex_unlock(&b->locks[set % STRIPES]);
	return l;
}
