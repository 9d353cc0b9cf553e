/* pool.h - a bounded set of worker threads for work too long for an event loop. */
#ifndef POOL_H
#define POOL_H

#include "base/base.h"

struct pool;

/* `threads` workers (1–64) and at most `max_waiting` jobs that none has taken yet. */
struct pool *pool_open(int threads, int max_waiting);

/* Have `run(arg)` called on a worker. False when the pool is full or closing: nothing was taken. */
bool pool_add(struct pool *p, void (*run)(void *arg), void *arg) NODISCARD;

/* Jobs waiting or running now. */
int pool_load(struct pool *p);

/* Refuse new jobs, finish all that were taken, end the threads. Whoever still asks the pool for something is answered. */
void pool_end(struct pool *p);

/* The same, and nobody asks any more. */
void pool_close(struct pool *p);

#endif
