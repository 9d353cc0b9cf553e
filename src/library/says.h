/* says.h - what somebody says of a thing, merged into what is known of it. {NULL, 0} and NUMBER_NONE keep; an empty text and
 * NUMBER_CLEAR clear. Each is true when something is different now. */
#ifndef SAYS_H
#define SAYS_H

#include "store/store.h"

static inline bool number_said(int64_t n) { return n != NUMBER_NONE && n != NUMBER_CLEAR; }

static inline bool say_text(str *have, str says)
{
	if (!says.p || str_eq(*have, says))
		return false;
	*have = says.n ? says : (str){ NULL, 0 };
	return true;
}

static inline bool say_number(int64_t *have, int64_t says)
{
	if (says == NUMBER_NONE)
		return false;
	if (says == NUMBER_CLEAR)
		says = NUMBER_NONE;
	if (*have == says)
		return false;
	*have = says;
	return true;
}

#endif
