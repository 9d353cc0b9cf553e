/* importer.h - the thread of a server that carries imports out. What a stop or a crash left undone is done at the next start. */
#ifndef IMPORTER_H
#define IMPORTER_H

#include "library/app.h"

struct importer;

/* The app must outlive it. */
struct importer *importer_open(struct app *app);
void importer_close(struct importer *i); /* after the piece it is at */

/* There is something to do. NULL: nobody does it here. */
void importer_wake(struct importer *i);

#endif
