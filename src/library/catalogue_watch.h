/* catalogue_watch.h - a thread of a server on a shared database that keeps its catalogue in line with the others' (catalogue_share.h):
 * what was imported elsewhere is answered here some seconds after it was published. */
#ifndef CATALOGUE_WATCH_H
#define CATALOGUE_WATCH_H

#include "library/app.h"

struct catalogue_watch;

/* NULL where the database is not shared. The app must outlive it. */
struct catalogue_watch *catalogue_watch_open(struct app *app);
void catalogue_watch_close(struct catalogue_watch *w); /* waits for one chunk at most */

#endif
