/* parallel.h - the same work for many items, on several threads. */
#ifndef PARALLEL_H
#define PARALLEL_H

#include "base/base.h"

/* Call work(arg, i) once for each i of 0 .. n-1, on at most `threads` threads (0: all processors), this one among them; returns
 * when all are done. */
void parallel_for(int threads, int n, void (*work)(void *arg, int i), void *arg);

#endif
