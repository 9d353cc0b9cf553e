/* hashing.h - whose turn it is to hash a password: that takes some 20 ms of a processor and 19 MB, by design.
 *
 * A few at a time, the rest waits, and not too many wait: a flood of attempts costs no more than this. Who comes from a place they
 * have signed in from before goes first, and has room of their own to wait in: a flood does not keep them out. */
#ifndef HASHING_H
#define HASHING_H

#include "library/app.h"

struct hashing;

struct hashing *hashing_open(int at_once);
void hashing_close(struct hashing *h); /* nobody is in it any more */

/* Wait for one's turn, and end it. The connection is given back meanwhile, as others need it, and lent anew by hashing_end: not inside a
 * transaction. ERR_BUSY: too many are waiting; there is no turn to end. */
enum err hashing_begin(struct ctx *cx, bool known_place) NODISCARD;
enum err hashing_end(struct ctx *cx) NODISCARD;

#endif
