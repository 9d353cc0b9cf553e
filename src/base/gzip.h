/* gzip.h - compression (RFC 1952). */
#ifndef GZIP_H
#define GZIP_H

#include "base/str.h"

/* The bytes compressed, quickly; {NULL, 0} when that makes them no smaller. In the arena. */
str gzip(struct arena *a, str bytes);

#endif
