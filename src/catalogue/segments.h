/* segments.h - which files the catalogue is made of. An import adds one; a list of them in the catalogue's folder says which count, and is replaced
 * in one step. */
#ifndef SEGMENTS_H
#define SEGMENTS_H

#include "base/ctx.h"
#include "conf/conf.h"

enum { SEGMENTS_MAX = 32, SEGMENT_NAME_BYTES = 32, SEGMENT_DAY_BYTES = 11 };

struct segment {
	char name[SEGMENT_NAME_BYTES]; /* of the file in the folder */
	uint64_t bytes, content;       /* content: its checksum, as in the file's header */
	uint32_t titles, editions;
	char day[SEGMENT_DAY_BYTES]; /* of a dump of Open Library, "2026-10-31"; empty: of other sources */
};

struct segments {
	struct segment items[SEGMENTS_MAX]; /* oldest first */
	size_t n;
	uint64_t next; /* the number of the next file */
};

/* "<data_dir>/catalogue/<name>", in the arena. */
str segments_path(struct ctx *cx, const struct conf *conf, const char *name);

#define SEGMENTS_LIST "segments"

/* The catalogue's folder, made if need be, and the right to change what is in it, which ends when *lock is closed: who comes second
 * waits. ERR_IO. */
enum err segments_lock(struct ctx *cx, const struct conf *conf, int *folder, int *lock) NODISCARD;

/* The same without waiting; *locked false: somebody else has it. Ended by segments_unlock, also after an error. */
enum err segments_try_lock(struct ctx *cx, const struct conf *conf, int *folder, int *lock,
			   bool *locked) NODISCARD;
void segments_unlock(int folder, int lock);

/* The list in the folder; empty where there is none. ERR_IO: damaged, or of another version. */
enum err segments_read(struct ctx *cx, int folder, struct segments *out) NODISCARD;

/* Make this the list, on the disk too, and remove files that are on it no more. The lock is held. ERR_IO. */
enum err segments_write(struct ctx *cx, int folder, const struct segments *s) NODISCARD;

/* The name of a new file. */
void segments_name(const struct segments *s, char out[SEGMENT_NAME_BYTES]);

#endif
