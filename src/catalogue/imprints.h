/* imprints.h - publishers' names and praise on a spine: letters that say nothing of which book it is. */
#ifndef IMPRINTS_H
#define IMPRINTS_H

#include "catalogue/fit.h"

/* Set `known` of the letters that such words of imprints.def take. */
void imprints_mark(const struct fold *f, const struct fit_text *text, bool known[FOLD_UNITS]);

#endif
