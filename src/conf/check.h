/* check.h - what no single setting can say of itself: which belong together, what production does not allow. */
#ifndef CHECK_H
#define CHECK_H

#include "conf/conf.h"

/* ERR_CONFIG says what to set. Fills in defaults that depend on others. */
enum err conf_check(struct ctx *cx, struct conf *c) NODISCARD;

#endif
