/* cover_files.h - pictures of covers as files of the data folder, each named by the digest of its largest size.
 *
 * DATA/covers/<digest>-<width>.jpg, three of each. They are a cache: what is gone is asked for again. Which there should be is said by
 * the table of covers; what no row names is swept. */
#ifndef COVER_FILES_H
#define COVER_FILES_H

#include "library/app.h"

enum cover_size { COVER_SMALL, COVER_MEDIUM, COVER_LARGE, COVER_SIZES };
extern const int cover_widths[COVER_SIZES];
extern const char *const cover_size_names[COVER_SIZES];

/* All sizes of one; true when all are there, whole. */
bool cover_files_keep(struct ctx *cx, str digest, const str pictures[COVER_SIZES]) NODISCARD;

/* To be read and closed by the caller; false: it is not there. */
bool cover_file_open(struct ctx *cx, str digest, enum cover_size size, int *fd,
		     int64_t *bytes) NODISCARD;
void cover_files_remove(struct ctx *cx, str digest);

/* Remove what lies there for longer than a day and `named` does not know. ERR_IO. */
typedef enum err cover_named(struct ctx *cx, str digest, bool *yes);
enum err cover_files_sweep(struct ctx *cx, cover_named *named) NODISCARD;

#endif
