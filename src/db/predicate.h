/* predicate.h - one form for the conditions that engines give back each in its own words.
 *
 * PostgreSQL shows `shelf IN ('read', 'custom')` as `(shelf = ANY (ARRAY['read'::text, 'custom'::text]))`. Both become
 * `shelf in 'read' , 'custom'`: enough to compare CHECKs, partial indexes and defaults, not to run them. */
#ifndef PREDICATE_H
#define PREDICATE_H

#include "base/str.h"

enum { PREDICATE_MAX = 64 * 1024 };

/* In the arena: words in lower case, without parentheses, casts and comments; IN and BETWEEN in one form. */
str predicate_canonical(struct arena *a, str sql);

/* Cut the condition of the next `CHECK (…)` off *sql, what stands between the outer parentheses; false: none is left. */
bool predicate_next_check(str *sql, str *condition);

/* What stands behind the WHERE of a CREATE INDEX; empty: none. */
str predicate_of_index(str sql);

#endif
