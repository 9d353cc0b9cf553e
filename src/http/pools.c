/* pools.c - see pools.h. */
#include "http/pools.h"

#include "base/pool.h"

#include <stdlib.h>
#include <sys/resource.h>

enum { POOL_NICE = 19 }; /* photos yield to all else: /health p99 beside them 2.9 ms, 6 at 5 */

struct room {
	struct pool *pool;
	int64_t size; /* jobs running and waiting at most */
};

struct pools {
	struct room rooms[PLACES];
};

static const struct {
	const char *busy;
	int64_t retry_s;
} words[PLACES] = {
	[IN_POOL] = { "too many photos are waiting; try again in a few seconds", 5 },
	[IN_HASH_POOL] = { "too many people are signing in at once; try again in a moment", 2 },
};

static struct room open_room(int64_t threads, int64_t waiting)
{
	return (struct room){ pool_open((int)threads, (int)waiting), threads + waiting };
}

struct pools *pools_open(const struct conf *conf)
{
	struct pools *p = xmalloc(sizeof *p);

	*p = (struct pools){ 0 };
	p->rooms[IN_POOL] = open_room(conf->scan_threads, conf->scan_waiting);
	p->rooms[IN_HASH_POOL] = open_room(conf->hash_threads, conf->hash_waiting);
	return p;
}

struct job {
	void (*run)(void *arg);
	void *arg;
};

static void yield_to_others(void)
{
	if (getpriority(PRIO_PROCESS, 0) < POOL_NICE)
		setpriority(PRIO_PROCESS, 0, POOL_NICE); /* on Linux: of this thread */
}

static void run_job(void *arg)
{
	struct job j = *(struct job *)arg;

	free(arg);
	yield_to_others();
	j.run(j.arg);
}

bool pools_add(struct pools *p, enum place place, void (*run)(void *arg), void *arg)
{
	struct job *j = xmalloc(sizeof *j);

	CHECK(place > ON_LOOP && place < PLACES);
	*j = (struct job){ run, arg };
	if (pool_add(p->rooms[place].pool, run_job, j))
		return true;
	free(j);
	return false;
}

bool pools_full(struct pools *p, enum place place)
{
	return place != ON_LOOP && pool_load(p->rooms[place].pool) >= p->rooms[place].size;
}

enum err pools_fail(struct ctx *cx, enum place place)
{
	return fail_for(cx, ERR_BUSY, words[place].retry_s, "%s", words[place].busy);
}

int pools_load(struct pools *p)
{
	int n = 0;

	for (int i = IN_POOL; i < PLACES; i++)
		n += pool_load(p->rooms[i].pool);
	return n;
}

void pools_end(struct pools *p)
{
	for (int i = IN_POOL; i < PLACES; i++)
		pool_end(p->rooms[i].pool);
}

void pools_close(struct pools *p)
{
	if (!p)
		return;
	for (int i = IN_POOL; i < PLACES; i++)
		pool_close(p->rooms[i].pool);
	free(p);
}
