/* link.h - links that people send: they are followed by a click. */
#ifndef LINK_H
#define LINK_H

#include "base/str.h"

/* http:// or https://, in any case, and something behind it. */
bool link_shape(str s);

#endif
