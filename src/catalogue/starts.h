/* starts.h - the best known titles for the first one to three letters a person types: too short for the grams, and too
 * common for going through all that match. Made while a file is built; file_find_start reads it. */
#ifndef STARTS_H
#define STARTS_H

#include "catalogue/file.h"
#include "catalogue/fold.h"

enum { STARTS_LETTERS = 3, STARTS_EACH = 24 };

/* What titles are filed under: n (1–STARTS_LETTERS) letters, by fold_exact. */
uint32_t starts_key(const uint32_t *letters, size_t n);

struct starts;

struct starts *starts_open(void);
void starts_close(struct starts *s);

/* File a title, which stands in titles[title], under the beginnings of its main title, of each word of it, and of the author's surname, and under each letter
 * of a script without spaces. Both by fold_exact. Best known titles first, then short ones; of what looks like one work only
 * the first is kept, of each key STARTS_EACH. */
void starts_add(struct starts *s, const struct file_title *titles, uint32_t title,
		const struct fold *main_title, const struct fold *author);

/* File one under a key that another starts had it under. */
void starts_put(struct starts *s, const struct file_title *titles, uint32_t title, uint32_t key);

/* All keys, ascending, and all their titles as the file wants them; xmalloc'd, the caller frees both. */
void starts_take(const struct starts *s, struct file_start **keys, uint32_t *nkeys,
		 uint32_t **titles, uint32_t *ntitles);

#endif
