/* own_covers.h - the cover of a person's copy: a photo of their own, else the edition's, else its spine in the photo it was found on.
 *
 * A photo of one's own is kept among the photos of scans (photos.h): it counts against the same room, is in backups, and no one else sees it. */
#ifndef OWN_COVERS_H
#define OWN_COVERS_H

#include "library/covers.h"

enum { OWN_COVER_WIDTH = 1280 };

/* The photo, in any form that scans take, upright, at most OWN_COVER_WIDTH wide, without metadata, in place of the one before. Gives
 * cx->db back for the time of the work. ERR_NOT_FOUND: no copy of the actor's; ERR_INVALID_IMAGE, ERR_NO_SPACE. */
enum err library_own_cover_set(struct ctx *cx, str book_id, str file) NODISCARD;
/* ERR_NOT_FOUND: no such copy, or it has none. */
enum err library_own_cover_remove(struct ctx *cx, str book_id) NODISCARD;

enum copy_cover_kind { COPY_COVER_OWN, COPY_COVER_EDITION, COPY_COVER_SPINE };

struct copy_cover {
	enum copy_cover_kind kind;
	str tag;                      /* names what it looks like */
	str photo;                    /* of OWN, SPINE: the file among the person's photos */
	struct cover_picture edition; /* of EDITION */
	struct quad spine;            /* of SPINE: in that photo */
};

/* What there is, in this order. ERR_NOT_FOUND: no such copy, or nothing; with cx->err_wait_s as library_cover. */
enum err library_copy_cover(struct ctx *cx, str book_id, enum cover_size size,
			    struct copy_cover *out) NODISCARD;

#endif
