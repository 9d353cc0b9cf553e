/* hashing.c - see hashing.h. */
#include "library/hashing.h"

#include <pthread.h>
#include <stdlib.h>

enum lane { STRANGERS, KNOWN, LANES };

/* How many may wait: with 20 ms a turn, strangers a fifth of a second, and people who are known twice that. */
static const int room[LANES] = { [STRANGERS] = 8, [KNOWN] = 16 };

struct hashing {
	pthread_mutex_t lock;
	pthread_cond_t turn;
	int at_once, running;
	int waiting[LANES];
};

struct hashing *hashing_open(int at_once)
{
	struct hashing *h = xmalloc(sizeof *h);

	*h = (struct hashing){ .at_once = at_once };
	pthread_mutex_init(&h->lock, NULL);
	pthread_cond_init(&h->turn, NULL);
	return h;
}

void hashing_close(struct hashing *h)
{
	if (!h)
		return;
	CHECK(!h->running);
	pthread_cond_destroy(&h->turn);
	pthread_mutex_destroy(&h->lock);
	free(h);
}

static bool must_wait(const struct hashing *h, enum lane lane)
{
	return h->running == h->at_once || (lane == STRANGERS && h->waiting[KNOWN] > 0);
}

enum err hashing_begin(struct ctx *cx, bool known_place)
{
	struct hashing *h = cx->app->hashing;
	enum lane lane = known_place ? KNOWN : STRANGERS;
	bool in;

	db_give_back(cx, cx->app->dbs);
	pthread_mutex_lock(&h->lock);
	in = !must_wait(h, lane) || h->waiting[lane] < room[lane];
	if (in) {
		h->waiting[lane]++;
		while (must_wait(h, lane))
			pthread_cond_wait(&h->turn, &h->lock);
		h->waiting[lane]--;
		h->running++;
	}
	pthread_mutex_unlock(&h->lock);
	return in ? OK
		  : fail(cx, ERR_BUSY,
			 "too many people are signing in; try again in a few seconds");
}

enum err hashing_end(struct ctx *cx)
{
	struct hashing *h = cx->app->hashing;

	pthread_mutex_lock(&h->lock);
	h->running--;
	pthread_cond_broadcast(&h->turn);
	pthread_mutex_unlock(&h->lock);
	return db_lend(cx, cx->app->dbs);
}
