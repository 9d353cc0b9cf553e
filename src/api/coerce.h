/* coerce.h - the coercions of the wire contract: what clients send, as what it means. */
#ifndef COERCE_H
#define COERCE_H

#include "api/nouns.h"

/* Text, trimmed; control characters but newline and tab become spaces. Numbers and truth are written out. ERR_INVALID_FIELD
 * for lists and objects, and for more than max code points. */
enum err coerce_text(struct ctx *cx, const struct jval *v, const char *key, size_t max,
		     str *out) NODISCARD;

/* http and https only: a link is followed by a click. ERR_INVALID_FIELD. */
enum err check_link(struct ctx *cx, const char *key, str link) NODISCARD;

/* true false, numbers, and 1 true yes y on / 0 false no n off in any case; false for anything else. */
bool coerce_bool(const struct jval *v, bool *out);

/* A number, a numeric text or true as a rating: within 0–5, rounded to hundredths, half to even. False, *out untouched: not one. */
bool coerce_rating(const struct jval *v, double *out);

/* A number or numeric text, rounded half to even; what is no number or negative says nothing. */
enum err coerce_pages(struct ctx *cx, const struct jval *v, bool null_clears,
		      int64_t *out) NODISCARD;

/* 0–3000 of a number, or the first four-digit part of a text such as 1965-08-01; else NUMBER_NONE. */
int64_t coerce_year(const struct jval *v);

/* One a line: of the list `authors`, else of `author`, split at commas that separate people ("Tolkien, J. R. R." and
 * "King, Jr." are one). The placeholder "Unknown author" is nobody. */
enum err coerce_authors(struct ctx *cx, const struct jval *book, str *out) NODISCARD;
str split_authors(struct arena *a, str joined);

/* The texts of a list, one a line; what is not text is left out. */
enum err coerce_genres(struct ctx *cx, const struct jval *v, str *out) NODISCARD;

/* The same of a person's own tags; an empty list clears them. */
enum err coerce_tags(struct ctx *cx, const struct jval *v, str *out) NODISCARD;

#endif
