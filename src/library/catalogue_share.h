/* catalogue_share.h - one catalogue for all programs on one PostgreSQL database.
 *
 * The database holds the catalogue's files (store/catalogue_files.h); each program answers from copies in its own data folder. What is
 * imported at one comes to all: files first, then, in one transaction, the list; a copy is fetched, held against its checksum and only
 * then put on the folder's list. Wherever this is cut off the old list is in force, here and there, and the next try goes on. On SQLite, which
 * is one program's own, nothing is shared. */
#ifndef CATALOGUE_SHARE_H
#define CATALOGUE_SHARE_H

#include "library/app.h"

#include <stdatomic.h>

enum { SHARE_CHUNK_BYTES = 1 << 20, SHARE_KEPT_MS = 24 * 3600 * 1000 };

struct share_report {
	int sent, fetched; /* files */
	int64_t sent_bytes, fetched_bytes;
	bool busy; /* somebody works on the folder, and nothing was done */
};

/* Whether the database of these settings is shared. */
bool catalogue_is_shared(struct ctx *cx, const struct conf *conf);

/* Bring the folder's catalogue and that of cx->db in line: what came here since they last met goes there, what came there comes here, and
 * neither is lost. `wait`: for who works on the folder. *stop, which may be NULL, ends it between two chunks with ERR_UNAVAILABLE.
 * ERR_IO: the folder, or a file that is damaged, here or there; what the database says. */
enum err catalogue_share(struct ctx *cx, const struct conf *conf, bool wait,
			 const atomic_bool *stop, struct share_report *out) NODISCARD;

/* Remove from the database what has been off its list for SHARE_KEPT_MS: nobody fetches it any more. */
enum err catalogue_share_purge(struct ctx *cx) NODISCARD;

#endif
