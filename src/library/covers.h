/* covers.h - pictures of the covers of editions: asked for where the settings say, kept in the data folder.
 *
 * Nobody waits: what is kept is there at once, what is not is asked for in the background, once however many want to see it, and is there
 * when it is asked for again. That there is none is kept, too, and asked again later. */
#ifndef COVERS_H
#define COVERS_H

#include "library/cover_files.h"

struct covers;

enum { COVER_ID_MAX = 100, COVER_AGAIN_S = 3 };

/* As the settings say; *out is NULL when they name no source. ERR_CONFIG: they name one that is none. The app must outlive it. */
enum err covers_open(struct ctx *cx, struct app *app, struct covers **out) NODISCARD;
void covers_close(struct covers *c); /* gives up what is running */

struct cover_picture {
	str digest; /* of its large size */
	int fd;     /* to be closed by the caller */
	int64_t bytes;
};

/* The picture of an edition by an id of the catalogue, or of any ISBN ("isbn:9780141439587"), a JPEG. ERR_NOT_FOUND: there is none, or
 * none yet; it is being asked for where cx->err_wait_s says when to try again. Lends cx a connection. */
enum err library_cover(struct ctx *cx, str id, enum cover_size size,
		       struct cover_picture *out) NODISCARD;

/* Under which id there may be a picture; {NULL, 0}: nowhere, or nobody may be asked. In the arena. */
str library_cover_id(struct ctx *cx, str isbn13);
str library_cover_id_of(struct ctx *cx, const struct catalogue_book *b);

/* Housekeeping: no more than the settings allow, and nothing that no row names. */
enum err covers_tidy(struct ctx *cx) NODISCARD;

#endif
