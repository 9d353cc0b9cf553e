/* marc8.h - text in MARC-8, the encoding of library records before Unicode (and of many since).
 *
 * ASCII and extended Latin (ANSEL) are there from the start; escape sequences call Cyrillic, Greek, Hebrew, Arabic, the
 * East Asian set of three bytes a character, superscripts and subscripts. Accents come before their letter. MARC 21
 * Specifications for Record Structure, Character Sets, and Exchange Media, part 2: www.loc.gov/marc/specifications. */
#ifndef MARC8_H
#define MARC8_H

#include "base/str.h"

/* The text in UTF-8, in the arena, composed (NFC); marks of what is not filed are left out. {NULL, 0}: it is not
 * MARC-8, *reason says why. Each subfield begins anew with the first two sets. */
str marc8_text(struct arena *a, str bytes, const char **reason);

#endif
