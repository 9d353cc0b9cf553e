/* language.h - languages by the codes that libraries write: ISO 639-2, bibliographic ("ger", not "deu"). */
#ifndef LANGUAGE_H
#define LANGUAGE_H

#include "base/str.h"

/* The code of a language that is named by any code of ISO 639-1 or 639-2 ("de", "deu", "de-CH", "/languages/ger"), by one
 * that MARC had before, in English or in itself ("German", "Deutsch"). It lives for ever. Empty: none that is known, or no
 * single one ("mul", "und"). */
str language_code(str s);

#endif
