/* cursor.h - where a list was left: the sort key of the last row, as opaque text for clients.
 *
 * Nothing secret and nothing trusted: whoever makes one up reads their own list from elsewhere. */
#ifndef CURSOR_H
#define CURSOR_H

#include "base/ctx.h"

enum { CURSOR_MAX_PARTS = 8, CURSOR_MAX_TEXT = 64 << 10 };

struct cursor_part {
	char type; /* i int64, s text, 0 NULL */
	int64_t i;
	str s;
};

/* `sort` names the order of the list: a cursor is good for its own only. At most
 * CURSOR_MAX_PARTS; texts are UTF-8 and shorter than CURSOR_MAX_TEXT, `sort` than 256. */
str cursor_make(struct ctx *cx, str sort, const struct cursor_part *parts, size_t n);

/* `types`, one a part: i, s; a capital may be NULL, as in statements. Fills out[0…strlen(types)).
 * ERR_INVALID_FIELD "cursor": not made by cursor_make for this sort and these types. */
enum err cursor_read(struct ctx *cx, str text, str sort, const char *types,
		     struct cursor_part *out) NODISCARD;

#endif
