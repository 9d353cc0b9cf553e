/* keys.h - what a copy is matched, sorted and searched by, folded from what its owner sees. */
#ifndef KEYS_H
#define KEYS_H

#include "library/app.h"
#include "store/books.h"

/* title: lower case, white space unified (utf8_norm). author: the first one's, family name first. search: plain words of title,
 * subtitle, authors and ISBNs, between spaces. */
struct book_keys keys_of(struct ctx *cx, const struct edition *about);

/* Whether the keys of both are the same for certain. */
bool keys_alike(const struct edition *a, const struct edition *b);

/* A family name before the rest: "frank herbert" and "herbert, frank" are "herbert frank". In lower case. */
str keys_author(struct ctx *cx, str authors);

/* Fold the actor's copies that have no keys yet: those of an older schema, and those whose edition somebody has filled since.
 * Usually there are none, which costs one look. Not inside a transaction. */
enum err keys_refresh(struct ctx *cx) NODISCARD;

#endif
