/* pool.c - see pool.h. */
#include "base/pool.h"

#include <pthread.h>
#include <stdlib.h>

struct job {
	void (*run)(void *arg);
	void *arg;
};

struct pool {
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool closing;
	int max_waiting, first, waiting, running; /* the ring of jobs */
	struct job *ring;
	int threads;
	pthread_t thread[64];
};

static void *work(void *arg)
{
	struct pool *p = arg;

	pthread_mutex_lock(&p->lock);
	for (;;) {
		struct job j;

		while (!p->waiting && !p->closing)
			pthread_cond_wait(&p->wake, &p->lock);
		if (!p->waiting)
			break;
		j = p->ring[p->first];
		p->first = (p->first + 1) % p->max_waiting;
		p->waiting--;
		p->running++;
		pthread_mutex_unlock(&p->lock);
		j.run(j.arg);
		pthread_mutex_lock(&p->lock);
		p->running--;
	}
	pthread_mutex_unlock(&p->lock);
	return NULL;
}

struct pool *pool_open(int threads, int max_waiting)
{
	struct pool *p = xmalloc(sizeof *p);

	*p = (struct pool){ .threads = threads, .max_waiting = max_waiting };
	CHECK(threads >= 1 && threads <= (int)countof(p->thread) && max_waiting >= 1);
	p->ring = xmalloc((size_t)max_waiting * sizeof *p->ring);
	pthread_mutex_init(&p->lock, NULL);
	pthread_cond_init(&p->wake, NULL);
	for (int i = 0; i < threads; i++)
		CHECK(pthread_create(&p->thread[i], NULL, work, p) == 0);
	return p;
}

bool pool_add(struct pool *p, void (*run)(void *arg), void *arg)
{
	bool room;

	pthread_mutex_lock(&p->lock);
	room = !p->closing && p->waiting < p->max_waiting;
	if (room) {
		p->ring[(p->first + p->waiting++) % p->max_waiting] = (struct job){ run, arg };
		pthread_cond_signal(&p->wake);
	}
	pthread_mutex_unlock(&p->lock);
	return room;
}

int pool_load(struct pool *p)
{
	int n;

	pthread_mutex_lock(&p->lock);
	n = p->waiting + p->running;
	pthread_mutex_unlock(&p->lock);
	return n;
}

void pool_end(struct pool *p)
{
	pthread_mutex_lock(&p->lock);
	p->closing = true;
	pthread_cond_broadcast(&p->wake);
	pthread_mutex_unlock(&p->lock);
	for (int i = 0; i < p->threads; i++)
		pthread_join(p->thread[i], NULL);
	p->threads = 0;
}

void pool_close(struct pool *p)
{
	if (!p)
		return;
	pool_end(p);
	pthread_cond_destroy(&p->wake);
	pthread_mutex_destroy(&p->lock);
	free(p->ring);
	free(p);
}
