/* manifest.h - what a backup says of itself, and what is found in it.
 *
 * A backup is a tar of files in this order:
 *   tables/<table>/<0000001>.jsonl   its rows in pieces (db/dump.h), tables that are referred to before those that refer
 *   photos/<user id>/<digest>.<type>
 *   settings/in-force.conf           the settings in force, without passwords
 *   settings/bookshelf.conf          the settings file, if there is one, without passwords
 *   manifest.json                    the versions, the rows and digest of every table, the size and digest of every file above
 *   manifest.blake2b                 the digest of manifest.json: the last file of a backup that is whole */
#ifndef MANIFEST_H
#define MANIFEST_H

#include "base/json_read.h"
#include "db/dump.h"

enum { MANIFEST_MAX = 512 << 20 };

struct manifest_file {
	str name, digest;
	int64_t bytes;
};

struct manifest_table {
	str name;
	struct dump_sum sum;
};

struct manifest {
	str program, engine;
	int64_t version; /* of the schema */
	int64_t made_ms;
	struct manifest_table *tables;
	size_t ntables;
	struct manifest_file *files;
	size_t nfiles, files_room;
	str *gone; /* photos that were deleted while the backup was made */
	size_t ngone;
};

void manifest_add_file(struct ctx *cx, struct manifest *m, struct manifest_file file);

/* As JSON, and back. ERR_INVALID for what is no manifest of a backup this program can read. */
str manifest_write(struct ctx *cx, const struct manifest *m);
enum err manifest_read(struct ctx *cx, str text, struct manifest *out) NODISCARD;

/* What a file's name says. Names are words of ours and nothing else: no backup names a place outside. */
enum manifest_kind {
	FILE_UNKNOWN,
	FILE_TABLE,
	FILE_PHOTO,
	FILE_SETTINGS,
	FILE_MANIFEST,
	FILE_SEAL
};
struct manifest_name {
	enum manifest_kind kind;
	str table;          /* of FILE_TABLE */
	str user_id, photo; /* of FILE_PHOTO */
};
struct manifest_name manifest_name_of(str name);

#endif
