/* backup.h - everything the program keeps, in one file, and back.
 *
 * A backup holds the rows of the database (of one moment, while it is in use), the photos and the settings (manifest.h). It belongs to no
 * engine. The catalogue is not part of it: it is made from its sources. */
#ifndef BACKUP_H
#define BACKUP_H

#include "library/copy.h"
#include "library/manifest.h"

struct backup_watch {
	copy_progress *progress; /* rows, or bytes while it is read back; NULL: nobody watches */
	void *arg;
};

struct backup_report {
	struct manifest manifest;
	int64_t bytes; /* of the backup */
	int64_t photos;
	int64_t version; /* of the schema that a restore ends with */
};

/* Write a backup of cx->db and of cx->app's data folder to `path`: to PATH.part, which is read back whole, and then renamed; what is at
 * `path` is a whole backup or what was there before. ERR_CONFLICT when something is there and not `over`; ERR_BUSY when another backup is
 * being written there; ERR_NO_SPACE, ERR_IO. */
enum err library_backup(struct ctx *cx, const char *path, bool over,
			const struct backup_watch *watch, struct backup_report *out) NODISCARD;

/* Read the whole of it and hold it against its manifest. Nothing is written anywhere. ERR_INVALID for what is damaged, cut off or no
 * backup, ERR_CONFIG for one of a newer program. */
enum err backup_check(struct ctx *cx, int fd, const struct backup_watch *watch,
		      struct backup_report *out) NODISCARD;

/* Check it, then fill cx->db (without one, that of cx->app's settings is opened, now and not before) and cx->app's data folder, which hold no rows and no photos (else ERR_CONFLICT), read everything back,
 * and bring the schema up to the newest. A failure leaves the database without rows and the folder without photos. The settings file
 * becomes bookshelf.conf.restored in the data folder: it may name another database than the one filled. */
enum err library_restore(struct ctx *cx, const char *path, const struct backup_watch *watch,
			 struct backup_report *out) NODISCARD;

#endif
