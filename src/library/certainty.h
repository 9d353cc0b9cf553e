/* certainty.h - how likely a spine's first candidate is to be right. */
#ifndef CERTAINTY_H
#define CERTAINTY_H

#include "catalogue/catalogue.h"

/* From here on an answer is sure; below the second it is unknown. */
#define CERTAINTY_SURE 0.83f
#define CERTAINTY_CHECK 0.35f

/* Another work that fits as well, by another title: nobody can tell them apart. */
bool certainty_rival(const struct catalogue_hits *hits);

/* The probability, 0–1, that the first hit is what a text of so many letters is of; 0 when there is none. */
float certainty_of(const struct catalogue_hits *hits, int letters);

#endif
