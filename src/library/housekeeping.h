/* housekeeping.h - what has to be done now and then: one thread of a server does it each hour, and once at its start. */
#ifndef HOUSEKEEPING_H
#define HOUSEKEEPING_H

#include "library/app.h"

struct housekeeping;

/* The app must outlive it. */
struct housekeeping *housekeeping_open(struct app *app);
void housekeeping_close(struct housekeeping *h); /* waits for what is running */

/* All of it, once. Failures are logged: the next hour tries again. Lends cx a connection for its length. */
void housekeeping_run(struct ctx *cx);

#endif
