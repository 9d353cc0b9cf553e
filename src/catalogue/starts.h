/* starts.h - the best known books for the first one to three letters a person types: too short for the grams, and too
 * common for going through all that match. Made while the file is written; file_find_start reads it. */
#ifndef STARTS_H
#define STARTS_H

#include "catalogue/file.h"
#include "catalogue/fold.h"

enum { STARTS_LETTERS = 3, STARTS_EACH = 24 };

/* What books are filed under: n (1–STARTS_LETTERS) letters, by fold_exact. */
uint32_t starts_key(const uint32_t *letters, size_t n);

struct starts;

struct starts *starts_open(void);
void starts_close(struct starts *s);

/* File a book under the beginnings of its title, of each word of it, and of the author's surname, and under each letter
 * of a script without spaces. Title and author by fold_exact. Best known books first: of each work only the first one is
 * kept, of each key STARTS_EACH. */
void starts_add(struct starts *s, uint32_t book, uint32_t work, const struct fold *title,
		const struct fold *author);

/* All keys, ascending, and all their books as the file wants them; xmalloc'd, the caller frees both. */
void starts_take(const struct starts *s, struct file_start **keys, uint32_t *nkeys,
		 uint32_t **books, uint32_t *nbooks);

#endif
