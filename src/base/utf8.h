/* utf8.h - Unicode text: validity, white space, folding. */
#ifndef UTF8_H
#define UTF8_H

#include "base/str.h"

/* Well-formed UTF-8 by RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF. */
bool utf8_valid(str s);

/* The next code point of valid UTF-8, cut off *s; -1 at the end or at a malformed byte. */
int32_t utf8_next(str *s);
void utf8_put(struct buf *b, int32_t code_point);

size_t utf8_length(str s); /* in code points */
str utf8_trim(str s);      /* without Unicode white space at both ends */
str utf8_word(str *s);     /* the next between white space, cut off *s; empty: none */
str utf8_head(str s, size_t code_points); /* at most so many, never splitting one */

/* Two keys for comparing what people typed. Both in the arena, valid input:
 *   utf8_norm   lower case, runs of white space as one space, trimmed; punctuation and
 *               accents kept (the wire contract's norm()).
 *   utf8_plain  case folded, compatibility forms unified (NFKD), accents removed, everything
 *               but letters and digits as one space: "L'Étranger" -> "l etranger". */
str utf8_norm(struct arena *a, str s);
str utf8_plain(struct arena *a, str s);

/* Letters and their accents as one code point where Unicode has one (NFC). Valid input; what is composed already comes back as
 * it is, the rest is in the arena. */
str utf8_nfc(struct arena *a, str s);

/* Each code point in upper case, as far as it has one of its own. */
str utf8_upper(struct arena *a, str s);

/* What utf8_plain makes of one code point: its letters and digits, a space for each sign; none for an accent alone. */
enum { UTF8_PLAIN_MAX = 32 };
size_t utf8_plain_one(int32_t code_point, int32_t out[UTF8_PLAIN_MAX]);

#endif
