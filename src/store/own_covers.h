/* own_covers.h - which photos people made of the covers of their copies. The files are library/photos.h. */
#ifndef STORE_OWN_COVERS_H
#define STORE_OWN_COVERS_H

#include "store/store.h"

/* The digest of the one of this copy; empty: none. Copies in the trash keep theirs. */
enum err store_own_cover_get(struct ctx *cx, str user_id, str book_id, str *photo) NODISCARD;
enum err store_own_cover_set(struct ctx *cx, str user_id, str book_id, str photo,
			     int64_t bytes) NODISCARD;
enum err store_own_cover_remove(struct ctx *cx, str user_id, str book_id) NODISCARD;
/* What all of theirs take, each file once. */
enum err store_own_cover_bytes(struct ctx *cx, str user_id, int64_t *out) NODISCARD;

extern const struct sql_set store_own_cover_sql;

#endif
