/* authors.h - the names behind Open Library's numbers of authors, kept in two files while an import runs. */
#ifndef AUTHORS_H
#define AUTHORS_H

#include "base/ctx.h"
#include "catalogue/moved.h"

enum {
	AUTHORS_MAX_NUMBER = 1 << 28, /* a number is a place in a (sparse) file */
	AUTHORS_NAME_BYTES = 300,
	AUTHORS_ALSO_BYTES = 300,
};

struct authors;

/* The files stay the caller's; what is in them is known already. ERR_IO. */
enum err authors_open(struct ctx *cx, int names_fd, int index_fd, struct authors **out) NODISCARD;
void authors_close(struct authors *a);

/* The last word on a number counts. `also`: other names, separated by "; ". Both cut to their maximum. */
void authors_add(struct authors *a, uint32_t number, str name, str also);
bool authors_failed(const struct authors *a);

/* Have all that was added in the files and on the disk; *names_bytes: how long the one with the names is. */
bool authors_save(struct authors *a, uint64_t *names_bytes) NODISCARD;
/* Of a files just opened: forget the names behind that length. */
bool authors_restore(struct authors *a, uint64_t names_bytes) NODISCARD;

/* For looking up: after the last add. ERR_IO. */
enum err authors_ready(struct ctx *cx, struct authors *a) NODISCARD;

/* False: nobody has this number. From any thread; slices of the file. */
bool authors_find(const struct authors *a, uint32_t number, str *name, str *also);

#endif
