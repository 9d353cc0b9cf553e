/* person.h - who is asking, for tests of libraries. */
#ifndef PERSON_H
#define PERSON_H

#include "base/ctx.h"

/* From now on the work is this person's, who may be new. */
void t_be(struct ctx *cx, const char *email);

#endif
