/* parallel.c - see parallel.h. */
#include "vision/parallel.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

enum { MAX_THREADS = 64 };

struct shared {
	atomic_int next;
	int n;
	void (*work)(void *arg, int i);
	void *arg;
};

static void *run(void *arg)
{
	struct shared *s = arg;

	for (int i = s->next++; i < s->n; i = s->next++)
		s->work(s->arg, i);
	return NULL;
}

void parallel_for(int threads, int n, void (*work)(void *arg, int i), void *arg)
{
	struct shared s = { .n = n, .work = work, .arg = arg };
	pthread_t helper[MAX_THREADS];
	int helpers = 0;

	if (threads <= 0)
		threads = (int)sysconf(_SC_NPROCESSORS_ONLN);
	threads = threads > MAX_THREADS ? MAX_THREADS : threads;
	while (helpers < threads - 1 && helpers < n - 1) {
		if (pthread_create(&helper[helpers], NULL, run, &s) != 0)
			break; /* fewer threads, the same work */
		helpers++;
	}
	run(&s);
	for (int i = 0; i < helpers; i++)
		pthread_join(helper[i], NULL);
}
