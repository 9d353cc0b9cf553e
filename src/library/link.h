/* link.h - links that people send: they are followed by a click. */
#ifndef LINK_H
#define LINK_H

#include "base/str.h"

/* http:// or https://, in any case, and something behind it. */
bool link_shape(str s);

/* Whether it is an address of GET /covers as answers have it, of whatever server: clients send it back with the book, and it says nothing
 * of the book that its ISBN does not. */
bool link_is_cover(str s);

#endif
