/* bench_quotas.c - what counting a request costs: one address again and again, very many in turn, and four threads at once. */
#include "base/crypto.h"
#include "http/quotas.h"

#include <pthread.h>
#include <stdio.h>
#include <time.h>

enum { CALLS = 900000, MANY = 1 << 20, THREADS = 4 };

struct work {
	struct quotas *quotas;
	unsigned addresses;
	pthread_t thread;
};

static double now_ns(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static void *count(void *arg)
{
	const struct work *w = arg;
	struct ctx cx = ctx_make(NULL);

	for (unsigned i = 0; i < CALLS; i++) {
		unsigned n = i % w->addresses;
		struct http_req req = { .from = { { 0x20, 1, (unsigned char)(n >> 16),
						    (unsigned char)(n >> 8), (unsigned char)n } } };

		if (quotas_take_address(&cx, w->quotas, QUOTA_REQUESTS, &req))
			ctx_end(&cx);
	}
	ctx_end(&cx);
	return NULL;
}

static void run(const char *what, unsigned addresses, int threads)
{
	const struct conf conf = { .env = S("production"), .requests_per_minute = 1000000 };
	struct work w[THREADS];
	double before, used;

	w[0] = (struct work){ .quotas = quotas_open(&conf), .addresses = addresses };
	before = now_ns(CLOCK_PROCESS_CPUTIME_ID);
	for (int i = 0; i < threads; i++) {
		w[i] = w[0];
		CHECK(pthread_create(&w[i].thread, NULL, count, &w[i]) == 0);
	}
	for (int i = 0; i < threads; i++)
		pthread_join(w[i].thread, NULL);
	used = now_ns(CLOCK_PROCESS_CPUTIME_ID) - before;
	printf("%-40s %6.0f ns CPU each\n", what, used / ((double)CALLS * threads));
	quotas_close(w[0].quotas);
}

int main(void)
{
	crypto_setup();
	run("one address", 1, 1);
	run("a million addresses in turn", MANY, 1);
	run("a million addresses, four threads", MANY, THREADS);
	run("one address, four threads, mostly refused", 1, THREADS);
	return 0;
}
