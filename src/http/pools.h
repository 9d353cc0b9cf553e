/* pools.h - the bounded pools that handlers run in when an event loop cannot wait for them: one for photos and files, one
 * for what hashes passwords. Each has its own threads and its own waiting room: a flood at one leaves the other alone. */
#ifndef POOLS_H
#define POOLS_H

#include "conf/conf.h"
#include "http/http.h"

struct pools;

struct pools *pools_open(const struct conf *conf);

/* Have `run(arg)` called on a thread of the place's pool, which yields to everything else of the system. False when it is full:
 * nothing was taken. Not ON_LOOP. */
bool pools_add(struct pools *p, enum place place, void (*run)(void *arg), void *arg) NODISCARD;
bool pools_full(struct pools *p, enum place place); /* ON_LOOP never is */

/* ERR_BUSY, with the words and the waiting time of this pool. */
enum err pools_fail(struct ctx *cx, enum place place);

int pools_load(struct pools *p);   /* jobs waiting or running in all of them */
void pools_end(struct pools *p);   /* finishes what was taken, and is full from then on */
void pools_close(struct pools *p); /* the same, and nobody asks them any more */

#endif
